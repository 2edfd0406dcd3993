"""Runs a command and returns its trace.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.measure`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import compile_file
from ..errors import DormantError
from ..measure.process import run
from ..settings import FILE_NAME, dump
from .record import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..measure.process import Run
    from .record import Trace


def compiled(environment: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Return *environment* with the configuration that it names compiled once, instead of at each start.

    Parameters:
        environment: environment variables; DORMANT_CONFIG may name a pyproject.toml.
        scratch: a directory for the compiled file, which must last as long as the runs.

    Raises:
        dormant.errors.ConfigError: the configuration holds faults.
    """
    config = environment.get("DORMANT_CONFIG")
    if not config or config.endswith(FILE_NAME):
        return dict(environment)
    path = scratch / FILE_NAME
    path.write_bytes(dump(compile_file(config)))
    return {**environment, "DORMANT_CONFIG": str(path)}


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
        with tempfile.TemporaryDirectory(prefix="settings-", dir=scratch) as folder:
            done = run(command, {**compiled(environment, Path(folder)), "DORMANT_TRACE": str(path)}, timeout=timeout)
        data = path.read_bytes() if path.exists() else b""
    found = read(data)
    if not found.processes:
        raise DormantError(
            f"dormant did not start in {command[0]}: check that it is installed in the environment that this runs in, "
            "that packages are named, that it is no installer, and that startup files are on (no python -S, -I or -E)"
        )
    return found, done
