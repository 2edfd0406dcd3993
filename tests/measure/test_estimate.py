"""Paired statistics claim what the samples bear, and no more."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dormant.measure.estimate import FEWEST_PAIRS, FEWEST_RUNS, Interval, estimate, interval, spread

OFF = [100.0, 101.0, 99.0, 102.0, 98.0, 100.5, 99.5, 100.0]


def test_medians_ratio_and_difference_of_known_samples() -> None:
    found = estimate(OFF, [value / 4 for value in OFF])
    assert (found.off, found.on, found.ratio, found.pairs) == (100.0, 25.0, 4.0, 8)
    assert found.difference == pytest.approx(-75.0)
    assert found.clear


def test_a_drift_that_both_runs_of_a_pair_share_leaves_the_ratio_exact() -> None:
    off = [10.0 * 1.5**pair for pair in range(10)]
    found = estimate(off, [value / 2 for value in off])
    assert found.ratio_interval is not None
    assert (found.ratio_interval.low, found.ratio_interval.high) == (2.0, 2.0)


def test_samples_that_scatter_around_the_same_value_are_not_told_apart() -> None:
    found = estimate(OFF, OFF[::-1])
    assert not found.clear
    assert found.ratio_interval is not None
    assert found.ratio_interval.holds(1.0)


def test_too_few_pairs_give_no_interval_and_no_claim() -> None:
    found = estimate([2.0] * (FEWEST_PAIRS - 1), [1.0] * (FEWEST_PAIRS - 1))
    assert (found.ratio_interval, found.difference_interval, found.clear) == (None, None, False)
    assert found.pairs_needed()[0] == FEWEST_PAIRS


@pytest.mark.parametrize(("count", "outside"), [(6, 0), (8, 0), (9, 1), (12, 2), (21, 5), (30, 9), (50, 17)])
def test_an_interval_leaves_out_as_many_values_as_tables_of_the_sign_test_say(count: int, outside: int) -> None:
    assert interval(range(count)) == Interval(outside, count - 1 - outside)


@pytest.mark.parametrize("count", [6, 7, 12, 21, 30])
@pytest.mark.parametrize("kind", ["gauss", "skewed", "outliers"])
def test_an_interval_holds_the_true_median_as_often_as_it_says(count: int, kind: str) -> None:
    source = random.Random(count)

    def draw() -> float:
        if kind == "skewed":
            return source.expovariate(1) - math.log(2)
        return source.gauss(0, 20 if kind == "outliers" and source.random() < 0.1 else 1)

    found = [interval([draw() for _ in range(count)]) for _ in range(2000)]
    held = sum(one.holds(0) for one in found if one is not None)
    # Four standard errors of such a share.
    assert held / 2000 > 0.95 - 0.02


@pytest.mark.parametrize(("off", "on"), [(6, 7), (8, 8), (30, 8)])
def test_an_interval_without_pairs_holds_the_true_ratio_as_often_as_it_says(off: int, on: int) -> None:
    source = random.Random(off)
    held = 0
    for _ in range(2000):
        sides = [[source.gauss(100, 10) for _ in range(count)] for count in (off, on)]
        found = estimate(*sides, paired=False).ratio_interval
        assert found is not None
        held += found.holds(1)
    assert held / 2000 > 0.95 - 0.02


def test_a_higher_level_takes_more_values() -> None:
    assert interval(range(7), 0.99) is None
    assert interval(range(8), 0.99) == Interval(0, 7)


def test_a_smaller_difference_needs_more_pairs() -> None:
    found = estimate(OFF, OFF[::-1])
    assert found.pairs_needed(0.001)[0] > found.pairs_needed(0.01)[0] > 0


def test_processor_time_that_rounds_to_nothing_is_no_division_by_zero() -> None:
    assert estimate([0.0] * 6, [0.0] * 6).ratio == 1.0


def test_spread_is_half_the_interquartile_range() -> None:
    assert spread([1.0, 2.0, 3.0, 4.0, 5.0]) == 1.0
    assert spread([1.0]) == 0.0


def test_sides_measured_at_different_times_may_differ_in_number() -> None:
    found = estimate(OFF, [50.5, 49.0, 50.0, 51.0, 50.0, 49.5], paired=False)
    assert (found.off, found.on, found.pairs) == (100.0, 50.0, 6)
    assert (found.ratio, found.difference) == (2.0, -50.0)
    assert found.clear


def test_a_drift_counts_where_there_are_no_pairs() -> None:
    off = [10.0 * 1.5**pair for pair in range(10)]
    on = [value / 1.1 for value in off]
    assert estimate(off, on).clear
    assert not estimate(off, on, paired=False).clear


def test_arms_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        estimate([1.0], [1.0, 2.0])


def test_sides_without_pairs_that_are_too_small_have_no_interval_and_ask_for_more() -> None:
    found = estimate([2.0] * FEWEST_PAIRS, [1.0] * FEWEST_PAIRS, paired=False)
    assert (found.ratio_interval, found.difference_interval, found.clear) == (None, None, False)
    assert found.pairs_needed()[0] > FEWEST_PAIRS


RUNS = st.lists(st.floats(1e-3, 1e3), min_size=FEWEST_RUNS, max_size=10)


@given(RUNS, RUNS)
def test_without_pairs_an_interval_lies_between_the_extremes(off: list[float], on: list[float]) -> None:
    interval = estimate(off, on, paired=False).ratio_interval
    assert interval is not None
    assert min(off) / max(on) <= interval.low <= interval.high <= max(off) / min(on)


@given(st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3)), min_size=6, max_size=12))
def test_an_interval_lies_within_the_samples_and_in_order(pairs: list[tuple[float, float]]) -> None:
    found = estimate([off for off, _ in pairs], [on for _, on in pairs])
    ratios = [off / on for off, on in pairs]
    assert found.ratio_interval is not None
    assert min(ratios) <= found.ratio_interval.low <= found.ratio_interval.high <= max(ratios)
