"""Prints what was found about targets; also as plain values for JSON.

Phase: cold. May import: the standard library, rich.
"""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from .judge import Result, Verdict


def show(results: Sequence[Result], console: Console, marks: tuple[str, str]) -> None:
    """Print *results* on *console*.

    Parameters:
        marks: what stands before a limit that is kept, and before one that is not.
    """
    for result in results:
        console.print(Text(f"{result.target.name}: {shlex.join(result.target.command)}", style="bold"))
        for verdict in result.verdicts:
            _show_verdict(verdict, console, marks)
    failed = [result.target.name for result in results if not result.passed]
    summary = f"{len(failed)} of {len(results)} targets failed: {', '.join(failed)}" if failed else "all targets passed"
    console.print(Text(f"\n{summary}", style="bold red" if failed else "green"))


def _show_verdict(verdict: Verdict, console: Console, marks: tuple[str, str]) -> None:
    mark, style = (marks[0], "green") if verdict.passed else (marks[1], "bold red")
    console.print(Text.assemble("  ", (mark, style), f" {verdict.limit}: {verdict.text}"))
    for line in verdict.details:
        console.print(Text(f"      {line}"))


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Return *results* as plain values."""
    return {
        "passed": all(result.passed for result in results),
        "targets": [
            {
                "name": result.target.name,
                "command": list(result.target.command),
                "passed": result.passed,
                "limits": [asdict(verdict) for verdict in result.verdicts],
                "modules": sorted(result.modules),
                "time_ratio": None
                if result.interval is None
                else {"ratio": result.ratio, "interval": asdict(result.interval)},
            }
            for result in results
        ],
    }
