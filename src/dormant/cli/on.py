"""`dormant on`: switch dormant on again in this environment.

Phase: cold. May import: click, `dormant.config`.
"""

from __future__ import annotations

import click

from ..config.environment import find_environment, set_enabled


@click.command()
def command() -> None:
    """Switch dormant on again in this environment, from the next start of Python on."""
    settings = set_enabled(find_environment(), True)
    click.echo(f"Dormant is on here, with {settings.source}.")
