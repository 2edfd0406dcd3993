"""`dormant compare` measures real programs in real environments, and notices when one does something else."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import click
import pytest

from dormant.cli.options import OutputFile
from dormant.config import compile_file
from dormant.settings import Settings, dump
from support import Environment, clean_env, run, write_tree

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {
    "heavy/__init__.py": "".join(f"from heavy import part{number}\n" for number in range(20)),
    **{f"heavy/part{number}.py": "VALUE = 1\n" for number in range(20)},
    "app.py": "import heavy\nimport colorsys\nprint('done')\n",
}


def compare(*words: object, folder: Path, check: bool = True, **shell: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dormant", "compare", *map(str, words)]
    return run(command, cwd=folder, env=clean_env(**shell), check=check)


def compare_json(*words: object, folder: Path, **shell: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(compare("--format", "json", *words, folder=folder, **shell).stdout)
    return found


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment with a project that defers `heavy`."""
    folder = tmp_path_factory.mktemp("registered")
    project = write_tree(folder, {"pyproject.toml": '[tool.dormant]\npackages = ["heavy"]\n'}) / "pyproject.toml"
    environment = Environment(folder / "venv")
    (environment.site / "dormant.settings").write_bytes(dump(compile_file(project)))
    return environment


def test_a_package_that_is_never_used_is_never_loaded(registered: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, HEAVY)
    found = compare_json("--pairs=2", "--", registered.python, "app.py", folder=tmp_path)
    assert found["schema_version"] == 1
    assert found["behaviour"] == {
        "different": False,
        "exit_code": "same",
        "stdout": "same",
        "stderr": "same",
        "diffs": {},
    }
    packages = {package["name"]: package for package in found["packages"]}
    assert packages["heavy"]["what"] == "never loaded"
    assert packages["heavy"]["off"]["modules"] == 21
    assert packages["colorsys"]["what"] == "loaded"
    assert "dormant" not in packages
    assert [sample["arm"] for sample in found["samples"]] == ["off", "off", "on", "on"]
    assert found["own_cost"]["start_cpu"]["pairs"] == 2
    assert found["python"]["version"] == sys.version.split()[0]


def test_a_package_that_is_used_is_loaded_later(registered: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {**HEAVY, "app.py": "import heavy\nimport colorsys\nprint(heavy.part3.VALUE)\n"})
    found = compare_json("--pairs=1", "--", registered.python, "app.py", folder=tmp_path)
    packages = {package["name"]: package["what"] for package in found["packages"]}
    assert (packages["heavy"], found["behaviour"]["different"]) == ("loaded later", False)


def test_a_script_with_its_own_interpreter_line_is_compared_by_name(registered: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {**HEAVY, "bin/tool": f"#!{registered.python}\n" + HEAVY["app.py"]})
    (tmp_path / "bin" / "tool").chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    shell = {"PATH": path, "PYTHONPATH": str(tmp_path)}
    done = compare("--pairs", "1", "tool", "--verbose", folder=tmp_path, **shell)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("tool --verbose · CPython ")
    assert lines[0].endswith("1 interleaved pair, 1 warm-up · exit code, stdout and stderr the same")
    assert "1 pair is too few to tell a difference from noise" in done.stdout
    assert "± 0" not in done.stdout
    assert done.stderr == ""


def test_packages_can_be_tried_in_one_line(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, HEAVY)
    words = ("--packages=heavy", "--pairs=1", "--", shared_environment.python, "app.py")
    found = compare_json(*words, folder=tmp_path)
    assert found["configuration"] == "packages heavy (from --packages)"
    assert {package["name"]: package["what"] for package in found["packages"]}["heavy"] == "never loaded"


def test_different_output_is_shown_as_a_diff_and_fails(registered: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {**HEAVY, "app.py": "import heavy, sys\nprint('heavy.part3' in sys.modules)\n"})
    done = compare("--pairs=1", "--", registered.python, "app.py", folder=tmp_path, check=False)
    assert done.returncode == 1
    assert "-True\n+False\n" in done.stdout
    assert "The command does not do the same with dormant: stdout changed." in done.stdout


def test_a_terminal_without_unicode_still_gets_the_result(registered: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, HEAVY)
    shell = {"PYTHONIOENCODING": "ascii"}
    done = compare("--pairs=1", "--", registered.python, "app.py", folder=tmp_path, **shell)
    assert "too few to tell a difference" in done.stdout


def test_unstable_output_is_not_judged(registered: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {**HEAVY, "app.py": "import heavy, time\nprint(time.time_ns())\n"})
    done = compare("--pairs=1", "--", registered.python, "app.py", folder=tmp_path)
    assert "stdout unstable" in done.stdout
    assert "Not judged: stdout" in done.stdout


