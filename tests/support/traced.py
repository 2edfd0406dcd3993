"""A program that runs with DORMANT_TRACE set, in a real interpreter; fixtures for it and for the command line."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from dormant import cli
from dormant.config import compile_file
from dormant.settings import FILE_NAME, dump
from dormant.trace.record import read

from . import clean_env, run, write_tree

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from dormant.trace.record import Load, Trace

    from . import Environment

    Command = Callable[..., tuple[str, str]]


@dataclass
class Program:
    """A tree of modules with a `main.py`, and an environment with dormant.

    Attributes:
        environment: the environment.
        folder: where the modules are.
        done: the last run.
    """

    environment: Environment
    folder: Path
    done: subprocess.CompletedProcess[str] | None = field(default=None, init=False)

    @property
    def file(self) -> Path:
        """The file that the trace goes to."""
        return self.folder / "trace.jsonl"

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.folder / "pyproject.toml"

    def write(self, files: Mapping[str, str], **keys: Any) -> None:
        """Write the modules, and a configuration with these keys, which defers `heavy` unless told otherwise."""
        write_tree(self.folder, files)
        table = {"packages": ["heavy"], **keys}
        lines = [f"{key} = {json.dumps(value)}" for key, value in table.items() if not isinstance(value, dict)]
        lines += [
            f"[tool.dormant.{key}]\n" + "\n".join(f"{name} = {json.dumps(item)}" for name, item in value.items())
            for key, value in table.items()
            if isinstance(value, dict)
        ]
        self.config.write_text("[tool.dormant]\n" + "\n".join(lines) + "\n", encoding="utf-8")

    def start(self, *command: str, code: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the program with tracing on, and fail if it doesn't exit with *code*."""
        settings = self.folder / FILE_NAME
        settings.write_bytes(dump(compile_file(self.config)))
        environment = {"DORMANT_CONFIG": str(settings), "DORMANT_TRACE": str(self.file), **variables}
        self.done = run(
            [self.environment.python, *(command or ("main.py",))],
            cwd=self.folder,
            env=clean_env(**environment),
            check=False,
        )
        assert self.done.returncode == code, self.done.stdout + self.done.stderr
        return self.done

    def trace(
        self,
        files: Mapping[str, str],
        *command: str,
        code: int = 0,
        variables: Mapping[str, str] | None = None,
        **keys: Any,
    ) -> Trace:
        """Write the modules, run the program and return its trace."""
        self.write(files, **keys)
        self.start(*command, code=code, **(variables or {}))
        return self.read()

    def read(self) -> Trace:
        """Return what was recorded; every line must be whole."""
        found = read(self.file.read_bytes())
        assert found.damaged == 0
        return found


@pytest.fixture
def program(shared_environment: Environment, tmp_path: Path) -> Program:
    """Return a program that is still to be written."""
    return Program(shared_environment, tmp_path)


@pytest.fixture
def dormant(program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs the command line in the program's folder and returns what it prints."""
    for name in set(os.environ) - set(clean_env()):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{program.environment.folder / 'bin'}:{os.environ['PATH']}")
    monkeypatch.chdir(program.folder)

    def command(*words: str, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        status = cli.main(words)
        printed = capsys.readouterr()
        assert status == code, printed.out + printed.err
        return printed.out, printed.err

    return command


def places(load: Load) -> list[tuple[str, int, str]]:
    """Return (module, line, function) of each frame of *load*."""
    return [(frame.module, frame.line, frame.function) for frame in load.frames]


def by_module(trace: Trace) -> dict[str, Load]:
    """Return the loads of *trace* by name of the module."""
    return {load.module: load for load in reversed(trace.loads)}


def names(items: Sequence[Any]) -> list[str]:
    """Return the modules of loads, or the texts of statements."""
    return [getattr(item, "module", None) or str(item) for item in items]
