"""`dormant sync`: compile pyproject.toml into this environment's settings.

Phase: cold. May import: click, the standard library, `dormant.config`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .registration import compile_project, config_option, project_path, register_project

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@config_option
def command(config: Path | None) -> None:
    """Compile [tool.dormant] of pyproject.toml into this environment's settings.

    Needed once per environment, when an image is built, and after an upgrade of dormant. pyproject.toml itself is not
    changed.
    """
    register_project(compile_project(project_path(config)))
