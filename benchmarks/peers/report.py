"""This part of the report: tables and charts of peers, one for each Python.

Phase: cold. May import: the standard library, the suite, the report's helpers.
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, NamedTuple

from ..report import chart, text
from ..suite.statistics import difference, figure, ratio
from . import ACCESS, CROWDED, FAILED, IDLE, LOADED, PART, TOUCH, UNUSED, USED
from .peers import DORMANT, EAGER, FLOOR, NONE, PEERS

if TYPE_CHECKING:
    from ..suite.results import Results, Store
    from ..suite.statistics import Figure

TITLE = "Imports that are never used"
_INTRODUCTION = """
A module imports NumPy, SQLAlchemy (`from sqlalchemy import create_engine`) and `json.decoder`, and uses none of them.
"Eager" is that program as it is. In "imports in functions" the imports stand in the functions that need them: that is
the floor, because nothing is left to put off. *CPU* is that of the whole process, *above the floor* the difference to
it, *×* how many times faster than eager. *Loaded* are those of the three that were imported all the same. *Idle* is
what `python -c pass` pays in an environment that the peer is installed in, and in one with 150 distributions more; a
dash means that the peer has no startup file. *If all is used* is the CPU time above that of the eager program which
uses all three. *Access* is one `np.pi` in a loop, as the peer wants it to be written, after the first. *8 threads* says
how many of eight threads that use a name first at the same moment got the right object, in the worst of three races.
"""


class Standing(NamedTuple):
    """How a peer did.

    Attributes:
        name: the peer.
        change: what has to be changed in a program for it.
        above_floor: CPU time above the floor, in seconds.
        ratio: eager divided by it.
        complete: whether nothing was loaded, everything works when it is used, and threads get the right object.
    """

    name: str
    change: str
    above_floor: Figure
    ratio: Figure
    complete: bool


def standings(results: Results) -> list[Standing]:
    """Return how each peer did that runs, best first; the floor is not among them."""
    found = []
    eager, floor = results.values(UNUSED, EAGER), results.values(UNUSED, FLOOR)
    for peer in PEERS:
        values = results.values(UNUSED, peer.name)
        if values and peer.name != FLOOR:
            complete = (
                bool(results.values(USED, peer.name))
                and results.text(UNUSED, peer.name, LOADED) == "nothing"
                and results.text(UNUSED, peer.name, TOUCH) == "8 of 8"
            )
            found.append(Standing(peer.name, peer.change, difference(floor, values), ratio(values, eager), complete))
    return sorted(found, key=lambda standing: standing.above_floor.median)


def section(store: Store) -> str:
    """Return this part of the report."""
    parts = [f"## {TITLE}\n{_INTRODUCTION}\n"]
    for results in store.part(PART):
        parts.append(f"### Python {results.python}\n\n")
        parts.append(text.picture(f"{PART}-{results.python}", f"{TITLE}, Python {results.python}") + "\n")
        parts.append(_table(results) + "\n")
        failures = _failures(results)
        if failures:
            parts.append("What does not work:\n\n" + failures + "\n")
    return "".join(parts)


def charts(store: Store, theme: chart.Theme) -> dict[str, str]:
    """Return the charts of this part: name → SVG."""
    drawn = {}
    for results in store.part(PART):
        rows = []
        for standing in standings(results):
            colour = "ours" if standing.name == DORMANT else "weak" if standing.change != NONE else "other"
            label = standing.name.replace("`", "")
            milliseconds = standing.above_floor.median * text.MILLI
            bar = chart.Bar(max(milliseconds, 0), f"{milliseconds:+.1f} ms", colour)
            whole = standing.complete or standing.name == EAGER
            rows.append(chart.Row(label if whole else f"{label} *", (bar,)))
        for name, reason in _crashes(results):
            rows.append(chart.Row(name, note=f"fails: {shorten(reason, 74, placeholder='…')}"))
        drawn[f"{PART}-{results.python}"] = chart.bars(
            f"{TITLE}: CPU time above the floor, Python {results.python}",
            "Milliseconds above the same imports moved into functions by hand; less is better. "
            "* wrong or incomplete, see the table.",
            rows, theme,
            legend={"ours": "dormant", "other": "no change to the program", "weak": "the program is changed"},
        )  # fmt: skip
    return drawn


def _crashes(results: Results) -> list[tuple[str, str]]:
    """Return the peers that did not run at all, and why."""
    pairs = [(peer.name, results.text(UNUSED, peer.name, FAILED)) for peer in PEERS]
    return [(name, reason) for name, reason in pairs if reason]


def _table(results: Results) -> str:
    headings = [
        "", "version", "to change", "CPU, ms", "above the floor", "×", "loaded", "idle", "idle, 150 more",
        "if all is used", "access, ns", "8 threads",
    ]  # fmt: skip
    change = {peer.name: peer for peer in PEERS}
    eager, floor = results.values(UNUSED, EAGER), results.values(UNUSED, FLOOR)
    rows = []
    for name in [FLOOR, *(standing.name for standing in standings(results))]:
        values, used = results.values(UNUSED, name), results.values(USED, name)
        access = results.values(USED, name, ACCESS)
        rows.append(
            [
                f"**{name}**" if name == DORMANT else name,
                change[name].version or "",
                change[name].change,
                text.value(figure(values)),
                text.change(difference(floor, values)) if name != FLOOR else "0",
                text.times(ratio(values, eager).median),
                results.text(UNUSED, name, LOADED) or "?",
                _idle(results, IDLE, name),
                _idle(results, CROWDED, name),
                text.change(difference(results.values(USED, EAGER), used)) if used else "fails",
                f"{figure(access).median * text.NANO:.0f}" if access else "",
                results.text(UNUSED, name, TOUCH) or "?",
            ]
        )
    return text.table(headings, rows)


def _idle(results: Results, program: str, name: str) -> str:
    values, bare = results.values(program, name), results.values(program, EAGER)
    return "–" if name == EAGER or not values else text.change(difference(bare, values))


def _failures(results: Results) -> str:
    lines = [f"- {name}, when it is imported: {text.quoted(reason)}\n" for name, reason in _crashes(results)]
    for peer in PEERS:
        reason = results.text(USED, peer.name, FAILED)
        if reason:
            lines.append(f"- {peer.name}, when all is used: {text.quoted(reason)}\n")
    return "".join(lines)
