"""Options that several commands share.

Phase: cold. May import: click; `dormant.measure` when a command runs.
"""

from __future__ import annotations

import math
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..measure.arms import Arms
    from .output import Function


class FiniteNumber(click.FloatRange):
    """A number in a range; neither "nan", which is in every range, nor "inf"."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or fail if it isn't one that can be counted to."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number", param, ctx)
        return number


class OutputFile(click.Path):
    """A file to write; that it can be written is checked before anything is measured.

    Parameters:
        dash: whether "-" stands for standard output.
    """

    def __init__(self, *, dash: bool = False) -> None:
        super().__init__(dir_okay=False, writable=True, allow_dash=dash)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or fail if its folder isn't there, or it is "-" and may not be."""
        if value == "-" and not self.allow_dash:
            self.fail("it can't go to standard output: name a file", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        # Not by pathlib, which raises if a folder above can't be searched.
        if not os.path.isdir(path.parent):  # noqa: PTH112
            self.fail(f"there is no folder {path.parent}", param, ctx)
        new = not os.path.exists(path) and str(path) != "-"  # noqa: PTH110
        if new and not os.access(path.parent, os.W_OK | os.X_OK):
            self.fail(f"the folder {path.parent} can't be written", param, ctx)
        return path


def _split(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the words of a list with commas; none if the option wasn't given."""
    if value is None:
        return ()
    words = tuple(word.strip() for word in value.split(",") if word.strip())
    if not words:
        raise click.BadParameter("it names no package: name one, or leave the option out")
    return words


timeout_option = click.option(
    "--timeout",
    type=FiniteNumber(0, min_open=True),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="Kill a run after this time.",
)


def config_option(
    text: str = "Use this pyproject.toml instead of the registered one.",
) -> Callable[[Function], Function]:
    """Return what gives a command the option `--config FILE`, as its parameter `config`: a path, or None.

    Parameters:
        text: its help.
    """
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option("--config", type=path, metavar="FILE", help=text)


nearest_config_option = config_option("Use this pyproject.toml instead of the nearest one.")


def measuring_options(function: Function) -> Function:
    """Give a command that runs another one off and on the options `--config`, `--packages` and `--timeout`."""
    options = [
        config_option(),
        click.option(
            "--packages", default=None, metavar="A,B,...", callback=_split, help="Defer these, without configuration."
        ),
        timeout_option,
    ]
    for option in reversed(options):
        function = option(function)
    return function


def given(*names: str) -> bool:
    """Tell whether one of these options of the command that runs was given."""
    context = click.get_current_context()
    return any(context.get_parameter_source(name) is not ParameterSource.DEFAULT for name in names)


def one_document(paths: Iterable[Path | None], output_format: str) -> None:
    """Raise a usage error if more than one document is to go to standard output.

    Parameters:
        paths: the files to write, by `OutputFile`.
        output_format: how the result itself is to be printed; as text it gives way to a document.
    """
    if [str(path) for path in paths].count("-") + (output_format == "json") > 1:
        raise click.UsageError("only one document can go to standard output: name files for the others")


@contextmanager
def prepared(words: Sequence[str], *, config: Path | None, packages: tuple[str, ...], timeout: float) -> Iterator[Arms]:
    """Prepare to run a command off and on, as its `measuring_options` say, until the block ends.

    Raises:
        click.UsageError: both a configuration and packages are given.
        DormantError: see `dormant.measure.arms.prepare`.
    """
    if config is not None and packages:
        raise click.UsageError("--packages takes the place of a configuration: leave out --config")
    import tempfile

    from ..measure.arms import prepare

    with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
        yield prepare(
            words,
            os.environ,
            config=config,
            packages=packages,
            scratch=Path(scratch),
            folder=Path.cwd(),
            timeout=timeout,
        )
