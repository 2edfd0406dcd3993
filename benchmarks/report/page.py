"""The page around the parts of the report: what it was measured on, the reading, the method, the versions.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
warm except where the text says otherwise. The sides take turns, in an order that changes with each round, and each run
is a whole process. CPU time is user and system time of the finished process as the kernel accounts it; wall time
depends more on what else the machine does. A figure is the median over the rounds, in brackets its 95 % interval
(percentile bootstrap); a difference or ratio is taken within each round. Read ratios and differences: milliseconds
belong to one machine. `make bench` measures it all again, [benchmarks](../benchmarks/README.md) says how, and the
values of every run are in `benchmarks/results`, as pyperf files. This page is written by
`python -m benchmarks report` from these files, and a test holds it to them.
"""
_SELF_CHECK = f"""
**Self-check.** `{self_check.PROGRAM}` in two environments of the same contents, in milliseconds of CPU time. Where the
two differ by more than noise, nothing is measured and no report is written.

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
        rows.append([results.python, text.value(figure(first)), text.change(apart), text.share(share)])
    return _SELF_CHECK + text.table(["Python", "first copy", "difference", "ratio"], rows)


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
