"""The self-check: the same program as both sides must not differ by more than noise.

Phase: cold. May import: the standard library.

It runs before anything else on each Python, in two environments of the same contents, and is stored with the results.
Without one that passed, nothing is measured and no report is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import environments
from .machine import describe
from .results import CPU, Key, Results
from .sides import Side, interleave
from .statistics import difference, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .results import Store

PART = "self_check"
PROGRAM = "import asyncio, unittest"
SIDES = ("first copy", "second copy")
# Both must be exceeded: the 99 % interval leaves zero out, and the difference is larger than this share.
LEVEL = 0.99
LARGEST = 0.02


class SelfCheckError(Exception):
    """The two sides differ although they are the same program, so no measurement made here can be believed."""


def measure(python: str, rounds: int) -> Results:
    """Measure one program against itself.

    Raises:
        SelfCheckError: the sides differ by more than noise.
    """
    results = Results(PART, python)
    sides = [
        Side(name, [environments.make(python, f"{PART}/{name.split()[0]}").python, "-c", PROGRAM]) for name in SIDES
    ]
    results.add_runs(PROGRAM, interleave(sides, rounds))
    results.note(Key("machine", "-", "note"), describe())
    results.note(Key("python", "-", "note"), environments.version(python))
    check(results)
    return results


def differ(first: Sequence[float], second: Sequence[float]) -> bool:
    """Tell whether two series, in the order of the rounds, differ by more than noise."""
    apart = difference(first, second, LEVEL).interval
    return apart is not None and not apart.holds(0) and abs(ratio(first, second).median - 1) > LARGEST


def check(results: Results) -> None:
    """Judge a stored self-check.

    Raises:
        SelfCheckError: the sides differ by more than noise, or there is no self-check for this Python.
    """
    series = [results.values(PROGRAM, side, CPU) for side in SIDES]
    if not all(series):
        raise SelfCheckError(f"Python {results.python} has no self-check: run `python -m benchmarks` on it")
    if differ(*series):
        share = ratio(*series).median - 1
        raise SelfCheckError(
            f"on Python {results.python} the same program run twice differs from itself by {share:+.1%}, which is more "
            "than noise: let the machine come to rest, and measure again"
        )


def check_all(store: Store) -> None:
    """Judge the self-check of every Python that *store* has results of.

    Raises:
        SelfCheckError: one did not pass, or is missing.
    """
    for python in dict.fromkeys(results.python for results in store):
        check(store.get(PART, python))
