"""The environments that programs are measured in: copies of one layout, made once and kept in `.bench`.

Phase: cold. May import: the standard library, `support` of the tests.

Every environment is made by `python -m venv --without-pip` and filled by uv from pinned requirements. So two
environments that hold the same packages differ in nothing, and one that holds a package more differs in that package.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
WORK = ROOT / ".bench"
sys.path.insert(0, str(ROOT / "tests"))

from support import clean_env, pythons, write_tree  # noqa: E402 - found only after the line above

__all__ = ["ROOT", "WORK", "Environment", "InstallError", "clean_env", "make", "packages", "pythons", "version",
           "write_tree"]  # fmt: skip

# Nothing that was published later is installed: dependencies have one version, too.
NEWEST = "2026-11-21"
_STAMP = "made-of.json"
_ACTIVE = """
import sys
if not any(type(finder).__module__ == "dormant" for finder in sys.meta_path):
    sys.exit("dormant is configured, but not active")
"""


class InstallError(Exception):
    """An environment can't be made; the message is the last thing that the installer said."""


class Environment(NamedTuple):
    """A virtual environment.

    Attributes:
        folder: its folder.
    """

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def site(self) -> Path:
        """Its folder of installed packages."""
        return next(self.folder.glob("lib/python*/site-packages"))

    def program(self, name: str) -> Path:
        """Return the path of an installed command."""
        return self.folder / "bin" / name


def make(
    python: str,
    name: str,
    requirements: Sequence[str] = (),
    *,
    dormant: str | None = None,
    files: Mapping[str, str] | None = None,
) -> Environment:
    """Return an environment, which is made unless one of the same contents is there.

    Parameters:
        python: the version, for example "3.13".
        name: the environment's name, with the scenario first: "peers/eager".
        requirements: what to install, as for pip.
        dormant: None to leave dormant out; otherwise what `pyproject.toml` says below `[tool.dormant]`, which is
            registered, or "" to register nothing.
        files: relative path → text, written into the folder of installed packages.

    Raises:
        InstallError: the installer failed.
    """
    interpreter = pythons.present()[python]
    contents = {
        "interpreter": interpreter,
        "requirements": list(requirements),
        "dormant": None if dormant is None else [dormant, _digest_of_sources()],
        "files": dict(files or {}),
    }
    made = Environment(WORK / "environments" / python / name)
    stamp = made.folder / _STAMP
    text = json.dumps(contents, sort_keys=True)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == text:
        return made
    _call([interpreter, "-m", "venv", "--without-pip", "--clear", made.folder])
    install = [*requirements, *([] if dormant is None else [_wheel()])]
    if install:
        _call([*_uv(), "pip", "install", "--quiet", "--exclude-newer", NEWEST, "--python", made.python, *install])
    for name in files or {}:
        # uv links what it installs to its cache: writing into the file would change it there, for everybody.
        (made.site / name).unlink(missing_ok=True)
    write_tree(made.site, files or {})
    if dormant:
        configuration = made.folder / "pyproject.toml"
        configuration.write_text(f"[tool.dormant]\n{dormant}", encoding="utf-8")
        _call([made.python, "-m", "dormant", "sync", "--config", configuration], folder=made.folder)
        _call([made.python, "-c", _ACTIVE], folder=made.folder)
    stamp.write_text(text, encoding="utf-8")
    return made


def distributions(count: int) -> dict[str, str]:
    """Return the files that make *count* distributions look installed: relative path → text."""
    return {
        f"installed_{number}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: installed-{number}\nVersion: 1.0\n"
        for number in range(count)
    }


def packages(environment: Environment) -> str:
    """Return the packages of *environment* with their versions, separated by commas."""
    listed = _call([*_uv(), "pip", "list", "--quiet", "--format", "json", "--python", environment.python])
    return ", ".join(f"{entry['name']} {entry['version']}" for entry in json.loads(listed))


def without_paths(text: str) -> str:
    """Return *text* without what only this machine has: the folders of the repository and of the user."""
    return text.replace(str(ROOT), ".").replace(str(Path.home()), "~")


@cache
def version(python: str) -> str:
    """Return the full version of a Python, for example "3.13.0"."""
    return _call([pythons.present()[python], "-c", "import platform; print(platform.python_version())"]).strip()


@cache
def _digest_of_sources() -> str:
    """Return what tells one state of dormant's sources from another."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.toml"), *ROOT.glob("src/*.pth")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _wheel() -> Path:
    """Return a wheel of dormant as it lies here."""
    folder = WORK / "wheels" / _digest_of_sources()[:16]
    if not list(folder.glob("*.whl")):
        _call([*_uv(), "build", "--quiet", "--wheel", "--out-dir", folder, ROOT])
    return next(folder.glob("*.whl"))


def _uv() -> list[str]:
    return [sys.executable, "-m", "uv"]


def _call(command: Sequence[str | Path], *, folder: Path | None = None) -> str:
    """Run *command* and return what it printed.

    Raises:
        InstallError: it failed.
    """
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=clean_env(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise InstallError(without_paths(lines[-1]) if lines else f"exit status {done.returncode}")
    return done.stdout
