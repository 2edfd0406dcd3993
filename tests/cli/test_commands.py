"""The command line as a whole: help, suggestions, exit statuses."""

from __future__ import annotations

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


def main(*words: str) -> int:
    """Run the command line in this process."""
    return cli.main(words)


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_import_no_command_and_no_library_but_click(option: str) -> None:
    program = f"import sys, dormant.cli; dormant.cli.main([{option!r}]); print(*sorted(sys.modules), file=sys.stderr)"
    libraries = Path(click.__file__).parents[1]
    done = run([sys.executable, "-S", "-c", program], env=clean_env(PYTHONPATH=f"{SRC}:{libraries}"))
    modules = done.stderr.split()
    assert [name for name in modules if name.startswith("dormant")] == ["dormant", "dormant.cli", "dormant.errors"]
    assert not {"rich", "tomlkit", "tomllib", "tomli"}.intersection(modules)


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


def test_a_reader_that_leaves_early_causes_no_traceback(tool: Tool) -> None:
    done = run(
        ["sh", "-c", f"'{tool.environment.python}' -m dormant status --no-cost | true"],
        cwd=tool.project,
    )
    assert done.stderr == ""
