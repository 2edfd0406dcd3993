"""Runs a command and returns its trace.

Phase: cold. May import: the standard library, `dormant.measure`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DormantError
from ..measure.process import run
from .record import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..measure.process import Run
    from .record import Trace


def trace(command: Sequence[str], environment: Mapping[str, str], *, timeout: float) -> tuple[Trace, Run]:
    """Run *command* once, with standard input closed, and return its trace with what the run printed and cost.

    Parameters:
        command: the program and its arguments.
        environment: its environment variables, with deferral on.
        timeout: seconds until it is killed.

    Raises:
        DormantError: it couldn't be started or didn't finish in time, or dormant didn't start in it.
    """
    with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
        path = Path(scratch, "trace.jsonl")
        done = run(command, {**environment, "DORMANT_TRACE": str(path)}, timeout=timeout)
        data = path.read_bytes() if path.exists() else b""
    found = read(data)
    if not found.processes:
        raise DormantError(
            f"dormant did not start in {command[0]}: check that it is installed in the environment that this runs in, "
            "that packages are named, that it is no installer, and that startup files are on (no python -S, -I or -E)"
        )
    return found, done
