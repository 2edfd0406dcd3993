"""The page around the parts of the report: what it was measured on, the reading, the method, the versions.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import fleets, own_cost, peers, tools
from ..suite import self_check
from ..suite.statistics import difference, figure, ratio
from . import text
from .reading import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..suite.results import Store

_METHOD = """
## How it is measured

Each side of a comparison runs in an environment of its own, all of them made in the same way, so that they differ in
what is compared and in nothing else. No `PYTHON*` variable is set, above all not `PYTHONDONTWRITEBYTECODE`; bytecode is
warm except where the text says otherwise. The sides take turns, in an order that changes from round to round, and each
run is a whole process. CPU time is user and system time of the finished process as the kernel accounts it; wall time
depends more on what else the machine does. A figure is the median over the rounds, in brackets its 95 % interval: from
one of the smallest to one of the largest rounds, which holds the true median in at least 95 of 100 measurements,
whatever the values are distributed like. Fewer than 6 rounds have none; then their number stands there. A difference or
ratio is taken within each round. Ratios are with dormant divided by without, what is left, so below 1 is a gain;
`dormant compare` and `suggest` divide the other way. Read ratios and differences: milliseconds
belong to one machine. `make bench` measures it all again, [benchmarks](../benchmarks/README.md) says how, and the
values of every run are in `benchmarks/results`, as pyperf files. This page is written by
`python -m benchmarks report` from these files, and a test holds it to them.
"""
_SELF_CHECK = f"""
**Self-check.** `{self_check.PROGRAM}` in two environments of the same contents, in milliseconds of CPU time. Where the
two differ by more than noise, nothing is measured and no report is written. That finds what favours a side, not noise:
the last column, half the width of the ratio's interval, says how much of that there was. Where it is wide, something
else kept the machine busy, and small differences on that Python prove nothing.

"""
_ROUNDS = """
**Other rounds.** These results come from an earlier state of the suite, or from a quick run, and have another number of
rounds than the suite makes:

"""


def page(store: Store, sections: Sequence[str]) -> str:
    """Return the page."""
    checks = store.part(self_check.PART)
    machine = checks[0].text("machine", "-", "note")
    pythons = text.listing([check.text("python", "-", "note") for check in checks])
    measured = sorted({results.date for results in store})
    days = measured[0] if len(measured) == 1 else f"{measured[0]} to {measured[-1]}"
    head = f"# Benchmarks\n\nMeasured {days} on {machine}, with CPython {pythons}.\n\n"
    return (
        head
        + reading(store)
        + _METHOD
        + "\n"
        + _self_check(store)
        + other_rounds(store)
        + "\n"
        + "\n".join(sections)
        + "\n"
        + _versions(store)
    )


def _self_check(store: Store) -> str:
    rows = []
    for results in store.part(self_check.PART):
        first, second = (results.values(self_check.PROGRAM, side) for side in self_check.SIDES)
        apart, share = difference(first, second), ratio(first, second)
        span = share.interval
        noise = "unknown" if span is None else f"±{(span.high - span.low) / 2:.1%}"
        rows.append([results.python, text.value(figure(first)), text.change(apart), text.share(share), noise])
    return _SELF_CHECK + text.table(["Python", "first copy", "difference", "ratio, second to first", "noise"], rows)


def other_rounds(store: Store) -> str:
    """Return which results have not as many rounds as the suite makes now; "" if all have."""
    lines = []
    for part in (peers, tools, own_cost, fleets):
        for results in store.part(part.PART):
            odd: dict[tuple[int, int], list[str]] = {}
            for program in results.programs():
                wanted = part.rounds_of(program)
                for count in results.rounds(program) - {wanted}:
                    odd.setdefault((count, wanted), []).append(program)
            lines += [
                f"- {part.PART}, Python {results.python}, {count} instead of {wanted}: {'; '.join(programs)}\n"
                for (count, wanted), programs in sorted(odd.items())
            ]
    return _ROUNDS + "".join(lines) if lines else ""


def _versions(store: Store) -> str:
    lines = []
    for results in store:
        for program in results.programs():
            for side in results.sides(program):
                packages = results.text(program, side, "packages")
                if packages:
                    label = side if results.part == "peers" else program
                    lines.append(f"- {results.part}, Python {results.python}, {label}: {packages}\n")
    return (
        "## Versions\n\n<details><summary>The packages of each environment</summary>\n\n"
        + "".join(lines)
        + "\n</details>\n"
    )
