"""Runs all commands with a set of packages, and remembers what they imported.

Phase: cold. May import: the standard library, `dormant.measure`, `dormant.importtime`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import DormantError
from ..importtime.totals import by_package, difference
from ..measure.process import TimeoutExceededError
from .trial import Difference, RunsExhaustedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..importtime.parse import Log
    from .choices import Choice
    from .prepare import Place
    from .verdicts import Notes

_OURS = "dormant"


class Tries:
    """The commands of one search, tried with one set after another.

    Parameters:
        place: the commands, and what is needed to run them.
        notes: what was found out; it tells which imports must stay where they are.

    Attributes:
        trials: the commands.
        tests: the test suites.
        eager: the import log of each command without dormant.
        reserved: how many runs are kept for later.
    """

    def __init__(self, place: Place, notes: Notes) -> None:
        self.trials = list(place.trials)
        self.tests = list(place.tests)
        self.eager: dict[str, Log] = {}
        self.reserved = 0
        self._environments = place.environments
        self._runs = place.runs
        self._notes = notes
        self._logs: dict[tuple[Choice, ...], dict[str, Log]] = {}

    @property
    def left(self) -> int:
        """How many more runs there may be, besides those that are kept for later."""
        return max(self._runs.left - self.reserved, 0)

    def test(self, choices: Sequence[Choice], *, tests: bool = False) -> Difference | None:
        """Run the commands, or the test suites, with *choices* and return the first difference, or None.

        Raises:
            RunsExhaustedError: there may be no more runs.
        """
        if not self.left:
            raise RunsExhaustedError("the rest of the runs is kept for measuring")
        environment = self._environments.on(choices)
        trials = self.tests if tests else self.trials
        for trial in list(trials):
            found = trial.try_out(environment)
            if found is not None:
                # It is the quickest to show the next difference.
                trials.remove(trial)
                trials.insert(0, trial)
                return found
        return None if tests else self._moved(choices)

    def _moved(self, choices: Sequence[Choice]) -> Difference | None:
        """Return a difference if an import with an unsafe side effect is not made any more, or later."""
        guarded = self._notes.unsafe()
        if not guarded:
            return None
        for label, log in self.log(choices).items():
            for change in difference(self.eager[label], log, leave_out=[_OURS]):
                if change.name in guarded and change.what in ("never loaded", "loaded later"):
                    effect = self._notes.worst(change.name)
                    return Difference(
                        label,
                        (f"import of {change.name}",),
                        f"{change.what}; {effect}",
                        f"if it waits, `{label}` imports {change.name} later or never, which is unsafe ({effect})",
                    )
        return None

    def log(self, choices: Sequence[Choice]) -> dict[str, Log]:
        """Return the import log of each command with *choices*."""
        key = tuple(sorted(choices))
        if key not in self._logs:
            environment = self._environments.on(choices)
            logs = {}
            for trial in sorted(self.trials, key=lambda trial: trial.label):
                try:
                    logs[trial.label] = trial.log(environment)
                except TimeoutExceededError as error:
                    raise DormantError(f"`{trial.label}` ended in time before, and now not: {error}") from error
            self._logs[key] = logs
        return self._logs[key]

    def log_left(self, choices: Sequence[Choice]) -> dict[str, Log]:
        """Return the import logs with *choices*, or none if there are no choices or no runs left."""
        try:
            return self.log(choices) if choices else {}
        except RunsExhaustedError:
            return {}

    def left_out(self, more: Sequence[Choice], fewer: Sequence[Choice]) -> int:
        """Return the eager import time of the modules that only *fewer* choices load, in microseconds.

        Which modules are loaded doesn't depend on how busy the machine is.
        """
        saved = 0
        with_more, with_fewer = self.log(more), self.log(fewer)
        for label, log in self.eager.items():
            names = with_fewer[label].names - with_more[label].names
            saved = max(saved, sum(row.own for row in log.imports if row.name in names))
        return saved

    @staticmethod
    def loads(logs: Mapping[str, Log]) -> dict[str, list[int]]:
        """Return how many modules of each package each command loads."""
        names = {row.package for log in logs.values() for row in log.imports}
        counts = {label: by_package(log) for label, log in logs.items()}
        return {
            name: [counts[label][name].modules if name in counts[label] else 0 for label in sorted(logs)]
            for name in names
        }
