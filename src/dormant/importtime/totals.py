"""Import times by top-level package or by module, and what changed between two logs, in figures and in words.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .parse import Import, Log

What = Literal["never loaded", "new", "loaded later", "partly loaded", "loaded"]


@dataclass
class Total:
    """The imports of one top-level package, or of one module, in one log.

    Attributes:
        name: name of the package or module.
        own: time in its own modules, in microseconds.
        cumulative: the same with everything that they caused to be imported; nothing is counted twice, but packages
            that import each other both count what they share.
        modules: number of different modules imported.
        order: place among all, by the moment when the first of its imports began.
    """

    name: str
    own: int = 0
    cumulative: int = 0
    modules: int = 0
    order: int = 0


@dataclass
class Change:
    """One package or module, without and with deferral.

    Attributes:
        name: its name.
        off: what it took without deferral, or None if it wasn't imported.
        on: what it took with deferral, or None if it wasn't imported.
        what: "never loaded" (only without deferral), "new" (only with it), "loaded later" (after packages that it used
            to come before), "partly loaded" (fewer modules than without), or "loaded" (the same in both).
    """

    name: str
    off: Total | None
    on: Total | None
    what: What

    @property
    def saved(self) -> int:
        """Own time that deferral took away, in microseconds; negative where it added some."""
        return (self.off.own if self.off else 0) - (self.on.own if self.on else 0)


def by_package(log: Log) -> dict[str, Total]:
    """Return the packages of *log* by name, in the order in which they were first imported."""
    return _totals(log, attrgetter("package"))


def by_module(log: Log) -> dict[str, Total]:
    """Return the modules of *log* by name, in the order in which they were first imported."""
    return _totals(log, attrgetter("name"))


def _totals(log: Log, name_of: Callable[[Import], str]) -> dict[str, Total]:
    """Sum the imports of *log* up by what *name_of* calls them."""
    totals: dict[str, Total] = {}
    seen: set[str] = set()
    # How often each name occurs among the imports around the one at hand.
    around: Counter[str] = Counter()
    path: list[Import] = []
    for row in log.begun():
        while path and path[-1] is not row.parent:
            around[name_of(path.pop())] -= 1
        name = name_of(row)
        total = totals.get(name)
        if total is None:
            total = totals[name] = Total(name, order=len(totals))
        total.own += row.own
        if row.name not in seen:
            seen.add(row.name)
            total.modules += 1
        if not around[name]:
            total.cumulative += row.cumulative
        path.append(row)
        around[name] += 1
    return totals


def difference(off: Log, on: Log, *, leave_out: Iterable[str] = (), modules: bool = False) -> list[Change]:
    """Compare two logs of the same command.

    Parameters:
        off: the log without deferral.
        on: the log with deferral.
        leave_out: names of packages to leave out (dormant's own).
        modules: compare module by module instead of by top-level package.

    Returns:
        One change per name, the largest difference of own time first.
    """
    ours = frozenset(leave_out)
    name_of: Callable[[Import], str] = attrgetter("name" if modules else "package")
    before, after = (
        {name: total for name, total in _totals(log, name_of).items() if name.partition(".")[0] not in ours}
        for log in (off, on)
    )
    # What dormant needs for itself is loaded early, and says nothing about the program.
    early = _caused_by(on, ours, name_of)
    later = _later(list(before), [name for name in after if name not in early])
    changes = []
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        what: What = "loaded"
        if now is None:
            what = "never loaded"
        elif was is None:
            what = "new"
        elif name in later:
            what = "loaded later"
        elif now.modules < was.modules:
            what = "partly loaded"
        changes.append(Change(name, was, now, what))
    return sorted(changes, key=lambda change: (-abs(change.saved), change.name))


def _later(before: list[str], after: list[str]) -> set[str]:
    """Return the names that come in *after* behind one that they preceded in *before*.

    Deferral only ever delays an import, so where two changed places it is the one behind that was delayed.
    """
    places = {name: place for place, name in enumerate(before)}
    later = set()
    furthest = -1
    for place, name in ((places[name], name) for name in after if name in places):
        if place < furthest:
            later.add(name)
        furthest = max(furthest, place)
    return later


def _caused_by(log: Log, packages: frozenset[str], name_of: Callable[[Import], str]) -> set[str]:
    """Return the names whose first import in *log* was caused by one of *packages*."""
    firsts: dict[str, bool] = {}
    for row in log.begun() if packages else ():
        if name_of(row) not in firsts:
            above = row.parent
            while above is not None and above.package not in packages:
                above = above.parent
            firsts[name_of(row)] = above is not None
    return {name for name, caused in firsts.items() if caused}


def sentence(changes: Sequence[Change], what: str = "packages") -> str:
    """Return what two logs differ in, in words.

    Parameters:
        changes: the packages or modules in both logs.
        what: what there is one change for.
    """
    off = sum(change.off.own for change in changes if change.off)
    on = sum(change.on.own for change in changes if change.on)
    before = sum(change.off.modules for change in changes if change.off)
    after = sum(change.on.modules for change in changes if change.on)
    later = sum(change.what == "loaded later" for change in changes)
    share = f" ({(on - off) / off:+.0%})" if off else ""
    gain = f"{milliseconds(abs(off - on))} ms {'less' if on <= off else 'more'}"
    text = (
        f"Imports take {gain}: {milliseconds(on)} ms instead of {milliseconds(off)}{share}, for {after:,} modules "
        f"instead of {before:,}."
    )
    return f"{text} Of the {what}, {later} {'is' if later == 1 else 'are'} loaded later." if later else text


def summary(log: Log) -> str:
    """Return how much *log* holds, in one sentence."""
    parts = [f"{len(log.names):,} modules", f"{milliseconds(log.total)} ms of import time"]
    if log.processes > 1:
        parts.append(f"{log.processes} processes")
    if log.cached:
        parts.append(f"{len(log.cached)} further imports served from sys.modules")
    return ", ".join(parts) + "."


def milliseconds(microseconds: float) -> str:
    """Return a time as text, in milliseconds."""
    return f"{microseconds / 1000:.1f}"
