"""`dormant check`: hold the commands of `[[tool.dormant.target]]` to their limits.

Phase: cold. May import: click; `dormant.check` and rich when the command runs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from .output import console, format_option, print_json, symbol
from .registration import compile_project, config_option, project_path

if TYPE_CHECKING:
    from pathlib import Path

_FAILED = 1


@click.command()
@config_option
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="Kill a run after this time.",
)
@format_option
@click.argument("names", metavar="[TARGET]...", nargs=-1)
def command(config: Path | None, timeout: float, output_format: str, names: tuple[str, ...]) -> int:
    """Hold the commands of [[tool.dormant.target]] in pyproject.toml to their limits.

    They run in the directory of that file, with its configuration, whatever is registered. The exit status is 1 if one
    of them is over a limit.
    """
    path = project_path(config)
    compile_project(path)
    from ..check.judge import judge
    from ..check.target import read_targets

    targets = read_targets(path, names)
    os.chdir(path.parent)
    results = [judge(target, os.environ, config=path, folder=path.parent, timeout=timeout) for target in targets]
    from ..check import report

    if output_format == "json":
        print_json(report.as_json(results))
    else:
        report.show(results, console(), (symbol("✓", "+"), symbol("✗", "!")))
    return 0 if all(result.passed for result in results) else _FAILED
