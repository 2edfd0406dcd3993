"""Sets of packages to try, and the environment variables that put one in force.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..config import compile_table
from ..settings import FILE_NAME, Settings, dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class Choice(NamedTuple):
    """One package to defer.

    Attributes:
        package: its import name.
        inside: whether imports within it are deferred, too.
    """

    package: str
    inside: bool = False

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.package} (inside)" if self.inside else self.package


class Environments:
    """Makes the environment variables for runs with some packages deferred.

    Settings are compiled here, once for each set: a run that had to read TOML would pay for it.

    Parameters:
        clean: the user's environment variables, without dormant's own.
        base: the settings of the project; all but its packages holds for each set.
        scratch: a directory for the compiled settings.
    """

    def __init__(self, clean: Mapping[str, str], base: Settings, scratch: Path) -> None:
        self._clean = dict(clean)
        self._base = base
        self._scratch = scratch
        self._made: dict[tuple[Choice, ...], dict[str, str]] = {}
        self.off = {**self._clean, "DORMANT": "0"}

    def on(self, choices: Iterable[Choice]) -> dict[str, str]:
        """Return the environment variables that defer *choices* and nothing else."""
        key = tuple(sorted(set(choices)))
        if key not in self._made:
            path = self._scratch / f"{len(self._made)}.{FILE_NAME}"
            path.write_bytes(dump(self.settings(key)))
            self._made[key] = {**self._clean, "DORMANT_CONFIG": str(path)}
        return self._made[key]

    def settings(self, choices: Iterable[Choice]) -> Settings:
        """Return the compiled settings that defer *choices* and nothing else."""
        importers = {name: found for names, found, _ in self._base.overrides for name in names}
        choices = list(choices)
        names = tuple(choice.package for choice in choices)
        overrides = tuple(
            ((choice.package,), importers.get(choice.package), choice.inside or None)
            for choice in choices
            if choice.inside or importers.get(choice.package) is not None
        )
        return Settings(
            names,
            exclude=self._base.exclude,
            never=compile_table({"packages": list(names)}).never,
            importers=self._base.importers,
            overrides=overrides,
            attributes=self._base.attributes,
        )
