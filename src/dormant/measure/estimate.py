"""The statistics of paired measurements: medians, spread, and exact 95 % intervals.

Phase: cold. May import: the standard library.

Each pair is one run off and one run on, made one after the other, so that what slows the machine for a while slows
both. Differences and ratios are therefore taken within pairs, and the intervals are those of their medians. Runs that
were saved earlier have no partner; there each side has an interval of its own, and the two are combined.

An interval of a median goes from one of the smallest values to one of the largest. The true median lies outside only if
too few values fall on one side of it, and each falls there with a chance of one half, whatever the values are
distributed like: so the chance that the interval holds it is a sum of binomial terms, and nothing is assumed or drawn.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = 0.95
# With fewer pairs even the whole range of the sample holds the true median less than 95 % of the time (1 - 2 / 2**n).
FEWEST_PAIRS = 6
# Two sides without pairs need more, because both of their intervals have to hold.
FEWEST_RUNS = 8


@dataclass(frozen=True)
class Interval:
    """A confidence interval: of 95 % where nothing else is said, and a little more where no fewer will do."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Tell whether *value* lies in it."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Estimate:
    """What paired samples of one quantity say.

    Attributes:
        off: median without deferral, in the unit of the samples.
        on: median with deferral.
        off_spread: half the interquartile range without deferral.
        on_spread: the same with deferral.
        ratio: median over the pairs of off divided by on; above 1, deferral is better. Without pairs, the ratio of the
            medians.
        ratio_interval: its interval, or None with fewer than `FEWEST_PAIRS` pairs; without pairs it takes more runs.
        difference: median over the pairs of on minus off; below 0, deferral is better. Without pairs, the difference
            of the medians.
        difference_interval: its interval, or None where the ratio has none.
        pairs: number of pairs; without pairs, of the smaller side.
    """

    off: float
    on: float
    off_spread: float
    on_spread: float
    ratio: float
    ratio_interval: Interval | None
    difference: float
    difference_interval: Interval | None
    pairs: int

    @property
    def clear(self) -> bool:
        """Whether a difference can be told from noise."""
        return self.ratio_interval is not None and not self.ratio_interval.holds(1.0)

    def pairs_needed(self, at_least: float = 0.01) -> tuple[int, float]:
        """Return how many pairs would tell which difference from noise: (pairs, difference as a fraction).

        Parameters:
            at_least: a smaller difference than this fraction isn't asked for; otherwise it is the one observed.

        The width of an interval shrinks with the square root of the number of pairs. The number can be smaller than
        that of the pairs there are: then these would have told such a difference, had there been one.
        """
        wanted = max(abs(self.ratio - 1), at_least)
        if self.ratio_interval is None:
            return max(FEWEST_PAIRS, self.pairs + 1), wanted
        half = (self.ratio_interval.high - self.ratio_interval.low) / 2
        # A fifth more than the rule says: the width of the interval is itself uncertain.
        return max(math.ceil(1.2 * self.pairs * (half / wanted) ** 2), FEWEST_PAIRS), wanted


def estimate(off: Sequence[float], on: Sequence[float], *, paired: bool = True) -> Estimate:
    """Return what the samples say.

    Parameters:
        off: positive values without deferral; one per pair if *paired*.
        on: positive values with deferral; in the same order if *paired*.
        paired: whether each value of *off* was measured next to one of *on*. Otherwise the two may differ in number,
            and the medians of each are compared.
    """
    # Processor time is counted in steps; a run can round to nothing.
    before = [max(value, 1e-9) for value in off]
    after = [max(value, 1e-9) for value in on]
    if paired:
        pairs = list(zip(before, after, strict=True))
        ratios, differences = [first / second for first, second in pairs], [second - first for first, second in pairs]
        ratio, difference = statistics.median(ratios), statistics.median(differences)
        of_ratio, of_difference = interval(ratios), interval(differences)
    else:
        first, second = statistics.median(before), statistics.median(after)
        ratio, difference = first / second, second - first
        of_ratio, of_difference = _combined(before, after)
    return Estimate(
        off=statistics.median(off),
        on=statistics.median(on),
        off_spread=spread(off),
        on_spread=spread(on),
        ratio=ratio,
        ratio_interval=of_ratio,
        difference=difference,
        difference_interval=of_difference,
        pairs=min(len(off), len(on)),
    )


def fewest_runs(beside: int) -> int | None:
    """Return how many runs have an interval beside so many that were not made together with them; None if none have."""
    chance = 1 - 2 / 2**beside
    return next((count for count in range(FEWEST_PAIRS, FEWEST_RUNS) if chance * (1 - 2 / 2**count) >= LEVEL), None)


def interval(values: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Return the interval of the median of *values*.

    Parameters:
        values: a sample.
        level: the least chance that it holds the true median.

    Returns:
        The narrowest one between two of the values, as many from either end, or None where even the smallest and the
        largest are not enough.
    """
    outside = _outside(len(values), level)
    if outside is None:
        return None
    ordered = sorted(values)
    return Interval(ordered[outside], ordered[-1 - outside])


def spread(samples: Sequence[float]) -> float:
    """Return half the interquartile range of *samples*, 0.0 for a single one."""
    if len(samples) < 2:
        return 0.0
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return (high - low) / 2


def _combined(off: Sequence[float], on: Sequence[float]) -> tuple[Interval | None, Interval | None]:
    """Return the intervals of ratio and difference of the medians of two samples that are not paired.

    They hold whenever both samples' own intervals do, which are independent: so each has the square root of the chance,
    or, where one sample is too small for that, as much as it can have, and the other one has the rest.
    """
    levels = [math.sqrt(LEVEL)] * 2
    for one, other in ((0, 1), (1, 0)):
        count = len((off, on)[one])
        if _outside(count, levels[one]) is None:
            widest = 1 - 2 / 2**count
            levels[one], levels[other] = widest, LEVEL / widest if widest > 0 else 2.0
    before, after = interval(off, levels[0]), interval(on, levels[1])
    if before is None or after is None:
        return None, None
    return (
        Interval(before.low / after.high, before.high / after.low),
        Interval(after.low - before.high, after.high - before.low),
    )


@cache
def _outside(count: int, level: float) -> int | None:
    """Return how many of *count* values lie outside the interval at either end, or None if it would hold too seldom."""
    tail = 0.0
    found: int | None = None
    for outside in range((count + 1) // 2):
        # The true median lies beyond if no more values than these fall on that side of it.
        tail += math.comb(count, outside) / 2**count
        if 1 - 2 * tail < level:
            break
        found = outside
    return found
