"""`dormant sync --check`, and the hooks of pre-commit that run it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from dormant import cli
from dormant.config import compile_file
from dormant.config.environment import Environment as Place
from dormant.config.environment import write_settings
from support import ROOT

if TYPE_CHECKING:
    import pytest

    from support.traced import Command, Program

BEHIND = 1
ERROR = 2


def test_sync_check_tells_whether_sync_has_something_to_do(
    program: Program, dormant: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(str(program.folder))
    monkeypatch.setattr("dormant.cli.sync.find_environment", lambda: place)
    program.write({})
    assert "no project is registered" in dormant("sync", "--check", code=BEHIND)[1]
    write_settings(place.settings, compile_file(program.config))
    assert dormant("sync", "--check") == ("", "")
    program.config.touch()
    assert dormant("sync", "--check") == ("", "")
    program.write({}, packages=["heavy", "light"])
    assert "has changed since it was compiled; run `dormant sync`" in dormant("sync", "--check", code=BEHIND)[1]
    (program.folder / "dormant.settings").write_text("damaged")
    assert "can't be used" in dormant("sync", "--check", code=BEHIND)[1]
    program.config.write_text("[tool.dormant]\npackage = []\n")
    assert "did you mean `packages`?" in dormant("sync", "--check", code=ERROR)[1]


def test_sync_check_tells_of_another_project(
    program: Program, dormant: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(str(program.folder))
    monkeypatch.setattr("dormant.cli.sync.find_environment", lambda: place)
    program.write({})
    settings = compile_file(program.config)
    settings.source = "/elsewhere/pyproject.toml"
    write_settings(place.settings, settings)
    assert "/elsewhere/pyproject.toml is registered" in dormant("sync", "--check", code=BEHIND)[1]


def test_every_hook_of_pre_commit_runs_a_command_that_exists() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"^  entry: dormant (\w+)(.*)$", text, re.MULTILINE)
    assert len(entries) == text.count("- id: ") == 2
    for name, options in entries:
        command = cli.dormant.get_command(click.Context(cli.dormant), name)
        assert set(options.split()) <= {option for parameter in command.params for option in parameter.opts}
    document = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    assert set(re.findall(r"- id: (\S+)", document)) == set(re.findall(r"- id: (\S+)", text))
