"""Commands as titles.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 70


def title(command: Sequence[str]) -> str:
    """Return a command with its program by name, not by path."""
    return shlex.join([Path(command[0]).name, *command[1:]])


def short_title(command: Sequence[str]) -> str:
    """Return the title of a command in one line that is not too long."""
    text = " ".join(title(command).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