def test_a_failing_command_is_an_error_with_its_stderr(registered: Environment, tmp_path: Path) -> None:
    command = ("--", registered.python, "-c", "raise SystemExit('it is broken')")
    done = compare(*command, folder=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "exit code 1" in done.stderr
    assert "it is broken" in done.stderr
    done = compare("--pairs=1", "--ignore-failure", *command, folder=tmp_path)
    assert "exit code, stdout and stderr the same" in done.stdout


def test_a_start_that_dormant_can_not_reach_is_an_error(registered: Environment, tmp_path: Path) -> None:
    python = registered.python
    done = compare("--", python, "-S", "-c", "pass", folder=tmp_path, check=False)
    assert (done.returncode, "dormant did not start in" in done.stderr) == (2, True)
    done = compare("--", python, "-I", "-c", "pass", folder=tmp_path, check=False)
    assert (done.returncode, "ignores environment variables" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Missing argument"),
        (["--packages=json", "--", "no-such-program"], "no-such-program is not on PATH"),
        (["--packages=json", "--config=app.py", "--", "true"], "leave out --config"),
        (["--packages=pip", "--", "true"], "--packages: `pip` must never be deferred"),
        (["--packages= ,", "--", "true"], "it names no package"),
        (["--packages=json", "--", "true"], "no Python with dormant was seen to run in true"),
        (["--config=nowhere.toml", "--", "true"], "does not exist"),
        (["--packages=json", "--timeout=0.2", "--", "sleep", "600"], "didn't finish within 0.2 s"),
    ],
)
def test_what_can_not_be_measured_exits_2_and_says_why(words: list[str], message: str, tmp_path: Path) -> None:
    write_tree(tmp_path, HEAVY)
    done = compare(*words, folder=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("keys", "why"),
    [('exclude = ["heavy"]', "heavy: it is in `exclude`"), ("importers = []", "heavy: it has no `importers`")],
)
def test_settings_of_which_nothing_can_be_deferred_are_refused_before_anything_runs(
    shared_environment: Environment, tmp_path: Path, keys: str, why: str
) -> None:
    write_tree(tmp_path, {"app.py": "open('ran', 'w')", "my.toml": f'[tool.dormant]\npackages = ["heavy"]\n{keys}\n'})
    command = ("--config=my.toml", "--", shared_environment.python, "app.py")
    done = compare(*command, folder=tmp_path, check=False)
    assert (done.returncode, done.stdout, (tmp_path / "ran").exists()) == (2, "", False)
    assert f"nothing of `packages` in {tmp_path / 'my.toml'} can be deferred ({why})" in done.stderr


def test_a_python_that_is_not_known_and_has_nothing_to_defer_is_not_measured(
    environment: Environment, tmp_path: Path
) -> None:
    write_tree(tmp_path, HEAVY)
    (environment.site / "dormant.settings").write_bytes(dump(Settings()))
    command = ("--", "sh", "-c", f"{environment.python} app.py")
    done = compare(*command, folder=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no Python with dormant was seen to run in sh" in done.stderr
    assert "that packages are named there" in done.stderr


def test_a_shell_that_sends_standard_error_elsewhere_is_measured_with_a_note(
    registered: Environment, tmp_path: Path
) -> None:
    write_tree(tmp_path, HEAVY)
    script = f"{registered.python} app.py 2> /dev/null"
    found = compare_json("--pairs=1", "--packages=heavy", "--", "sh", "-c", script, folder=tmp_path)
    assert any(note.startswith("no import log was written") for note in found["notes"])


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["INT", "TERM", "HUP"]
)
def test_a_signal_to_end_kills_the_command_and_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / "scratch").mkdir()
    os.mkfifo(tmp_path / "held")
    reader = os.open(tmp_path / "held", os.O_RDONLY | os.O_NONBLOCK)
    script = "exec > held; echo started; exec sleep 600"
    words = [sys.executable, "-m", "dormant", "compare", "--packages=json", "--", "sh", "-c", script]

    def listen() -> None:
        # A shell's background jobs, such as this test run may be, are born deaf to it.
        signal.signal(number, signal.SIG_DFL)

    shell = clean_env(TMPDIR=str(tmp_path / "scratch"))
    with subprocess.Popen(words, env=shell, cwd=tmp_path, stderr=subprocess.PIPE, preexec_fn=listen) as comparing:
        assert select.select([reader], [], [], 60)[0]
        assert os.read(reader, 100) == b"started\n"
        comparing.send_signal(number)
        assert comparing.wait(60) == code
    assert list((tmp_path / "scratch").iterdir()) == []
    # The end of the file: nobody holds the other side open any more.
    assert select.select([reader], [], [], 60)[0]
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_a_folder_that_can_not_be_written_is_found_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = OutputFile().convert(str(tmp_path / "new.json"), None, None)
    assert result == tmp_path / "new.json"
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(click.BadParameter, match="can't be written"):
        OutputFile().convert(str(tmp_path / "new.json"), None, None)


def test_a_dash_is_standard_output_and_the_report_gives_way(registered: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, HEAVY)
    command = ("--pairs=1", "--", registered.python, "app.py")
    assert compare("--html", "-", *command, folder=tmp_path).stdout.startswith("<!doctype html>")
    saved = compare("--save=-", *command, folder=tmp_path, PYTHONIOENCODING="ascii").stdout
    assert json.loads(saved)["format"] == "dormant runs"
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--html=-", "--save=-"], "only one document can go to standard output"),
        (["--html=-", "--format=json"], "only one document can go to standard output"),
        (["--pyperf=-"], "it can't go to standard output: name a file"),
    ],
)
def test_what_standard_output_can_not_take_is_a_usage_error(options: list[str], message: str, tmp_path: Path) -> None:
    done = compare(*options, "--packages=json", "--", "true", folder=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_the_shell_ignores_stays_ignored() -> None:
    code = (
        "import signal\nfrom dormant.cli.signals import as_exceptions\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "with as_exceptions():\n    signal.raise_signal(signal.SIGHUP)\n    print('goes on')"
    )
    assert run([sys.executable, "-c", code]).stdout == "goes on\n"


def test_help_loads_neither_rich_nor_what_measures() -> None:
    code = (
        "import sys, dormant.cli\ndormant.cli.main(['compare', '--help'])\n"
        "print([name for name in sys.modules if name.startswith(('rich', 'dormant.measure'))])"
    )
    done = run([sys.executable, "-c", code])
    assert done.stdout.splitlines()[-1] == "[]"
    assert "--ignore-failure" in done.stdout
