"""`dormant sync`: compile pyproject.toml into this environment's settings.

Phase: cold. May import: click, the standard library, `dormant.config`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ..config import missing_table
from ..config.environment import find_environment, read_settings
from ..settings import SettingsError, dump
from .options import nearest_config_option
from .output import note
from .registration import compile_project, project_path, register_project

if TYPE_CHECKING:
    from pathlib import Path

    from ..settings import Settings


_BEHIND = 1


@click.command()
@nearest_config_option
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if there is something to do.")
def command(config: Path | None, check: bool) -> int:
    """Compile [tool.dormant] of pyproject.toml into this environment's settings.

    Needed once per environment, when an image is built, and after an upgrade of dormant. pyproject.toml itself is not
    changed.
    """
    path = project_path(config)
    settings = compile_project(path)
    if missing := missing_table(path):
        note(f"note: {missing}")
    if not check:
        register_project(settings)
        return 0
    behind = _what_is_behind(settings)
    if behind:
        note(f"{behind}; run `dormant sync`")
    return _BEHIND if behind else 0


def _what_is_behind(settings: Settings) -> str:
    """Return what `dormant sync` would change, or ""."""
    environment = find_environment()
    try:
        registered = read_settings(environment)
    except SettingsError as error:
        return f"{environment.settings} can't be used: {error}"
    if registered is None:
        return f"no project is registered with {sys.prefix}"
    if registered.source != settings.source:
        return f"{registered.source} is registered with {sys.prefix}, and not {settings.source}"
    # When the file was written and whether dormant is switched on is no matter of what it says.
    settings.mtime_ns, settings.enabled = registered.mtime_ns, registered.enabled
    return "" if dump(settings) == dump(registered) else f"{settings.source} has changed since it was compiled"
