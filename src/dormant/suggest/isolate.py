"""Find the packages that make a difference: delta debugging between a set that passes and one that fails.

Phase: cold. May import: the standard library.

Andreas Zeller's `dd` narrows the gap between a passing and a failing configuration. Packages are ordered, so the gap
can be halved: between the longest known prefix that passes and the shortest that fails stands, in the end, one package.
That takes log2(n) trials for each culprit, and holds as well where a difference needs several packages together: the
last of them, in the given order, is the one that goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from .trial import RunsExhaustedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Reason = TypeVar("Reason")


@dataclass
class Isolated(Generic[Item, Reason]):
    """What was found.

    Attributes:
        kept: the items that pass together, in order.
        dropped: each item that made a difference, with that difference.
        untried: the items that nothing is known of, because the runs were used up.
    """

    kept: list[Item] = field(default_factory=list)
    dropped: dict[Item, Reason] = field(default_factory=dict)
    untried: list[Item] = field(default_factory=list)


def isolate(items: Sequence[Item], test: Callable[[list[Item]], Reason | None]) -> Isolated[Item, Reason]:
    """Return the items that pass together, and those that had to go.

    Parameters:
        items: what to try, the most wanted first. No item at all is known to pass.
        test: tries a list of items and returns the difference they make, or None.
    """
    found: Isolated[Item, Reason] = Isolated()
    items = list(items)
    passing = 0
    try:
        while passing < len(items):
            difference = test(items)
            if difference is None:
                passing = len(items)
                break
            failing = len(items)
            while failing - passing > 1:
                middle = (passing + failing) // 2
                result = test(items[:middle])
                if result is None:
                    passing = middle
                else:
                    failing, difference = middle, result
            culprit = items.pop(failing - 1)
            found.dropped[culprit] = difference
    except RunsExhaustedError:
        found.untried = items[passing:]
    found.kept = items[:passing]
    return found
