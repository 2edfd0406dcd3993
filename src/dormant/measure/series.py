"""Run a command many times, off and on in turns.

Phase: cold. May import: the standard library, `dormant.importtime`.
"""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..errors import DormantError
from ..importtime.record import quickest
from .estimate import FEWEST_PAIRS, FEWEST_RUNS
from .process import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..importtime.parse import Log
    from .process import Run

Arm = Literal["off", "on"]
ARMS: tuple[Arm, ...] = ("off", "on")
MOST_PAIRS = 30


class CommandFailedError(DormantError):
    """The command fails with and without deferral, so there is nothing to compare."""


@dataclass
class Series:
    """All runs of one comparison.

    Attributes:
        off: the measured runs without deferral, one per pair.
        on: the measured runs with deferral, one per pair.
        warmups: the runs before, which count for behaviour but not for time.
        logs: one import log for each arm, of the quickest of its logged runs.
    """

    off: list[Run] = field(default_factory=list)
    on: list[Run] = field(default_factory=list)
    warmups: dict[Arm, list[Run]] = field(default_factory=lambda: {"off": [], "on": []})
    logs: dict[Arm, Log] = field(default_factory=dict)

    def all(self, arm: Arm) -> list[Run]:
        """Return every run of *arm*, in order."""
        return self.warmups[arm] + (self.off if arm == "off" else self.on)


class Bench:
    """A command with the environments of its two arms.

    Parameters:
        command: the program and its arguments.
        off: environment variables without deferral.
        on: environment variables with deferral.
        timeout: seconds until a run is killed.
        arms: the arms to run; "off" is left out where saved runs take its place.
        step: called before each run with the number of runs done and the number of all runs (0: not known yet).
    """

    def __init__(
        self,
        command: Sequence[str],
        off: Mapping[str, str],
        on: Mapping[str, str],
        *,
        timeout: float,
        arms: tuple[Arm, ...] = ARMS,
        step: Callable[[int, int], None] | None = None,
    ) -> None:
        self.command = command
        environments: dict[Arm, Mapping[str, str]] = {"off": off, "on": on}
        self.environments = {arm: environments[arm] for arm in arms}
        self.timeout = timeout
        self.series = Series()
        self._step = step
        self._done = 0
        self._total = 0
        # How long the last run of each arm took, with all that it takes to start it.
        self._seconds: dict[Arm, float] = {}
        self._outputs: dict[bytes, bytes] = {}

    def warm_up(self, rounds: int, *, ignore_failure: bool = False) -> None:
        """Run each arm *rounds* times, so that bytecode and file caches are filled.

        Raises:
            CommandFailedError: the command fails in both arms, and that isn't to be ignored.
        """
        for _ in range(rounds):
            done = {arm: self._run(arm) for arm in self.environments}
            for arm in done:
                self.series.warmups[arm].append(done[arm])
            if not ignore_failure:
                _check(list(done.values()))

    def record(self) -> None:
        """Run each arm with CPython's import log, and keep the quickest log of each."""
        found = quickest(self.command, self.environments, timeout=self.timeout, tick=self._tick)
        for arm, (log, done) in found.items():
            self.series.logs[arm] = log
            # Without a warm-up nothing else tells how long a run takes.
            self._seconds.setdefault(arm, done.wall)

    def measure(self, pairs: int, *, ignore_failure: bool = False) -> None:
        """Run *pairs* pairs in the order off, on, on, off, so that a drift of the machine favours neither.

        Raises:
            CommandFailedError: the command fails in both arms, and that isn't to be ignored.
        """
        arms = list(self.environments)
        self._total = self._done + len(arms) * pairs
        for pair in range(pairs):
            done = {arm: self._run(arm) for arm in (arms if pair % 2 == 0 else arms[::-1])}
            for arm in arms:
                getattr(self.series, arm).append(done[arm])
            if not ignore_failure:
                _check([done[arm] for arm in arms])

    def pairs_within(self, seconds: float) -> int:
        """Return how many pairs fit into *seconds*: at least enough for an interval, at most `MOST_PAIRS`."""
        pair = sum(self._seconds.values())
        fewest = FEWEST_PAIRS if len(self.environments) > 1 else FEWEST_RUNS
        fitting = int(seconds / pair) if pair else fewest
        return min(max(fitting - fitting % 2, fewest), MOST_PAIRS)

    def _run(self, arm: Arm) -> Run:
        self._tick()
        started = time.perf_counter()
        done = run(self.command, self.environments[arm], timeout=self.timeout)
        self._seconds[arm] = time.perf_counter() - started
        # Most runs write the same: keep one copy of it.
        stdout = self._outputs.setdefault(done.stdout, done.stdout)
        stderr = self._outputs.setdefault(done.stderr, done.stderr)
        return dataclasses.replace(done, stdout=stdout, stderr=stderr)

    def _tick(self) -> None:
        if self._step is not None:
            self._step(self._done, self._total)
        self._done += 1


def _check(runs: Sequence[Run]) -> None:
    """Raise if the command fails in every arm; *runs* are one run of each."""
    if all(run.exit_code for run in runs):
        first = runs[0]
        text = first.stderr.decode("utf-8", "backslashreplace").rstrip()
        everywhere = ", with dormant off as well" if len(runs) > 1 else ""
        raise CommandFailedError(
            f"the command fails with exit code {first.exit_code}{everywhere}: mend it, or compare it "
            f"all the same with --ignore-failure" + (f"; its standard error was:\n{text}" if text else "")
        )
