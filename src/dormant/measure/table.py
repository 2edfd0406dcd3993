"""The table that commands print: as wide as what it holds, on a terminal and in a file.

Phase: cold. May import: rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import rich.table
from rich import box
from rich.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions

# In characters; no line is as long.
_ANY_WIDTH = 1_000_000


class Table(rich.table.Table):
    """A table that is neither cut nor wrapped to the width of the terminal, and ends its lines without blanks."""

    def __init__(self) -> None:
        super().__init__(box=box.SIMPLE_HEAD, pad_edge=False)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield the parts of its lines."""
        filled = super().__rich_console__(console, options.update_width(_ANY_WIDTH))
        for line in Segment.split_lines(cast("Iterable[Segment]", filled)):
            yield from _without_blanks(line)
            yield Segment.line()


def _without_blanks(line: Sequence[Segment]) -> list[Segment]:
    """Return *line* without the blanks at its end."""
    kept = list(line)
    while kept:
        last = kept.pop()
        text = last.text.rstrip(" ")
        if text:
            return [*kept, last._replace(text=text)]
    return kept
