"""This part of the report: what dormant costs.

Phase: cold. May import: the standard library, the suite, the report's helpers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..report import chart, text
from ..suite.results import CPU, MEMORY
from ..suite.statistics import Figure, difference, figure, ratio
from . import (
    ACCESSES,
    AFTER,
    BARE,
    COMMENT,
    CONFIGURED,
    COUNTS,
    IDLE,
    INSTALLED_COUNTS,
    NAMED,
    NAMED_COUNTS,
    NEIGHBOUR,
    OFF,
    OTHERS,
    PART,
    TOGETHER,
    WITHOUT,
    cold,
    crowded,
    installed,
    nothing,
    packages,
    unused,
    used,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..suite.results import Results, Store

TITLE = "Our own cost"
DEFERRED = "deferred, never used"
USED = "deferred and used, above eager"
SINGLE = "the same in one namespace, above eager"
_EAGER = "eager"
_LEFT_ALONE = "not deferred, above eager"
_PER_IMPORT = COUNTS[2]

_STARTS = f"""
### A start that gains nothing

CPU time in milliseconds, and the differences from the same environment without dormant. Any startup file has a cost:
"{COMMENT}" is dormant's with nothing but a comment in it. From 3.13 on the interpreter loads a codec to read the first.

"""
_ONE_IMPORT = f"""
### One import

Microseconds of CPU time for each of {_PER_IMPORT:,} statements `from bulk.m1 import value`, the start taken off. An
eager import runs a module of four lines; the last column is for statements that dormant looks at and leaves alone.

"""
_SCALING = """
### From 10 to 10,000 modules

"""
_LINEAR = """
Microseconds for each import. What is linear keeps its value as the number grows; at 10 modules noise counts, and that
the first deferred import loads a part of dormant. The last column has all imports in the namespace of a single module,
not ten in each.

"""
_BY_NAMES = """
### By packages named, and by packages installed

Milliseconds of CPU time above a bare start without dormant, by the number of packages named:

"""
_BY_INSTALLED = """
By the number of distributions installed, with 20 packages named:

"""
_AFTERWARDS = """
### After loading, and memory

Nanoseconds for one access once everything is loaded, with the loop around it: a global that a deferred import bound, a
submodule read from its package, a call, a builtin.

"""
_MEMORY = """
Peak memory in MiB, and the difference with dormant:

"""
_FIRST_RUN = """
### The very first run

No bytecode exists yet, neither of the program nor of the standard library nor of dormant. CPU time in milliseconds; the
ratio is that with dormant divided by that without, so above 1 is a loss.

