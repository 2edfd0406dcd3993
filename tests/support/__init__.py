"""What the tests share: clean child interpreters, throwaway environments, trees of modules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"


def clean_env(**extra: str) -> dict[str, str]:
    """Return this process's environment without anything that steers Python or dormant, plus *extra*.

    A shell that exports PYTHONDONTWRITEBYTECODE would make every child compile everything at every start.
    """
    steering = ("PYTHON", "DORMANT", "COV", "VIRTUAL_ENV")
    return {**{key: value for key, value in os.environ.items() if not key.startswith(steering)}, **extra}


def run(
    command: Sequence[str | os.PathLike[str]],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 60,
    check: bool = True,
    stdin: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run *command* in a clean environment and return what it printed; fail with its output when it exits non-zero."""
    done = subprocess.run(
        [os.fspath(word) for word in command],
        cwd=cwd,
        env=clean_env() if env is None else dict(env),
        capture_output=True,
        text=True,
        input=stdin,
        timeout=timeout,
    )
    if check and done.returncode != 0:
        said = f"--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"
        raise AssertionError(f"{command} exited {done.returncode}\n{said}")
    return done


def write_tree(folder: Path, files: Mapping[str, str]) -> Path:
    """Write *files* (relative path → dedented text) below *folder* and return *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


class Environment:
    """A real virtual environment with dormant put in by hand, made in tens of milliseconds.

    It holds what the wheel would put there: the `.pth` line, and the package by a path line (as an editable install
    does). What pip and uv really do is tested in tests/packaging.
    """

    def __init__(self, folder: Path, *, system_site_packages: bool = False) -> None:
        self.folder = folder
        flags = ["--system-site-packages"] if system_site_packages else []
        run([sys.executable, "-m", "venv", "--without-pip", *flags, folder])
        self.python = folder / "bin" / "python"
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        self.site = folder / "lib" / version / "site-packages"
        shutil.copy(SRC / "dormant.pth", self.site / "dormant.pth")
        (self.site / "_editable_impl_dormant.pth").write_text(f"{SRC}\n")

    def run(self, *args: str | os.PathLike[str], **options: object) -> subprocess.CompletedProcess[str]:
        """Run this environment's Python with *args* (see `run`)."""
        return run([self.python, *args], **options)  # type: ignore[arg-type]


def with_libraries(environment: Environment) -> Environment:
    """Let an environment see the libraries of the Python that runs the tests, such as tomli on 3.10."""
    (environment.site / "_libraries.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    return environment


def difference(reason: str, *, when: bool = sys.version_info < (3, 15)) -> pytest.MarkDecorator:
    """Pin a difference from the eager program that docs/differences.md lists: the test fails as soon as it is gone."""
    return pytest.mark.xfail(when, strict=True, reason=reason)
