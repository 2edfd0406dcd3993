"""This part of the report: what the tools gain.

Phase: cold. May import: the standard library, the suite, the report's helpers.
"""

from __future__ import annotations

from statistics import geometric_mean
from typing import TYPE_CHECKING

from ..report import chart, text
from ..suite.results import WALL
from ..suite.statistics import figure, ratio
from . import ALL, FAILED, HAND, NATIVE, OFF, PART, SUGGESTED
from .tools import CHEAP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..suite.results import Results, Store
    from ..suite.statistics import Figure

TITLE = "Real tools"
_INTRODUCTION = """
Command-line tools from PyPI, each with a command that needs next to nothing and with a second one, a small real task
where there is one that needs no server. *Cheap* are the commands that only print a version or help; all others are
*tasks*, and a mean is that of one kind. *dormant* uses a configuration written by hand
(`benchmarks/tools/configurations`). *As suggested* is what `dormant suggest` wrote for a few of the tools
(`benchmarks/tools/suggested`): examples, which say nothing of the others. *Every import lazy* is 3.15's own mode,
`PYTHON_LAZY_IMPORTS=all`, without dormant. Ratios are CPU time with divided by without, so below 1 is a gain; a side
that prints something else than the eager program, or fails, is not measured.
"""
_ENGINES = f"""### One configuration, two engines

The ratio that dormant reaches with its engine in pure Python, divided by that of the same command and configuration on
{NATIVE}, where the interpreter defers. Below 1 the engine in Python gains more. Up to 3.13 a function's annotations are
evaluated when it is defined (PEP 649 changed that), so a name that stands in one is loaded; and some packages come as
extension modules for one Python and as sources for another.

"""
NEAR = 0.1
_SIDES = (HAND, SUGGESTED, ALL)


def programs(results: Results) -> list[str]:
    """Return the commands that were measured, or tried."""
    return [name for name in results.programs() if results.values(name, OFF)]


def ratios(results: Results, side: str) -> dict[str, float]:
    """Return command → median ratio of a side, for the commands that it runs rightly."""
    return {name: found.median for name, found in figures(results, side).items()}


def figures(results: Results, side: str) -> dict[str, Figure]:
    """Return command → ratio of a side (with, divided by without), for the commands that it runs rightly."""
    return {
        name: ratio(results.values(name, OFF), values)
        for name in programs(results)
        if (values := results.values(name, side))
    }


def means(shares: Mapping[str, float]) -> dict[str, tuple[int, float]]:
    """Return "cheap commands" and "tasks" → how many there are among *shares*, and their geometric mean."""
    kinds = {
        "cheap commands": [share for name, share in shares.items() if name in CHEAP],
        "tasks": [share for name, share in shares.items() if name not in CHEAP],
    }
    return {kind: (len(found), geometric_mean(found)) for kind, found in kinds.items() if found}


def section(store: Store) -> str:
    """Return this part of the report."""
    parts = [f"## {TITLE}\n{_INTRODUCTION}\n"]
    for results in store.part(PART):
        parts.append(f"### Python {results.python}\n\n")
        parts.append(text.picture(f"{PART}-{results.python}", f"{TITLE}, Python {results.python}") + "\n")
        parts.append(_table(results) + "\n" + _summary(results) + "\n")
        failures = [
            f"- `{name}`, {side}: {text.quoted(reason)}\n"
            for name in results.programs() for side in (OFF, *_SIDES) if (reason := results.text(name, side, FAILED))
        ]  # fmt: skip
        if failures:
            parts.append("What breaks:\n\n" + "".join(failures) + "\n")
    return "".join(parts) + _engines(store)


def _engines(store: Store) -> str:
    """Return how the engine in pure Python does beside the interpreter's own, with the same configuration."""
    found = {results.python: ratios(results, HAND) for results in store.part(PART)}
    native = found.pop(NATIVE, {})
    lines = []
    for python, shares in found.items():
        both = sorted(shares[name] / native[name] for name in shares if name in native)
        if both:
            near = sum(abs(quotient - 1) <= NEAR for quotient in both)
            lines.append(
                f"- {python}: geometric mean {geometric_mean(both):.2f}, from {both[0]:.2f} to {both[-1]:.2f}; "
                f"{near} of {len(both)} commands within {NEAR:.0%}\n"
            )
    return _ENGINES + "".join(lines) + "\n" if lines else ""


def charts(store: Store, theme: chart.Theme) -> dict[str, str]:
    """Return the charts of this part: name → SVG."""
    drawn = {}
    colours = {HAND: "ours", SUGGESTED: "other", ALL: "strong"}
    for results in store.part(PART):
        sides = [side for side in _SIDES if ratios(results, side)]
        rows = []
        for name in sorted(programs(results), key=lambda name: ratios(results, HAND).get(name, 9)):
            found = [(side, ratios(results, side).get(name)) for side in sides]
            bars = tuple(chart.Bar(share, f"{share:.2f}", colours[side]) for side, share in found if share)
            rows.append(chart.Row(_short(name), bars, "breaks"))
        drawn[f"{PART}-{results.python}"] = chart.bars(
            f"{TITLE}: CPU time with, divided by without, Python {results.python}",
            "The line is 1: no difference. Less is better. A bar is missing where a command breaks.",
            rows, theme, legend={colours[side]: side for side in sides}, mark=1,
        )  # fmt: skip
    return drawn


def _short(name: str) -> str:
    return name if len(name) <= 38 else f"{name[:37]}…"


def _table(results: Results) -> str:
    sides = [side for side in _SIDES if ratios(results, side) or side == SUGGESTED]
    headings = ["command", "CPU without, ms", *(f"{side}: ratio" for side in sides), "dormant: wall time, ratio"]
    rows = []
    for name in programs(results):
        off = results.values(name, OFF)
        row = [f"`{name}`", text.value(figure(off))]
        for side in sides:
            values = results.values(name, side)
            row.append(
                text.share(ratio(off, values)) if values
                else "breaks" if results.text(name, side, FAILED) else "n/a"
            )  # fmt: skip
        wall = results.values(name, HAND, WALL)
        row.append(text.share(ratio(results.values(name, OFF, WALL), wall)) if wall else "")
        rows.append(row)
    return text.table(headings, rows)


def _summary(results: Results) -> str:
    """Return what the commands take on the whole, for each side that ran all of them."""
    lines = []
    for side in (HAND, ALL):
        shares = ratios(results, side)
        if shares:
            broken = sum(bool(results.text(name, side, FAILED)) for name in programs(results))
            parts = [f"{mean:.2f} over {count} {kind}" for kind, (count, mean) in means(shares).items()]
            lines.append(
                f"- {side}: geometric mean of the ratios {text.listing(parts)}, best {min(shares.values()):.2f}, worst "
                f"{max(shares.values()):.2f}; {len(shares)} commands run, {broken} break\n"
            )
    return "".join(lines)
