"""From the words of a command line to a place in which they can be run with packages deferred.

Phase: cold. May import: the standard library, `dormant.measure`, `dormant.config`.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..config import compile_file
from ..config.project import find_project
from ..errors import DormantError
from ..measure import target
from ..measure.arms import probe, require_hook, without_dormant
from ..settings import Settings
from . import dynamic, static
from .choices import Environments
from .trial import Runs, Trial
from .workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ..measure.arms import Interpreter
    from .choices import Choice
    from .effects import Finding
    from .observe import Candidate


def project_of(folder: Path, config: Path | None) -> Path | None:
    """Return the pyproject.toml that the result is for: *config*, the nearest one, or None."""
    if config is not None:
        return config
    try:
        return find_project(folder)
    except DormantError:
        return None


@dataclass
class Place:
    """What a search, or a check, needs to run commands with packages deferred.

    Attributes:
        trials: the commands.
        tests: the test suites.
        environments: makes the environment variables of the runs.
        workplace: the directory that they run in.
        runs: the count of runs.
        interpreter: the interpreter of the commands.
        existing: what the project defers.
        script_folder: the directory that the first command finds its own modules in.
        timeout: seconds until a run is killed.
        notes: what the reader should know.
    """

    trials: list[Trial]
    tests: list[Trial]
    environments: Environments
    workplace: Workplace
    runs: Runs
    interpreter: Interpreter
    existing: list[Choice]
    script_folder: Path
    timeout: float
    notes: list[str]

    def inspect(self, candidate: Candidate) -> list[Finding] | None:
        """Return the side effects of a package's import, or None if there is no such package."""
        found = dynamic.inspect(
            candidate.name,
            candidate.modules,
            candidate.before,
            python=self.interpreter.executable,
            environment=self.environments.off,
            folder=self.workplace.folder,
            script_folder=self.script_folder,
            timeout=self.timeout,
        )
        self.workplace.changes()
        if found.absent:
            return None
        shown = static.find(candidate.name, found.files)
        return static.confirmed(shown, found.findings, complete=found.complete)


def prepare(
    commands: Sequence[Sequence[str]],
    tests: Sequence[Sequence[str]],
    environment: Mapping[str, str],
    *,
    project: Path | None,
    folder: Path,
    scratch: Path,
    timeout: float,
    most_runs: int,
    stdin: Path | None = None,
    step: Callable[[int, int], None] | None = None,
) -> Place:
    """Return a place in which *commands* can be run with packages deferred.

    Parameters:
        commands: each a program and its arguments.
        tests: test suites, likewise.
        environment: the user's environment variables.
        project: the pyproject.toml whose `[tool.dormant]` table holds, if there is one.
        folder: the directory that the commands are to be run in; they get a copy of it.
        scratch: an empty directory for as long as the runs take.
        timeout: seconds until a run is killed.
        most_runs: how many runs there may be.
        stdin: a file that the commands get as standard input, but not the test suites; by default that is closed.
        step: called before each run with the number of runs done and the number there may be.

    Raises:
        DormantError: a command can't be found, isn't run by a Python with dormant, or the directory is too large.
        dormant.errors.ConfigError: the project's configuration is wrong.
    """
    clean, notes = without_dormant(environment)
    if "PYTHONHASHSEED" not in clean:
        # The order of sets would differ from run to run.
        clean["PYTHONHASHSEED"] = "0"
    words = [_resolved(command, clean) for command in [*commands, *tests]]
    interpreter = _interpreter(words[: len(commands)], clean, timeout)
    base = Settings() if project is None else compile_file(project)
    (scratch / "place").mkdir()
    (scratch / "sets").mkdir()
    workplace = Workplace(folder, scratch / "place")
    environments = Environments(clean, base, scratch / "sets")
    runs = Runs(most_runs, step)
    trials = [
        Trial(found, environments.off, workplace, runs, timeout=timeout, stdin=stdin)
        for found in words[: len(commands)]
    ]
    trials += [
        Trial(found, environments.off, workplace, runs, timeout=timeout, exit_code_only=True)
        for found in words[len(commands) :]
    ]
    for trial, typed in zip(trials, [*commands, *tests], strict=True):
        trial.label = " ".join(shlex.join(typed).split())
    return Place(
        trials[: len(commands)],
        trials[len(commands) :],
        environments,
        workplace,
        runs,
        interpreter,
        [environments.choice(name) for name in base.packages],
        _script_folder(words[0], workplace.folder),
        timeout,
        notes,
    )


def _resolved(command: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Return *command* with the absolute path of its program, as it is run in another directory."""
    return [target.program(command[0], environment), *command[1:]]


def _interpreter(commands: Sequence[Sequence[str]], environment: Mapping[str, str], timeout: float) -> Interpreter:
    """Return the one interpreter that runs all *commands*."""
    paths = {}
    for words in commands:
        path = target.interpreter(words[0], environment)
        if path is None:
            raise DormantError(
                f"which Python {words[0]} runs can't be told from its file: name the interpreter, as in "
                "`python -m MODULE`"
            )
        paths[path] = words[0]
    found = {path: probe(path, environment, timeout=timeout) for path in paths}
    for path, interpreter in found.items():
        require_hook(interpreter, paths[path])
    if len({tuple(interpreter.hooks) for interpreter in found.values()}) > 1:
        raise DormantError(f"the commands are run by several environments ({', '.join(found)}): give those of one")
    return next(iter(found.values()))


def _script_folder(words: Sequence[str], folder: Path) -> Path:
    """Return the directory that a command finds its own modules in."""
    for word in words[1:]:
        if word in ("-m", "-c"):
            break
        if word.endswith(".py") and (folder / word).is_file():
            return (folder / word).parent
    return folder
