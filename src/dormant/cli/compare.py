"""`dormant compare`: run a command with and without dormant and say what the difference is.

Phase: cold. May import: click; `dormant.measure` and rich when the command runs.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import FiniteNumber, OutputFile, measuring_options, one_document, prepared
from .output import console, format_option, print_json, progress, write

if TYPE_CHECKING:
    from ..measure.result import Comparison

_DIFFERENT = 1


@click.command(context_settings={"allow_interspersed_args": False})
@click.option(
    "--pairs",
    type=click.IntRange(1),
    metavar="N",
    show_default="as many as fit into --max-time, 6 to 30",
    help="How many pairs of runs to measure.",
)
@click.option(
    "--max-time", type=FiniteNumber(0), metavar="SECONDS", default=8, show_default=True, help="Time for the pairs."
)
@click.option(
    "--warmups", type=click.IntRange(0), metavar="N", default=1, show_default=True, help="Runs beforehand, off and on."
)
@measuring_options
@click.option("--ignore-failure", is_flag=True, help="Compare a command that exits non-zero.")
@click.option(
    "--save", type=OutputFile(dash=True), metavar="FILE", help="Keep the runs with dormant, to compare with later."
)
@click.option(
    "--base",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare with the runs kept in FILE, not with runs off.",
)
@click.option("--html", type=OutputFile(dash=True), metavar="FILE", help="Write one self-contained page.")
@click.option(
    "--pyperf", type=OutputFile(), metavar="FILE", help="Write pyperf's JSON: FILE with -off and -on before its ending."
)
@format_option
@click.argument("words", metavar="-- COMMAND...", nargs=-1, type=click.UNPROCESSED, required=True)
def command(
    pairs: int | None,
    max_time: float,
    warmups: int,
    config: Path | None,
    packages: tuple[str, ...],
    timeout: float,
    ignore_failure: bool,
    save: Path | None,
    base: Path | None,
    html: Path | None,
    pyperf: Path | None,
    output_format: str,
    words: tuple[str, ...],
) -> int:
    """Run a command with dormant off and on, in turns, and compare time, memory, imports and output.

    The exit status is 1 if the command's exit code or output differs with dormant. "-" as the FILE of --save or --html
    is standard output.
    """
    one_document([save, html], output_format)
    from ..measure import saved

    other = None if base is None else saved.load(base)

    with (
        prepared(words, config=config, packages=packages, timeout=timeout) as arms,
        progress(shlex.join(words)) as step,
    ):
        from ..measure.compare import compare

        result = compare(
            words,
            arms,
            pairs=pairs,
            max_time=max_time,
            warmups=warmups,
            timeout=timeout,
            ignore_failure=ignore_failure,
            base=other,
            step=step,
        )
    if save is not None:
        write(save, saved.dump(result))
    if html is not None or pyperf is not None:
        _export(result, html, pyperf)
    if output_format == "json":
        print_json(result.as_json())
    elif "-" not in (str(save), str(html)):
        from ..measure.report import show

        show(result, console())
    return _DIFFERENT if result.behaviour.different else 0


def _export(result: Comparison, html: Path | None, pyperf: Path | None) -> None:
    """Write the files that were asked for, and name them."""
    from ..measure import exports
    from ..measure.series import ARMS

    texts = {}
    if html is not None:
        texts[html] = exports.page(result)
    if pyperf is not None:
        for side, arm in zip(result.sides, ARMS, strict=True):
            texts[pyperf.with_stem(f"{pyperf.stem}-{side}")] = exports.pyperf(result, arm)
    for path, text in texts.items():
        write(path, text)
