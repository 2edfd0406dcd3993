"""Interleaved runs of whole processes.

Phase: cold. May import: the standard library, `dormant.measure`.

The sides of a comparison take turns, so that a machine that slows down slows all of them, and the order changes from
round to round. CPU time is what the kernel accounts to the finished child: it depends little on what else goes on.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from dormant.errors import DormantError
from dormant.measure.process import Run, run

from .environments import clean_env, without_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

WARM_UPS = 2
# Fewer rounds have no interval, or one that leaves nothing out. What takes long is measured just as often.
FEWEST_ROUNDS = 7
TIMEOUT = 300.0
_Item = TypeVar("_Item")


class SideError(Exception):
    """A side can't be measured; the message says why: the last line of its standard error, or how it ended."""


class Side(NamedTuple):
    """One way to run a program.

    Attributes:
        name: what the results call it.
        command: the program and its arguments.
        variables: environment variables to add to a clean environment.
        folder: the folder to run it in, or None for the current one.
        cold: whether each run finds no bytecode at all.
    """

    name: str
    command: Sequence[str | Path]
    variables: Mapping[str, str] = {}
    folder: Path | None = None
    cold: bool = False


def once(side: Side) -> Run:
    """Run *side* once.

    Raises:
        SideError: it couldn't be started, didn't end in time, or ended with an exit status other than 0.
    """
    command = [str(word) for word in side.command]
    with tempfile.TemporaryDirectory() as empty:
        variables = dict(side.variables)
        if side.cold:
            variables["PYTHONPYCACHEPREFIX"] = empty
        try:
            done = run(command, clean_env(**variables), timeout=TIMEOUT, folder=side.folder)
        except DormantError as error:
            raise SideError(str(error)) from error
    if done.exit_code != 0:
        raise SideError(last_error(done.stderr.decode(errors="replace")) or f"exit status {done.exit_code}")
    return done


def last_error(text: str) -> str:
    """Return the last line of *text* that names an error, or else its last line; without this machine's paths."""
    lines = [line.strip() for line in without_paths(text).splitlines() if line.strip()]
    named = [line for line in lines if "Error" in line]
    return next(reversed(named or lines), "")[:200]


def working(sides: Iterable[Side], failed: Callable[[Side, str], None]) -> list[Side]:
    """Return those of *sides* that run; call *failed* with each other one and the reason.

    The first side is the one that the others are held to: they must print what it prints.
    """
    kept: list[Side] = []
    expected: bytes | None = None
    for side in sides:
        try:
            printed = _without_folder(side, once(side).stdout)
        except SideError as error:
            failed(side, str(error))
            continue
        if expected is None:
            expected = printed
        if printed == expected:
            kept.append(side)
        else:
            failed(side, f"prints something else: {_first_difference(expected, printed)}")
    return kept


def interleave(sides: Sequence[Side], rounds: int, *, warm_ups: int = WARM_UPS) -> dict[str, list[Run]]:
    """Run the sides in turn.

    Parameters:
        sides: two or more.
        rounds: how often each is measured.
        warm_ups: how often each runs before, which fills bytecode and file caches.

    Returns:
        The name of each side → its runs, in order of the rounds.

    Raises:
        SideError: a side failed.
    """
    runs: dict[str, list[Run]] = {side.name: [] for side in sides}
    for turn, order in enumerate(orders(sides, warm_ups + rounds)):
        for side in order:
            done = once(side)
            if turn >= warm_ups:
                runs[side.name].append(done)
    return runs


def orders(items: Sequence[_Item], rounds: int) -> Iterator[list[_Item]]:
    """Yield *items* in the order of each round: shuffled, and in every second round the one before backwards.

    So no item keeps its neighbours, and none comes earlier than the others on the whole. It is the same each time.
    """
    source = random.Random(len(items))
    order: list[_Item] = []
    for turn in range(rounds):
        order = order[::-1] if turn % 2 else source.sample(items, len(items))
        yield order


def _without_folder(side: Side, printed: bytes) -> bytes:
    """Return what a side printed without the name of its environment's folder, which no two sides share."""
    return printed.replace(str(Path(side.command[0]).parents[1]).encode(), b"ENVIRONMENT")


def _first_difference(expected: bytes, printed: bytes) -> str:
    """Return the first line of *printed* that is not as *expected*."""
    before = expected.decode(errors="replace").splitlines()
    after = printed.decode(errors="replace").splitlines()
    for number, line in enumerate(after):
        if number >= len(before) or line != before[number]:
            return repr(line[:80])
    return "it ends early"
