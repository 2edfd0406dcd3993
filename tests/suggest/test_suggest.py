"""`dormant suggest` on small programs in a real environment: what it finds, proves, refuses and writes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from dormant.config import compile_file
from dormant.measure.estimate import FEWEST_PAIRS, estimate
from support import Environment, clean_env, run, write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from support.traced import Command, Program

COSTLY = "import time\nuntil = time.process_time() + 0.03\nwhile time.process_time() < until: pass\n"
PROGRAM = {
    "pyproject.toml": '[project]\nname = "x"\n',
    "heavy.py": COSTLY + "VALUE = 1\n",
    "needed.py": COSTLY + "VALUE = 1\n",
    "plugin.py": COSTLY + "import registry\nregistry.NAMES.append('plugin')\n",
    "registry.py": "NAMES = []\n",
    "order.py": COSTLY + "import registry\nSEEN = len(registry.NAMES)\n",
    "app.py": """
        import heavy, needed, order, plugin, registry
        print(needed.VALUE, registry.NAMES, order.SEEN)
    """,
}


def suggest(
    folder: Path, python: object, *words: object, options: tuple[str, ...] = (), check: bool = True
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dormant", "suggest", "--max-time=1", *options]
    return run([*command, "--", str(python), *map(str, words)], cwd=folder, check=check, timeout=120)


def suggest_json(folder: Path, python: object, *words: object, options: tuple[str, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(suggest(folder, python, *words, options=("--format=json", *options)).stdout)
    return found


def words(result: dict[str, Any]) -> dict[str, str]:
    return {one["package"]: one["verdict"] for one in result["verdicts"]}


def test_what_is_never_used_is_deferred_and_what_makes_a_difference_is_not(
    shared_environment: Environment, tmp_path: Path
) -> None:
    write_tree(tmp_path, PROGRAM)
    result = suggest_json(tmp_path, shared_environment.python, "app.py")
    assert result["schema_version"] == 1
    assert result["packages"] == ["heavy"]
    assert result["proven"] is True
    assert result["runs"]["made"] <= result["runs"]["announced"]
    found = words(result)
    assert (found["heavy"], found["needed"]) == ("defer", "no gain")
    assert (found["plugin"], found["order"]) == ("unsafe", "unsafe")
    reasons = {one["package"]: one["reason"] for one in result["verdicts"]}
    assert "stdout" in reasons["order"]
    assert reasons["needed"].startswith("used at once at ")
    assert reasons["needed"].endswith("app.py:3")
    heavy = next(one for one in result["verdicts"] if one["package"] == "heavy")
    cpu = heavy["savings"][0]["cpu"]
    assert cpu["pairs"] >= FEWEST_PAIRS
    assert cpu["difference_interval"]["low"] <= cpu["difference_interval"]["high"]
    # The same run says what the commands don't reach, and leaves the project as it was.
    assert any("thin coverage" in text for text in result["warnings"])
    assert (tmp_path / "pyproject.toml").read_text() == PROGRAM["pyproject.toml"]


@pytest.fixture
def clear_gains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each measurement show half of the time saved, however busy the machine is."""
    monkeypatch.setattr("dormant.suggest.gains.estimate", lambda _off, _on: estimate([1.0] * 6, [0.5] * 6))


@pytest.mark.usefixtures("clear_gains")
def test_apply_writes_what_compare_then_finds_the_same(program: Program, dormant: Command) -> None:
    write_tree(program.folder, PROGRAM)
    printed, said = dormant("suggest", "--max-time=1", "--apply", "--", "python", "app.py")
    assert "heavy" in printed
    assert "At most" in said
    assert '"heavy", # saves 500.0 of 1000 ms, ' in program.config.read_text()
    assert compile_file(program.config).packages == ("heavy",)
    dormant("compare", "--pairs=1", "--config", "pyproject.toml", "--", "python", "app.py")


@pytest.mark.usefixtures("clear_gains")
def test_imports_within_a_package_are_tried_where_they_pay(program: Program, dormant: Command) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/main.py": "from pkg import rare\nfrom pkg.used import VALUE\ndef main(): print(VALUE)\n",
        "pkg/rare.py": COSTLY.replace("0.03", "0.1"),
        "pkg/used.py": COSTLY + "VALUE = 1\n",
        "app.py": "import pkg.main\npkg.main.main()\n",
    }
    write_tree(program.folder, files)
    for options, packages in (((), ["pkg"]), (("--no-inside",), [])):
        result = json.loads(dormant("suggest", "--max-time=1", "--format=json", *options, "--", "python", "app.py")[0])
        assert (result["packages"], result["inside"]) == (packages, packages)


def test_an_import_that_only_one_of_the_commands_needs_is_proven_by_both(
    shared_environment: Environment, tmp_path: Path
) -> None:
    program = "import sys\nimport effect\nif sys.argv[1:]: print('x' in sys.modules)\n"
    write_tree(tmp_path, {"app.py": program, "effect.py": COSTLY + "import x\n", "x.py": ""})
    python = shared_environment.python
    assert suggest_json(tmp_path, python, "app.py")["packages"] == ["effect"]
    result = suggest_json(tmp_path, python, "app.py", options=(f"--command={python} app.py more",))
    assert (result["packages"], words(result)["effect"]) == ([], "unsafe")


