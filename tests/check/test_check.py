"""`dormant check`: what it lets pass, what it does not, and whom it blames."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dormant.check.judge import time_verdict
from dormant.measure.estimate import Interval

if TYPE_CHECKING:
    from support.traced import Command, Program

ERROR = 2
HEAVY = {"heavy/__init__.py": "def work(): pass\n", "heavy/sub.py": "x = 1\n"}


def target(program: Program, main: str, packages: tuple[str, ...] = ("heavy",), **limits: object) -> None:
    """Write a project whose only target runs *main*."""
    program.write({**HEAVY, "main.py": main})
    lines = [f"{key.replace('_', '-')} = {json.dumps(value)}" for key, value in limits.items()]
    program.config.write_text(
        f"[tool.dormant]\npackages = {json.dumps(packages)}\n"
        '[[tool.dormant.target]]\nname = "main"\ncommand = ["python", "main.py"]\n' + "\n".join(lines) + "\n"
    )


def check(dormant: Command, *words: str, code: int) -> dict[str, Any]:
    """Return the only target's result as plain values."""
    (found,) = json.loads(dormant("check", "--format", "json", *words, code=code)[0])["targets"]
    result: dict[str, Any] = found
    return result


def test_a_module_that_must_not_be_loaded_fails_with_who_loaded_it(program: Program, dormant: Command) -> None:
    target(program, "import heavy\nheavy.work()\n", must_not_load=["heavy"])
    (limit,) = check(dormant, code=1)["limits"]
    assert (limit["limit"], limit["passed"]) == ("must-not-load", False)
    assert limit["details"] == ["heavy, by main.py:2: heavy.work() (the use of a deferred name)"]


def test_a_module_that_waits_passes(program: Program, dormant: Command) -> None:
    target(program, "import heavy\n", must_not_load=["heavy"])
    assert check(dormant, code=0)["passed"]


def test_a_limit_on_what_is_not_installed_says_so(program: Program, dormant: Command) -> None:
    target(program, "import heavy\n", must_not_load=["nosuchpkg.x", "heavy", "json"])
    assert [limit["text"] for limit in check(dormant, code=0)["limits"]] == [
        "nosuchpkg.x was not loaded (not installed here)",
        "heavy was not loaded",
        "json was not loaded",
    ]


def test_a_module_that_is_loaded_unseen_fails_too(program: Program, dormant: Command) -> None:
    target(program, "import sys\nsys.modules['hidden'] = sys\n", must_not_load=["hidden"])
    (limit,) = check(dormant, code=1)["limits"]
    assert "nobody was seen to load it" in limit["text"]


def test_a_module_that_the_start_loads_fails_too(program: Program, dormant: Command) -> None:
    target(program, "", must_not_load=["os"])
    (limit,) = check(dormant, code=1)["limits"]
    assert limit["text"] == "os was loaded before dormant started"


def test_a_child_process_is_held_to_the_same_limit(program: Program, dormant: Command) -> None:
    main = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import heavy; heavy.work()'], check=True)\n"
    target(program, main, must_not_load=["heavy"])
    assert not check(dormant, code=1)["passed"]


@pytest.mark.parametrize(("most", "code"), [(2, 0), (1, 1)])
def test_modules_are_counted_without_those_of_the_start(
    program: Program, dormant: Command, most: int, code: int
) -> None:
    target(program, "import os, sys\nimport heavy\nheavy.work()\nimport heavy.sub\nheavy.sub.x\n", max_modules=most)
    result = check(dormant, code=code)
    assert result["modules"] == ["heavy", "heavy.sub"]
    (limit,) = result["limits"]
    assert limit["text"] == f"2 modules were imported, and {most} may be"
    assert limit["details"] == (["heavy (2): heavy, by main.py:3: heavy.work() (the use of a deferred name)"] * code)


def test_time_is_measured_off_and_on(program: Program, dormant: Command) -> None:
    target(program, "import heavy\n", max_time_ratio=1000)
    result = check(dormant, code=0)
    ratio = result["time_ratio"]
    assert ratio["interval"]["low"] <= ratio["ratio"] <= ratio["interval"]["high"]
    assert result["limits"][0]["passed"]


@pytest.mark.parametrize(
    ("low", "high", "passed", "words"),
    [
        (0.5, 0.7, True, "0.50 to 0.70)"),
        (0.7, 0.9, True, "that it is over 0.8 can't be told from noise"),
        (0.81, 0.9, False, "and 0.8 is allowed"),
    ],
)
def test_a_time_fails_only_if_its_whole_interval_is_over_the_limit(
    low: float, high: float, passed: bool, words: str
) -> None:
    verdict = time_verdict(0.8, (low + high) / 2, Interval(low, high))
    assert verdict.passed is passed
    assert verdict.text.endswith(words)


def test_a_command_that_fails_is_an_error_and_no_failed_check(program: Program, dormant: Command) -> None:
    target(program, "raise SystemExit('gone wrong')", must_not_load=["heavy"])
    _, error = dormant("check", code=ERROR)
    assert "fails with exit code 1: mend it, or judge it all the same with --ignore-failure (gone wrong)" in error


