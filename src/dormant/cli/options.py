"""Options that several commands share.

Phase: cold. May import: click.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., Any]")


class OutputFile(click.Path):
    """A file to write; that its folder is there is checked before anything is measured.

    Parameters:
        dash: whether "-" stands for standard output.
    """

    def __init__(self, *, dash: bool = False) -> None:
        super().__init__(dir_okay=False, writable=True, allow_dash=dash)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or fail if its folder isn't there."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}", param, ctx)
        return path


def _split(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Return the words of a list with commas."""
    return tuple(word.strip() for word in value.split(",") if word.strip())


def measuring_options(function: Function) -> Function:
    """Give a command that runs another one off and on the options `--config`, `--packages` and `--timeout`."""
    options = [
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Use this pyproject.toml instead of the registered one.",
        ),
        click.option(
            "--packages", default="", metavar="A,B,...", callback=_split, help="Defer these, without configuration."
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(0, min_open=True),
            metavar="SECONDS",
            default=60,
            show_default=True,
            help="Kill a run after this time.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def check_configuration(config: Path | None, packages: tuple[str, ...]) -> None:
    """Raise a usage error if both a configuration and packages are given."""
    if config is not None and packages:
        raise click.UsageError("--packages takes the place of a configuration: leave out --config")
