"""Which Pythons are here: on the search path, among pyenv's, and in ~/.cache/pythons.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14", "3.15")


def search_path() -> str:
    """Return the search path, and behind it the folders that commonly hold more Pythons."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    releases = [path for path in pyenv.glob("[0-9]*") if path.name.replace(".", "").isdigit()]
    newest_first = sorted(releases, key=lambda path: [int(part) for part in path.name.split(".")], reverse=True)
    folders = [Path.home() / ".cache" / "pythons" / "bin", *(path / "bin" for path in newest_first)]
    # A shim of pyenv answers even for versions that are switched off, and then fails.
    kept = [entry for entry in os.environ["PATH"].split(os.pathsep) if not entry.endswith("/shims")]
    return os.pathsep.join([*kept, *(str(folder) for folder in folders if folder.is_dir())])


def present() -> dict[str, str]:
    """Return the supported Pythons that are here, oldest first: version → path of the interpreter."""
    found = {version: shutil.which(f"python{version}", path=search_path()) for version in VERSIONS}
    return {version: path for version, path in found.items() if path}
