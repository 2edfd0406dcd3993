"""Import times by top-level package, and what changed between two logs.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .parse import Log

What = Literal["never loaded", "new", "loaded later", "partly loaded", "loaded"]


@dataclass
class Package:
    """The imports of one top-level package in one log.

    Attributes:
        name: name of the package.
        own: time in the package's own modules, in microseconds.
        cumulative: the same with everything that they caused to be imported; nothing is counted twice, but packages
            that import each other both count what they share.
        modules: number of different modules imported.
        order: place among all packages, by the moment when the first of its imports began.
    """

    name: str
    own: int = 0
    cumulative: int = 0
    modules: int = 0
    order: int = 0


@dataclass
class Change:
    """One package, without and with deferral.

    Attributes:
        name: name of the package.
        off: what it took without deferral, or None if it wasn't imported.
        on: what it took with deferral, or None if it wasn't imported.
        what: "never loaded" (only without deferral), "new" (only with it), "loaded later" (after packages that it used
            to come before), "partly loaded" (fewer modules than without), or "loaded" (the same in both).
    """

    name: str
    off: Package | None
    on: Package | None
    what: What

    @property
    def saved(self) -> int:
        """Own time that deferral took away, in microseconds; negative where it added some."""
        return (self.off.own if self.off else 0) - (self.on.own if self.on else 0)


def by_package(log: Log) -> dict[str, Package]:
    """Return the packages of *log* by name, in the order in which they were first imported."""
    packages: dict[str, Package] = {}
    seen: set[str] = set()
    for row in log.begun():
        name = row.package
        package = packages.get(name)
        if package is None:
            package = packages[name] = Package(name, order=len(packages))
        package.own += row.own
        if row.name not in seen:
            seen.add(row.name)
            package.modules += 1
        above = row.parent
        while above is not None and above.package != name:
            above = above.parent
        if above is None:
            package.cumulative += row.cumulative
    return packages


def difference(off: Log, on: Log, *, leave_out: Iterable[str] = ()) -> list[Change]:
    """Compare two logs of the same command by top-level package.

    Parameters:
        off: the log without deferral.
        on: the log with deferral.
        leave_out: names of packages to leave out (dormant's own).

    Returns:
        One change per package, the largest difference of own time first.
    """
    ours = frozenset(leave_out)
    before, after = by_package(off), by_package(on)
    for name in ours:
        before.pop(name, None)
        after.pop(name, None)
    # What dormant needs for itself is loaded early, and says nothing about the program.
    early = _caused_by(on, ours)
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


def _caused_by(log: Log, packages: frozenset[str]) -> set[str]:
    """Return the packages whose first import in *log* was caused by one of *packages*."""
    firsts: dict[str, bool] = {}
    for row in log.begun():
        if row.package not in firsts:
            above = row.parent
            while above is not None and above.package not in packages:
                above = above.parent
            firsts[row.package] = above is not None
    return {name for name, caused in firsts.items() if caused}
