"""Which interpreter runs a command is read from the program itself, as the system would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dormant.errors import DormantError
from dormant.measure.target import interpreter, program

if TYPE_CHECKING:
    from pathlib import Path


def executable(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_name_is_found_on_path_and_a_path_relative_to_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = executable(tmp_path / "tool", "#!/bin/sh\n")
    monkeypatch.chdir(tmp_path)
    assert program("tool", {"PATH": str(tmp_path)}) == tool
    assert program("./tool", {"PATH": "/nowhere"}) == tool


@pytest.mark.parametrize(("name", "reason"), [("tool", "is not on PATH"), ("./tool", "is not an executable file")])
def test_a_program_that_is_not_there_is_an_error(name: str, reason: str) -> None:
    with pytest.raises(DormantError, match=reason):
        program(name, {"PATH": "/nowhere"})


@pytest.mark.parametrize("name", ["python", "python3", "python3.13", "python3.14t"])
def test_an_interpreter_is_its_own(name: str) -> None:
    assert interpreter(f"/somewhere/{name}", {}) == f"/somewhere/{name}"


@pytest.mark.parametrize(
    "head",
    [
        "#!/venv/bin/python\n",
        "#!/venv/bin/python -u\n",
        "#! /venv/bin/python\n",
        "#!/bin/sh\n'''exec' /venv/bin/python \"$0\" \"$@\"\n' '''\n",
        "#!/bin/sh\n'''exec' \"/venv/bin/python\" \"$0\" \"$@\"\n' '''\n",
    ],
)
def test_a_script_names_its_interpreter_in_its_first_lines(tmp_path: Path, head: str) -> None:
    assert interpreter(executable(tmp_path / "tool", head + "import x\n"), {}) == "/venv/bin/python"


@pytest.mark.parametrize("line", ["#!/usr/bin/env python3\n", "#!/usr/bin/env -S python3 -u\n"])
def test_env_finds_the_interpreter_on_path(tmp_path: Path, line: str) -> None:
    found = executable(tmp_path / "python3", "")
    assert interpreter(executable(tmp_path / "tool", line), {"PATH": str(tmp_path)}) == found


@pytest.mark.parametrize("text", ["#!/bin/sh\npython x.py\n", "#!/usr/bin/perl\n", "\x7fELF", "", "#!\n"])
def test_other_programs_have_none(tmp_path: Path, text: str) -> None:
    assert interpreter(executable(tmp_path / "tool", text), {}) is None
