"""The project that a command runs in: its pyproject.toml, and the table that `dormant init` writes into it.

Phase: cold. May import: the standard library, tomlkit, `dormant.config`. The hook never looks for a project.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import ConfigError, DormantError
from .environment import replace_file
from .options import OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "pyproject.toml"


def find_project(folder: Path) -> Path:
    """Return the path of the nearest pyproject.toml in *folder* or above it.

    Raises:
        DormantError: there is none.
    """
    folder = folder.absolute()
    for candidate in (folder, *folder.parents):
        path = candidate / FILE_NAME
        if os.path.isfile(path):  # noqa: PTH113 - of a folder that can't be searched, pathlib raises
            return path
    raise DormantError(f"there is no {FILE_NAME} in {folder} or above it; make one (it may be empty) or use --config")


def other_project(registered: str, folder: Path) -> Path | None:
    """Return the pyproject.toml of the project that *folder* is in, if it configures dormant and is another one.

    Parameters:
        registered: the path of the pyproject.toml that is in force.
        folder: the directory to look in, and above it.
    """
    try:
        here = find_project(folder)
        concerned = b"tool.dormant" in here.read_bytes()
    except (DormantError, OSError):
        return None
    try:
        return here if concerned and not here.samefile(registered) else None
    except OSError:
        # What is registered is gone.
        return here


def table_text() -> str:
    """Return the `[tool.dormant]` table that a new project gets, each key with its description."""
    lines = ["[tool.dormant]"]
    for option in OPTIONS:
        lines.append(f"# {option.description}")
        needed = option.key == "packages"
        lines += [line if needed else f"# {line}" for line in option.example.split("\n")]
    return "\n".join(lines) + "\n"


def with_table(path: Path) -> tuple[str, str]:
    """Return the text of a pyproject.toml as it is, and as it is with a `[tool.dormant]` table.

    Parameters:
        path: the file; it is known to be TOML and UTF-8.

    The two are equal if there is a table already. Otherwise the new one comes last, and all else is kept as it is.

    Raises:
        ConfigError: the file is written in such a way that no table can be added to it.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = path.read_bytes().decode("utf-8")
    try:
        tool = tomlkit.parse(text).get("tool", {})
        if "dormant" in tool:
            return text, text
        newline = "\r\n" if "\r\n" in text else "\n"
        ended = text if not text or text.endswith("\n") else text + newline
        blank = "" if not text.strip() or ended.endswith(("\n\n", "\n\r\n")) else newline
        new = ended + blank + table_text().replace("\n", newline)
        tomlkit.parse(new)
    except TOMLKitError as error:
        why = str(error).rstrip(".")
        fault = f"{path}:1:1: [tool.dormant] can't be added to it ({why}); write the table by hand"
        raise ConfigError([fault]) from error
    return text, new


def write_project(path: Path, text: str) -> None:
    """Give a pyproject.toml a new text, in one step, through a symbolic link if it is one.

    Raises:
        DormantError: it can't be written.
    """
    real = str(path.resolve())
    # Replacing it would do, but whoever took the permission away wants it as it is.
    if os.path.isfile(real) and not os.access(real, os.W_OK):  # noqa: PTH113
        raise DormantError(f"{path} is read-only; let it be written, or write the table by hand")
    try:
        replace_file(real, text.encode("utf-8"), like=real)
    except OSError as error:
        raise DormantError(f"{path} can't be written ({error.strerror}); write the table by hand") from error
