"""`dormant init`, `sync`, `on` and `off`: what they write, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dormant.config.project import table_text
from dormant.settings import load

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Tool

TABLE = '[tool.dormant]\npackages = ["json", "no_such_package"]\n'
ERROR = 2


def test_init_writes_the_table_and_registers_the_project(tool: Tool) -> None:
    path = tool.configure('# mine\n[project]\nname = "x"\n')
    done = tool("init")
    assert path.read_text() == '# mine\n[project]\nname = "x"\n\n' + table_text()
    assert load(tool.settings.read_bytes()).source == str(path)
    assert f"Wrote       [tool.dormant] into {path}\n" in done.stdout
    assert f"Registered  {path}\n" in done.stdout
    assert f"with        {tool.environment.folder}\n" in done.stdout
    assert "Nothing is deferred yet" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Next: `dormant suggest -- COMMAND`")


def test_init_keeps_a_table_that_is_there_and_tells_what_is_active(tool: Tool) -> None:
    path = tool.configure(TABLE)
    done = tool("init")
    assert path.read_text() == TABLE
    assert "these wait for their first use: json, no_such_package." in done.stdout
    assert "Not installed here: no_such_package." in done.stdout


def test_a_dry_run_shows_the_difference_and_changes_nothing(tool: Tool) -> None:
    path = tool.configure('[project]\nname = "x"')
    done = tool("init", "--dry-run")
    assert path.read_text() == '[project]\nname = "x"'
    assert not tool.settings.exists()
    lines = done.stdout.splitlines()
    assert lines[:2] == [f"--- {path}", f"+++ {path}"]
    assert '-name = "x"' in lines
    assert "\\ No newline at end of file" in lines
    assert "+[tool.dormant]" in lines
    assert lines[-1] == f"Would register {path} with {tool.environment.folder}"
    tool("sync")
    assert tool("init", "--dry-run").stdout.splitlines()[-1] == lines[-1]


def test_a_dry_run_says_which_project_would_be_replaced(tool: Tool, tmp_path: Path) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    before = tool.settings.read_bytes()
    other = tmp_path / "other.toml"
    other.write_text(TABLE)
    assert tool("init", "--dry-run", "--config", other).stdout == (
        f"Would register {other} with {tool.environment.folder}\n"
        f"instead of {path}, which would be in force here no more\n"
    )
    assert tool.settings.read_bytes() == before


def test_a_table_that_is_missing_or_mistyped_is_mentioned(tool: Tool) -> None:
    path = tool.configure('[tool.dorment]\npackages = ["json"]\n')
    note = f"note: there is no [tool.dormant] table in {path}; is [tool.dorment] meant to be it?\n"
    assert tool("sync").stderr == note
    assert tool("init").stderr == note
    tool.configure("[tool.other]\n")
    assert tool("sync").stderr == f"note: there is no [tool.dormant] table in {path}\n"
    assert tool("init").stderr == ""


def test_a_second_project_says_which_one_it_replaces(tool: Tool, tmp_path: Path) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    other = tmp_path / "other.toml"
    other.write_text(TABLE)
    done = tool("sync", "--config", other)
    assert f"instead of  {path}, which is in force here no more\n" in done.stdout
    assert load(tool.settings.read_bytes()).source == str(other)


def test_faults_are_all_told_on_standard_error_and_nothing_is_registered(tool: Tool) -> None:
    path = tool.configure("[tool.dormant]\npakages = []\nexclude = 1\n")
    done = tool("init", code=ERROR)
    assert done.stdout == ""
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == [f"{path}:2:1", f"{path}:3:1"]
    assert not tool.settings.exists()


def test_a_shim_that_the_package_defines_itself_is_a_fault(tool: Tool) -> None:
    path = tool.configure('[tool.dormant.attributes.json]\nloads = "json.decoder:JSONDecoder"\n')
    done = tool("sync", code=ERROR)
    assert done.stderr.startswith(f"{path}:2:1: `json` defines `loads` itself, at ")


def test_outside_a_project_init_says_what_to_do(tool: Tool) -> None:
    (tool.project / "pyproject.toml").unlink()
    assert tool("init", code=ERROR).stderr.startswith("error: there is no pyproject.toml in ")


def test_off_and_on_switch_the_environment(tool: Tool) -> None:
    assert "no project is registered" in tool("off", code=ERROR).stderr
    path = tool.configure(TABLE)
    tool("sync")
    tool("off")
    assert not load(tool.settings.read_bytes()).enabled
    assert "Dormant is switched off here; `dormant on` switches it on." in tool("sync").stdout
    assert tool("on").stdout == f"Dormant is on here, with {path}.\n"
    assert load(tool.settings.read_bytes()).enabled


def test_off_forget_undoes_the_registration(tool: Tool) -> None:
    tool.configure(TABLE)
    tool("sync")
    before = tool("off", "--forget")
    assert not tool.settings.exists()
    assert before.stdout == "Dormant is off here, and the project forgotten.\n"
    assert tool("off", "--forget").stdout == "No project was registered here.\n"


def test_the_environment_of_another_shell_is_pointed_out(tool: Tool, tmp_path: Path) -> None:
    tool.configure(TABLE)
    done = tool("sync", VIRTUAL_ENV=str(tmp_path))
    assert done.stderr == (
        f"note: the active virtual environment is {tmp_path}, but this dormant belongs to {tool.environment.folder}\n"
    )
    assert tool("sync", VIRTUAL_ENV=str(tool.environment.folder)).stderr == ""
