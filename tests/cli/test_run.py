"""`dormant run`: a command once, with or without dormant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dormant.config import compile_file
from dormant.settings import dump

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Tool

TABLE = '[tool.dormant]\npackages = ["json"]\n'
PROGRAM = "import dormant, sys; status = dormant.status(); print(status.active, status.source); sys.exit(7)"
ERROR = 2


def run(tool: Tool, *options: object, **variables: str) -> str:
    """Run a program that tells what dormant does in it and exits with 7; return what it printed."""
    return tool("run", *options, "--", tool.environment.python, "-c", PROGRAM, code=7, **variables).stdout


def test_the_command_runs_with_the_registered_project_and_its_own_exit_status(tool: Tool) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    assert run(tool) == f"True {path}\n"
    assert run(tool, DORMANT="0") == f"True {path}\n"


def test_off_runs_it_without(tool: Tool) -> None:
    tool.configure(TABLE)
    tool("sync")
    assert run(tool, "--off") == "False \n"


def test_what_is_switched_off_runs_with_all_the_same(tool: Tool) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    tool("off")
    assert run(tool) == f"True {path}\n"


def test_a_configuration_may_be_named(tool: Tool, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(TABLE)
    assert run(tool, "--config", other) == f"True {other}\n"
    assert run(tool, DORMANT_CONFIG=str(other)) == f"True {other}\n"


def test_a_configuration_may_be_compiled_settings(tool: Tool, tmp_path: Path) -> None:
    project = tool.configure(TABLE)
    compiled = tmp_path / "mine.dormant.settings"
    compiled.write_bytes(dump(compile_file(project)))
    assert run(tool, "--config", compiled) == f"True {project}\n"
    assert run(tool, DORMANT_CONFIG="../mine.dormant.settings") == f"True {project}\n"
    compiled.write_bytes(b"nonsense")
    done = tool("run", "--config", compiled, "--", "echo", "ran", code=ERROR)
    assert (done.stdout, done.stderr) == ("", f"{compiled}:1:1: it can't be used: it is damaged; compile it anew\n")


def test_without_a_configuration_it_says_what_to_do(tool: Tool) -> None:
    done = tool("run", "--", "true", code=ERROR)
    assert done.stderr == (
        "error: no project is registered with this environment; run `dormant init` or use --config FILE\n"
    )


def test_a_faulty_configuration_runs_nothing(tool: Tool) -> None:
    path = tool.configure("[tool.dormant]\npackages = 1\n")
    done = tool("run", "--config", path, "--", "echo", "ran", code=ERROR)
    assert done.stdout == ""
    assert done.stderr.startswith(f"{path}:2:1: ")


def test_another_project_than_the_registered_one_is_pointed_out(tool: Tool, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(TABLE)
    tool("sync", "--config", other)
    assert tool("run", "--", "true").stderr == ""
    path = tool.configure(TABLE)
    assert tool("run", "--", "true").stderr == f"note: {other} is in force; --config {path} would use that one\n"


def test_a_command_that_does_not_exist_is_one_sentence(tool: Tool) -> None:
    done = tool("run", "--off", "--", "no-such-command", code=ERROR)
    assert done.stderr.startswith("error: `no-such-command` can't be run (No such file or directory);")


def test_options_after_the_command_are_its_own(tool: Tool) -> None:
    assert tool("run", "--off", "echo", "--off", "-x").stdout == "--off -x\n"
