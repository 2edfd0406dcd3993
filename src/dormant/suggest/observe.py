"""What a command imports: the packages that may be worth deferring, and what they cost.

Phase: cold. May import: the standard library, `dormant.importtime`, `dormant.config`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..config import compile_table
from ..config.names import is_standard
from ..errors import ConfigError
from ..importtime.totals import by_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..importtime.parse import Import, Log

# In microseconds; the import log of one run isn't more precise.
_WORTH_A_LOOK = 300
_WORTH_A_LOOK_STANDARD = 2000
_MOST_PACKAGES = 60
_MOST_STANDARD = 12
# Modules that come before the program.
_STARTUP = frozenset(("site", "sitecustomize", "usercustomize"))


@dataclass
class Candidate:
    """A top-level package that the commands import.

    Attributes:
        name: its import name.
        own: time in its own modules, in microseconds; the largest over the commands, as is the next.
        cumulative: the same with everything that they caused to be imported.
        modules: its modules, in the order in which they were imported.
        before: the modules of other packages that were imported before its last one, and not because they need it.
        standard: whether it belongs to the standard library.
    """

    name: str
    own: int = 0
    cumulative: int = 0
    modules: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    standard: bool = False


def candidates(logs: Iterable[Log]) -> list[Candidate]:
    """Return the packages that may be worth deferring, those with most time below them first.

    Parameters:
        logs: one import log of each command, made without dormant.
    """
    found: dict[str, Candidate] = {}
    for log in logs:
        rows = [row for row in log.begun() if not _at_startup(row)]
        names = {row.package for row in rows}
        for name, package in by_package(log).items():
            if name not in names or not may_be_named(name):
                continue
            candidate = found.setdefault(name, Candidate(name, standard=is_standard(name)))
            candidate.own = max(candidate.own, package.own)
            candidate.cumulative = max(candidate.cumulative, package.cumulative)
            if package.cumulative == candidate.cumulative:
                candidate.before = _before(name, rows)
            known = set(candidate.modules)
            candidate.modules += [row.name for row in rows if row.package == name and row.name not in known]
    ordered = sorted(found.values(), key=lambda one: (-one.cumulative, one.name))
    others = [one for one in ordered if not one.standard and one.cumulative >= _WORTH_A_LOOK]
    standard = [one for one in ordered if one.standard and one.cumulative >= _WORTH_A_LOOK_STANDARD]
    return others[:_MOST_PACKAGES] + standard[:_MOST_STANDARD]


def others(log: Log) -> list[str]:
    """Return all packages outside the standard library that a command imports and that may be named, in order."""
    names = dict.fromkeys(row.package for row in log.begun() if not _at_startup(row))
    return [name for name in names if not is_standard(name) and may_be_named(name)]


def may_be_named(name: str) -> bool:
    """Tell whether *name* may stand in `packages`."""
    try:
        compile_table({"packages": [name]})
    except ConfigError:
        return False
    return True


def _before(name: str, rows: Sequence[Import]) -> list[str]:
    """Return the modules of other packages that a program has imported when it imports the package *name*."""
    places = [place for place, row in enumerate(rows) if row.package == name]
    needing = {above.name for place in places for above in _above(rows[place])}
    return [row.name for row in rows[: places[-1]] if row.package != name and row.name not in needing]


def _above(row: Import) -> Iterable[Import]:
    above = row.parent
    while above is not None:
        yield above
        above = above.parent


def _at_startup(row: Import) -> bool:
    return row.name in _STARTUP or any(above.name in _STARTUP for above in _above(row))
