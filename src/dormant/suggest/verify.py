"""Prove an existing configuration: a command must do the same with it as without.

Phase: cold. May import: the standard library, `dormant.measure`, `dormant.importtime`.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .isolate import isolate
from .observe import others
from .prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .choices import Choice
    from .prepare import Place
    from .trial import Difference

# Three to watch it, one log, two with the configuration; the rest finds the packages that make a difference.
_MOST_RUNS = 60
_PROOFS = 2


@dataclass
class Verified:
    """What was found about one command.

    Attributes:
        unstable: in what it differs from itself without dormant: that was not compared.
        trusted: whether enough is left to be compared.
        difference: what differs with the configuration, or None.
        culprits: the packages that make the difference, each with what differs when it is deferred.
        volatile: the kinds of text that were not compared.
    """

    unstable: tuple[str, ...]
    trusted: bool
    difference: Difference | None = None
    culprits: dict[Choice, Difference] = field(default_factory=dict)
    volatile: frozenset[str] = frozenset()

    def in_words(self) -> str:
        """Return the result in one sentence."""
        if not self.trusted:
            return f"not trusted: it differs from itself without dormant in {', '.join(self.unstable)}"
        if self.difference is not None:
            who = ", ".join(map(str, self.culprits)) or "no single package was found to be the cause"
            return f"{', '.join(self.difference.parts)} differed: {who}"
        kept = [f"not compared: {', '.join([*self.unstable, *sorted(self.volatile)])}"] * bool(
            self.unstable or self.volatile
        )
        return "; ".join(["it does the same with dormant as without", *kept])


def verify(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    project: Path,
    folder: Path,
    timeout: float,
    ignore_failure: bool = False,
) -> Verified:
    """Run *command* with and without the configuration of *project*, in a copy of a directory, and compare.

    Parameters:
        command: the program and its arguments.
        environment: the user's environment variables.
        project: a pyproject.toml that compiles.
        folder: the directory to copy.
        timeout: seconds until a run is killed.
        ignore_failure: accept a command that exits non-zero.

    Raises:
        DormantError: the command can't be used, see `Trial.watch`, or the directory is too large.
    """
    with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
        place = prepare(
            [command],
            [],
            environment,
            project=project,
            folder=folder,
            scratch=Path(scratch),
            timeout=timeout,
            most_runs=_MOST_RUNS,
        )
        return _verify(place, ignore_failure=ignore_failure)


def _verify(place: Place, *, ignore_failure: bool) -> Verified:
    (trial,) = place.trials
    trial.watch(ignore_failure=ignore_failure)
    found = Verified(trial.unstable, trial.trusted, volatile=trial.volatile)
    if not trial.trusted:
        return found
    environment = place.environments.configured()
    for _ in range(_PROOFS):
        found.difference = found.difference or trial.try_out(environment)
    if found.difference is not None:
        choices = [choice for choice in place.existing if choice.package != "*"]
        if len(choices) < len(place.existing):
            # The packages that the star stands for.
            choices += [place.environments.choice(name) for name in others(trial.log(place.environments.off))]
        found.culprits = isolate(choices, lambda some: trial.try_out(place.environments.on(some))).dropped
    return found