@pytest.mark.parametrize(
    ("main", "words", "limits", "passed"),
    [
        ("import heavy\nraise SystemExit(30)", (), {"must_not_load": ["heavy"]}, True),
        ("import heavy\nheavy.work()\nraise SystemExit(30)", (), {"must_not_load": ["heavy"]}, False),
        ("import heavy\nraise SystemExit(30)", (), {"max_time_ratio": 1000}, True),
        ("import heavy\nraise SystemExit(30)", ("--verify",), {"max_modules": 9}, True),
        (
            "import heavy, sys\nraise SystemExit(30 + ('heavy.sub' in sys.modules))",
            ("--verify",),
            {"max_modules": 9},
            False,
        ),
    ],
)
def test_a_command_that_exits_non_zero_is_judged_if_asked_to(
    program: Program,
    dormant: Command,
    monkeypatch: pytest.MonkeyPatch,
    main: str,
    words: tuple[str, ...],
    limits: dict[str, object],
    passed: bool,
) -> None:
    monkeypatch.setattr("dormant.check.judge._TIME", 0.1)
    target(program, main, **limits)
    (program.folder / "heavy" / "__init__.py").write_text("import heavy.sub\ndef work(): pass\n")
    result = check(dormant, "--ignore-failure", *words, code=0 if passed else 1)
    assert (result["passed"], result["exit_code"]) == (passed, 30)
    if not words and "max_time_ratio" not in limits:
        printed, _ = dormant("check", "--ignore-failure", code=0 if passed else 1)
        assert printed.startswith("main: python main.py (exits with 30)\n")


def test_one_target_that_can_not_run_leaves_the_others_judged(program: Program, dormant: Command) -> None:
    target(program, "", must_not_load=["heavy"])
    with program.config.open("a") as file:
        file.write('[[tool.dormant.target]]\nname = "bad"\ncommand = ["nowhere"]\nmax-modules = 1\n')
    assert check(dormant, "main", code=0)["name"] == "main"
    shown, error = dormant("check", code=ERROR)
    assert "heavy was not loaded" in shown
    assert shown.endswith("\n1 of 2 targets could not be judged: bad\n")
    assert error == "error: bad: nowhere is not on PATH: check the command after --\n"
    found = json.loads(dormant("check", "--format", "json", code=ERROR)[0])
    assert (found["passed"], list(found["errors"])) == (False, ["bad"])
    assert "has no target `other`: it has main, bad" in dormant("check", "other", code=ERROR)[1]


def test_a_project_without_targets_is_told_how_to_get_one(program: Program, dormant: Command) -> None:
    program.write({})
    assert "add [[tool.dormant.target]]" in dormant("check", code=ERROR)[1]
    assert "or name a command after --" in dormant("suggest", code=ERROR)[1]


def test_targets_run_in_the_folder_of_their_configuration(
    program: Program, dormant: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    target(program, "import heavy\n", must_not_load=["heavy"])
    (program.folder / "below").mkdir()
    monkeypatch.chdir(program.folder / "below")
    assert check(dormant, code=0)["passed"]


HEAD = '[[tool.dormant.target]]\nname = "a"\ncommand = ["a"]\nmax-modules = 1\n'
FAULTS = {
    "no array": ("[tool.dormant]\ntarget = 1\n", "2:1: `target` is an integer, not an array of tables; write"),
    "no table": ("[tool.dormant]\ntarget = [1]\n", "2:11: a target is an integer, not a table; write"),
    "no name": (HEAD.replace('name = "a"\n', ""), '1:1: this target has no name; add name = "help"'),
    "no command": (HEAD.replace('command = ["a"]\n', ""), "1:1: this target has no command; add command ="),
    "no limit": (HEAD.replace("max-modules = 1\n", ""), "1:1: this target checks nothing; add max-modules, max-time"),
    "an empty limit": (
        HEAD.replace("max-modules = 1", "must-not-load = []"),
        "1:1: this target checks nothing; add max-modules, max-time-ratio or names in must-not-load",
    ),
    "an unknown key": (HEAD + "max-module = 2\n", "5:1: unknown key `max-module` in [[tool.dormant.target]]; did you"),
    "an underscore": (HEAD + "must_not_load = []\n", "5:1: unknown key `must_not_load` in [[tool.dormant.target]]; di"),
    "an empty name": (HEAD.replace('"a"\n', '""\n', 1), '2:1: `name` is empty; write name = "help"'),
    "a name twice": (HEAD + HEAD, "6:1: there are two targets `a`; rename one of them"),
    "a line for a shell": (
        HEAD.replace('["a"]', '"a -h"'),
        '3:1: `command` is a string, not a list of strings; write command = ["a", "-h"]',
    ),
    "an empty command": (HEAD.replace('["a"]', "[]"), "3:1: `command` is an empty list; write command ="),
    "a number in a command": (HEAD.replace('["a"]', '["a", 1]'), "3:1: `command` is a list of other things than str"),
    "no count": (HEAD.replace("= 1", "= 1.5"), "4:1: `max-modules` is a float, not an integer; write max-modules ="),
    "no ratio": (HEAD + "max-time-ratio = true\n", "5:1: `max-time-ratio` is a boolean, not a number; write"),
    "a negative ratio": (HEAD + "max-time-ratio = -1\n", "5:1: `max-time-ratio` is not above 0; write"),
    "an infinite ratio": (HEAD + "max-time-ratio = inf\n", "5:1: `max-time-ratio` is inf, not a finite number; write"),
    "a ratio of nothing": (HEAD + "max-time-ratio = nan\n", "5:1: `max-time-ratio` is nan, not a finite number; wri"),
    "no import name": (HEAD + 'must-not-load = ["a-b"]\n', "5:18: `a-b` is not an import name"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_in_a_target_is_told_with_its_place(
    program: Program, dormant: Command, text: str, message: str
) -> None:
    program.config.write_text(text)
    _, error = dormant("check", code=ERROR)
    assert f"{program.config}:{message}" in error
