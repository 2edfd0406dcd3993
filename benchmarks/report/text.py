"""Figures and tables as Markdown.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..suite.statistics import Figure

MILLI = 1e3
MICRO = 1e6
NANO = 1e9
MEBI = 2.0**-20


def value(figure: Figure, factor: float = MILLI) -> str:
    """Return a figure with its interval, in the unit that *factor* leads to."""
    scaled = figure.scaled(factor)
    return _with_interval(scaled, f".{_digits(scaled.median)}f")


def change(figure: Figure, factor: float = MILLI) -> str:
    """Return a difference with its interval; always with a sign."""
    scaled = figure.scaled(factor)
    return _with_interval(scaled, f"+.{_digits(scaled.median)}f")


def share(figure: Figure) -> str:
    """Return a ratio with its interval."""
    return _with_interval(figure, ".2f")


def _with_interval(figure: Figure, form: str) -> str:
    """Return a figure, in brackets its interval, or how many rounds there are where these are too few for one."""
    span = figure.interval
    around = f"{figure.rounds} rounds" if span is None else f"{span.low:{form}} to {span.high:{form}}"
    return f"{figure.median:{form}} ({around})"


def times(ratio: float) -> str:
    """Return how many times faster *ratio* (before divided by after) is."""
    return f"{ratio:.0f}×" if ratio >= 10 else f"{ratio:.1f}×"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its first column is left-aligned, the others right-aligned."""
    marked = str.maketrans({"|": "\\|", "<": "&lt;"})
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "".join(f"| {' | '.join(cell.translate(marked) for cell in line)} |\n" for line in lines)


def listing(names: Sequence[str]) -> str:
    """Return *names* as a list in a sentence."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def quoted(message: str) -> str:
    """Return an error message as code."""
    plain = message.replace("`", "'")
    return f"`{plain}`"


def picture(name: str, description: str) -> str:
    """Return the Markdown of a chart that follows the reader's colours."""
    return (
        f'<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="benchmarks/{name}-dark.svg">\n'
        f'  <img src="benchmarks/{name}-light.svg" alt="{description}">\n</picture>\n'
    )


def _digits(number: float) -> int:
    return 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2
