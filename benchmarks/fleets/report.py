"""This part of the report: programs that start often, or that many processes share.

Phase: cold. May import: the standard library, the suite, the report's helpers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..report import chart, text
from ..suite.results import CPU, WALL
from ..suite.statistics import figure, ratio
from . import COLLECT, FAILED, LOADED, MANY, OFF, ON, PART, PING, SELECTED, SERVER, SUITE, TOGETHER, WORK_TO_DO

if TYPE_CHECKING:
    from ..suite.results import Results, Store

TITLE = "Serverless and fleets"
_INTRODUCTION = """
The handler imports boto3 and pandas: it answers a ping at once, or makes an S3 client and a table. The short process
imports requests and does not need it; 200 of them run one after the other. The test suite has 40 modules that import
NumPy, pandas, requests and SQLAlchemy each; the times are those of the whole pytest run. Collecting reads every name of
a test module, which loads what it imports: all that a test suite can put off is what its modules import further. The
server forks eight workers that all use pandas; memory is that of the nine processes together, with shared pages counted
once. Ratios are with dormant divided by without, so below 1 is a gain.
"""
TIMED = (PING, WORK_TO_DO, MANY, SELECTED, COLLECT, SUITE)


def section(store: Store) -> str:
    """Return this part of the report."""
    parts = [f"## {TITLE}\n{_INTRODUCTION}\n"]
    for results in store.part(PART):
        parts.append(f"### Python {results.python}\n\n")
        parts.append(text.picture(f"{PART}-{results.python}", f"{TITLE}, Python {results.python}") + "\n")
        parts.append(_table(results) + "\n" + _memory(results) + _failures(results))
    return "".join(parts)


def charts(store: Store, theme: chart.Theme) -> dict[str, str]:
    """Return the charts of this part: name → SVG."""
    drawn = {}
    for results in store.part(PART):
        rows = []
        for program in _timed(results):
            shares = [(ratio(results.values(program, OFF, of), results.values(program, ON, of)).median, colour)
                      for of, colour in ((CPU, "ours"), (WALL, "other"))]  # fmt: skip
            rows.append(chart.Row(program, tuple(chart.Bar(share, f"{share:.2f}", colour) for share, colour in shares)))
        for side in (ON, LOADED):
            before, after = results.values(SERVER, OFF, TOGETHER), results.values(SERVER, side, TOGETHER)
            if before and after:
                share = ratio(before, after).median
                label = SERVER if side == ON else "the same, load_all() before the fork"
                rows.append(chart.Row(label, (chart.Bar(share, f"{share:.2f}", "strong"),)))
        drawn[f"{PART}-{results.python}"] = chart.bars(
            f"{TITLE}: with dormant, divided by without, Python {results.python}",
            "The line is 1: no difference. Less is better.", rows, theme,
            legend={"ours": "CPU time", "other": "wall time", "strong": "memory"}, mark=1,
        )  # fmt: skip
    return drawn


def _timed(results: Results) -> list[str]:
    """Return the programs that were measured."""
    return [program for program in TIMED if results.values(program, ON)]


def _failures(results: Results) -> str:
    lines = [f"- {program}: {text.quoted(reason)}\n" for program in results.programs()
             if (reason := results.text(program, OFF, FAILED))]  # fmt: skip
    return "What failed:\n\n" + "".join(lines) + "\n" if lines else ""


def _table(results: Results) -> str:
    rows = []
    for program in _timed(results):
        off, on = results.values(program, OFF), results.values(program, ON)
        walls = results.values(program, OFF, WALL), results.values(program, ON, WALL)
        rows.append([
            program, text.value(figure(off)), text.value(figure(on)), text.share(ratio(off, on)),
            text.value(figure(walls[0])), text.share(ratio(*walls)),
        ])  # fmt: skip
    return text.table(["", "CPU without, ms", "CPU with, ms", "ratio", "wall without, ms", "ratio"], rows)


def _memory(results: Results) -> str:
    off = results.values(SERVER, OFF, TOGETHER)
    if not off:
        return ""
    rows = []
    for side in (OFF, ON, LOADED):
        values = results.values(SERVER, side, TOGETHER)
        rows.append([side, text.value(figure(values), text.MEBI), text.share(ratio(off, values))])
    return f"Memory of {SERVER} and their parent:\n\n" + text.table(["", "MiB", "ratio"], rows) + "\n"
