"""Measure what a set of packages gains, and what each of them adds to that.

Phase: cold. May import: the standard library, `dormant.measure`.

The saving of a package is what disappears when it is deferred given the rest of the set: the set is measured with and
without it. Adding up the costs of packages would count what they share several times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..measure.estimate import FEWEST_PAIRS, estimate
from .result import Saving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .trial import Difference, Outcome, Trial

OFF, SET = "", "*"
MOST_ROUNDS = 12
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
        arms: environment variables by name: `OFF`, `SET`, and for each package that is left out its name.
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
