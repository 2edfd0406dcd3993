"""Interleaved runs of whole processes."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from benchmarks.suite.sides import Side, SideError, interleave, last_error, once, orders, working

from support import ROOT


def side(name: str, code: str, **options: object) -> Side:
    return Side(name, [sys.executable, "-I", "-S", "-c", code], **options)


def test_sides_take_turns_and_the_order_changes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    sides = [side(name, f"open({str(log)!r}, 'a').write({name!r})") for name in "ab"]
    runs = interleave(sides, 3, warm_ups=1)
    order = log.read_text()
    rounds = [order[start : start + 2] for start in range(0, len(order), 2)]
    assert {*rounds} == {"ab", "ba"}
    assert rounds[0] == rounds[1][::-1]
    assert [len(series) for series in runs.values()] == [3, 3]


def test_every_side_meets_every_other_one_and_comes_first_as_often_as_last() -> None:
    made = list(orders("abcd", 40))
    assert all(sorted(order) == list("abcd") for order in made)
    assert {"".join(pair) for order in made for pair in pairwise(order)} == {
        one + other for one in "abcd" for other in "abcd" if one != other
    }
    assert all(before == after[::-1] for before, after in zip(made[::2], made[1::2], strict=True))
    assert made == list(orders("abcd", 40))


def test_a_run_has_cpu_time_wall_time_and_memory() -> None:
    done = once(side("a", "sum(range(300_000))"))
    assert min(done.cpu, done.wall, done.memory) > 0


def test_nothing_that_steers_python_reaches_a_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    code = "import os; print([name for name in os.environ if name.startswith(('PYTHON', 'DORMANT'))])"
    assert once(side("a", code)).stdout == b"[]\n"


def test_a_cold_side_finds_an_empty_folder_for_bytecode_each_time() -> None:
    code = (
        "import os; folder = os.environ['PYTHONPYCACHEPREFIX'];"
        "print(os.listdir(folder)); open(folder + '/bytecode', 'w').close()"
    )
    runs = interleave([side("a", code, cold=True)], 3, warm_ups=0)["a"]
    assert [run.stdout for run in runs] == [b"[]\n"] * 3


def test_a_side_that_fails_is_reported_and_the_others_are_measured() -> None:
    failed: dict[str, str] = {}
    sides = [side("right", "print(1)"), side("wrong", "1 / 0"), side("other", "print(2)"), side("same", "print(1)")]
    kept = working(sides, lambda one, reason: failed.update({one.name: reason}))
    assert [one.name for one in kept] == ["right", "same"]
    assert failed == {"wrong": "ZeroDivisionError: division by zero", "other": "prints something else: '2'"}


def test_the_folder_of_an_environment_makes_no_difference() -> None:
    failed: list[str] = []
    folder = Path(sys.executable).parents[1]
    sides = [side("one", f"print({str(folder)!r})"), side("two", "print('ENVIRONMENT')")]
    working(sides, lambda one, reason: failed.append(reason))
    assert failed == []


def test_a_program_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SideError, match="can't be started"):
        once(Side("a", ["/no/such/program"]))


def test_an_error_is_told_without_this_machines_paths() -> None:
    text = f"Traceback\nImportError: no name ({ROOT}/module.py)\nsome ending\n"
    assert last_error(text) == "ImportError: no name (./module.py)"
