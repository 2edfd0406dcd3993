"""Make a virtual environment with nothing but `python3`, and install into it.

Usage: `python3 tests/support/bootstrap.py FOLDER [PIP-INSTALL-ARGUMENT...]`.

Phase: cold. May import: the standard library. It runs before anything is installed, so it stands alone.

Debian's bare `python3` can make an environment, but not put pip into it: that part of the standard library is in the
package `python3-venv`. There, pip's own wheel is taken from Debian's archive into a temporary folder. Nothing outside
FOLDER changes, and no right to install packages is needed.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Make the environment named on the command line, unless it is there, and run `pip install` in it."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER [PIP-INSTALL-ARGUMENT...]")
    folder = Path(sys.argv[1]).absolute()
    python = folder / "bin" / "python"
    if not has_pip(python):
        make_environment(folder)
    if sys.argv[2:]:
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *sys.argv[2:])


def has_pip(python: Path) -> bool:
    """Tell whether *python* is there and has pip: an environment left half made is made again."""
    if not python.exists():
        return False
    return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def make_environment(folder: Path) -> None:
    """Make a virtual environment with a current pip at *folder*."""
    bare = importlib.util.find_spec("ensurepip") is None
    run(sys.executable, "-m", "venv", "--clear", *(["--without-pip"] if bare else []), folder)
    python = folder / "bin" / "python"
    with tempfile.TemporaryDirectory() as temporary:
        pip = [pip_from_debian(Path(temporary)) / "pip"] if bare else ["-m", "pip"]
        # Dependency groups and the newest Pythons need a newer pip than old interpreters carry.
        run(python, *pip, "install", "--quiet", "--disable-pip-version-check", "--upgrade", "pip>=25.1")


def pip_from_debian(folder: Path) -> Path:
    """Return the wheel of pip that Debian's package `python3-pip-whl` holds, unpacked below *folder*."""
    if not shutil.which("apt-get"):
        sys.exit(f"{sys.executable} has neither pip nor ensurepip; install its venv package and try again")
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True)
    # A fresh system may have no package lists yet: read them into a folder of our own, as any user may.
    options = ["-q", "-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={folder}", "-o", "APT::Sandbox::User="]
    run("apt-get", *options, "update", cwd=folder)
    run("apt-get", *options, "download", "python3-pip-whl", cwd=folder)
    run("dpkg-deb", "-x", next(folder.glob("python3-pip-whl_*.deb")), folder)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))


def run(*command: str | Path, cwd: Path | None = None) -> None:
    """Run *command*; when it fails, show what it said and stop."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{' '.join(words)} exited {done.returncode}")


if __name__ == "__main__":
    main()
