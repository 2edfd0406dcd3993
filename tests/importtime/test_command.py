"""`dormant importtime` reads logs and runs commands, shows what it found, and writes what was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support import ROOT, Environment, clean_env, run, write_tree

if TYPE_CHECKING:
    from pathlib import Path

LOGS = ROOT / "tests" / "importtime" / "logs"
OLD, NEW = LOGS / "3.10-level-1.log", LOGS / "3.15-level-2.log"
FILES = {
    "heavy/__init__.py": "from heavy import part\n",
    "heavy/part.py": "",
    "app.py": "import sys, heavy, colorsys\nprint('hidden')\nsys.exit('it is broken')\n",
}


def importtime(*words: object, folder: Path, code: int = 0, **shell: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dormant", "importtime", *map(str, words)]
    done = run(command, cwd=folder, env=clean_env(**shell), check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def test_a_log_is_shown_as_a_tree(tmp_path: Path) -> None:
    shown = importtime(OLD, "--min-ms=0", folder=tmp_path).stdout
    assert "json  4 modules" in shown
    assert shown.endswith("ms of import time.\n")


def test_two_logs_are_compared_by_the_names_of_their_files(tmp_path: Path) -> None:
    shown = importtime(OLD, NEW, "--min-ms=0", folder=tmp_path).stdout
    assert "3.10-level-1.log" in shown
    assert "in 3.15-level-2.log" in shown
    assert " new" in shown


def test_a_log_comes_from_standard_input_too(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dormant", "importtime", "-", "--table"]
    done = subprocess.run(
        command, input=OLD.read_bytes().decode().encode("utf-16"), capture_output=True, env=clean_env(), check=True
    )
    assert b"json" in done.stdout


def test_a_command_is_run_and_its_failure_mentioned(tmp_path: Path) -> None:
    write_tree(tmp_path, FILES)
    done = importtime("--format=json", "--", sys.executable, "app.py", "--format", folder=tmp_path)
    found = json.loads(done.stdout)
    assert (found["schema_version"], found["command"]) == (1, [sys.executable, "app.py", "--format"])
    (log,) = found["logs"]
    assert {"heavy", "heavy.part"} <= {row["name"] for row in log["imports"]}
    assert done.stderr == "note: the command exits with 1: it is broken\n"


def test_off_and_on_are_compared_and_exported_at_once(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {**FILES, "app.py": "import heavy, colorsys\n"})
    words = ["--packages=heavy", "--speedscope=s.json", "--chrome=c.json", "--folded=f.txt", "--html=p.html"]
    done = importtime(*words, "--", shared_environment.python, "app.py", folder=tmp_path)
    assert done.stdout == ""
    assert sorted(done.stderr.splitlines()) == ["wrote c.json", "wrote f.txt", "wrote p.html", "wrote s.json"]
    profiles = json.loads((tmp_path / "s.json").read_text())["profiles"]
    assert [profile["name"] for profile in profiles] == ["off", "on"]
    assert json.loads((tmp_path / "c.json").read_text())["traceEvents"]
    (line,) = [line for line in (tmp_path / "f.txt").read_text().splitlines() if line.startswith("heavy;heavy.part ")]
    assert line.split()[2] == "0"
    assert "<!doctype html>" in (tmp_path / "p.html").read_text()


def test_children_that_share_standard_error_are_processes_of_the_log(tmp_path: Path) -> None:
    code = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import colorsys'])\n"
    write_tree(tmp_path, {"app.py": code})
    found = json.loads(importtime("--format=json", "--", sys.executable, "app.py", folder=tmp_path).stdout)
    (log,) = found["logs"]
    assert log["processes"] == 2
    assert [row["process"] for row in log["imports"] if row["name"] == "colorsys"] == [1]


def test_an_export_goes_to_standard_output_too(tmp_path: Path) -> None:
    assert "json;json.decoder;re" in importtime(OLD, "--folded=-", folder=tmp_path).stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name a log, or a command"),
        (["--"], "no command after"),
        ([OLD, "--", "true"], "not both"),
        ([OLD, "--timeout=60"], "are for a command after"),
        ([OLD, OLD, OLD], "no more than two logs"),
        (["--off", OLD], "for a command"),
        (["--off", "--both", "--", "true"], "leave out --both"),
        (["--config=app.py", "--packages=json", "--", "true"], "leave out --config"),
        (["app.py"], "app.py holds no import log; make one with"),
        (["nowhere.log"], "does not exist"),
        (["--folded=nowhere/x", OLD], "there is no folder nowhere"),
        (["--", "true"], "true wrote no import log"),
        (["sh", "-c", "true"], "sh is no log but a program: write `--` before it"),
        (["--folded=-", "--format=json", "--", "true"], "only one document can go to standard output"),
        (["--speedscope=-", "--chrome=-", "--", "true"], "only one document can go to standard output"),
        (["--packages=json", "--", "true"], "true wrote no import log"),
        (["--", "no-such-program"], "can't be started"),
    ],
)
def test_what_can_not_be_done_exits_2_and_says_why(words: list[object], message: str, tmp_path: Path) -> None:
    write_tree(tmp_path, FILES)
    done = importtime(*words, folder=tmp_path, code=2)
    assert done.stdout == ""
    assert message in done.stderr


def test_help_loads_neither_rich_nor_what_measures() -> None:
    code = (
        "import sys, dormant.cli\ndormant.cli.main(['importtime', '--help'])\n"
        "print([name for name in sys.modules if name.startswith(('rich', 'dormant.measure', 'dormant.importtime'))])"
    )
    done = run([sys.executable, "-c", code])
    assert done.stdout.splitlines()[-1] == "[]"
    assert "--speedscope" in done.stdout
