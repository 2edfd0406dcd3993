"""What `trace` and `why` share: the traced run of a command.

Phase: cold. May import: click, the standard library; `dormant.measure` and `dormant.trace` when a command runs.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .options import check_configuration
from .output import note

if TYPE_CHECKING:
    from ..trace.record import Trace

def traced(words: tuple[str, ...], config: Path | None, packages: tuple[str, ...], timeout: float) -> Trace:
    """Run a command once and return its trace; say on standard error if it failed.

    Raises:
        click.UsageError: both a configuration and packages are given.
        DormantError: it can't be run or traced.
    """
    check_configuration(config, packages)
    from ..measure.arms import prepare
    from ..trace.run import trace

    with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
        arms = prepare(
            words,
            os.environ,
            config=config,
            packages=packages,
            scratch=Path(scratch),
            folder=Path.cwd(),
            timeout=timeout,
        )
        found, done = trace(words, arms.on, timeout=timeout)
    if done.exit_code:
        said = done.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
        note(f"note: {shlex.join(words)} exited with {done.exit_code}" + (f": {said[-1]}" if said else ""))
    return found
