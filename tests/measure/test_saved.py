"""Runs that were saved come back as they were, and are refused where their times would say nothing."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from dormant.errors import DormantError
from dormant.importtime.parse import parse
from dormant.measure.arms import Interpreter
from dormant.measure.process import Run
from dormant.measure.result import Comparison
from dormant.measure.saved import Saved, check_base, dump, load
from dormant.measure.series import Series

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = Interpreter("/venv/bin/python", "cpython", "3.13.0", [])
LOG = parse("import time: 5 | 5 |   b\nimport time: 7 | 12 | a\n")


@pytest.fixture
def result() -> Comparison:
    off = [Run(0, b"out\n", b"", wall=0.2, cpu=0.1, memory=2**20)] * 6
    on = [Run(3, b"out \xff\n", b"warning\n", wall=0.1 + place / 1000, cpu=0.1, memory=2**20) for place in range(6)]
    made = Series(off=off, on=on, warmups={"off": off[:1], "on": on[:1]}, logs={"off": LOG, "on": LOG})
    return Comparison(["/bin/tool", "-v"], PYTHON, "packages x", made)


@pytest.fixture
def saved(result: Comparison, tmp_path: Path) -> Saved:
    path = tmp_path / "runs.json"
    path.write_text(dump(result), encoding="utf-8")
    return load(path)


def test_runs_outputs_and_imports_come_back(saved: Saved, result: Comparison) -> None:
    assert saved.runs == result.series.on
    assert saved.warmups == result.series.warmups["on"]
    inner, outer = saved.log.imports
    assert (inner.name, inner.parent, outer.name, outer.parent) == ("b", outer, "a", None)
    assert (saved.command, saved.configuration) == (["/bin/tool", "-v"], "packages x")


def test_the_same_machine_and_interpreter_are_compared_with_a_warning(saved: Saved) -> None:
    elsewhere = dataclasses.replace(PYTHON, executable="/other/python")
    (note,) = check_base(saved, ["/venv/bin/tool", "-v"], elsewhere)
    assert "made at another time" in note


def test_another_command_is_mentioned(saved: Saved) -> None:
    assert check_base(saved, ["tool", "-q"], PYTHON)[1] == "the saved runs are of another command: /bin/tool -v"


@pytest.mark.parametrize("key", ["system", "architecture", "processor", "processors"])
def test_another_machine_is_refused_with_the_reason(saved: Saved, key: str) -> None:
    other = dataclasses.replace(saved, machine={**saved.machine, key: "PDP-11"})
    with pytest.raises(DormantError, match=rf"made on another machine \({key} PDP-11, here .*save them anew"):
        check_base(other, ["tool"], PYTHON)


@pytest.mark.parametrize(
    ("interpreter", "named"),
    [
        (dataclasses.replace(PYTHON, version="3.14.1"), "cpython 3.14.1"),
        (dataclasses.replace(PYTHON, implementation="pypy"), "pypy 3.13.0"),
        (None, "an interpreter that couldn't be told"),
    ],
)
def test_another_interpreter_is_refused_with_the_reason(
    saved: Saved, interpreter: Interpreter | None, named: str
) -> None:
    with pytest.raises(DormantError, match=f"made by cpython 3.13.0, now it is {named}"):
        check_base(saved, ["tool"], interpreter)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "dormant runs", "schema_version": 99}', '{"format": "x", "schema_version": 1}']
)
def test_a_file_that_holds_no_runs_is_an_error_that_says_how_to_make_one(text: str, tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    path.write_text(text)
    with pytest.raises(DormantError, match=r"holds no runs that this version can read; make it with .*--save"):
        load(path)


def test_a_damaged_file_is_an_error(result: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    kept = json.loads(dump(result))
    for key in kept:
        # Which version wrote it is for people.
        if key != "dormant":
            path.write_text(json.dumps({**kept, key: 7}))
            with pytest.raises(DormantError, match="holds no runs"):
                load(path)
    for key in ("exit_code", "stdout", "wall", "cpu", "memory"):
        path.write_text(json.dumps({**kept, "runs": [{**kept["runs"][0], key: "7"}]}))
        with pytest.raises(DormantError, match="holds no runs"):
            load(path)
    for damage in ({"command": []}, {"command": [7]}, {"interpreter": {"version": 7}}, {"runs": [{"wall": 1.5}]}):
        path.write_text(json.dumps({**kept, **damage}))
        with pytest.raises(DormantError, match="holds no runs"):
            load(path)
    with pytest.raises(DormantError, match="can't be read"):
        load(tmp_path / "nowhere.json")
