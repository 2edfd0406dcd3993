"""The statistics of paired measurements: medians, spread, and 95 % intervals by bootstrap.

Phase: cold. May import: the standard library.

Each pair is one run off and one run on, made one after the other, so that what slows the machine for a while slows
both. Differences and ratios are therefore taken within pairs, and pairs are what the bootstrap draws from. Runs that
were saved earlier have no partner; there the sides are drawn from separately.
"""

from __future__ import annotations

import math
import random
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# With fewer pairs even the whole range of the sample holds the true median less than 95 % of the time (1 - 2 / 2**n).
FEWEST_PAIRS = 6
_DRAWS = 2000
_SEED = 20240229
# A figure, and the same figure of each sample that the bootstrap drew.
_Drawn = tuple[float, list[float]]


@dataclass(frozen=True)
class Interval:
    """A 95 % confidence interval."""

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
        ratio_interval: its interval, or None with fewer than `FEWEST_PAIRS` pairs.
        difference: median over the pairs of on minus off; below 0, deferral is better. Without pairs, the difference
            of the medians.
        difference_interval: its interval, or None with fewer than `FEWEST_PAIRS` pairs.
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
            return FEWEST_PAIRS, wanted
        half = (self.ratio_interval.high - self.ratio_interval.low) / 2
        # A fifth more than the rule says: the width of the interval is itself uncertain.
        return max(math.ceil(1.2 * self.pairs * (half / wanted) ** 2), FEWEST_PAIRS), wanted


def estimate(off: Sequence[float], on: Sequence[float], *, paired: bool = True) -> Estimate:
    """Return what the samples say.

    Parameters:
        off: positive values without deferral; one per pair if *paired*.
        on: positive values with deferral; in the same order if *paired*.
        paired: whether each value of *off* was measured next to one of *on*. Otherwise the two may differ in number,
            the medians of each are compared, and the bootstrap draws from each by itself.

    The intervals are percentile bootstraps of the medians with a fixed seed: the same samples give the same result.
    """
    # Processor time is counted in steps; a run can round to nothing.
    before = [max(value, 1e-9) for value in off]
    after = [max(value, 1e-9) for value in on]
    ratios, differences = _paired(before, after) if paired else _unpaired(before, after)
    pairs = min(len(off), len(on))
    enough = pairs >= FEWEST_PAIRS
    return Estimate(
        off=statistics.median(off),
        on=statistics.median(on),
        off_spread=spread(off),
        on_spread=spread(on),
        ratio=ratios[0],
        ratio_interval=_interval(ratios[1]) if enough else None,
        difference=differences[0],
        difference_interval=_interval(differences[1]) if enough else None,
        pairs=pairs,
    )


def _paired(off: Sequence[float], on: Sequence[float]) -> tuple[_Drawn, _Drawn]:
    """Return ratio and difference of the pairs."""
    pairs = list(zip(off, on, strict=True))
    ratios = [before / after for before, after in pairs]
    differences = [after - before for before, after in pairs]
    return (statistics.median(ratios), _medians(ratios)), (statistics.median(differences), _medians(differences))


def _unpaired(off: Sequence[float], on: Sequence[float]) -> tuple[_Drawn, _Drawn]:
    """Return ratio and difference of the medians of either side."""
    drawn = list(zip(_medians(off, _SEED), _medians(on, _SEED + 1), strict=True))
    before, after = statistics.median(off), statistics.median(on)
    ratios = [first / second for first, second in drawn]
    differences = [second - first for first, second in drawn]
    return (before / after, ratios), (after - before, differences)


def spread(samples: Sequence[float]) -> float:
    """Return half the interquartile range of *samples*, 0.0 for a single one."""
    if len(samples) < 2:
        return 0.0
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return (high - low) / 2


def _medians(values: Sequence[float], seed: int = _SEED) -> list[float]:
    """Return the medians of samples drawn from *values* with replacement."""
    source = random.Random(seed)  # noqa: S311 - statistics, not secrets
    return [statistics.median(source.choices(values, k=len(values))) for _ in range(_DRAWS)]


def _interval(drawn: Sequence[float]) -> Interval:
    """Return the middle 95 % of what the bootstrap drew."""
    ordered = sorted(drawn)
    return Interval(ordered[int(_DRAWS * 0.025)], ordered[int(_DRAWS * 0.975) - 1])
