"""How every other way did in the benchmarks, in one table; the page of the benchmarks has the rest.

Phase: cold. May import: the benchmarks, which read their stored results with pyperf.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.peers import FAILED, PART, UNUSED
from benchmarks.peers.peers import DORMANT, EAGER, FLOOR, PEERS
from benchmarks.peers.report import standings
from benchmarks.report import text as report
from benchmarks.suite.results import Store

if TYPE_CHECKING:
    from benchmarks.suite.results import Results

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"
# The last Python without lazy imports of its own that everybody can run on, and the first that has them.
PYTHONS = ("3.13", "3.15")


def text() -> str:
    """Return the table of the peers: a row for each, best first; a column for each Python that was measured."""
    measured = [results for results in Store(RESULTS).part(PART) if results.python in PYTHONS]
    cells = [_cells(results) for results in measured]
    changes = {peer.name: peer.change for peer in PEERS}
    rows = [
        [f"**{name}**" if name == DORMANT else name, changes[name], *(column.get(name, "") for column in cells)]
        for name in dict.fromkeys(name for column in cells for name in column)
    ]
    pythons = [results.python for results in measured]
    table = report.table(["", "to change", *(f"Python {python}" for python in pythons)], rows)
    charts = [report.picture(f"{PART}-{python}", f"CPU time above the floor, Python {python}") for python in pythons]
    return "\n".join([table, *charts])


def _cells(results: Results) -> dict[str, str]:
    """Return what the table says about each peer on one Python, best first."""
    found = {}
    for standing in standings(results):
        wrong = "" if standing.complete or standing.name == EAGER else " *"
        milliseconds = standing.above_floor.median * report.MILLI
        found[standing.name] = f"{milliseconds:+.1f} ms, {report.times(standing.ratio.median)}{wrong}"
    for peer in PEERS:
        if peer.name != FLOOR and results.text(UNUSED, peer.name, FAILED):
            found[peer.name] = "fails"
    return found
