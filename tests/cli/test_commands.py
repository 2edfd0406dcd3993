"""The command line as a whole: help, suggestions, exit statuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from dormant import __version__, cli
from support import SRC, clean_env, run

if TYPE_CHECKING:
    from conftest import Tool

ERROR = 2
CLOSED_PIPE = 141
# What takes milliseconds to import.
PARSER = {"tomllib", "tomli"}
HEAVY = {*PARSER, "rich", "tomlkit", "json", "subprocess"}
# A command line, and what it imports beside click and what that brings (subprocess, on 3.10).
LOADED = """\
import sys, click
before = set(sys.modules)
import dormant.cli
dormant.cli.main({!r})
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""


def main(*words: str) -> int:
    """Run the command line in this process."""
    return cli.main(words)


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_import_no_command_and_no_library_but_click(option: str) -> None:
    program = LOADED.format([option])
    libraries = Path(click.__file__).parents[1]
    done = run([sys.executable, "-S", "-c", program], env=clean_env(PYTHONPATH=f"{SRC}:{libraries}"))
    modules = done.stderr.split()
    ours = [name for name in modules if name.startswith("dormant")]
    assert ours == ["dormant", "dormant.cli", "dormant.cli.signals", "dormant.errors"]
    assert not HEAVY.intersection(modules)


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["on"], set()),
        (["off"], set()),
        (["run", "--off", "--", "no-such-command"], set()),
        (["sync", "--check"], PARSER),
        (["status", "--no-cost"], {*PARSER, "json", "subprocess"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_command_imports_only_the_libraries_that_it_needs(tool: Tool, words: list[str], needed: set[str]) -> None:
    tool.configure('[tool.dormant]\npackages = ["colorsys"]\n')
    tool("sync")
    program = LOADED.format(words)
    done = tool.environment.run("-c", program, cwd=tool.project)
    assert HEAVY.intersection(done.stderr.split()) - needed == set()


def test_help_lists_every_command_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--help") == 0
    text = " ".join(capsys.readouterr().out.split())
    for name, summary in cli.COMMANDS.items():
        assert f"{name} {summary}" in text


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(name, "--help") == 0
    assert f"Usage: dormant {name}" in capsys.readouterr().out


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--version") == 0
    assert capsys.readouterr().out == f"dormant {__version__}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["statsu"], "No such command 'statsu'. Did you mean 'status'?"),
        (["zzz"], "No such command 'zzz'. 'dormant --help' lists the commands."),
        (["status", "--nonsense"], "No such option"),
        (["status", "--format", "xml"], "'xml' is not one of"),
        (["run"], "Missing argument"),
        (["run", "--off", "--config", __file__, "--", "true"], "--off uses no configuration"),
    ],
)
def test_a_usage_error_is_explained_on_standard_error(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(*words) == ERROR
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err


def test_an_interrupted_command_exits_as_shells_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dormant.cli.facts.gather", interrupt)
    assert main("status") == 130


@pytest.mark.parametrize("words", ["status --no-cost", "status --no-cost --format json", "--help"])
def test_a_reader_that_leaves_early_is_no_failure_of_what_was_asked(tool: Tool, words: str) -> None:
    # A pipe that nobody reads from any more, as soon as the command starts.
    reader, writer = os.pipe()
    os.close(reader)
    command = [str(tool.environment.python), "-m", "dormant", *words.split()]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=clean_env(), cwd=tool.project)
    os.close(writer)
    assert (done.returncode, done.stderr) == (CLOSED_PIPE, b"")


@pytest.mark.parametrize("words", ["status --no-cost", "run -- true", "--help", "nonsense"])
def test_closed_output_is_one_sentence(tool: Tool, words: str) -> None:
    closing = ["sh", "-c", 'exec "$@" >&-', "sh"]
    done = run([*closing, tool.environment.python, "-m", "dormant", *words.split()], cwd=tool.project, check=False)
    assert (done.returncode, done.stderr) == (
        ERROR,
        "error: standard output is closed; give it somewhere to go, as in `> /dev/null`\n",
    )


def test_closed_input_and_closed_standard_error_are_no_failure(tool: Tool) -> None:
    closing = ["sh", "-c", 'exec "$@" <&- 2>&-', "sh"]
    python = tool.environment.python
    words = ["compare", "--packages=json", "--pairs=1", "--", python, "-c", "pass"]
    assert run([*closing, python, "-m", "dormant", *words], cwd=tool.project).stdout
    done = run(["sh", "-c", 'exec "$@" <&-', "sh", python, "-m", "dormant", "importtime", "-"], check=False)
    assert (done.returncode, done.stderr.partition(";")[0]) == (ERROR, "error: - holds no import log")


@pytest.mark.parametrize("value", ["nan", "inf", "-nan", "1e999"])
@pytest.mark.parametrize(
    "words",
    [
        "compare --max-time",
        "compare --timeout",
        "trace --timeout",
        "why --timeout",
        "check --timeout",
        "suggest --timeout",
        "suggest --max-time",
        "importtime --timeout",
        "importtime --min-ms",
    ],
)
def test_a_number_that_nothing_can_be_counted_to_is_a_usage_error(
    words: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(*words.split(), value, "--", "json", "true") == ERROR
    assert f"{value} is not a finite number" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a file that is always full")
@pytest.mark.parametrize("variables", [{}, {"PYTHONUNBUFFERED": "1"}])
@pytest.mark.parametrize("words", ["status --no-cost", "--help"])
def test_a_full_disk_is_one_sentence(tool: Tool, words: str, variables: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [str(tool.environment.python), "-m", "dormant", *words.split()]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=clean_env(**variables), text=True)
    assert (done.returncode, done.stderr) == (
        ERROR,
        "error: the result can't be written (No space left on device); make room, or write it elsewhere\n",
    )
