"""Print a comparison for people.

Phase: cold. May import: rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ..importtime.show import difference_table
from .table import Table
from .title import short_title

if TYPE_CHECKING:
    from rich.console import Console

    from .estimate import Estimate
    from .result import Comparison

_MOST_PACKAGES = 8
# In microseconds; the import log of one run isn't more precise.
_SMALLEST_CHANGE = 500
_LEGENDS = {
    True: "± is half the interquartile range; change and off/on are medians over the pairs.",
    False: "± is half the interquartile range; change and saved/now are those of the medians.",
}
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def show(result: Comparison, console: Console) -> None:
    """Print *result* on *console*."""
    console.print(_heading(result))
    console.print(Text(f"{result.sides[1]}: {result.configuration}"))
    for part, diff in result.behaviour.diffs.items():
        console.print(Text(f"\n{part}:"))
        for line in diff.splitlines():
            console.print(Text(line, style=_COLOURS.get(line[:1], "")))
    console.print(_figures(result))
    console.print(Text(_LEGENDS[result.base is None], style="dim"))
    if result.start_cost is not None:
        about = "Own cost is that of a bare start, `python -c pass`; what deferring costs is in the other figures."
        console.print(Text(about, style="dim"))
    changes = [change for change in result.changes if abs(change.saved) >= _SMALLEST_CHANGE]
    if changes:
        console.print(difference_table(changes[:_MOST_PACKAGES], changes[_MOST_PACKAGES:], result.sides))
        console.print(Text("Import times are those of the quickest run with CPython's import log.", style="dim"))
    elif not result.changes:
        console.print(Text("No import log was written: modules and packages can't be compared.", style="dim"))
    console.print(Text(f"\n{result.verdict()}", style="bold"))
    for note in result.notes:
        console.print(Text(f"note: {note}"))


def _heading(result: Comparison) -> Text:
    parts = [short_title(result.command)]
    if result.interpreter is not None:
        parts.append(str(result.interpreter))
    parts += [result.made(), result.judged()]
    return Text(" · ".join(parts), style="red" if result.behaviour.different else "")


def _figures(result: Comparison) -> Table:
    table = Table()
    table.add_column("")
    for title in (*result.sides, "change", "95 % interval", "/".join(result.sides)):
        table.add_column(title, justify="right")
    table.add_row("wall time, ms", *cells(result.wall, 1000))
    table.add_row("CPU time, ms", *cells(result.cpu, 1000))
    table.add_row("peak memory, MiB", *cells(result.memory, 2**-20))
    if result.changes:
        off, on = result.modules("off"), result.modules("on")
        table.add_row("modules imported", str(off), str(on), f"{on - off:+d}")
    if result.start_cost is not None:
        table.add_row("own cost, CPU ms", *cells(result.start_cost, 1000))
    elif result.own_imports:
        table.add_row("own imports, ms", "", f"{result.own_imports / 1000:.1f}")
    return table


def cells(measured: Estimate, scale: float) -> tuple[str, str, str, str, str]:
    """Return one quantity as text: off, on, change, interval and ratio.

    Parameters:
        measured: what the samples say.
        scale: how many of the unit to print make one of the samples' unit.
    """
    off, on, change = measured.off * scale, measured.on * scale, measured.difference * scale
    digits = 0 if max(off, on) >= 1000 else 1
    interval = measured.difference_interval
    span = "too few pairs"
    if interval is not None:
        span = f"{interval.low * scale:+.{digits}f} to {interval.high * scale:+.{digits}f}"
    # One run has no spread.
    spreads = [f" ± {spread * scale:.{digits}f}" for spread in (measured.off_spread, measured.on_spread)]
    if measured.pairs == 1:
        spreads = ["", ""]
    return (
        f"{off:.{digits}f}{spreads[0]}",
        f"{on:.{digits}f}{spreads[1]}",
        f"{change:+.{digits}f}" if measured.clear or interval is None else "within noise",
        span,
        f"{measured.ratio:.2f}x",
    )
