"""Print what `dormant suggest` found out for people.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.measure`, rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ..config.names import is_standard
from ..measure.table import Table

if TYPE_CHECKING:
    from rich.console import Console

    from ..measure.estimate import Estimate
    from .result import Saving, Suggestion, Verdict

_STYLES = {"defer": "green", "unsafe": "red", "no gain": "dim", "unknown": "yellow"}


def show(result: Suggestion, console: Console) -> None:
    """Print *result* on *console*."""
    console.print(Text(f"{' · '.join(result.commands)} · {result.interpreter} · {result.runs} runs"))
    console.print(_table(result))
    for saving in result.savings:
        console.print(Text(f"Together: {together(saving)}", style="bold"))
    if not result.choices:
        console.print(Text("Nothing to defer was found that gains and passes.", style="bold"))
    if result.volatile:
        console.print(Text(f"Not compared, as it differs from run to run: {', '.join(result.volatile)}.", style="dim"))
    for label, parts in result.untrusted.items():
        console.print(Text(f"not trusted: `{label}` differs from itself without dormant: {', '.join(parts)}"))
    for warning in result.warnings:
        console.print(Text(f"warning: {warning}", style="yellow"))


def together(saving: Saving) -> str:
    """Return what the whole set saves with one command, in words."""
    parts = [_faster(saving.wall, "wall time"), _faster(saving.cpu, "CPU time")]
    return f"`{saving.command}`: {'; '.join(parts)}"


def _faster(measured: Estimate, what: str) -> str:
    interval = measured.ratio_interval
    span = f", 95 % interval {interval.low:.2f} to {interval.high:.2f}" if interval else ""
    noise = "" if measured.clear else "within noise, "
    return f"{what} {measured.off * 1000:.0f} -> {measured.on * 1000:.0f} ms ({noise}{measured.ratio:.2f}x{span})"


def saves(measured: Estimate) -> str:
    """Return a saving with its interval, in milliseconds."""
    interval = measured.difference_interval
    if interval is None:
        return f"{-measured.difference * 1000:.1f}"
    if not measured.clear:
        return f"within noise ({-interval.high * 1000:.1f} to {-interval.low * 1000:.1f})"
    return f"{-measured.difference * 1000:.1f} ({-interval.high * 1000:.1f} to {-interval.low * 1000:.1f})"


def _table(result: Suggestion) -> Table:
    table = Table()
    table.add_column("package")
    table.add_column("verdict")
    table.add_column("saves CPU ms, given the rest", justify="right")
    table.add_column("own ms", justify="right")
    table.add_column("with below", justify="right")
    table.add_column("why")
    for verdict in result.verdicts:
        if verdict.word == "no gain" and is_standard(verdict.package):
            continue
        table.add_row(*_row(verdict), style=_STYLES[verdict.word])
    return table


def _row(verdict: Verdict) -> tuple[str, ...]:
    saving = verdict.saving
    return (
        verdict.package,
        verdict.word + (", inside" if verdict.inside else ""),
        saves(saving.cpu) if saving else ("not measured alone" if verdict.word == "defer" else "-"),
        f"{verdict.own / 1000:.1f}",
        f"{verdict.cumulative / 1000:.1f}",
        verdict.reason,
    )
