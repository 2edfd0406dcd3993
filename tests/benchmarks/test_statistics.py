"""Medians and their intervals."""

from __future__ import annotations

import statistics
from itertools import product

import pytest
from benchmarks.suite.statistics import Figure, difference, figure, ratio


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_the_interval_is_that_of_all_resamples(level: float) -> None:
    values = [3.0, 1.0, 10.0, 4.0, 2.0]
    medians = sorted(statistics.median(resample) for resample in product(values, repeat=len(values)))
    tail = (1 - level) / 2
    low = next(value for value in medians if sum(other <= value for other in medians) / len(medians) >= tail)
    found = figure(values, level)
    assert found.median == 3
    assert found.low == low
    # The values at the two ends are as far from the ends of the sorted values.
    assert sorted(values).index(found.low) == len(values) - 1 - sorted(values).index(found.high)


def test_more_values_make_the_interval_narrower() -> None:
    few, many = figure(range(5)), figure([value / 20 for value in range(101)])
    assert many.high - many.low < few.high - few.low


def test_an_even_number_of_values_is_refused() -> None:
    with pytest.raises(ValueError, match="odd number"):
        figure([1, 2])


def test_differences_and_ratios_are_taken_within_rounds() -> None:
    slower, faster = [10.0, 20.0, 30.0], [9.0, 19.0, 29.0]
    assert difference(faster, slower) == Figure(1, 1, 1)
    assert ratio(slower, [5.0, 10.0, 15.0]).median == 0.5


def test_a_figure_in_another_unit_keeps_its_ends_in_order() -> None:
    assert Figure(2, 1, 3).scaled(-10) == Figure(-20, -30, -10)
