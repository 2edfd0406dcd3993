"""Runs are made in turns, and their number fits the time there is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from dormant.importtime.parse import Log, parse
from dormant.importtime.record import QUICK
from dormant.measure.estimate import FEWEST_PAIRS, estimate
from dormant.measure.process import Run
from dormant.measure.series import MOST_PAIRS, Bench, CommandFailedError
from support import clean_env

if TYPE_CHECKING:
    from pathlib import Path


def bench(script: str, **options: object) -> Bench:
    off, on = clean_env(DORMANT="0"), clean_env(DORMANT="1")
    return Bench(["sh", "-c", script], off, on, timeout=60, **options)  # type: ignore[arg-type]


def test_pairs_run_in_the_order_off_on_on_off(tmp_path: Path) -> None:
    made = bench(f"printf $DORMANT >> {tmp_path}/order; printf $DORMANT")
    made.warm_up(1)
    made.measure(3)
    assert (tmp_path / "order").read_text() == "01" + "011001"
    assert [run.stdout for run in made.series.off] == [b"0"] * 3
    assert [run.stdout for run in made.series.all("on")] == [b"1"] * 4


def test_one_arm_can_be_run_alone(tmp_path: Path) -> None:
    made = bench(f"printf $DORMANT >> {tmp_path}/order", arms=("on",))
    made.warm_up(1)
    made.record()
    made.measure(2)
    assert (tmp_path / "order").read_text() == "1" * 6
    assert (len(made.series.on), made.series.off, list(made.series.logs)) == (2, [], ["on"])
    with pytest.raises(CommandFailedError, match=r"exit code 3: mend it"):
        bench("exit 3", arms=("on",)).warm_up(1)


def test_each_arm_has_its_own_import_log() -> None:
    made = bench(f"{sys.executable} -c 'import colorsys'; test $DORMANT = 0 || echo on >&2")
    made.record()
    assert "colorsys" in made.series.logs["off"].names
    assert (made.series.logs["off"].stderr, made.series.logs["on"].stderr) == ("", "on\n")


def test_a_command_that_fails_in_both_arms_is_an_error_with_its_stderr() -> None:
    with pytest.raises(CommandFailedError, match=r"exit code 3.*--ignore-failure; its standard error was:\nbroken"):
        bench("echo broken >&2; exit 3").warm_up(1)


def test_a_failing_command_can_be_measured_all_the_same() -> None:
    made = bench("exit 3")
    made.warm_up(1, ignore_failure=True)
    made.measure(1, ignore_failure=True)
    assert made.series.on[0].exit_code == 3


def test_a_command_that_fails_with_deferral_only_is_not_an_error_of_measuring() -> None:
    bench("test $DORMANT = 0").warm_up(1)


@pytest.mark.parametrize(
    ("seconds", "pairs"), [(10.0, FEWEST_PAIRS), (0.01, MOST_PAIRS), (0.25, 20)], ids=["slow", "quick", "between"]
)
def test_as_many_pairs_as_fit_are_made(seconds: float, pairs: int) -> None:
    made = bench("true")
    made._seconds = {"off": seconds, "on": seconds}
    assert made.pairs_within(10) == pairs


def test_runs_without_a_partner_are_enough_for_an_interval() -> None:
    made = bench("true", arms=("on",))
    made._seconds = {"on": 10.0}
    runs = [1.0] * made.pairs_within(10)
    assert estimate(runs, runs, paired=False).ratio_interval is not None
    assert estimate(runs[:FEWEST_PAIRS], runs, paired=False).ratio_interval is not None


def test_the_import_log_kept_is_the_quickest(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([9, 5, 2, 7, 4, 6])

    def record(*_: object, **__: object) -> tuple[Log, Run]:
        return parse(f"import time: {next(times)} | 0 | m\n"), Run(0, b"", b"", wall=0.1, cpu=0.1, memory=1)

    monkeypatch.setattr("dormant.importtime.record.record", record)
    made = bench("true")
    made.record()
    assert (made.series.logs["off"].total, made.series.logs["on"].total) == (2, 5)


@pytest.mark.parametrize(("wall", "times"), [(QUICK, 1), (0.1, 3)], ids=["slow", "quick"])
def test_a_slow_command_is_logged_once(monkeypatch: pytest.MonkeyPatch, wall: float, times: int) -> None:
    called = []

    def record(*_: object, **__: object) -> tuple[Log, Run]:
        called.append(1)
        return parse("import time: 1 | 0 | m\n"), Run(0, b"", b"", wall=wall, cpu=0.1, memory=1)

    monkeypatch.setattr("dormant.importtime.record.record", record)
    bench("true").record()
    assert len(called) == 2 * times


def test_without_a_warm_up_the_logged_runs_tell_how_many_pairs_fit() -> None:
    made = bench("true")
    made.record()
    assert made.pairs_within(60) == MOST_PAIRS


def test_progress_is_told_before_each_run() -> None:
    steps: list[tuple[int, int]] = []
    made = bench("true", step=lambda done, total: steps.append((done, total)))
    made.warm_up(1)
    made.measure(1)
    assert steps == [(0, 0), (1, 0), (2, 4), (3, 4)]
