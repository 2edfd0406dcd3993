"""Which program a command runs, and which Python interpreter runs it.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DormantError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PYTHON = re.compile(r"python(\d+(\.\d+)?t?)?(\.exe)?$")
# Installers write this where the interpreter's path is too long for a `#!` line, or holds a space.
_LONG = re.compile(rb"""'''exec' (?:"([^"\n]+)"|'([^'\n]+)'|(\S+)) """)


def program(command: str, environment: Mapping[str, str]) -> str:
    """Return the absolute path of the program that *command* names, found as a shell finds it.

    Raises:
        DormantError: there is no such program.
    """
    found = shutil.which(command, path=environment.get("PATH", os.defpath))
    if found is None:
        what = "is not an executable file" if os.sep in command else "is not on PATH"
        raise DormantError(f"{command} {what}: check the command after --")
    # Links stay as they are: the python of a virtual environment is one.
    return str(Path(found).absolute())


def interpreter(path: str, environment: Mapping[str, str]) -> str | None:
    """Return the Python interpreter that runs the program at *path*, or None if that can't be told.

    Parameters:
        path: a program: an interpreter itself, or a script whose `#!` line names one.
        environment: environment variables, for `#!/usr/bin/env python`.

    A program that starts Python by itself (`uv run`, `make`, a shell script) is not seen through.
    """
    if _PYTHON.match(Path(path).name):
        return path
    try:
        with Path(path).open("rb") as file:
            line, _, rest = file.read(4096).partition(b"\n")
    except OSError:
        return None
    if not line.startswith(b"#!"):
        return None
    named, *arguments = os.fsdecode(line[2:]).split() or [""]
    if Path(named).name == "env":
        wanted = next((word for word in arguments if not word.startswith("-") and "=" not in word), "")
        return shutil.which(wanted, path=environment.get("PATH", os.defpath)) if _PYTHON.match(wanted) else None
    if Path(named).name == "sh" and (match := _LONG.search(rest)):
        named = os.fsdecode(next(filter(None, match.groups())))
    return named if _PYTHON.match(Path(named).name) else None
