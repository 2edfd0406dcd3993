"""What `trace` and `why` share: their options, and the traced run of a command.

Phase: cold. May import: click, the standard library; `dormant.measure` and `dormant.trace` when a command runs.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .output import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..trace.record import Trace

Function = TypeVar("Function", bound="Callable[..., Any]")


def _split(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Return the words of a list with commas."""
    return tuple(word.strip() for word in value.split(",") if word.strip())


def run_options(function: Function) -> Function:
    """Give a command the options `--config`, `--packages` and `--timeout`."""
    for option in (
        click.option(
            "--timeout",
            type=click.FloatRange(0, min_open=True),
            metavar="SECONDS",
            default=60,
            show_default=True,
            help="Kill the run after this time.",
        ),
        click.option(
            "--packages", default="", metavar="A,B,...", callback=_split, help="Defer these, without configuration."
        ),
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Use this pyproject.toml instead of the registered one.",
        ),
    ):
        function = option(function)
    return function


def traced(words: tuple[str, ...], config: Path | None, packages: tuple[str, ...], timeout: float) -> Trace:
    """Run a command once and return its trace; say on standard error if it failed.

    Raises:
        click.UsageError: both a configuration and packages are given.
        DormantError: it can't be run or traced.
    """
    if config is not None and packages:
        raise click.UsageError("--packages takes the place of a configuration: leave out --config")
    from ..measure.arms import prepare
    from ..trace.run import trace

    with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
        arms = prepare(
            words,
            os.environ,
            config=config,
            packages=packages,
            scratch=Path(scratch),
            folder=Path.cwd(),
            timeout=timeout,
        )
        found, done = trace(words, arms.on, timeout=timeout)
    if done.exit_code:
        said = done.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
        note(f"note: {shlex.join(words)} exited with {done.exit_code}" + (f": {said[-1]}" if said else ""))
    return found
