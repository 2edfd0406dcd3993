"""The verdict says in words what the figures bear, and the JSON carries every sample."""

from __future__ import annotations

import dataclasses
import io
import json
import re

import pytest
from rich.console import Console

from dormant.importtime.parse import parse
from dormant.measure.estimate import FEWEST_PAIRS, estimate
from dormant.measure.process import Run
from dormant.measure.report import show
from dormant.measure.result import Comparison, about_time, listing
from dormant.measure.series import Series

STEADY = [100.0, 101.0, 99.0, 100.5, 99.5, 100.0, 100.2, 99.8]
LOG = "import time: self [us] | cumulative | imported package\n"
HEAVY = "import time:      5000 |       5000 | heavy\n"


def milliseconds(*values: float) -> list[float]:
    return [value / 1000 for value in values]


def series(*, off: list[float], on: list[float], on_output: bytes = b"out\n") -> Series:
    """Return a series with these wall times, in seconds; half of each is processor time."""

    def runs(times: list[float], stdout: bytes) -> list[Run]:
        return [Run(0, stdout, b"", wall=wall, cpu=wall / 2, memory=10 * 2**20) for wall in times]

    made = Series(off=runs(off, b"out\n"), on=runs(on, on_output))
    made.warmups = {"off": made.off[:1], "on": made.on[:1]}
    ours = "import time:       300 |        300 | dormant\n"
    made.logs = {"off": parse(LOG + HEAVY), "on": parse(LOG + ours)}
    return made


def test_a_clear_gain_is_stated_with_its_interval() -> None:
    off = milliseconds(*STEADY)
    gain = about_time(estimate(off, [value / 2 for value in off]), estimate(off, off))
    assert gain == "With dormant the command takes 50.0 ms less: 2.00 times faster (95 % interval 2.00 to 2.00)."


def test_a_clear_loss_is_stated_as_plainly() -> None:
    off = milliseconds(*STEADY)
    loss = about_time(estimate(off, [value * 1.5 for value in off]), estimate(off, off))
    assert loss == "With dormant the command takes 50.0 ms more: 1.50 times slower (95 % interval 1.50 to 1.50)."


def test_noise_is_called_noise_and_what_would_resolve_it_is_said() -> None:
    off = milliseconds(100, 140, 90, 150, 95, 130)
    on = milliseconds(130, 95, 145, 92, 141, 99)
    text = about_time(estimate(off, on), estimate(off, on))
    assert text.startswith("No difference in wall time can be told from noise (95 % interval of off/on: ")
    assert "pairs would tell a difference of" in text
    assert "--pairs" in text


def test_noise_in_few_steady_pairs_bounds_the_difference_instead() -> None:
    off, on = milliseconds(*STEADY), milliseconds(*reversed(STEADY))
    text = about_time(estimate(off, on), estimate(off, on))
    assert text.endswith("if there is one, it is smaller than 3%.")


def test_a_gain_in_processor_time_alone_is_not_hidden_and_not_overstated() -> None:
    off, on = milliseconds(100, 140, 90, 150, 95, 130), milliseconds(130, 95, 145, 92, 141, 99)
    text = about_time(estimate(off, on), estimate([0.08] * 6, [0.04] * 6))
    assert "told from noise" in text
    assert "40.0 ms less: 2.00 times faster" in text
    assert text.endswith("in CPU time.")


def test_too_few_pairs_claim_nothing() -> None:
    few = estimate([0.1] * 3, [0.05] * 3)
    assert about_time(few, few) == "3 pairs are too few to tell a difference from noise: use --pairs 6 or more."


@pytest.mark.parametrize("now", [1, 5, 6, 9])
@pytest.mark.parametrize("saved", range(1, 10))
def test_the_number_of_runs_that_is_advised_is_enough_and_no_smaller_one_is(saved: int, now: int) -> None:
    def verdict(saved: int, now: int) -> str:
        samples = [0.1] * saved, [0.1] * now
        return about_time(estimate(*samples, paired=False), estimate(*samples, paired=False), base=saved)

    said = verdict(saved, now)
    if found := re.search(r"use --pairs (\d+) or more", said):
        needed = int(found[1])
        assert "too few" not in verdict(saved, needed)
        assert "too few" in verdict(saved, needed - 1)
    elif "too few" in said:
        assert said.startswith(f"{saved} saved run")
        assert "too few" in verdict(saved, 1000)
        assert "too few" not in verdict(*2 * [int(re.findall(r"--pairs (\d+)", said)[0])])
    else:
        assert min(saved, now) >= FEWEST_PAIRS


