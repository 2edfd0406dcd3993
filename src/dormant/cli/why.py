"""`dormant why`: run a command once and say why a package was loaded in it.

Phase: cold. May import: click; `dormant.measure`, `dormant.trace` and rich when the command runs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from .options import measuring_options
from .output import console, format_option, print_json
from .traced import traced

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@measuring_options
@format_option
@click.argument("package")
@click.argument("words", metavar="-- COMMAND...", nargs=-1, type=click.UNPROCESSED, required=True)
def command(
    package: str,
    config: Path | None,
    packages: tuple[str, ...],
    timeout: float,
    output_format: str,
    words: tuple[str, ...],
) -> None:
    """Run a command once and say why PACKAGE was loaded in it: by which line, and what would have to change.

    What the command prints is not shown, and its standard input is closed.
    """
    from ..config.names import InstalledNames, fault_of, normalise

    installed = InstalledNames()
    if fault := fault_of(package, installed):
        raise click.UsageError(fault)
    found = traced(words, config, packages, timeout)
    from ..trace import report
    from ..trace.explain import explain

    answer = explain(found, normalise(package))
    if answer.state == "not imported" and not _is_installed(package, found.processes[0].executable, timeout):
        answer.advice.append(f"It is not installed for {found.processes[0].executable}.")
        names = [name for name in installed.of(package) if name != package]
        if names:
            shown = " or ".join(f"`{name}`" for name in names[:3])
            answer.advice.append(f"{package} is the name of a distribution, which is imported as {shown}.")
    if output_format == "json":
        print_json(report.answer_as_json(answer))
    else:
        report.show_answer(answer, console())


def _is_installed(package: str, python: str, timeout: float) -> bool:
    """Tell whether the interpreter *python* finds the top-level package of *package*.

    Raises:
        DormantError: it doesn't run, or not in time.
    """
    from ..measure.process import run

    script = "import sys, importlib.util as u; sys.exit(u.find_spec(sys.argv[1].partition('.')[0]) is None)"
    return run([python, "-c", script, package], os.environ, timeout=timeout).exit_code == 0
