"""`dormant run`: run a command once, with or without dormant.

Phase: cold. May import: click, the standard library, `dormant.config`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ..errors import DormantError
from .options import config_option
from .output import note


@click.command(context_settings={"allow_interspersed_args": False})
@click.option("--off", is_flag=True, help="Run without dormant.")
@config_option()
@click.argument("words", metavar="-- COMMAND...", nargs=-1, type=click.UNPROCESSED, required=True)
def command(off: bool, config: Path | None, words: tuple[str, ...]) -> None:
    """Run a command once, with or without dormant, whatever `dormant off` and DORMANT say.

    The exit status is that of the command.
    """
    if off and config is not None:
        raise click.UsageError("--off uses no configuration: leave out --config")
    environment = dict(os.environ)
    if off:
        environment["DORMANT"] = "0"
    else:
        environment.pop("DORMANT", None)
        environment.update(_configuration(config))
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execvpe(words[0], words, environment)  # noqa: S606 - running the user's command is what it is for
    except OSError as error:
        raise DormantError(f"`{words[0]}` can't be run ({error.strerror}); check its name and PATH") from error


def _configuration(config: Path | None) -> dict[str, str]:
    """Return the environment variables that put a configuration in force.

    Raises:
        ConfigError: the configuration holds faults.
        DormantError: there is none.
    """
    if config is None and os.environ.get("DORMANT_CONFIG"):
        config = Path(os.environ["DORMANT_CONFIG"])
    if config is not None:
        from ..config import settings_of

        settings_of(config)
        return {"DORMANT_CONFIG": os.path.abspath(config)}  # noqa: PTH100 - links stay as they are
    from ..config.environment import find_environment, read_settings
    from ..settings import SettingsError

    environment = find_environment()
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        raise DormantError(f"{environment.settings} can't be used: {error}; run `dormant sync`") from error
    if settings is None:
        raise DormantError("no project is registered with this environment; run `dormant init` or use --config FILE")
    _mention_other_project(settings.source)
    # What is switched off for the environment is on for this command.
    return {} if settings.enabled else {"DORMANT_CONFIG": settings.source}


def _mention_other_project(registered: str) -> None:
    from ..config.project import other_project

    here = other_project(registered, Path.cwd())
    if here is not None:
        note(f"note: {registered} is in force; --config {here} would use that one")
