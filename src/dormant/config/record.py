"""The entry of the settings file in RECORD, the list of files that an uninstall of dormant removes.

Phase: cold. May import: the standard library, `dormant.config.environment`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .environment import remove_leftovers, replace_file

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


def add_to_record(site_directory: str | os.PathLike[str], name: str) -> bool:
    """Enter a file into the RECORD of the installed dormant; a second time changes nothing.

    Parameters:
        site_directory: the directory that dormant is installed in.
        name: the file, relative to that directory; without a hash, as its contents change.

    Returns:
        whether there is a RECORD. A hand-made environment, or one of a system's package manager, may have none.

    Raises:
        OSError: RECORD can't be written.
    """
    found = False
    for record, lines in _records(site_directory):
        found = True
        if not _entries(lines, name):
            ending = b"\r\n" if lines and lines[-1].endswith(b"\r\n") else b"\n"
            if lines and not lines[-1].endswith(b"\n"):
                lines[-1] += ending
            _write(record, [*lines, f"{name},,".encode() + ending])
    return found


def remove_from_record(site_directory: str | os.PathLike[str], name: str) -> None:
    """Take a file out of the RECORD of the installed dormant, if it is there.

    Raises:
        OSError: RECORD can't be written.
    """
    for record, lines in _records(site_directory):
        entries = _entries(lines, name)
        if entries:
            _write(record, [line for line in lines if line not in entries])


def _records(site_directory: str | os.PathLike[str]) -> Iterator[tuple[Path, list[bytes]]]:
    for record in sorted(Path(site_directory).glob("dormant-*.dist-info/RECORD")):
        remove_leftovers(str(record))
        yield record, record.read_bytes().splitlines(keepends=True)


def _entries(lines: list[bytes], name: str) -> list[bytes]:
    return [line for line in lines if line.partition(b",")[0] == name.encode()]


def _write(record: Path, lines: list[bytes]) -> None:
    replace_file(str(record), b"".join(lines), like=str(record))
