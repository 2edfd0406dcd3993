"""Print import logs for people: a tree, a table, the difference of two.

Phase: cold. May import: rich, `dormant.measure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ..measure.table import Table
from .totals import by_module, by_package, milliseconds, sentence, summary
from .tree import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from .parse import Log
    from .totals import Change, Total
    from .tree import Node

_STYLES = {"never loaded": "green", "partly loaded": "green", "loaded later": "cyan", "new": "yellow", "loaded": "dim"}
# How the column is headed that says what became of a package; other labels are names of files.
_TITLES = {"on": "with dormant", "now": "now"}
# Shares of the total time from which on a line of the tree stands out.
_HOT, _WARM = 0.25, 0.05


def show_tree(
    log: Log, console: Console, *, modules: bool, least: float, depth: int | None, symbol: Callable[[str, str], str]
) -> None:
    """Print the tree of *log*.

    Parameters:
        log: an import log.
        console: where to print.
        modules: show each module instead of folding it into its package.
        least: what took less time than this, in microseconds, is summed up.
        depth: levels to show, or None for all.
        symbol: returns its first argument where the output can show it, otherwise the second.
    """
    table = _table("cumulative, ms", "own, ms")
    table.add_column("module" if modules else "package", no_wrap=True)
    guides = (symbol("├─ ", "|- "), symbol("└─ ", "`- "), symbol("│  ", "|  "), symbol("…", "..."))
    processes = tree(log, modules=modules)
    for number, nodes in enumerate(processes, 1):
        if len(processes) > 1:
            total = sum(node.cumulative for node in nodes)
            table.add_row(milliseconds(total), "", Text(f"process {number}", style="bold"))
        _Branches(table, guides, least, depth, max(log.total, 1)).add(nodes)
    console.print(table)
    console.print(Text(summary(log), style="bold"))


class _Branches:
    """Adds nodes to a table, line by line, with the lines that join them.

    Parameters:
        table: where the lines go.
        guides: what stands before a node, before the last one, below a node, and for what is left out.
        least: what took less time than this, in microseconds, is summed up.
        depth: levels to show, or None for all.
        total: time of all imports, in microseconds.
    """

    def __init__(
        self, table: Table, guides: tuple[str, str, str, str], least: float, depth: int | None, total: int
    ) -> None:
        self.table = table
        self.between, self.last, self.below, self.ellipsis = guides
        self.least = least
        self.depth = depth
        self.total = total

    def add(self, nodes: Sequence[Node]) -> None:
        """Add *nodes*, which nothing in the tree caused, with all below them."""
        waiting: list[tuple[Node | Text, int, str, str]] = self._lines(nodes, 1, "", outermost=True)[::-1]
        while waiting:
            node, level, prefix, indent = waiting.pop()
            if isinstance(node, Text):
                self.table.add_row("", "", Text(prefix, style="dim").append_text(node))
                continue
            style = "bold" if node.cumulative > _HOT * self.total else ""
            name = Text(prefix, style="dim").append(node.name, style=style or "default")
            if node.modules > 1:
                name.append(f"  {node.modules} modules", style="dim")
            warm = _WARM * self.total
            cumulative = Text(milliseconds(node.cumulative), style=style if node.cumulative > warm else "dim")
            own = Text(milliseconds(node.own), style="yellow" if node.own > warm else "dim")
            self.table.add_row(cumulative, own, name)
            waiting.extend(reversed(self._lines(node.children, level + 1, indent)))

    def _lines(
        self, nodes: Sequence[Node], level: int, indent: str, *, outermost: bool = False
    ) -> list[tuple[Node | Text, int, str, str]]:
        """Return the lines for *nodes*: (node or text, level, what stands before it, and before those below)."""
        deep = self.depth is not None and level > self.depth
        shown = [] if deep else [node for node in nodes if node.cumulative >= self.least]
        hidden = [node for node in nodes if deep or node.cumulative < self.least]
        lines: list[Node | Text] = [*shown]
        if hidden:
            count = sum(_count(node) for node in hidden)
            time = sum(node.cumulative for node in hidden)
            lines.append(Text(f"{self.ellipsis} {count} more, {milliseconds(time)} ms", style="dim"))
        found = []
        for place, line in enumerate(lines, 1):
            ends = place == len(lines)
            before = "" if outermost else indent + (self.last if ends else self.between)
            below = "" if outermost else indent + (" " * len(self.below) if ends else self.below)
            found.append((line, level, before, below))
        return found


def _count(node: Node) -> int:
    """Return how many imports *node* and all below it stand for."""
    count = 0
    waiting = [node]
    while waiting:
        one = waiting.pop()
        count += one.modules
        waiting.extend(one.children)
    return count


def show_totals(log: Log, console: Console, *, modules: bool, least: float) -> None:
    """Print a table of the packages, or modules, of *log*, the one with most time of its own first.

    Parameters:
        log: an import log.
        console: where to print.
        modules: one line for each module instead of each package.
        least: what took less time with all that it caused than this, in microseconds, is summed up.
    """
    found = (by_module if modules else by_package)(log)
    totals = sorted(found.values(), key=lambda total: (-total.own, total.order))
    shown = [total for total in totals if total.cumulative >= least]
    table = Table()
    table.add_column("module" if modules else "package")
    for title in ("own, ms", "share", "cumulative, ms", *(() if modules else ("modules",))):
        table.add_column(title, justify="right")
    everything = max(log.total, 1)
    for total in shown:
        count = () if modules else (str(total.modules),)
        times = (milliseconds(total.own), f"{total.own / everything:.0%}", milliseconds(total.cumulative))
        table.add_row(total.name, *times, *count)
    rest = [total for total in totals if total.cumulative < least]
    if rest:
        own = sum(total.own for total in rest)
        count = () if modules else (str(sum(total.modules for total in rest)),)
        table.add_row(f"{len(rest)} more", milliseconds(own), f"{own / everything:.0%}", "", *count, style="dim")
    console.print(table)
    console.print(Text(summary(log), style="bold"))


def show_difference(
    changes: Sequence[Change], labels: tuple[str, str], console: Console, *, least: float, what: str = "packages"
) -> None:
    """Print the difference of two logs.

    Parameters:
        changes: the packages or modules in both.
        labels: what the first and the second log are called.
        console: where to print.
        least: what changed by less than this, in microseconds, is summed up.
        what: what there is one change for.
    """
    shown = [change for change in changes if _worth(change, least)]
    rest = [change for change in changes if not _worth(change, least)]
    console.print(difference_table(shown, rest, labels))
    console.print(Text(sentence(changes, what), style="bold"))


def difference_table(shown: Sequence[Change], rest: Sequence[Change], labels: tuple[str, str] = ("off", "on")) -> Table:
    """Return a table of changes.

    Parameters:
        shown: the changes that get a line each.
        rest: those that are summed up in one line.
        labels: what the first and the second log are called.
    """
    table = Table()
    table.add_column("imports, own time in ms")
    for title in (*labels, "modules"):
        table.add_column(title, justify="right")
    table.add_column(_TITLES.get(labels[1], f"in {labels[1]}"))
    for change in shown:
        modules = " -> ".join(str(total.modules) if total else "0" for total in (change.off, change.on))
        table.add_row(
            change.name, _own([change.off]), _own([change.on]), modules, Text(change.what, style=_STYLES[change.what])
        )
    if rest:
        off, on = [change.off for change in rest], [change.on for change in rest]
        table.add_row(f"{len(rest)} more", _own(off), _own(on), "", "")
    return table


def _worth(change: Change, least: float) -> bool:
    """Tell whether a change gets a line of its own: what is new or comes later does so for its whole time."""
    own = max(total.own for total in (change.off, change.on) if total is not None)
    return (abs(change.saved) if change.what == "loaded" else own) >= least


def _own(totals: Sequence[Total | None]) -> str:
    found = [total.own for total in totals if total is not None]
    return milliseconds(sum(found)) if found else "-"


def _table(*titles: str) -> Table:
    table = Table()
    for title in titles:
        table.add_column(title, justify="right")
    return table
