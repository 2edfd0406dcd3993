"""Run a command once with CPython's import log switched on.

Phase: cold. May import: the standard library, `dormant.measure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..measure.process import run
from .parse import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..measure.process import Run
    from .parse import Log


def record(command: Sequence[str], environment: Mapping[str, str], *, timeout: float) -> tuple[Log, Run]:
    """Run *command* once and return its import log with what the run cost.

    Parameters:
        command: the program (a path, or a name that PATH leads to) and its arguments.
        environment: environment variables of the run; the one that asks for the log is added.
        timeout: seconds until the command is killed.

    The log covers child processes that share the command's standard error. It is empty for a program that isn't
    Python, and for an interpreter that ignores its environment (`-E`, `-I`).

    Raises:
        dormant.errors.DormantError: the command couldn't be started or didn't finish in time.
    """
    done = run(command, {**environment, "PYTHONPROFILEIMPORTTIME": "1"}, timeout=timeout)
    return parse(done.stderr), done
