"""A program that runs with DORMANT_TRACE set, in a real interpreter."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dormant.trace.record import read

from . import clean_env, run, write_tree

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dormant.trace.record import Load, Trace

    from . import Environment


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
        environment = {"DORMANT_CONFIG": str(self.config), "DORMANT_TRACE": str(self.file), **variables}
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


def places(load: Load) -> list[tuple[str, int, str]]:
    """Return (module, line, function) of each frame of *load*."""
    return [(frame.module, frame.line, frame.function) for frame in load.frames]


def by_module(trace: Trace) -> dict[str, Load]:
    """Return the loads of *trace* by name of the module."""
    return {load.module: load for load in reversed(trace.loads)}


def names(items: Sequence[Any]) -> list[str]:
    """Return the modules of loads, or the texts of statements."""
    return [getattr(item, "module", None) or str(item) for item in items]
