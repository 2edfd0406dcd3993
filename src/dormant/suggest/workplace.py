"""The directory that the runs work in: a copy of the user's, put back to what it was after each run.

Phase: cold. May import: the standard library.

Each run so finds the same files, under the same path, and what it wrote can be compared. Bytecode caches are left as
they become: they are no output, and without them each run would compile anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DormantError
from .volatile import filtered

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FILES = 5000
MOST_BYTES = 200 * 2**20
_CACHE = "__pycache__"
# Too large to be copied, and no command's work: the copy has links to the real ones, wherever they are.
_LINKED = frozenset((".git", ".hg", ".venv", "venv", ".tox", ".nox", "node_modules"))

Changes = dict[str, str]


class Workplace:
    """A copy of a directory.

    Parameters:
        original: the directory that the user is in.
        scratch: an empty directory for the copies, which must last as long as the runs.

    Attributes:
        original: that directory.
        folder: the copy that the runs work in.

    Raises:
        DormantError: the directory is too large to be copied.
    """

    def __init__(self, original: Path, scratch: Path) -> None:
        self.original = original
        self.folder = scratch / "work"
        self._kept = scratch / "kept"
        _refuse_large(original)

        def left_out(folder: str, names: list[str]) -> set[str]:
            # The copies may lie in the very directory: where it is the one for temporary files.
            return _left_out(folder, names) | {name for name in names if Path(folder, name).resolve() == scratch}

        scratch = scratch.resolve()
        shutil.copytree(original, self._kept, symlinks=True, ignore=left_out)
        for path in _linked(original):
            (self._kept / path.relative_to(original)).symlink_to(path.resolve())
        shutil.copytree(self._kept, self.folder, symlinks=True)
        self._folders = [str(path.relative_to(self._kept)) for path in _folders(self._kept)]
        self._files = _files(self._kept)
        self._stamps = {name: _stamp(self.folder / name) for name in self._files}

    def changes(self) -> Changes:
        """Return what the last run wrote: for each file its checksum, or "removed"; then put everything back."""
        changed: Changes = {}
        now = _files(self.folder)
        for name in sorted(now | self._files):
            path = self.folder / name
            if name not in now:
                changed[name] = "removed"
            elif name not in self._files or self._differs(name):
                changed[name] = _checksum(path)
        self._restore(now, changed)
        return changed

    def _differs(self, name: str) -> bool:
        path = self.folder / name
        return _stamp(path) != self._stamps[name] and _checksum(path) != _checksum(self._kept / name)

    def _restore(self, now: set[str], changed: Changes) -> None:
        # All removals come first: a file may have taken the place of a directory, or the other way round.
        for name in changed:
            if name in now or name in self._files:
                _remove(self.folder / name)
        for name in self._folders:
            (self.folder / name).mkdir(exist_ok=True)
        for name in self._files.intersection(changed):
            shutil.copy2(self._kept / name, self.folder / name, follow_symlinks=False)
        for name in self._files:
            self._stamps[name] = _stamp(self.folder / name)
        for path in reversed(list(_folders(self.folder))):
            if not (self._kept / path.relative_to(self.folder)).exists():
                # A directory with a bytecode cache in it stays.
                with contextlib.suppress(OSError):
                    path.rmdir()


def _left_out(folder: str, names: list[str]) -> set[str]:
    special = {name for name in names if not _is_plain(Path(folder, name))}
    return special | (_LINKED & set(names))


def _is_plain(path: Path) -> bool:
    return path.is_symlink() or path.is_file() or path.is_dir()


def _walk(folder: Path, leave_out: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Yield the files in *folder*, and the links to directories."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != _CACHE and name not in leave_out]
        yield from (Path(parent, name) for name in files)
        yield from (Path(parent, name) for name in folders if Path(parent, name).is_symlink())


def _folders(folder: Path) -> Iterator[Path]:
    """Yield the directories in *folder*, each before those in it."""
    for parent, folders, _ in os.walk(folder):
        yield from (Path(parent, name) for name in folders if not Path(parent, name).is_symlink())


def _linked(folder: Path) -> Iterator[Path]:
    """Yield what the copy of *folder* has links to."""
    for parent, folders, files in os.walk(folder):
        yield from (
            Path(parent, name) for name in (*folders, *files) if name in _LINKED and Path(parent, name).exists()
        )
        folders[:] = [name for name in folders if name not in _LINKED]


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in _walk(folder) if path.suffix != ".pyc"}


def _refuse_large(folder: Path) -> None:
    size = 0
    for count, path in enumerate(_walk(folder, _LINKED), 1):
        with contextlib.suppress(OSError):
            size += path.lstat().st_size
        if count > MOST_FILES or size > MOST_BYTES:
            raise DormantError(
                f"{folder} is too large to be copied for each run (more than {MOST_FILES} files or "
                f"{MOST_BYTES // 2**20} MiB): start in a directory with only what the commands work on"
            )


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = path.lstat()
    except OSError:
        return (0, 0, 0)
    return status.st_mtime_ns, status.st_size, status.st_mode


def _checksum(path: Path) -> str:
    if path.is_symlink():
        return f"link to {path.readlink()}"
    try:
        return hashlib.sha256(filtered(path.read_bytes())[0]).hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
