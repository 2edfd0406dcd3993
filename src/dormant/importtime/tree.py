"""The tree of an import log, one node per module or folded by top-level package.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .parse import Import, Log


@dataclass
class Node:
    """One module, or the modules of one package that stand together, with what they caused to be imported.

    Attributes:
        name: name of the module or package.
        own: time in its own modules, in microseconds.
        cumulative: the same with everything below, in microseconds.
        modules: number of imports that it stands for.
        children: the nodes below, in the order in which they were first imported.
    """

    name: str
    own: int = 0
    cumulative: int = 0
    modules: int = 0
    children: list[Node] = field(default_factory=list)


def tree(log: Log, *, modules: bool = False) -> list[list[Node]]:
    """Return the outermost nodes of each process of *log*.

    Parameters:
        log: an import log.
        modules: give each import a node of its own. Otherwise an import joins the node of its package that caused it,
            or that stands beside it.
    """
    processes: list[list[Node]] = [[] for _ in range(log.processes)]
    nodes: dict[Import, Node] = {}
    named: dict[tuple[int, str], Node] = {}
    for row in log.begun():
        above = None if row.parent is None else nodes[row.parent]
        if above is not None and above.name == row.package and not modules:
            node = above
        else:
            siblings = processes[row.process] if above is None else above.children
            place = (id(siblings), row.package)
            found = None if modules else named.get(place)
            if found is None:
                found = named[place] = Node(row.name if modules else row.package)
                siblings.append(found)
            node = found
            node.cumulative += row.cumulative
        node.own += row.own
        node.modules += 1
        nodes[row] = node
    return processes
