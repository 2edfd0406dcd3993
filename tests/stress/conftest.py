"""Disks that are full or read-only, and an environment in which a project's own packages wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dormant.settings import FILE_NAME, Settings, dump
from support import Environment, clean_env, run, with_libraries, write_tree

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Runs = Callable[..., "subprocess.CompletedProcess[str]"]
    Counts = Callable[..., None]

# name of a kind of fault → (injected, survived)
_COUNTED: dict[str, tuple[int, int]] = {}


@pytest.fixture(scope="session")
def counted() -> Counts:
    """Return a function that counts faults for the summary at the end of the run."""

    def count(kind: str, injected: int, survived: int) -> None:
        before = _COUNTED.get(kind, (0, 0))
        _COUNTED[kind] = (before[0] + injected, before[1] + survived)

    return count


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of a worker of pytest-xdist to the process that prints them."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["faults"] = _COUNTED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    for kind, (injected, survived) in getattr(node, "workeroutput", {}).get("faults", {}).items():
        before = _COUNTED.get(kind, (0, 0))
        _COUNTED[kind] = (before[0] + injected, before[1] + survived)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many faults were injected, and what came of them."""
    if _COUNTED:
        terminalreporter.section("faults injected, survived, lost")
        for kind, (injected, survived) in sorted(_COUNTED.items()):
            terminalreporter.write_line(f"{injected:8} {survived:8} {injected - survived:4}  {kind}")


@pytest.fixture(scope="session")
def stress_environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment for programs that are run with settings of their own."""
    return with_libraries(Environment(tmp_path_factory.mktemp("stress") / "venv"))


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """Return a fresh environment with the libraries that dormant needs."""
    return with_libraries(environment)


@pytest.fixture
def program(stress_environment: Environment, tmp_path: Path) -> Runs:
    """Return a function that writes a tree of modules and runs its `main.py`, with these packages waiting."""

    def run_it(
        files: Mapping[str, str],
        packages: Sequence[str] = ("heavy",),
        *,
        off: bool = False,
        check: bool = True,
        **settings: object,
    ) -> subprocess.CompletedProcess[str]:
        write_tree(tmp_path, files)
        data = dump(Settings(tuple(packages), **settings))  # type: ignore[arg-type]
        (stress_environment.site / FILE_NAME).write_bytes(data)
        switch = {"DORMANT": "0"} if off else {}
        return run([stress_environment.python, "main.py"], cwd=tmp_path, env=clean_env(**switch), check=check)

    return run_it
