"""The signals that ask a process to end, as an exception: what was started is killed, and what was written is removed.

Phase: cold. May import: the standard library. Only while the command line runs: a program that uses dormant keeps its
own ways.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

# Ctrl-C is Python's own. By default these two end a process before it can clean up.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(BaseException):
    """The process was asked to end.

    Parameters:
        number: the number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def as_exceptions() -> Iterator[None]:
    """Raise `Ended` in this block for a signal that would end the process; what is ignored or handled stays so.

    Raises:
        Ended: a signal came. More of them are ignored while the block is left: `timeout` sends two.
    """
    taken = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_DFL]

    def end(number: int, _frame: FrameType | None) -> None:
        for each in taken:
            signal.signal(each, signal.SIG_IGN)
        raise Ended(number)

    try:
        for number in taken:
            signal.signal(number, end)
    except ValueError:
        # Not the main thread, which alone gets signals.
        taken = []
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
