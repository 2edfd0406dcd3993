"""One command with its limits, from the configuration.

Phase: cold. May import: the standard library, `dormant.config`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..config import targets_of
from ..errors import DormantError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Target:
    """A command, and what it is held to.

    Attributes:
        name: what the check calls it.
        command: the program and its arguments.
        must_not_load: import names that it may not load, nor anything below them.
        max_modules: how many modules it may import, or None.
        may_load: the import names that it may load, besides the standard library; None for any.
        max_time_ratio: how much processor time it may take with dormant, divided by that without; or None.
    """

    name: str
    command: tuple[str, ...]
    must_not_load: tuple[str, ...] = ()
    max_modules: int | None = None
    max_time_ratio: float | None = None
    may_load: tuple[str, ...] | None = None


def read_targets(path: Path, names: Sequence[str] = ()) -> list[Target]:
    """Return the targets of a pyproject.toml, in its order.

    Parameters:
        path: a pyproject.toml that compiles.
        names: the targets that are wanted; all of them if there are none.

    Raises:
        DormantError: it has no targets, or none of a name that is wanted.
    """
    targets = [
        Target(
            table["name"],
            tuple(table["command"]),
            tuple(table["must-not-load"]),
            table["max-modules"],
            table["max-time-ratio"],
        )
        for table in targets_of(str(path))
    ]
    if not targets:
        raise DormantError(f"{path} names no targets: add [[tool.dormant.target]] with name, command and a limit")
    for name in names:
        if name not in (target.name for target in targets):
            listed = ", ".join(target.name for target in targets)
            raise DormantError(f"{path} has no target `{name}`: it has {listed}")
    return [target for target in targets if not names or target.name in names]
