"""Prints what was found about targets; also as plain values for JSON.

Phase: cold. May import: the standard library, rich.
"""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from .judge import Result, Verdict


def show(results: Sequence[Result], errors: Mapping[str, str], console: Console, marks: tuple[str, str]) -> None:
    """Print *results* on *console*.

    Parameters:
        results: what was found.
        errors: why other targets could not be judged, by their names; only their number is printed.
        marks: what stands before a limit that is kept, and before one that is not.
    """
    for result in results:
        ended = f" (exits with {result.exit_code})" if result.exit_code else ""
        console.print(Text(f"{result.target.name}: {shlex.join(result.target.command)}{ended}", style="bold"))
        for verdict in result.verdicts:
            _show_verdict(verdict, console, marks)
    failed = [result.target.name for result in results if not result.passed]
    count = len(results) + len(errors)
    summary = [f"{len(failed)} of {count} targets failed: {', '.join(failed)}"] if failed else []
    if errors:
        summary.append(f"{len(errors)} of {count} targets could not be judged: {', '.join(errors)}")
    text = "; ".join(summary) or "all targets passed"
    console.print(Text(f"\n{text}", style="bold red" if summary else "green"))


def _show_verdict(verdict: Verdict, console: Console, marks: tuple[str, str]) -> None:
    mark, style = (marks[0], "green") if verdict.passed else (marks[1], "bold red")
    console.print(Text.assemble("  ", (mark, style), f" {verdict.limit}: {verdict.text}"))
    for line in verdict.details:
        console.print(Text(f"      {line}"))


def as_json(results: Sequence[Result], errors: Mapping[str, str]) -> dict[str, Any]:
    """Return *results* as plain values, and why other targets could not be judged."""
    return {
        "passed": not errors and all(result.passed for result in results),
        "errors": dict(errors),
        "targets": [
            {
                "name": result.target.name,
                "command": list(result.target.command),
                "passed": result.passed,
                "exit_code": result.exit_code,
                "limits": [asdict(verdict) for verdict in result.verdicts],
                "modules": sorted(result.modules),
                "time_ratio": None
                if result.interval is None
                else {"ratio": result.ratio, "interval": asdict(result.interval)},
            }
            for result in results
        ],
    }
