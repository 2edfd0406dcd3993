"""What a start of dormant itself costs in one environment.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .estimate import Estimate, estimate
from .series import Bench

if TYPE_CHECKING:
    from collections.abc import Mapping


def start_cost(
    interpreter: str, off: Mapping[str, str], on: Mapping[str, str], *, pairs: int, timeout: float
) -> Estimate:
    """Return the processor time of `python -c pass` without and with dormant, in seconds.

    A bare start pays for things that a real program needs anyway (the first look into site-packages), so this is the
    most that dormant can cost a start.

    Parameters:
        interpreter: path of a Python interpreter.
        off: environment variables without deferral.
        on: environment variables with deferral.
        pairs: number of pairs of runs.
        timeout: seconds until a run is killed.
    """
    bench = Bench([interpreter, "-c", "pass"], off, on, timeout=timeout)
    bench.warm_up(1)
    bench.measure(pairs)
    return estimate([run.cpu for run in bench.series.off], [run.cpu for run in bench.series.on])
