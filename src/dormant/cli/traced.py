"""What `trace` and `why` share: the traced run of a command.

Phase: cold. May import: click, the standard library; `dormant.measure` and `dormant.trace` when a command runs.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from .options import prepared
from .output import note

if TYPE_CHECKING:
    from pathlib import Path

    from ..trace.record import Trace


def traced(words: tuple[str, ...], config: Path | None, packages: tuple[str, ...], timeout: float) -> Trace:
    """Run a command once and return its trace; say on standard error if it failed.

    Raises:
        click.UsageError: both a configuration and packages are given.
        DormantError: it can't be run or traced.
    """
    from ..trace.run import trace

    with prepared(words, config=config, packages=packages, timeout=timeout) as arms:
        found, done = trace(words, arms.on, timeout=timeout)
    if done.exit_code:
        said = done.last_words
        note(f"note: {shlex.join(words)} exited with {done.exit_code}" + (f": {said}" if said else ""))
    return found
