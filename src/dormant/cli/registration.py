"""What `init` and `sync` share: compiling a project's configuration and registering it with this environment.

Phase: cold. May import: click, the standard library, `dormant.config`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config import compile_file
from ..config.environment import find_environment, register
from ..config.installed import find_module
from ..config.project import find_project
from ..config.reach import never_waiting
from ..errors import ConfigError
from .output import note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..settings import Settings


def project_path(config: Path | None) -> Path:
    """Return the pyproject.toml that was asked for, or the nearest one.

    Raises:
        DormantError: there is none.
    """
    return find_project(Path.cwd()) if config is None else config.absolute()


def compile_project(path: Path) -> Settings:
    """Compile a pyproject.toml, with the checks that need the installed packages.

    Raises:
        ConfigError: it holds faults.
    """
    settings = compile_file(path)
    if settings.attributes:
        from ..config.attributes import attribute_clashes

        clashes = attribute_clashes(settings)
        if clashes:
            raise ConfigError(clashes)
    return settings


def register_project(settings: Settings) -> None:
    """Register compiled settings with this environment and print what is active now.

    Raises:
        DormantError: the environment has no hook, or can't be written.
    """
    environment = find_environment()
    replaced = register(environment, settings)
    click.echo(f"Registered  {settings.source}")
    click.echo(f"with        {sys.prefix}")
    if replaced:
        click.echo(f"instead of  {replaced}, which is in force here no more")
    never = never_waiting(settings)
    click.echo(_what_is_active(settings, [name for name in settings.packages if name not in never]))
    for name, why in never.items():
        click.echo(f"Never deferred: {name}, because {why}.")
    missing = [name for name in settings.packages if name != "*" and find_module(name) is None]
    if missing:
        click.echo(f"Not installed here: {', '.join(missing)}.")
    warn_of_other_environment()


def warn_of_other_environment() -> None:
    """Say on standard error if the shell's active virtual environment is not the one that this command belongs to."""
    active = os.environ.get("VIRTUAL_ENV", "")
    if active and Path(active).resolve() != Path(sys.prefix).resolve():
        note(f"note: the active virtual environment is {active}, but this dormant belongs to {sys.prefix}")


def _what_is_active(settings: Settings, waiting: Sequence[str]) -> str:
    """Return what holds from now on, in one sentence; *waiting* are the packages that can be deferred."""
    if not settings.enabled:
        return "Dormant is switched off here; `dormant on` switches it on."
    if waiting:
        return f"From the next start on, these wait for their first use: {', '.join(waiting)}."
    if settings.attributes:
        return "From the next start on, the attributes named there are imported on first access."
    if settings.packages:
        return "Nothing is deferred: none of `packages` can be."
    return "Nothing is deferred yet: name import names in `packages` there."
