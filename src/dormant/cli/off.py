"""`dormant off`: switch dormant off in this environment.

Phase: cold. May import: click, `dormant.config`.
"""

from __future__ import annotations

import click

from ..config.environment import find_environment, set_enabled, unregister


@click.command()
@click.option("--forget", is_flag=True, help="Remove the registered project, too, as before `dormant init`.")
def command(forget: bool) -> None:
    """Switch dormant off in this environment, from the next start of Python on; `dormant on` switches it on again.

    For one process, DORMANT=0 in its environment does the same.
    """
    environment = find_environment()
    if forget:
        existed = unregister(environment)
        click.echo("Dormant is off here, and the project forgotten." if existed else "No project was registered here.")
        return
    settings = set_enabled(environment, False)
    click.echo(f"Dormant is off here; {settings.source} stays registered.")
