"""`dormant init`: write a commented `[tool.dormant]` table if there is none, and register the project.

Phase: cold. May import: click, the standard library, `dormant.config`.
"""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

import click

from ..config import missing_table
from ..config.environment import find_environment, registered
from ..config.project import with_table, write_project
from .options import nearest_config_option
from .output import note
from .registration import compile_project, project_path, register_project

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would be written, and change nothing.")
@nearest_config_option
def command(dry_run: bool, config: Path | None) -> None:
    """Write a commented [tool.dormant] table into pyproject.toml if there is none, and register the project here.

    A registered project is in force in every start of this environment's Python. Later changes of its pyproject.toml
    take effect by themselves.
    """
    path = project_path(config)
    settings = compile_project(path)
    missing = missing_table(path)
    if missing.endswith("?"):
        note(f"note: {missing}")
    before, after = with_table(path)
    if dry_run:
        replaced = registered(find_environment())
        click.echo(_difference(path, before, after), nl=False)
        click.echo(f"Would register {path} with {sys.prefix}")
        if replaced is not None and replaced.source != settings.source:
            click.echo(f"instead of {replaced.source}, which would be in force here no more")
        return
    if before != after:
        write_project(path, after)
        click.echo(f"Wrote       [tool.dormant] into {path}")
        settings = compile_project(path)
    register_project(settings)
    click.echo(
        "Next: `dormant suggest -- COMMAND` finds out what to defer, `dormant compare -- COMMAND` measures the gain."
    )


def _difference(path: Path, before: str, after: str) -> str:
    lines = list(
        difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), fromfile=str(path), tofile=str(path)
        )
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