def test_what_would_resolve_noise_beside_saved_runs_is_said_of_both_sides() -> None:
    saved, now = milliseconds(100, 140, 90, 150, 95, 130, 99, 120), milliseconds(130, 95, 145, 92, 141, 99, 98, 121)
    found = estimate(saved, now, paired=False)
    assert re.search(r" runs would tell .*: --pairs \d+, and as many saved\.$", about_time(found, found, base=8))


def test_different_output_comes_first_in_the_verdict() -> None:
    off = milliseconds(*STEADY)
    result = Comparison(["tool"], None, "x", series(off=off, on=off, on_output=b"other\n"))
    assert result.verdict().startswith("The command does not do the same with dormant: stdout changed.")


def test_deferral_that_loads_the_same_modules_says_so() -> None:
    off = milliseconds(*STEADY)
    same = series(off=off, on=off)
    same.logs["on"] = same.logs["off"]
    assert (
        Comparison(["tool"], None, "x", same)
        .verdict()
        .endswith("The same modules were imported in both: nothing that was deferred stayed unused.")
    )


def test_a_gain_with_the_same_modules_is_called_noise() -> None:
    off = milliseconds(*STEADY)
    same = series(off=off, on=[wall * 0.9 for wall in off])
    same.logs["on"] = same.logs["off"]
    verdict = Comparison(["tool"], None, "x", same).verdict()
    assert "1.11 times faster" in verdict
    assert verdict.endswith("so take the gain for noise unless it comes back in a second measurement.")


def test_what_an_earlier_run_left_behind_is_named_where_output_is_unstable() -> None:
    off = milliseconds(*STEADY)
    made = series(off=off, on=off)
    made.off[0] = dataclasses.replace(made.off[0], stdout=b"migrated\n")
    assert "something that an earlier run left behind" in Comparison(["tool"], None, "x", made).verdict()


def test_json_carries_every_sample_and_can_be_dumped() -> None:
    off = milliseconds(*STEADY)
    found = json.loads(json.dumps(Comparison(["tool", "-v"], None, "x", series(off=off, on=off)).as_json()))
    assert [(sample["arm"], sample["pair"], sample["wall"]) for sample in found["samples"]] == [
        (arm, pair, wall) for arm in ("off", "on") for pair, wall in enumerate(off)
    ]
    assert found["behaviour"]["different"] is False
    assert found["modules"] == {"off": 1, "on": 1}
    assert found["packages"][0]["what"] == "never loaded"
    assert found["own_cost"] == {"start_cpu": None, "imports_us": 300}


def test_the_report_names_command_figures_packages_and_verdict() -> None:
    off = milliseconds(*STEADY)
    result = Comparison(["tool", "--help"], None, "packages heavy", series(off=off, on=[wall / 2 for wall in off]))
    out = io.StringIO()
    show(result, Console(file=out, width=200))
    lines = out.getvalue().splitlines()
    assert lines[0] == ("tool --help · 8 interleaved pairs, 1 warm-up · exit code, stdout and stderr the same")
    assert any(line.split()[:3] == ["heavy", "5.0", "-"] and "never loaded" in line for line in lines)
    assert any(line.startswith(" wall time, ms") and line.endswith("2.00x") for line in lines)
    assert "2.00 times faster" in out.getvalue()


def test_the_report_shows_a_diff_of_what_changed() -> None:
    off = milliseconds(*STEADY)
    out = io.StringIO()
    show(Comparison(["tool"], None, "x", series(off=off, on=off, on_output=b"other\n")), Console(file=out, width=200))
    assert "stdout DIFFERENT" in out.getvalue().splitlines()[0]
    assert "-out\n+other\n" in out.getvalue()


def test_against_saved_runs_nothing_is_said_of_dormant() -> None:
    off = milliseconds(*STEADY)
    made = series(off=off, on=[wall / 2 for wall in off[:6]], on_output=b"other\n")
    result = Comparison(["tool"], None, "x", made, base="old.json")
    assert result.verdict() == (
        "The command does not do the same as in the saved runs: stdout changed. Since the saved runs the command has "
        "come to take 50.0 ms less: 2.00 times faster (95 % interval 1.96 to 2.04)."
    )
    out = io.StringIO()
    show(result, Console(file=out, width=200))
    assert "6 runs against 8 saved, 1 warm-up" in out.getvalue()
    assert "saved/now" in out.getvalue()
    assert result.as_json()["base"] == "old.json"


def test_the_warm_ups_told_are_those_of_this_comparison() -> None:
    off = milliseconds(*STEADY)
    made = series(off=off, on=off)
    made.warmups["off"] *= 5
    assert Comparison(["tool"], None, "x", made, base="old.json").as_json()["warmups"] == len(made.warmups["on"]) == 1


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
