"""This part of the report: what dormant costs.

Phase: cold. May import: the standard library, the suite, the report's helpers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..report import chart, text
from ..suite.results import CPU, MEMORY
from ..suite.statistics import Figure, difference, figure, ratio
from . import (
    ACCESSES, BARE, COMMENT, CONFIGURED, COUNTS, CROWDS, IDLE, INSTALLED_COUNTS, NAMED, NAMED_COUNTS, NEIGHBOUR, OFF,
    OTHERS, PART, WITHOUT, cold, crowded, installed, nothing, packages, unused, used,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..suite.results import Results, Store

TITLE = "Our own cost"
_PER_IMPORT = COUNTS[2]


def section(store: Store) -> str:
    """Return this part of the report."""
    everywhere = store.part(PART)
    scaled = [results for results in everywhere if results.values(unused(_PER_IMPORT), NAMED)]
    if not everywhere:
        return ""
    parts = [f"## {TITLE}\n\n", _starts(everywhere)]
    if scaled:
        parts += [_per_import(scaled), _scaling(scaled), _settings(scaled), _afterwards(scaled), _first_run(scaled)]
    return "".join(parts)


def charts(store: Store, theme: chart.Theme) -> dict[str, str]:
    """Return the charts of this part: name → SVG."""
    drawn = {}
    for results in store.part(PART):
        if not results.values(unused(_PER_IMPORT), NAMED):
            continue
        series = [
            chart.Line(label, tuple((count, _median(results, program(count), side) * text.MILLI) for count in COUNTS), colour)
            for label, program, side, colour in (
                ("without dormant", unused, WITHOUT, "other"),
                ("dormant, none used", unused, NAMED, "ours"),
                ("dormant, all used", used, NAMED, "strong"),
            )
        ]
        drawn[f"{PART}-{results.python}"] = chart.lines(
            f"CPU time by number of imported modules, Python {results.python}",
            "Milliseconds of the whole process, start included; ten imports in each importing module.",
            "modules imported", series, theme,
        )  # fmt: skip
    return drawn


def per_import(results: Results, count: int = _PER_IMPORT) -> dict[str, Figure]:
    """Return seconds for each import: deferred and not used, deferred and used, and not deferred at all."""
    return {
        "deferred, never used": _each(results, count, unused(count), nothing(count), NAMED, NAMED),
        "eager": _each(results, count, unused(count), nothing(count), WITHOUT, WITHOUT),
        "deferred and used, above eager": _above(results, count, used(count), used(count), NAMED),
        "not deferred, above eager": _above(results, count, unused(count), unused(count), OTHERS),
    }


def _median(results: Results, program: str, side: str) -> float:
    return figure(results.values(program, side)).median


def _each(results: Results, count: int, program: str, base: str, side: str, base_side: str) -> Figure:
    """Return what each of *count* imports costs: a program less one that imports nothing."""
    return difference(results.values(base, base_side), results.values(program, side)).scaled(1 / count)


def _above(results: Results, count: int, program: str, base: str, side: str) -> Figure:
    """Return what each import costs above an eager one, less what a start with dormant costs anyway."""
    start = _median(results, nothing(count), NAMED) - _median(results, nothing(count), WITHOUT)
    values = [value - start for value in results.values(program, side)]
    return difference(results.values(base, WITHOUT), values).scaled(1 / count)


def _starts(everywhere: Sequence[Results]) -> str:
    rows = []
    for results in everywhere:
        for program in (BARE, NEIGHBOUR):
            without = results.values(program, WITHOUT)
            rows.append([
                results.python, program, text.value(figure(without)),
                *(text.change(difference(without, results.values(program, side))) for side in (COMMENT, IDLE, OFF, CONFIGURED)),
            ])  # fmt: skip
    return (
        "### A start that gains nothing\n\n"
        "CPU time in milliseconds, and the difference from the same environment without dormant. The first column of\n"
        "differences is for dormant's startup file with nothing but a comment in it: any startup file costs that.\n\n"
        + text.table(["Python", "program", WITHOUT, COMMENT, IDLE, OFF, CONFIGURED], rows) + "\n"
    )  # fmt: skip


def _per_import(scaled: Sequence[Results]) -> str:
    kinds = list(per_import(scaled[0]))
    rows = []
    for results in scaled:
        costs = per_import(results)
        rows.append([results.python, *(text.value(costs[kind], text.MICRO) for kind in kinds)])
    return (
        f"### One import\n\nMicroseconds of CPU time for each of {_PER_IMPORT:,} statements `from bulk.m1 import value`, "
        "the start taken off. An\neager import runs a module of four lines; the last column is for statements that dormant "
        "looks at and leaves alone.\n\n" + text.table(["Python", *kinds], rows) + "\n"
    )  # fmt: skip


def _scaling(scaled: Sequence[Results]) -> str:
    parts = ["### From 10 to 10,000 modules\n\n"]
    for results in scaled:
        parts.append(text.picture(f"{PART}-{results.python}", f"CPU time by number of modules, Python {results.python}"))
        parts.append("\n")
    rows = []
    for results in scaled:
        for count in COUNTS:
            costs = per_import(results, count)
            lone = (
                text.value(_above(results, count, crowded(count), crowded(count), NAMED), text.MICRO)
                if count in CROWDS else "not measured"
            )  # fmt: skip
            rows.append([
                results.python, f"{count:,}",
                text.value(costs["deferred, never used"], text.MICRO),
                text.value(costs["deferred and used, above eager"], text.MICRO), lone,
            ])  # fmt: skip
    return "".join(parts) + (
        "Microseconds for each import. Where dormant is linear, a column keeps its value as the number grows; at 10\n"
        "modules a microsecond is noise. The last column has all imports in the namespace of a single module.\n\n"
        + text.table(["Python", "modules", "never used", "used, above eager", "used, one namespace, above eager"], rows) + "\n"
    )  # fmt: skip


def _settings(scaled: Sequence[Results]) -> str:
    named, installs = [], []
    for results in scaled:
        bare = results.values("packages named", WITHOUT)
        named.append([
            results.python,
            *(text.change(difference(bare, results.values("packages named", packages(count)))) for count in NAMED_COUNTS),
        ])  # fmt: skip
        installs.append([
            results.python,
            *(text.change(difference(results.values(installed(count), WITHOUT), results.values(installed(count), CONFIGURED)))
              for count in INSTALLED_COUNTS),
        ])  # fmt: skip
    return (
        "### By packages named, and by packages installed\n\nMilliseconds of CPU time above a bare start without dormant. "
        "Packages named:\n\n" + text.table(["Python", *(str(count) for count in NAMED_COUNTS)], named)
        + "\nDistributions installed, 20 packages named:\n\n"
        + text.table(["Python", *(str(count) for count in INSTALLED_COUNTS)], installs) + "\n"
    )  # fmt: skip


def _afterwards(scaled: Sequence[Results]) -> str:
    rows = []
    for results in scaled:
        for access in ACCESSES:
            off = results.values("after loading", WITHOUT, access)
            on = results.values("after loading", NAMED, access)
            rows.append([results.python, access, text.value(figure(off), text.NANO), text.value(figure(on), text.NANO)])
    memory = [
        [results.python, program, text.value(figure(results.values(program, WITHOUT, MEMORY)), text.MEBI),
         text.change(difference(results.values(program, WITHOUT, MEMORY), results.values(program, NAMED, MEMORY)), text.MEBI)]
        for results in scaled for program in (nothing(COUNTS[0]), unused(COUNTS[3]), used(COUNTS[3]))
    ]  # fmt: skip
    return (
        "### After loading, and memory\n\nNanoseconds for one access once everything is loaded, the loop taken off: a "
        "global that a deferred import bound, a\nsubmodule read from its package, a call, a builtin.\n\n"
        + text.table(["Python", "access", WITHOUT, NAMED], rows)
        + "\nPeak memory in MiB, and the difference with dormant:\n\n"
        + text.table(["Python", "program", WITHOUT, "with dormant"], memory) + "\n"
    )  # fmt: skip


def _first_run(scaled: Sequence[Results]) -> str:
    rows = []
    for results in scaled:
        for program in (cold(unused(COUNTS[1])), cold(used(COUNTS[1]))):
            off, on = results.values(program, WITHOUT, CPU), results.values(program, NAMED, CPU)
            rows.append([
                results.python, program, text.value(figure(off)), text.change(difference(off, on)), text.share(ratio(off, on)),
            ])  # fmt: skip
    return (
        "### The very first run\n\nNo bytecode exists yet, neither of the program nor of the standard library nor of "
        "dormant, which compiles nothing else\nthan Python does. CPU time in milliseconds.\n\n"
        + text.table(["Python", "program", WITHOUT, "difference", "ratio"], rows) + "\n"
    )  # fmt: skip
