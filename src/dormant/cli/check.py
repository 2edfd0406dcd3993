"""`dormant check`: hold the commands of `[[tool.dormant.target]]` to their limits.

Phase: cold. May import: click; `dormant.check`, `dormant.suggest` and rich when the command runs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ..errors import ConfigError, DormantError
from . import EXIT_ERROR
from .options import nearest_config_option, timeout_option
from .output import console, format_option, note, print_json, symbol
from .registration import compile_project, project_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..check.judge import Result, Verdict

_FAILED = 1


@click.command()
@nearest_config_option
@timeout_option
@click.option("--verify", is_flag=True, help="Also run them without dormant, and compare what they do.")
@click.option("--ignore-failure", is_flag=True, help="Judge commands that exit non-zero.")
@format_option
@click.argument("names", metavar="[TARGET]...", nargs=-1)
def command(
    config: Path | None,
    timeout: float,
    verify: bool,
    ignore_failure: bool,
    output_format: str,
    names: tuple[str, ...],
) -> int:
    """Hold the commands of [[tool.dormant.target]] in pyproject.toml to their limits.

    They run in the directory of that file, with its configuration, whatever is registered. The exit status is 1 if one
    of them is over a limit, or does something else with --verify, which runs them in a copy of the directory, and 2 if
    one of them can't be judged.
    """
    path = project_path(config)
    compile_project(path)
    from ..check.judge import judge
    from ..check.target import read_targets

    targets = read_targets(path, names)
    os.chdir(path.parent)
    results: list[Result] = []
    errors: dict[str, str] = {}
    for target in targets:
        try:
            result = judge(
                target,
                os.environ,
                config=path,
                folder=path.parent,
                timeout=timeout,
                ignore_failure=ignore_failure,
            )
            if verify:
                result.verdicts.append(_verified(target.command, path, timeout, ignore_failure=ignore_failure))
            results.append(result)
        except ConfigError:
            raise
        except DormantError as error:
            errors[target.name] = str(error)
    from ..check import report

    if output_format == "json":
        print_json(report.as_json(results, errors))
    else:
        report.show(results, errors, console(), (symbol("✓", "+"), symbol("✗", "!")))
    for name, why in errors.items():
        note(f"error: {name}: {why}")
    if errors:
        return EXIT_ERROR
    return 0 if all(result.passed for result in results) else _FAILED


def _verified(words: Sequence[str], path: Path, timeout: float, *, ignore_failure: bool) -> Verdict:
    """Return whether a command does the same with dormant as without."""
    from ..check.judge import Verdict
    from ..suggest.verify import verify

    found = verify(
        words,
        os.environ,
        project=path,
        folder=path.absolute().parent,
        timeout=timeout,
        ignore_failure=ignore_failure,
    )
    details = [] if found.difference is None else found.difference.detail.splitlines()
    return Verdict("same behaviour", found.difference is None, found.in_words(), details)
