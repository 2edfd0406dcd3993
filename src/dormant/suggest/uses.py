"""Who imports a package, in which form, and who used it first, from a traced run in which all of it was deferred.

Phase: cold. May import: the standard library, `dormant.trace`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..trace.record import is_below, short_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..trace.record import Load, Statement, Trace

_MOST_STATEMENTS = 20


@dataclass
class Use:
    """What traced runs say about one package.

    Attributes:
        statements: the import statements that concern it, in the order in which they ran.
        first: its first load in the runs that load it, or None if none does.
    """

    statements: list[Statement] = field(default_factory=list)
    first: Load | None = None

    def in_words(self) -> str:
        """Return who needs the package at once, or "" if nobody does."""
        load = self.first
        if load is None:
            return ""
        if load.how == "use":
            return f"used at once at {load.frames[0].short}" if load.frames else "used at once by C code"
        place = f"{short_path(load.file)}:{load.line}" if load.file else load.importer
        return f"imported at once at {place}: {load.form or load.reason}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "imports": [
                {
                    "importer": statement.importer,
                    "statement": str(statement),
                    "place": f"{short_path(statement.file)}:{statement.line}",
                    "deferred": not statement.reason,
                    "reason": statement.reason,
                }
                for statement in self.statements[:_MOST_STATEMENTS]
            ],
            "first_use": self.in_words(),
        }


def uses(traces: Iterable[Trace], packages: Iterable[str]) -> dict[str, Use]:
    """Return what *traces* say about each of *packages*."""
    found = {name: Use() for name in packages}
    for trace in traces:
        statements = sorted(
            [*trace.statements(deferred=True), *trace.statements(deferred=False)], key=lambda one: one.at_us
        )
        for name, use in found.items():
            use.statements += [one for one in statements if is_below(one.target, name) and one not in use.statements]
            use.first = use.first or trace.first_load(name)
    return found
