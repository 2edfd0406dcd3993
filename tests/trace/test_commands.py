"""`dormant trace` and `dormant why`, as they answer."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from dormant import policy
from dormant.config import compile_file
from dormant.engine import frames as recorder
from dormant.settings import FILE_NAME, dump
from dormant.trace.explain import advise
from dormant.trace.record import Load, Process
from support import clean_env, run

if TYPE_CHECKING:
    from typing import Any

    from support import Environment
    from support.traced import Command, Program

HEAVY = {"heavy/__init__.py": "def work(): pass\nclass Base: pass\n", "heavy/sub.py": "x = 1\n"}


def why(dormant: Command, package: str, **keys: Any) -> dict[str, Any]:
    """Return the answer of `dormant why` for main.py as plain values."""
    answer: dict[str, Any] = json.loads(dormant("why", package, "--format", "json", "--", "python", "main.py")[0])
    return answer


def test_why_tells_a_use_in_a_function_with_its_line(program: Program, dormant: Command) -> None:
    program.write({**HEAVY, "main.py": "import heavy\n\ndef main():\n    heavy.work()\n\nmain()\n"})
    answer = why(dormant, "heavy")
    assert answer["state"] == "loaded"
    assert answer["load"]["frames"][0] == {
        "file": str(program.folder / "main.py"), "line": 4, "function": "main", "module": "__main__",
    }  # fmt: skip
    assert answer["source_line"] == "heavy.work()"
    assert [statement["line"] for statement in answer["deferred"]] == [1]
    assert "It waited until the program used it, at main.py:4 in main" in answer["change"][0]


@pytest.mark.parametrize("words", [("trace",), ("why", "heavy")], ids=lambda words: words[0])
def test_a_configuration_that_names_nothing_is_said_to_be_the_cause(
    program: Program, dormant: Command, words: tuple[str, ...], environment: Environment
) -> None:
    program.write({**HEAVY, "main.py": "import heavy\n"}, packages=[])
    (environment.site / FILE_NAME).write_bytes(dump(compile_file(program.config)))
    _, error = dormant(*words, "--", str(environment.python), "main.py", code=2)
    assert error.startswith(f"error: {program.config} names no packages to defer: ")


def test_no_line_that_trace_prints_ends_with_blanks(program: Program, dormant: Command) -> None:
    program.write(
        {**HEAVY, "main.py": "import heavy\nif True:\n    import heavy.sub\nimport json\n"}, exclude=["heavy.sub"]
    )
    printed, _ = dormant("trace", "--all", "--", "python", "main.py")
    assert "named, but imported at once" in printed
    assert [line for line in printed.splitlines() if line != line.rstrip()] == []


ADVICE = [
    ("import heavy\n", {"packages": ["other"]}, "add `heavy` to `packages` in [tool.dormant] of pyproject.toml"),
    ("import heavy\n", {"exclude": ["heavy"]}, "remove `heavy` from `exclude`"),
    ("import heavy\n", {"importers": ["other"]}, "`app` is not one of `importers`"),
    ("try:\n    import heavy\nexcept OSError:\n    pass\n", {}, "move the statement at app.py:2 out of the block"),
    ("def f():\n    import heavy\nf()\n", {}, "stands in a function or class"),
    ("from heavy import *\n", {}, "name what app.py:1 takes from it"),
    ("import importlib\nimportlib.import_module('heavy')\n", {}, "make the one at app.py:2 later"),
    ("import heavy\nheavy.work\n", {}, "move the use at app.py:2 into the function that needs it"),
    ("import heavy\nclass C(heavy.Base): pass\n", {}, "the definition at app.py:2 needs it, so it is `app` that"),
]


@pytest.mark.parametrize(("code", "keys", "advice"), ADVICE)
def test_why_says_what_would_have_to_change(
    program: Program, dormant: Command, code: str, keys: dict[str, object], advice: str
) -> None:
    program.write({**HEAVY, "app.py": code, "main.py": "import app\n"}, **keys)
    assert advice in why(dormant, "heavy")["change"][0]


def test_why_answers_for_a_package_that_the_import_of_a_loaded_submodule_loads(
    program: Program, dormant: Command
) -> None:
    main = "import sys\nfrom types import ModuleType\nsys.modules['heavy.sub'] = ModuleType('heavy.sub')\n"
    program.write({**HEAVY, "main.py": f"{main}import heavy.sub\nheavy.work()\n"})
    answer = why(dormant, "heavy")
    assert answer["state"] == "loaded"
    if answer["load"]["how"] == "statement":
        assert "What main.py:4 names was loaded already" in answer["change"][0]


REASONS = sorted(
    {
        value
        for module in (policy, recorder)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and name != "DEFERRED"
    }
)


@pytest.mark.parametrize("reason", REASONS)
def test_why_has_advice_for_every_reason(reason: str) -> None:
    process = Process(1, 0, None, ["python"], "python", "3.13.0", "names", "", ["heavy"], frozenset(), 0)
    load = Load("heavy", "statement", reason, "", "app", "app.py", 1, [], 0, process)
    (advice,) = advise(load, "heavy")
    assert advice.endswith(".")


def test_why_knows_that_naming_a_package_is_not_enough(program: Program, dormant: Command) -> None:
    program.write({**HEAVY, "main.py": "def f():\n    import heavy\nf()\n"}, packages=["other"])
    assert why(dormant, "heavy")["change"][1] == "Naming `heavy` in `packages` is not enough."


def test_why_proposes_to_defer_the_package_that_uses_it_at_once(program: Program, dormant: Command) -> None:
    files = {**HEAVY, "app.py": "import heavy\nheavy.work\n", "mid.py": "import app\n", "main.py": "import mid\n"}
    program.write(files)
    assert why(dormant, "heavy")["change"][1] == "Or defer `app` too: add it to `packages`."


@pytest.mark.parametrize(
    ("code", "package", "state"),
    [
        ("import heavy\n", "heavy", "never loaded"),
        ("import heavy\n", "heavy.sub", "not imported"),
        ("from heavy import sub\n", "heavy.sub", "never loaded"),
        ("import os\n", "os", "loaded before"),
        ("try:\n    import nowhere\nexcept ImportError:\n    pass\n", "nowhere", "not found"),
        ("import sys\nsys.modules['unseen'] = sys\n", "unseen", "loaded unseen"),
    ],
)
def test_why_tells_what_became_of_a_package_that_was_not_loaded(
    program: Program, dormant: Command, code: str, package: str, state: str
) -> None:
    program.write({**HEAVY, "main.py": code})
    answer = why(dormant, package)
    assert answer["state"] == state
    assert dormant("why", package, "--", "python", "main.py")[0].startswith(package)


def test_why_says_when_a_package_is_not_installed(program: Program, dormant: Command) -> None:
    program.write({"main.py": ""})
    assert why(dormant, "nowhere")["change"] == [f"It is not installed for {program.environment.python}."]
    assert why(dormant, "csv")["change"] == []


def test_why_answers_the_name_of_a_distribution_with_its_import_name(
    program: Program, dormant: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.write({"main.py": ""})
    monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: {"yaml": ["PyYAML"], "_yaml": ["PyYAML"]})
    advice = "PyYAML is the name of a distribution, which is imported as `yaml`."
    assert why(dormant, "PyYAML")["change"][1:] == [advice]


def test_looking_for_a_package_takes_no_longer_than_a_run_may(
    program: Program, dormant: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = "class Slow:\n    find_spec = lambda name, *_: name == 'nowhere' and time.sleep(600) or None\n"
    program.write({"sitecustomize.py": f"import sys, time\n{finder}sys.meta_path.append(Slow)\n", "main.py": ""})
    monkeypatch.setenv("PYTHONPATH", str(program.folder))
    said = dormant("why", "nowhere", "--timeout", "4", "--", "python", "main.py", code=2)[1]
    assert "didn't finish within 4 s" in said


def test_a_trace_folds_what_is_not_named_unless_asked(program: Program, dormant: Command) -> None:
    others = [f"other{number}" for number in range(9)]
    files = {**{f"{name}.py": "" for name in others}, **HEAVY}
    main = f"import {', '.join(others)}\nimport heavy\nheavy.work()\ndef f():\n    import heavy\n"
    program.write({**files, "main.py": main})
    folded, _ = dormant("trace", "--", "python", "main.py")
    assert "3 more packages" in folded
    unfolded, _ = dormant("trace", "--all", "--", "python", "main.py")
    assert all(name in unfolded for name in others)


def test_what_only_a_child_process_loads_is_told_with_it(program: Program, dormant: Command) -> None:
    child = "import subprocess, sys\nsubprocess.run([sys.executable, 'child.py'], check=True)\n"
    program.write({**HEAVY, "main.py": child, "child.py": "import heavy\nheavy.work()\n"})
    assert "\n  in the child process child.py\n" in dormant("why", "heavy", "--", "python", "main.py")[0]
    assert "in 1 of 2 processes" in dormant("trace", "--", "python", "main.py")[0]


def test_a_recorded_trace_is_read(program: Program, dormant: Command) -> None:
    program.trace({**HEAVY, "main.py": "import heavy\n"})
    assert "never" in dormant("trace", "--read", str(program.file))[0]
    (process,) = json.loads(dormant("trace", "--read", str(program.file), "--format", "json")[0])["processes"]
    (statement,) = process["deferred"]
    assert (statement["statement"], statement["loaded"]) == ("import heavy", None)


def test_a_file_without_a_trace_is_refused(program: Program, dormant: Command) -> None:
    program.write({})
    assert "holds no trace" in dormant("trace", "--read", str(program.config), code=2)[1]


def test_a_command_that_fails_is_traced_and_said_to_have_failed(program: Program, dormant: Command) -> None:
    program.write({**HEAVY, "main.py": "import heavy\nheavy.work()\nraise SystemExit('gone wrong')\n"})
    answer, said = dormant("why", "heavy", "--", "python", "main.py")
    assert said == "note: python main.py exited with 1: gone wrong\n"
    assert answer.startswith("heavy was loaded")


def test_a_command_that_dormant_does_not_start_in_is_an_error(program: Program, dormant: Command) -> None:
    program.write({"main.py": ""})
    assert "dormant did not start in python" in dormant("trace", "--", "python", "-S", "main.py", code=2)[1]


@pytest.mark.parametrize("words", [["trace"], ["trace", "--read", "main.py", "--", "python"]])
def test_a_trace_is_of_a_command_or_of_a_file(program: Program, dormant: Command, words: list[str]) -> None:
    program.write({"main.py": ""})
    assert "either a command after --, or --read FILE" in dormant(*words, code=2)[1]


@pytest.mark.parametrize("option", ["--config=pyproject.toml", "--packages=heavy", "--timeout=60"])
def test_what_is_for_a_run_is_refused_with_a_recorded_trace(program: Program, dormant: Command, option: str) -> None:
    program.trace({**HEAVY, "main.py": "import heavy\n"})
    assert "leave them out with --read" in dormant("trace", "--read", str(program.file), option, code=2)[1]


def test_the_configuration_of_a_run_is_compiled_once_and_costs_its_starts_nothing(
    program: Program, dormant: Command
) -> None:
    program.write({"main.py": ""})
    (process,) = json.loads(dormant("trace", "--format", "json", "--", "python", "main.py")[0])["processes"]
    parser = "tomllib" if sys.version_info >= (3, 11) else "tomli"
    assert parser not in process["loaded_before"]
    assert process["configuration"] == str(program.config)


def test_a_terminal_without_unicode_still_gets_the_answers(program: Program) -> None:
    program.write({**HEAVY, "main.py": "import heavy\nheavy.work()  # für später\n"})
    limits = '[[tool.dormant.target]]\nname = "main"\ncommand = ["python", "main.py"]\nmust-not-load = ["heavy"]\n'
    with program.config.open("a", encoding="utf-8") as file:
        file.write(limits)
    shell = clean_env(
        PYTHONIOENCODING="ascii", PATH=f"{program.environment.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    )

    def told(*words: str) -> str:
        done = run([sys.executable, "-m", "dormant", *words], cwd=program.folder, env=shell, check=False)
        assert done.stderr == ""
        return done.stdout

    assert told("trace", "--", "python", "main.py").startswith("main.py ? Python")
    assert "heavy.work()  # f?r sp?ter" in told("why", "heavy", "--", "python", "main.py")
    assert "heavy.work()  # f?r sp?ter" in told("check")
