"""Medians and their intervals: those of `dormant compare`.

Phase: cold. May import: the standard library, `dormant.measure`.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from dormant.measure.estimate import LEVEL, Interval, interval

if TYPE_CHECKING:
    from collections.abc import Sequence


class Figure(NamedTuple):
    """A median with its interval.

    Attributes:
        median: the median.
        interval: its interval, or None where there are too few rounds for one.
        rounds: of how many values it is the median.
    """

    median: float
    interval: Interval | None
    rounds: int

    def scaled(self, factor: float) -> Figure:
        """Return the figure in another unit."""
        scaled = self.interval
        if scaled is not None:
            scaled = Interval(*sorted((scaled.low * factor, scaled.high * factor)))
        return Figure(self.median * factor, scaled, self.rounds)


def figure(values: Sequence[float], level: float = LEVEL) -> Figure:
    """Return the median of *values* and its interval, which holds the true one with at least the chance *level*."""
    return Figure(median(values), interval(values, level), len(values))


def difference(before: Sequence[float], after: Sequence[float], level: float = LEVEL) -> Figure:
    """Return the median of the differences within the rounds, *after* minus *before*."""
    return figure([b - a for a, b in zip(before, after, strict=True)], level)


def ratio(before: Sequence[float], after: Sequence[float], level: float = LEVEL) -> Figure:
    """Return the median of the ratios within the rounds, *after* divided by *before*: below 1 is less than before."""
    return figure([b / a for a, b in zip(before, after, strict=True)], level)
