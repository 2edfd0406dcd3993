"""The files that run or change paths at each start of this environment's Python, and who installed them.

Phase: cold. May import: the standard library, `dormant.config`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from .environment import site_directories
from .installed import find_module

CUSTOMISERS = ("sitecustomize", "usercustomize")


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
    """Return the `.pth` and `.start` files, `sitecustomize` and `usercustomize` of this environment, in that order."""
    files = []
    for directory in map(Path, site_directories()):
        # `site` passes over hidden ones.
        names = sorted(path.name for ending in ("*.pth", "*.start") for path in directory.glob(ending))
        files += [_describe(directory / name) for name in names if not name.startswith(".")]
    for name in CUSTOMISERS:
        spec = find_module(name)
        if spec is not None and spec.has_location and spec.origin:
            files.append(_describe(Path(spec.origin)))
    return files


def sha256_of(path: Path) -> str:
    """Return the SHA-256 checksum of a file in hexadecimal digits, or "" if it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _describe(path: Path) -> StartupFile:
    return StartupFile(path, _owner(path), sha256_of(path), _runs_code(path))


def _runs_code(path: Path) -> bool:
    if path.suffix != ".pth":
        return True
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
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
