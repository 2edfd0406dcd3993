"""Sets of packages to try, and the environment variables that put one in force.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.settings`, `dormant.policy`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..config import compile_table
from ..policy import Policy, covers
from ..settings import FILE_NAME, Settings, dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    Override = tuple[tuple[str, ...], tuple[str, ...] | None, bool | None]


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
        self._rules = Policy(base)
        self._made: dict[tuple[Choice, ...] | None, dict[str, str]] = {}
        self.off = {**self._clean, "DORMANT": "0"}

    def on(self, choices: Iterable[Choice]) -> dict[str, str]:
        """Return the environment variables that defer *choices* and nothing else."""
        key = tuple(sorted(set(choices)))
        return self._made.get(key) or self._make(key, self.settings(key))

    def configured(self) -> dict[str, str]:
        """Return the environment variables that put the project's configuration in force as it is."""
        return self._made.get(None) or self._make(None, self._base)

    def choice(self, package: str) -> Choice:
        """Return *package* as the project's configuration would defer it."""
        rule = self._rules.rule(package)
        return Choice(package, rule is not None and rule[1])

    def _make(self, key: tuple[Choice, ...] | None, settings: Settings) -> dict[str, str]:
        path = self._scratch / f"{len(self._made)}.{FILE_NAME}"
        path.write_bytes(dump(settings))
        self._made[key] = {**self._clean, "DORMANT_CONFIG": str(path)}
        return self._made[key]

    def settings(self, choices: Iterable[Choice]) -> Settings:
        """Return the compiled settings that defer *choices* and nothing else.

        What the project says of the importers of a package, and of modules below it, holds for each set.
        """
        choices = list(choices)
        names = tuple(choice.package for choice in choices)
        overrides: list[Override] = [
            ((choice.package,), self._importers(choice.package), choice.inside or None) for choice in choices
        ]
        overrides += [
            ((name,), importers, inside)
            for those, importers, inside in self._base.overrides
            for name in those
            if name not in names and covers(names, name)
        ]
        return Settings(
            names,
            exclude=self._base.exclude,
            never=compile_table({"packages": list(names)}).never,
            importers=self._base.importers,
            overrides=tuple(override for override in overrides if override[1:] != (None, None)),
            attributes=self._base.attributes,
        )

    def _importers(self, package: str) -> tuple[str, ...] | None:
        """Return the importing modules that the project gives for *package*, or None if they are the general ones."""
        rule = self._rules.rule(package)
        if rule is None or rule[0] == frozenset(self._base.importers):
            return None
        return tuple(sorted(rule[0]))
