"""The pytest plugin: a fixture and a marker `startup`, by which a test states what a command may load.

Phase: cold. May import: pytest; `dormant.check` and all that it needs only when a test uses one of the two. pytest
loads this module in every run of an environment that has dormant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from .judge import Result


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the marker."""
    config.addinivalue_line(
        "markers", "startup(command, *, may_load, must_not_load, max_modules, ...): hold a command to limits first."
    )


@pytest.fixture
def startup(pytestconfig: pytest.Config) -> Callable[..., Result]:
    """Return a function that runs a command with dormant and fails the test if it loads what it may not.

    Its parameters are those of `hold`, without the first. What it returns has the names of the loaded modules in its
    attribute `modules`.
    """

    def hold_here(command: Sequence[str], **limits: Any) -> Result:
        return hold(pytestconfig.rootpath, command, **limits)

    return hold_here


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Run what the marks of a test say, before the test itself."""
    for mark in item.iter_markers("startup"):
        hold(item.config.rootpath, *mark.args, **mark.kwargs)


def hold(
    folder: Path,
    command: Sequence[str],
    *,
    may_load: Sequence[str] | None = None,
    must_not_load: Sequence[str] = (),
    max_modules: int | None = None,
    packages: Sequence[str] = (),
    timeout: float = 60,
    ignore_failure: bool = False,
) -> Result:
    """Run *command* once with dormant, and fail the test if it is over a limit.

    Parameters:
        folder: the directory in which to look for a configuration, if none is registered.
        command: the program and its arguments.
        may_load: the import names that it may load, besides the standard library; None for any.
        must_not_load: import names that it may not load, nor anything below them.
        max_modules: how many modules it may import.
        packages: import names to defer instead of any configuration.
        timeout: seconds until it is killed.
        ignore_failure: judge a command that exits non-zero as well.

    Returns:
        What was found; its `modules` are the names of the modules that were imported.
    """
    __tracebackhide__ = True
    import os

    from ..errors import ConfigError, DormantError
    from .judge import judge
    from .target import Target

    target = Target(
        " ".join(command),
        tuple(command),
        tuple(must_not_load),
        max_modules,
        may_load=None if may_load is None else tuple(may_load),
    )
    try:
        result = judge(
            target, os.environ, folder=folder, packages=packages, timeout=timeout, ignore_failure=ignore_failure
        )
    except ConfigError as error:
        pytest.fail("\n".join(error.faults), pytrace=False)
    except DormantError as error:
        pytest.fail(str(error), pytrace=False)
    if not result.passed:
        lines = [target.name]
        for verdict in result.verdicts:
            if not verdict.passed:
                lines.append(f"  {verdict.limit.replace('-', '_')}: {verdict.text}")
                lines += [f"    {line}" for line in verdict.details]
        pytest.fail("\n".join(lines), pytrace=False)
    return result
