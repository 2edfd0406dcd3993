"""The project of a command, and the table that `init` adds to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dormant.config import compile_file
from dormant.config.options import OPTIONS
from dormant.config.project import find_project, table_text, with_table, write_project
from dormant.errors import ConfigError, DormantError

if TYPE_CHECKING:
    from pathlib import Path

KEPT = {
    "nothing": "",
    "comments and odd spacing": '# top\n[project]\nname   =  "x" # why\n\n\n[tool.a]\nb=[ 1,\n  2 ]\n# end\n',
    "no line end at the end": '[project]\nname = "x"',
    "tables out of order": "[tool.a]\nx = 1\n[project]\nname = 'x'\n[tool.b]\nx = 1\n",
    "a table of dotted keys": "tool.a.x = 1\n",
    "a bare tool table": "[tool]\na.x = 1\n",
    "blank lines at the end": '[project]\nname = "x"\n\n\n  \n',
    "one blank line at the end": '[project]\nname = "x"\n\n',
    "nothing but blank lines": "\n\n",
    "mixed line ends": '[project]\r\nname = "x"\nversion = "1"\r\n\n',
    "Windows line ends": '[project]\r\nname = "x"\r\n',
    "not English": "[project]\ndescription = 'äöü 日本'\n",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=list(KEPT))
def test_a_table_is_added_and_everything_else_is_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text.encode())
    before, after = with_table(path)
    assert before == text
    newline = "\r\n" if "\r\n" in text else "\n"
    assert after.startswith(text)
    added = after[len(text) :].removeprefix("" if text.endswith("\n") else newline).removeprefix(newline)
    assert added == table_text().replace("\n", newline)
    assert not text or after.split(newline + "[tool.dormant]")[0].endswith("\n")
    write_project(path, after)
    assert path.read_bytes() == after.encode()
    assert compile_file(path).packages == ()
    assert with_table(path) == (after, after)


@pytest.mark.parametrize(
    "text", ["[tool.dormant]\n", "[tool.dormant.attributes.a]\nX = 'a:b'\n", "tool = {dormant = {}}\n"]
)
def test_a_table_that_is_there_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    assert with_table(path) == (text, text)


def test_an_inline_table_that_nothing_can_be_added_to_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("tool = {a = {}}\n")
    with pytest.raises(ConfigError, match=r":1:1: \[tool.dormant\] can't be added to it .*; write the table by hand"):
        with_table(path)


def test_the_table_describes_every_option_and_its_examples_are_valid(tmp_path: Path) -> None:
    assert all(option.description in table_text() for option in OPTIONS)
    path = tmp_path / "pyproject.toml"
    examples = table_text().replace("packages = []", 'packages = ["name"]').splitlines()
    descriptions = {f"# {option.description}" for option in OPTIONS}
    path.write_text("\n".join(line if line in descriptions else line.removeprefix("# ") for line in examples))
    settings = compile_file(path)
    assert settings.overrides == ((("name",), ("name",), True),)
    assert settings.attributes == (("name", "Thing", "name.below:Thing"),)


def test_writing_through_a_link_keeps_the_link_and_the_permissions(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("")
    real.chmod(0o640)
    link = tmp_path / "pyproject.toml"
    link.symlink_to(real)
    write_project(link, "# new\n")
    assert link.is_symlink()
    assert real.read_text() == "# new\n"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_read_only_project_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("")
    # The tests may run as root, for whom everything can be written.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(DormantError, match=r"pyproject.toml is read-only; let it be written"):
        write_project(path, "# new\n")
    assert path.read_text() == ""


def test_the_nearest_project_is_found_upwards(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("")
    assert find_project(deep) == tmp_path / "pyproject.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("")
    assert find_project(deep) == tmp_path / "a" / "pyproject.toml"


def test_no_project_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DormantError, match=r"there is no pyproject.toml in .* or above it; make one"):
        find_project(tmp_path)
