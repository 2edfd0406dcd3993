"""`dormant trace`: run a command once and show what was deferred, what was loaded, and by whom.

Phase: cold. May import: click; `dormant.measure`, `dormant.trace` and rich when the command runs.
"""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import DormantError
from .options import given, measuring_options
from .output import console, format_option, print_json
from .traced import traced


@click.command(context_settings={"allow_interspersed_args": False})
@click.option("--all", "everything", is_flag=True, help="Fold nothing.")
@click.option(
    "--read",
    "recorded",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Show a trace that DORMANT_TRACE=FILE recorded, instead of running a command.",
)
@measuring_options
@format_option
@click.argument("words", metavar="-- COMMAND...", nargs=-1, type=click.UNPROCESSED)
def command(
    everything: bool,
    recorded: Path | None,
    config: Path | None,
    packages: tuple[str, ...],
    timeout: float,
    output_format: str,
    words: tuple[str, ...],
) -> None:
    """Run a command once and show what was deferred, what was loaded, and by whom.

    What the command prints is not shown, and its standard input is closed.
    """
    if bool(words) == (recorded is not None):
        raise click.UsageError("Give either a command after --, or --read FILE.")
    if recorded is not None and given("config", "packages", "timeout"):
        raise click.UsageError("--config, --packages and --timeout are for a command: leave them out with --read.")
    if recorded is not None:
        from ..trace.record import read

        found = read(recorded.read_bytes())
        if not found.processes:
            raise DormantError(f"{recorded} holds no trace: record one with DORMANT_TRACE={recorded}")
    else:
        found = traced(words, config, packages, timeout)
    from ..trace import report

    if output_format == "json":
        print_json(report.as_json(found))
    else:
        report.show(found, console(), everything=everything)
