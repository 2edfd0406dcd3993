"""The files that run or change paths at each start of this environment's Python, and who installed them.

Phase: cold. May import: the standard library, `dormant.config`.
"""

from __future__ import annotations

import hashlib
import os
import site
import stat
import sys
from pathlib import Path
from typing import NamedTuple

from .environment import site_directories
from .installed import find_module

# Whether `site` passes over hidden files; 3.10 to 3.12 do so since some bug-fix release (gh-113659).
SKIPS_HIDDEN = sys.version_info >= (3, 13) or "UF_HIDDEN" in site.addpackage.__code__.co_names
# Whether it runs `.start` files (PEP 829); since then spaces before a line of a `.pth` file do not count.
RUNS_START_FILES = sys.version_info >= (3, 15)


class StartupFile(NamedTuple):
    """One file that `site` processes at start.

    Attributes:
        path: its absolute path.
        owner: the distribution that installed it, as "name version"; "" if no RECORD lists it.
        sha256: the checksum of its contents in hexadecimal digits; "" if it can't be read.
        runs_code: whether it runs code, and not only adds to `sys.path`.
    """

    path: Path
    owner: str
    sha256: str
    runs_code: bool


def startup_files() -> list[StartupFile]:
    """Return what this environment's starts read, in that order: `.pth` and `.start` files, and the customisers.

    Those are `sitecustomize` and, where the user's site directory counts, `usercustomize`.
    """
    endings = (".pth", ".start") if RUNS_START_FILES else (".pth",)
    files = []
    for directory in map(Path, site_directories()):
        paths = sorted(path for path in directory.glob("*") if path.name.endswith(endings))
        files += [_describe(path) for path in paths if not (SKIPS_HIDDEN and _is_hidden(path))]
    for name in ("sitecustomize", *(("usercustomize",) if site.ENABLE_USER_SITE else ())):
        spec = find_module(name)
        if spec is not None and spec.has_location and spec.origin:
            files.append(_describe(Path(spec.origin)))
    return files


def _is_hidden(path: Path) -> bool:
    """Tell whether a file is hidden, by its name or by what the file system says of it."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    flags = getattr(status, "st_flags", 0) & stat.UF_HIDDEN
    attributes = getattr(status, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN
    return path.name.startswith(".") or bool(flags or attributes)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 checksum of a file in hexadecimal digits, or "" if it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _describe(path: Path) -> StartupFile:
    return StartupFile(path, _owner(path), sha256_of(path), _runs_code(path))


def _runs_code(path: Path) -> bool:
    if not path.name.endswith(".pth"):
        return True
    if RUNS_START_FILES and path.with_name(path.name[: -len("pth")] + "start").exists():
        # Then `site` passes over the lines of code.
        return False
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return False
    if RUNS_START_FILES:
        lines = [line.strip() for line in lines]
    return any(line.startswith(("import ", "import\t")) for line in lines)


def _owner(path: Path) -> str:
    entry = f"{path.name},"
    for record in sorted(path.parent.glob("*.dist-info/RECORD")):
        try:
            text = record.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if entry in text and any(line.startswith(entry) for line in text.splitlines()):
            return record.parent.name.removesuffix(".dist-info").replace("-", " ")
    return ""
