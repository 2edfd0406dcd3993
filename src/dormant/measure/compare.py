"""One whole comparison: warm up, log the imports, measure the pairs, ask what dormant itself costs.

Phase: cold. May import: the standard library, `dormant.config`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.reach import never_waiting
from ..errors import DormantError
from .hook import start_cost
from .process import run
from .result import Comparison
from .saved import check_base
from .series import ARMS, Bench

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..importtime.parse import Log
    from .arms import Arms, Interpreter
    from .saved import Saved
    from .series import Arm

# A bare start is short: so many take about a second.
_BARE_PAIRS = 20


def compare(
    command: Sequence[str],
    arms: Arms,
    *,
    pairs: int | None = None,
    max_time: float = 8,
    warmups: int = 1,
    timeout: float = 60,
    ignore_failure: bool = False,
    base: Saved | None = None,
    step: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Run *command* off and on in turns and return what was found.

    Parameters:
        command: the program and its arguments.
        arms: how to run it off and on.
        pairs: number of pairs to measure; by default as many as fit into *max_time*.
        max_time: seconds for the pairs, if their number isn't given; at least 6 are measured all the same.
        warmups: runs of each arm beforehand.
        timeout: seconds until a run is killed.
        ignore_failure: compare a command that exits non-zero as well.
        base: saved runs that take the place of those without deferral.
        step: called before each run with the number of runs done and of all runs (0: not known yet).

    Raises:
        DormantError: nothing can be deferred, a run couldn't be started, timed out or failed, or dormant didn't start
            in the command.
    """
    _check_settings(arms)
    notes = [*arms.notes, *([] if base is None else check_base(base, command, arms.interpreter))]
    sides: tuple[Arm, ...] = ARMS if base is None else ("on",)
    bench = Bench(command, arms.off, arms.on, timeout=timeout, arms=sides, step=step)
    bench.warm_up(warmups, ignore_failure=ignore_failure)
    bench.record()
    notes += check_logs(command, arms.interpreter, bench.series.logs)
    if arms.interpreter is None or not any(log.processes for log in bench.series.logs.values()):
        _check_start(command, arms, timeout)
    pairs = pairs or bench.pairs_within(max_time)
    bench.measure(pairs, ignore_failure=ignore_failure)
    cost = None
    if base is not None:
        bench.series.off, bench.series.warmups["off"], bench.series.logs["off"] = base.runs, base.warmups, base.log
    elif arms.interpreter is not None:
        bare = min(pairs, _BARE_PAIRS)
        cost = start_cost(arms.interpreter.executable, arms.off, arms.on, pairs=bare, timeout=timeout)
    saved = None if base is None else base.path
    return Comparison(command, arms.interpreter, arms.configuration, bench.series, cost, notes, base=saved)


def _check_settings(arms: Arms) -> None:
    """Refuse settings of which nothing can be deferred: both sides would be the same, but for noise.

    Raises:
        DormantError: they are such.
    """
    settings = arms.settings
    if settings is None or settings.attributes:
        return
    never = never_waiting(settings)
    if len(never) == len(settings.packages):
        source = settings.source or "--packages"
        reasons = "; ".join(f"{name}: {why}" for name, why in never.items())
        raise DormantError(
            f"nothing of `packages` in {source} can be deferred ({reasons}), so there is nothing to "
            "compare: change that first"
        )


def _check_start(command: Sequence[str], arms: Arms, timeout: float) -> None:
    """Look for a sign of deferral in a command that writes no import log, or whose Python is not known.

    A shell may send the log elsewhere, and nothing may be named where the unknown Python looks.

    Raises:
        DormantError: there is none.
    """
    with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
        trace = Path(scratch, "trace.jsonl")
        run(command, {**arms.on, "DORMANT_TRACE": str(trace)}, timeout=timeout)
        if not trace.exists():
            raise DormantError(
                f"no Python with dormant was seen to run in {command[0]}, so there is nothing to compare: check the "
                "command, that dormant is installed in the environment of its Python, and that packages are named there"
            )


def check_logs(command: Sequence[str], interpreter: Interpreter | None, logs: Mapping[Arm, Log]) -> list[str]:
    """Return notes about what the import logs don't show.

    Parameters:
        command: the program and its arguments.
        interpreter: the interpreter that runs it, or None if that couldn't be told.
        logs: the log of each arm that was run.

    Raises:
        DormantError: the logs show that the arms aren't off and on.
    """
    on = logs["on"]
    if not any(log.processes for log in logs.values()) and interpreter is not None:
        raise DormantError(
            f"{command[0]} wrote no import log: its interpreter ignores environment variables (-E or -I?), so dormant "
            "can't be switched off for one run of it"
        )
    if on.processes and not any(row.name == "dormant" for row in on.imports):
        where = f"for {interpreter.executable}" if interpreter else "in the environment that it runs in"
        raise DormantError(
            f"dormant did not start in {command[0]}: check that it is installed {where}, and that the command doesn't "
            "switch startup files off (python -S)"
        )
    if not on.processes:
        return ["no import log was written, so that dormant started in each run couldn't be checked"]
    return []
