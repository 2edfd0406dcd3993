"""Medians and their intervals."""

from __future__ import annotations

from benchmarks.report import text
from benchmarks.suite.statistics import Figure, difference, figure, ratio

from dormant.measure.estimate import Interval, estimate


def test_a_figure_has_the_interval_of_compare() -> None:
    off, on = [3.0, 1.0, 10.0, 4.0, 2.0, 7.0, 5.0], [2.0, 1.5, 3.0, 8.0, 1.0, 6.0, 2.5]
    found = estimate(on, off)
    assert ratio(on, [value / 2 for value in on]) == Figure(0.5, Interval(0.5, 0.5), 7)
    assert (found.ratio, found.ratio_interval) == ratio(off, on)[:2]
    assert (found.difference, found.difference_interval) == difference(on, off)[:2]


def test_more_values_make_the_interval_narrower() -> None:
    few, many = figure(range(7)).interval, figure([value / 20 for value in range(121)]).interval
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


def test_too_few_rounds_have_no_interval_and_are_told_instead() -> None:
    assert figure(range(5)) == Figure(2, None, 5)
    assert text.value(figure(range(5)), 1) == "2.00 (5 rounds)"
    assert text.value(figure(range(7)), 1) == "3.00 (0.00 to 6.00)"


def test_differences_and_ratios_are_taken_within_rounds() -> None:
    slower, faster = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0], [9.0, 19.0, 29.0, 39.0, 49.0, 59.0]
    assert difference(faster, slower) == Figure(1, Interval(1, 1), 6)
    assert ratio(slower, [value / 2 for value in slower]).median == 0.5


def test_a_figure_in_another_unit_keeps_its_ends_in_order() -> None:
    assert Figure(2, Interval(1, 3), 7).scaled(-10) == Figure(-20, Interval(-30, -10), 7)
