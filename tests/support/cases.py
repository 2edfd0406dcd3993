"""One suite for all engines: the same program with dormant off and on, in real interpreters.

A case is a tree of modules with a `main.py`. It runs twice in an environment that has dormant; what it prints and its
exit code must be the same, and the modules named as asleep must be loaded in the eager run only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from dormant.settings import FILE_NAME, Settings, dump

from . import Environment, clean_env, run, write_tree

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence
    from pathlib import Path

REPORTER = """\
import atexit, os, sys
if "CASE_REPORT" in os.environ:
    def report():
        with open(os.environ["CASE_REPORT"], "w") as file:
            file.write(chr(10).join(sys.modules))
    atexit.register(report)
"""


@dataclass
class Outcome:
    """What one run of a case did."""

    process: subprocess.CompletedProcess[str]
    modules: set[str] = field(default_factory=set)

    @property
    def stdout(self) -> str:
        """What it printed."""
        return self.process.stdout

    @property
    def stderr(self) -> str:
        """What it wrote to standard error."""
        return self.process.stderr


@dataclass
class Case:
    """Runs programs off and on in one environment."""

    environment: Environment
    folder: Path

    def run(self, settings: Settings | None, command: Sequence[str], env: Mapping[str, str]) -> Outcome:
        """Run *command* with these settings registered, or with dormant off."""
        (self.environment.site / FILE_NAME).write_bytes(dump(settings or Settings()))
        report = self.folder / ".modules"
        report.unlink(missing_ok=True)
        process = run(
            [self.environment.python, *command],
            cwd=self.folder,
            env=clean_env(CASE_REPORT=str(report), DORMANT="0" if settings is None else "1", **env),
            check=False,
        )
        return Outcome(process, set(report.read_text().split("\n")) if report.exists() else set())

    def check(
        self,
        files: Mapping[str, str],
        packages: Sequence[str] = ("heavy",),
        *,
        asleep: Sequence[str] = (),
        awake: Sequence[str] = (),
        command: Sequence[str] = ("main.py",),
        stderr: bool = True,
        env: Mapping[str, str] | None = None,
        exit_code: int = 0,
        **settings: object,
    ) -> Outcome:
        """Run the program off and on and compare.

        Parameters:
            files: the tree; `main.py` is what the default command runs.
            packages: the packages that are deferred.
            asleep: modules that the eager run loads and the deferred run must not load.
            awake: modules that both runs must load.
            stderr: whether standard error must be the same too.
            settings: more of `Settings`.

        Returns:
            The outcome of the deferred run.
        """
        write_tree(self.folder, files)
        eager = self.run(None, command, env or {})
        lazy = self.run(Settings(tuple(packages), **settings), command, env or {})  # type: ignore[arg-type]
        assert eager.process.returncode == exit_code, eager.stderr
        assert lazy.stdout == eager.stdout, lazy.stderr
        assert lazy.process.returncode == exit_code, lazy.stderr
        if stderr:
            assert _stable(lazy.stderr) == _stable(eager.stderr)
        assert set(asleep) <= eager.modules
        assert not set(asleep) & lazy.modules
        assert set(awake) <= eager.modules & lazy.modules
        return lazy

    def lazy(
        self,
        files: Mapping[str, str],
        packages: Sequence[str] = ("heavy",),
        *,
        command: Sequence[str] = ("main.py",),
        env: Mapping[str, str] | None = None,
        exit_code: int = 0,
        **settings: object,
    ) -> Outcome:
        """Run the program on only: for cases where the time of first use rightly shows."""
        write_tree(self.folder, files)
        outcome = self.run(Settings(tuple(packages), **settings), command, env or {})  # type: ignore[arg-type]
        assert outcome.process.returncode == exit_code, outcome.stderr
        return outcome


def _stable(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x", text)


def report_from(environment: Environment) -> None:
    """Have each program of *environment* say what modules it has at its end.

    Not by `sitecustomize`: Debian has one of its own in the standard library, which comes first.
    """
    (environment.site / "_case_report.py").write_text(REPORTER)
    (environment.site / "_case_report.pth").write_text("import _case_report\n")


@pytest.fixture(scope="session")
def case_environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The environment that all cases run in, one after the other."""
    environment = Environment(tmp_path_factory.mktemp("conformance") / "venv")
    report_from(environment)
    return environment


@pytest.fixture
def case(case_environment: Environment, tmp_path: Path) -> Case:
    """Runs programs off and on, in a folder of this test's own."""
    return Case(case_environment, tmp_path)
