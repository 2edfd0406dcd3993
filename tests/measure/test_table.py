"""The table that commands print looks the same on a terminal and in a file."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.text import Text

from dormant.cli.output import console
from dormant.measure.table import Table


def made() -> Table:
    """Return a table with cells of different lengths and styles."""
    table = Table()
    table.add_column("name")
    table.add_column("number", justify="right")
    table.add_column("why")
    table.add_row("a", "1", "because " * 60 + "END", style="green")
    table.add_row("longer", "20", Text("", style="bold"))
    return table


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("width", [20, 500])
def test_no_line_of_a_table_is_cut_or_wrapped_or_ends_with_blanks(width: int, coloured: bool) -> None:
    out = io.StringIO()
    Console(file=out, width=width, soft_wrap=True, force_terminal=coloured).print(made())
    assert ("\x1b[" in out.getvalue()) is coloured
    lines = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).splitlines()
    assert [line.split()[:2] for line in lines if line.split()] == [
        ["name", "number"], [lines[2].strip()], ["a", "1"], ["longer", "20"],
    ]  # fmt: skip
    assert lines[3].endswith("because END")
    assert [line for line in lines if line != line.rstrip()] == []


def test_the_console_of_the_commands_leaves_tables_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    console().print(made())
    lines = capsys.readouterr().out.splitlines()
    assert lines[3].endswith("because END")
    assert [line for line in lines if line != line.rstrip()] == []