"""


def section(store: Store) -> str:
    """Return this part of the report."""
    everywhere = store.part(PART)
    parts = [f"## {TITLE}\n", _STARTS, _starts(everywhere)]
    scaled = scaling(store)
    if scaled:
        parts += [_ONE_IMPORT, _per_import(scaled), _apart(scaled), _SCALING]
        parts += [text.picture(f"{PART}-{one.python}", f"CPU time by modules, Python {one.python}") for one in scaled]
        parts += [_LINEAR, _by_count(scaled), _BY_NAMES, _by_names(scaled), _BY_INSTALLED, _by_installed(scaled)]
        parts += [_AFTERWARDS, _afterwards(scaled), _MEMORY, _memory(scaled), _FIRST_RUN, _first_run(scaled)]
    return "".join(parts)


def scaling(store: Store) -> list[Results]:
    """Return the results that have more than starts."""
    return [results for results in store.part(PART) if results.values(unused(_PER_IMPORT), NAMED)]


def charts(store: Store, theme: chart.Theme) -> dict[str, str]:
    """Return the charts of this part: name → SVG."""
    kinds = (
        ("without dormant", unused, WITHOUT, "other"),
        ("dormant, none used", unused, NAMED, "ours"),
        ("dormant, all used", used, NAMED, "strong"),
    )
    drawn = {}
    for results in scaling(store):
        series = []
        for label, program, side, colour in kinds:
            points = [(count, figure(results.values(program(count), side)).median * text.MILLI) for count in COUNTS]
            series.append(chart.Line(label, tuple(points), colour))
        drawn[f"{PART}-{results.python}"] = chart.lines(
            f"CPU time by number of imported modules, Python {results.python}",
            "Milliseconds of the whole process, start included; ten imports in each importing module.",
            "modules imported",
            series,
            theme,
        )
    return drawn


def per_import(results: Results, count: int = _PER_IMPORT) -> dict[str, Figure]:
    """Return what each of *count* imports costs, in seconds, by how it went."""
    return {
        DEFERRED: _each(results, count, unused(count), NAMED),
        _EAGER: _each(results, count, unused(count), WITHOUT),
        USED: _above_eager(results, count, used(count), NAMED),
        _LEFT_ALONE: _above_eager(results, count, unused(count), OTHERS),
    }


def _each(results: Results, count: int, program: str, side: str) -> Figure:
    """Return what each import costs: the program less one that imports nothing."""
    return difference(results.values(nothing(count), side), results.values(program, side)).scaled(1 / count)


def _above_eager(results: Results, count: int, program: str, side: str) -> Figure:
    """Return what each import costs more than an eager one, less what a start with dormant costs anyway."""
    rounds = zip(
        results.values(program, side),
        results.values(program, WITHOUT),
        results.values(nothing(count), NAMED),
        results.values(nothing(count), WITHOUT),
        strict=True,
    )
    return figure([(value - eager) - (start - bare) for value, eager, start, bare in rounds]).scaled(1 / count)


def _apart(scaled: Sequence[Results]) -> str:
    """Return what is to be said of results whose programs were not measured in the same rounds."""
    pythons = [results.python for results in scaled if not results.text(nothing(_PER_IMPORT), WITHOUT, TOGETHER)]
    if not pythons:
        return ""
    return (
        f"\nOn {text.listing(pythons)} the start that is taken off, and each program, were measured in rounds of their "
        "own: an earlier state of the suite did so.\n"
    )


def _change(results: Results, program: str, side: str, quantity: str = CPU, factor: float = text.MILLI) -> str:
    """Return the difference of a side of a program from the one without dormant."""
    before = results.values(program, WITHOUT, quantity)
    return text.change(difference(before, results.values(program, side, quantity)), factor)


def _value(results: Results, program: str, quantity: str = CPU, factor: float = text.MILLI) -> str:
    """Return the figure of a program without dormant."""
    return text.value(figure(results.values(program, WITHOUT, quantity)), factor)


def _starts(everywhere: Sequence[Results]) -> str:
    sides = (COMMENT, IDLE, OFF, CONFIGURED)
    rows = [
        [results.python, program, _value(results, program), *(_change(results, program, side) for side in sides)]
        for results in everywhere
        for program in (BARE, NEIGHBOUR)
    ]
    return text.table(["Python", "program", WITHOUT, *sides], rows)


def _per_import(scaled: Sequence[Results]) -> str:
    rows = []
    for results in scaled:
        costs = per_import(results)
        rows.append([results.python, *(text.value(cost, text.MICRO) for cost in costs.values())])
    return text.table(["Python", *costs], rows)


def _by_count(scaled: Sequence[Results]) -> str:
    rows = []
    for results in scaled:
        for count in COUNTS:
            costs = per_import(results, count)
            cells = [text.value(costs[kind], text.MICRO) for kind in (DEFERRED, USED)]
            cells.append(text.value(_above_eager(results, count, crowded(count), NAMED), text.MICRO))
            rows.append([results.python, f"{count:,}", *cells])
    return text.table(["Python", "modules", DEFERRED, USED, SINGLE], rows)


def _by_names(scaled: Sequence[Results]) -> str:
    rows = [
        [results.python, *(_change(results, "packages named", packages(count)) for count in NAMED_COUNTS)]
        for results in scaled
    ]
    return text.table(["Python", *map(str, NAMED_COUNTS)], rows)


def _by_installed(scaled: Sequence[Results]) -> str:
    rows = [
        [results.python, *(_change(results, installed(count), CONFIGURED) for count in INSTALLED_COUNTS)]
        for results in scaled
    ]
    return text.table(["Python", *map(str, INSTALLED_COUNTS)], rows)


def _afterwards(scaled: Sequence[Results]) -> str:
    rows = []
    for results in scaled:
        for access in ACCESSES:
            sides = [figure(results.values(AFTER, side, access)) for side in (WITHOUT, NAMED)]
            rows.append([results.python, access, *(text.value(side, text.NANO) for side in sides)])
    return text.table(["Python", "access", WITHOUT, NAMED], rows)


def _memory(scaled: Sequence[Results]) -> str:
    rows = []
    for results in scaled:
        for program in (nothing(COUNTS[0]), unused(COUNTS[3]), used(COUNTS[3])):
            before = _value(results, program, MEMORY, text.MEBI)
            rows.append([results.python, program, before, _change(results, program, NAMED, MEMORY, text.MEBI)])
    return text.table(["Python", "program", WITHOUT, "difference"], rows)


def _first_run(scaled: Sequence[Results]) -> str:
    rows = []
    for results in scaled:
        for program in (cold(unused(COUNTS[1])), cold(used(COUNTS[1]))):
            share = text.share(ratio(results.values(program, WITHOUT), results.values(program, NAMED)))
            rows.append([results.python, program, _value(results, program), _change(results, program, NAMED), share])
    return text.table(["Python", "program", WITHOUT, "difference", "ratio"], rows)
