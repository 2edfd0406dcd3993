"""Run a command with CPython's import log switched on.

Phase: cold. May import: the standard library, `dormant.measure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..measure.process import run
from .parse import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..measure.process import Run
    from .parse import Log

Arm = TypeVar("Arm", bound=str)
_ROUNDS = 3
# Seconds that one run in each environment may take for another round to be worth its time.
QUICK = 5.0


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


def quickest(
    command: Sequence[str],
    environments: Mapping[Arm, Mapping[str, str]],
    *,
    timeout: float,
    tick: Callable[[], None] = lambda: None,
) -> dict[Arm, tuple[Log, Run]]:
    """Run *command* in each environment in turns, and return the quickest log of each with its run.

    What disturbs a run only ever adds to its import times. Three rounds are made, but only one if that takes longer
    than `QUICK`.

    Parameters:
        command: the program and its arguments.
        environments: environment variables, by the names that the result has.
        timeout: seconds until a run is killed.
        tick: called before each run.

    Raises:
        dormant.errors.DormantError: a run couldn't be started or didn't finish in time.
    """
    found: dict[Arm, tuple[Log, Run]] = {}
    for _ in range(_ROUNDS):
        for arm, environment in environments.items():
            tick()
            log, done = record(command, environment, timeout=timeout)
            if arm not in found or log.total < found[arm][0].total:
                found[arm] = log, done
        if sum(done.wall for _, done in found.values()) > QUICK:
            break
    return found
