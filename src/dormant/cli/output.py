"""What the commands share to print: a console, the `--format` option and JSON.

Phase: cold. May import: click; rich or `json` when something is printed.

Results go to standard output, notes to standard error. rich honours NO_COLOR, FORCE_COLOR and TERM=dumb.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ..errors import DormantError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import TypeVar

    from rich.console import Console

    Function = TypeVar("Function", bound=Callable[..., Any])

# Raised when a key of the JSON output goes or changes its meaning; a new key does not raise it.
SCHEMA_VERSION = 1


def format_option(function: Function) -> Function:
    """Give a command the option `--format text|json`, as its parameter `output_format`."""
    option = click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to print the result.",
    )
    return option(function)


def console(*, stderr: bool = False) -> Console:
    """Return a rich console for standard output, or standard error, that prints text as it is given.

    Lines are never wrapped or cut to the width of the terminal, so that paths stay whole.
    """
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)


def symbol(unicode: str, plain: str) -> str:
    """Return *unicode* if standard output can show it, else *plain*."""
    try:
        unicode.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return plain
    return unicode


def echo(*parts: str) -> None:
    """Print a line whose parts `click.style` may have coloured: what is short is not worth loading rich for it."""
    click.echo("".join(parts), color=_coloured())


def _coloured() -> bool:
    """Tell whether standard output gets colours, by the rules of rich."""
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown") or os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def print_json(result: Mapping[str, Any]) -> None:
    """Print *result* on standard output as JSON, headed by `schema_version`."""
    import json

    click.echo(json.dumps({"schema_version": SCHEMA_VERSION, **result}, indent=2, ensure_ascii=True))


def note(message: str) -> None:
    """Print one line on standard error."""
    click.echo(message, err=True)


@contextmanager
def progress(description: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show on standard error, if it is a terminal, how many runs are done.

    Parameters:
        description: what is run.

    Yields:
        a function to be called with the number of runs done and of all runs (0: not known), or None.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress

    # It redraws between runs only: a thread that redraws would take processor time from the runs.
    with Progress(console=console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(description, total=None)

        def step(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None, refresh=True)

        yield step


def write(path: Path, text: str) -> None:
    """Write *text* to the file *path*, and say so on standard error; to standard output if that is "-".

    Raises:
        DormantError: the file can't be written.
    """
    # A path that is no text may be mentioned in it.
    data = text.encode("utf-8", "replace")
    if str(path) == "-":
        click.echo(data, nl=not text.endswith("\n"))
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise DormantError(f"{path} can't be written ({error.strerror}); name another file") from error
    note(f"wrote {path}")
