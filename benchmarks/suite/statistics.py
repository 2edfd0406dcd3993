"""Medians and their intervals.

Phase: cold. May import: the standard library.

The intervals are those of the percentile bootstrap of the median, 95 % wide. For an odd number of values they need no
random draws: the chance that the median of a resample is at most the k-th smallest value is that of drawing one of the
k smallest values in more than half of the draws, which is a sum of binomial terms.
"""

from __future__ import annotations

from functools import cache
from math import comb
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Figure(NamedTuple):
    """A median with its interval.

    Attributes:
        median: the median.
        low: lower end of its interval.
        high: upper end of its interval.
    """

    median: float
    low: float
    high: float

    def scaled(self, factor: float) -> Figure:
        """Return the figure in another unit."""
        low, high = sorted((self.low * factor, self.high * factor))
        return Figure(self.median * factor, low, high)


def figure(values: Sequence[float], level: float = 0.95) -> Figure:
    """Return the median of *values*, of which there must be an odd number, and its bootstrap interval.

    Raises:
        ValueError: the number of values is even.
    """
    if len(values) % 2 == 0:
        raise ValueError(f"{len(values)} values have no middle one: measure an odd number of rounds")
    ordered = sorted(values)
    low, high = _ranks(len(values), level)
    return Figure(ordered[len(ordered) // 2], ordered[low], ordered[high])


def difference(before: Sequence[float], after: Sequence[float], level: float = 0.95) -> Figure:
    """Return the median of the differences within the rounds, *after* minus *before*."""
    return figure([b - a for a, b in zip(before, after, strict=True)], level)


def ratio(before: Sequence[float], after: Sequence[float], level: float = 0.95) -> Figure:
    """Return the median of the ratios within the rounds, *after* divided by *before*."""
    return figure([b / a for a, b in zip(before, after, strict=True)], level)


@cache
def _ranks(count: int, level: float) -> tuple[int, int]:
    """Return the positions, in sorted order, of the ends of the interval."""
    tail = (1 - level) / 2
    # chances[k]: the median of a resample is at most the value at position k.
    chances = [
        sum(comb(count, hits) * ((k + 1) / count) ** hits * (1 - (k + 1) / count) ** (count - hits)
            for hits in range(count // 2 + 1, count + 1))
        for k in range(count)
    ]  # fmt: skip
    low = next(k for k, chance in enumerate(chances) if chance >= tail)
    return low, count - 1 - low
