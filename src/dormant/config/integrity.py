"""Whether what runs of dormant at a start is what its wheel held.

Phase: cold. May import: the standard library, `dormant.config`.

RECORD lists the files of the wheel with their checksums (PEP 376, PEP 427). Whoever changes a file and RECORD too is
not found out by this: compare the checksums with those of the published wheel then.
"""

from __future__ import annotations

import base64
import csv
from pathlib import Path
from typing import NamedTuple

from .environment import HOOK_NAME
from .startup_files import sha256_of

AS_SHIPPED, CHANGED, NOT_RECORDED, MISSING = "as shipped", "changed", "not recorded", "missing"
# What a start, an import or a program by the public functions may load, relative to the package. The configuration is
# compiled by a start that finds it changed.
_FILES = (
    "__init__.py",
    "api.py",
    "config/*.py",
    "config/never.toml",
    "engine/*.py",
    "errors.py",
    "policy.py",
    "settings.py",
)


class CheckedFile(NamedTuple):
    """One file of dormant that runs at a start.

    Attributes:
        name: its name in RECORD, such as "dormant/policy.py".
        sha256: the checksum of its contents in hexadecimal digits; "" if it can't be read.
        state: "as shipped", "changed", "not recorded" (an editable install has no entry for it) or "missing".
    """

    name: str
    sha256: str
    state: str


def recorded_checksums(site_directory: str) -> dict[str, str]:
    """Return the SHA-256 checksums, in hexadecimal digits, that the RECORD of the installed dormant lists by name."""
    found = {}
    for record in Path(site_directory).glob("dormant-*.dist-info/RECORD"):
        with record.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.reader(file):
                if len(row) > 1 and row[1].startswith("sha256="):
                    digest = row[1][len("sha256=") :]
                    found[row[0]] = base64.urlsafe_b64decode(digest + "=" * (-len(digest) % 4)).hex()
    return found


def checked_files(site_directory: str) -> list[CheckedFile]:
    """Return the startup line and the files that a start may load, each compared with RECORD.

    Parameters:
        site_directory: the directory that holds `dormant.pth` and the metadata of the installed dormant.
    """
    recorded = recorded_checksums(site_directory)
    package = Path(__file__).parents[1]
    found = [path for one in _FILES for path in package.glob(one)]
    present = [path.relative_to(package.parent).as_posix() for path in found]
    shipped = [name for name in recorded if any(Path(name).match(f"{package.name}/{one}") for one in _FILES)]
    files = [_checked(HOOK_NAME, Path(site_directory, HOOK_NAME), recorded)]
    files += [_checked(name, package.parent / name, recorded) for name in sorted({*present, *shipped})]
    return files


def _checked(name: str, path: Path, recorded: dict[str, str]) -> CheckedFile:
    found = sha256_of(path)
    if name not in recorded:
        state = NOT_RECORDED
    elif not path.is_file():
        state = MISSING
    else:
        state = AS_SHIPPED if found == recorded[name] else CHANGED
    return CheckedFile(name, found, state)
