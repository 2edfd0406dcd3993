"""Measure what a set of packages gains, and what each of them adds to that.

Phase: cold. May import: the standard library, `dormant.measure`.

The saving of a package is what disappears when it is deferred given the rest of the set: the set is measured with and
without it. Adding up the costs of packages would count what they share several times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..importtime.totals import by_package
from ..measure.estimate import FEWEST_PAIRS, estimate
from .choices import Choice
from .result import Saving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .choices import Environments
    from .result import Suggestion
    from .trial import Difference, Outcome, Trial
    from .tries import Tries
    from .verdicts import Notes

OFF, SET, ACROSS = "", "*", ":across"
MOST_ROUNDS = 12
MOST_ARMS = 8
Samples = dict[str, list["Outcome"]]


def rounds_within(seconds: float, arms: int, run: float, *, most: int) -> tuple[int, int]:
    """Return how many rounds of how many arms fit into *seconds*.

    Parameters:
        seconds: the time there is.
        arms: how many arms are wanted; the first three are measured even if it takes longer.
        run: how long one run takes, in seconds.
        most: how many runs there may be, whatever they take; at least two arms' worth.
    """
    runs = min(int(seconds / max(run, 0.001)), most)
    arms = min(arms, max(3, runs // FEWEST_PAIRS), most // FEWEST_PAIRS)
    return max(FEWEST_PAIRS, min(MOST_ROUNDS, runs // arms)), arms


def measure(trial: Trial, arms: Mapping[str, Mapping[str, str]], rounds: int) -> tuple[Samples, Difference | None]:
    """Run *trial* in all arms in turns.

    Parameters:
        trial: the command.
        arms: environment variables by name: `OFF`, `SET`, `ACROSS` for the set without `inside`, and for each package
            that is left out its name.
        rounds: how many runs of each arm; every other round goes backwards, so that a drift favours no arm.

    Returns:
        The outcomes of each arm, and a difference if a run with the whole set showed one.
    """
    samples: Samples = {name: [] for name in arms}
    difference = None
    for number in range(rounds):
        for name in list(arms)[:: -1 if number % 2 else 1]:
            outcome = trial.run(arms[name])
            samples[name].append(outcome)
            if name == SET and difference is None:
                difference = trial.judge(outcome)
    return samples, difference


def saving(label: str, samples: Samples, without: str) -> Saving:
    """Return what the whole set saves against the arm *without*, for the command *label*."""
    off, on = [one.run for one in samples[without]], [one.run for one in samples[SET]]
    wall = estimate([one.wall for one in off], [one.wall for one in on])
    return Saving(label, wall, estimate([one.cpu for one in off], [one.cpu for one in on]))


class Gains:
    """Measures the set that a search has found.

    Parameters:
        tries: the commands.
        environments: makes the environment variables of the runs.
        result: where savings and warnings go.
        notes: where the savings of single packages go.
        max_time: seconds for each command.
    """

    def __init__(
        self, tries: Tries, environments: Environments, result: Suggestion, notes: Notes, max_time: float
    ) -> None:
        self._tries = tries
        self._environments = environments
        self._result = result
        self._notes = notes
        self._max_time = max_time
        # What each command gains by `inside`.
        self._inside: list[Saving] = []

    def worthwhile(self, kept: list[Choice]) -> list[Choice]:
        """Measure *kept* and return what is left of it without what makes things slower.

        Imports within packages are deferred only if that makes a command faster beyond doubt. The set is given up as a
        whole if it makes a command slower and none faster.

        Raises:
            DormantError: a run couldn't be started or didn't finish in time.
        """
        self._measure(kept)
        left = self._without_losses(kept)
        enough = self._tries.left >= (2 * FEWEST_PAIRS + 1) * len(self._tries.trials)
        if left != kept and enough and (not left or self._tries.test(left) is None):
            self._notes.outweighed |= {one.package for one in kept} - {one.package for one in left}
            self._result.savings = []
            self._notes.savings = {}
            self._result.choices = kept = left
            self._measure(kept)
        if _is_loss(self._result.savings):
            self._notes.outweighed.update(choice.package for choice in kept)
            self._result.choices = kept = []
        elif self._result.savings and not any(saving.cpu.clear for saving in self._result.savings):
            self._result.warnings.append("what the set gains can't be told from noise: measure longer with --max-time")
        return kept

    def _without_losses(self, kept: list[Choice]) -> list[Choice]:
        """Return *kept* without the packages that make a command slower, and without `inside` if it does not pay."""
        left = [choice for choice in kept if not _is_loss(self._notes.savings.get(choice.package, ()))]
        if not any(choice.inside for choice in left) or any(_is_gain(one) for one in self._inside):
            return left
        left = [Choice(choice.package) for choice in left]
        for choice in [one for one in kept if one.inside]:
            rest = [one for one in left if one.package != choice.package]
            if len(rest) < len(left) and self._tries.left > 2 * len(self._tries.trials):
                left = left if self._tries.left_out(left, rest) else rest
        return left

    def _measure(self, kept: list[Choice]) -> None:
        """Measure the whole set, and what it gains by each of the packages that cost most."""
        self._inside = []
        if not kept:
            return
        if self._tries.left < 2 * FEWEST_PAIRS * len(self._tries.trials):
            self._result.warnings.append(
                "the runs were used up before the set was measured: allow more with --max-runs"
            )
            return
        for number, trial in enumerate(self._tries.trials):
            order = sorted(kept, key=lambda choice: -self._cumulative(trial, choice.package))
            left = self._tries.left // (len(self._tries.trials) - number)
            # Of a single package the whole set says enough.
            wanted = 2 + any(choice.inside for choice in kept) + (len(kept) if len(kept) > 1 else 0)
            rounds, arms = rounds_within(self._max_time, min(wanted, MOST_ARMS), trial.seconds, most=left)
            environments = {OFF: self._environments.off, SET: self._environments.on(kept)}
            if any(choice.inside for choice in kept):
                environments[ACROSS] = self._environments.on(Choice(choice.package) for choice in kept)
            for choice in order[: arms - len(environments)]:
                environments[choice.package] = self._environments.on([one for one in kept if one != choice])
            samples, found = measure(trial, environments, rounds)
            if found is not None:
                self._result.proven = False
                self._result.warnings.append(f"a run with the whole set failed while it was measured: {found}")
            self._note_savings(trial.label, samples)

    def _note_savings(self, label: str, samples: Samples) -> None:
        for name in samples:
            if name == OFF:
                self._result.savings.append(saving(label, samples, OFF))
            elif name == ACROSS:
                self._inside.append(saving(label, samples, ACROSS))
            elif name != SET:
                self._notes.savings.setdefault(name, []).append(saving(label, samples, name))
        if len(self._result.choices) == 1:
            self._notes.savings.setdefault(self._result.choices[0].package, []).append(self._result.savings[-1])

    def _cumulative(self, trial: Trial, package: str) -> int:
        found = by_package(self._tries.eager[trial.label]).get(package)
        return found.cumulative if found else 0


def _is_gain(saving: Saving) -> bool:
    """Tell whether something makes a command faster beyond doubt."""
    return saving.cpu.clear and saving.cpu.ratio > 1


def _is_loss(savings: Sequence[Saving]) -> bool:
    """Tell whether something makes a command slower beyond doubt, and none faster."""
    clear = [saving.cpu.ratio for saving in savings if saving.cpu.clear]
    return bool(clear) and max(clear) < 1