def test_a_test_suite_is_a_further_proof(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {
        "app.py": "import effect\n",
        "effect.py": COSTLY + "import x\n",
        "x.py": "",
        "check.py": "import app, sys, time\nprint(time.perf_counter())\nassert 'x' in sys.modules\n",
    })  # fmt: skip
    result = suggest_json(
        tmp_path, shared_environment.python, "app.py", options=(f"--test={shared_environment.python} check.py",)
    )
    assert (result["packages"], words(result)["effect"]) == ([], "unsafe")


def test_files_written_are_compared(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {
        "app.py": "import sys, effect\nopen('out', 'w').write(str('x' in sys.modules))\n",
        "effect.py": COSTLY + "import x\n",
        "x.py": "",
    })  # fmt: skip
    result = suggest_json(tmp_path, shared_environment.python, "app.py")
    assert "file out" in result["verdicts"][0]["reason"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("program", "options", "said"),
    [
        ("print(input())", (), "as in `dormant suggest --stdin FILE -- COMMAND`"),
        ("import time; time.sleep(60)", ("--timeout=0.5",), "did not end within 0.5 s"),
        ("raise SystemExit(3)", (), "fails with exit code 3"),
        ("import os; print(os.urandom(8))", (), "differ in stdout"),
    ],
)
def test_a_command_that_proves_nothing_is_refused(
    shared_environment: Environment, tmp_path: Path, program: str, options: tuple[str, ...], said: str
) -> None:
    write_tree(tmp_path, {"app.py": program + "\n"})
    done = suggest(tmp_path, shared_environment.python, "app.py", options=options, check=False)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("source", ["a file", "a pipe"])
def test_each_run_of_a_command_that_reads_gets_all_of_the_input(
    shared_environment: Environment, tmp_path: Path, source: str
) -> None:
    program = "import heavy, sys\ntext = sys.stdin.read()\nprint(text)\nassert text == 'one two'\n"
    write_tree(tmp_path, {"app.py": program, "heavy.py": COSTLY, "in.txt": "one two"})
    name = "in.txt" if source == "a file" else "-"
    command = [sys.executable, "-m", "dormant", "suggest", "--max-time=1", "--format=json", f"--stdin={name}", "--"]
    done = subprocess.run(
        [*command, shared_environment.python, "app.py"],
        cwd=tmp_path,
        env=clean_env(),
        input="" if source == "a file" else "one two",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["packages"] == ["heavy"]
    assert "so the search at most about" in done.stderr


def test_a_package_that_would_move_an_unsafe_import_is_left_out_and_the_reason_says_so(
    shared_environment: Environment, tmp_path: Path
) -> None:
    write_tree(tmp_path, {
        "app.py": "import through\n",
        "through/__init__.py": COSTLY + "import limiting\nimport through.rest\n",
        "through/rest.py": "",
        "limiting.py": COSTLY + "import sys\nsys.setrecursionlimit(1234)\n",
    })  # fmt: skip
    result = suggest_json(tmp_path, shared_environment.python, "app.py", options=("--no-inside",))
    reason = next(one["reason"] for one in result["verdicts"] if one["package"] == "through")
    assert reason.startswith("if it waits, `")
    assert "imports limiting later or never, which is unsafe (interpreter setting: recursion limit" in reason


def test_volatile_text_is_no_difference_and_is_mentioned(shared_environment: Environment, tmp_path: Path) -> None:
    program = "import heavy, time\nprint(object(), time.time_ns() % 100, 'ns')\n"
    write_tree(tmp_path, {"app.py": program, "heavy.py": COSTLY})
    result = suggest_json(tmp_path, shared_environment.python, "app.py")
    assert result["packages"] == ["heavy"]
    assert result["not_compared"] == ["addresses of objects", "durations"]


def test_no_more_runs_are_made_than_allowed(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, PROGRAM)
    done = suggest(
        tmp_path, shared_environment.python, "app.py", options=("--max-runs=9", "--format=json"), check=False
    )
    result = json.loads(done.stdout)
    assert result["runs"] == {"made": 9, "announced": 9} or result["runs"]["made"] < 9
    assert done.returncode == (0 if result["proven"] else 1)


def test_a_set_that_the_runs_were_used_up_for_is_not_called_noise(
    shared_environment: Environment, tmp_path: Path
) -> None:
    write_tree(tmp_path, {"app.py": "import heavy\n", "heavy.py": COSTLY, "pyproject.toml": ""})
    done = suggest(tmp_path, shared_environment.python, "app.py", options=("--max-runs=20", "--apply"))
    assert "the runs were used up before the set was measured" in done.stdout
    assert "is left as it was: the set was not measured" in done.stderr
    assert "noise" not in done.stdout + done.stderr


def test_an_interrupt_leaves_the_project_as_it_was(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, PROGRAM)
    marker = tmp_path.parent / f"{tmp_path.name}-started"
    (tmp_path / "app.py").write_text(f"import heavy, time\nopen({str(marker)!r}, 'w').close()\ntime.sleep(30)\n")
    command = [sys.executable, "-m", "dormant", "suggest", "--apply", "--", shared_environment.python, "app.py"]
    with subprocess.Popen(command, cwd=tmp_path, env=clean_env(), stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not marker.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline, "the program was not started"
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, "interrupted" in said) == (130, True), said
    assert (tmp_path / "pyproject.toml").read_text() == PROGRAM["pyproject.toml"]
