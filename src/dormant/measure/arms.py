"""The two environments that a command is compared in: dormant off and dormant on.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.settings`.
"""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..config import compile_file, compile_table, is_compiled, settings_of
from ..config.environment import HOOK_NAME, Environment, find_environment, is_writable
from ..config.project import find_project, other_project
from ..config.state import Kind, state_of
from ..errors import ConfigError, DormantError
from ..settings import FILE_NAME, dump
from . import target
from .process import run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..settings import Settings

_PROBE = f"""
import json, os, site, sys
folders = site.getsitepackages() + ([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])
print(json.dumps({{
    "executable": sys.executable,
    "implementation": sys.implementation.name,
    "version": sys.version.split()[0],
    "hooks": [folder for folder in folders if os.path.isfile(os.path.join(folder, {HOOK_NAME!r}))],
}}))
"""
# Prints which of the names after "--" no finder knows, with the folders before it on the path, as for a script there.
_FIND = """
import sys
from importlib.util import find_spec
place = sys.argv.index("--")
sys.path[1:1] = sys.argv[1:place]
for name in sys.argv[place + 1:]:
    try:
        if find_spec(name) is None:
            print(name)
    except (ImportError, ValueError):
        pass
"""
_NAMES = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy"}


@dataclass(frozen=True)
class Interpreter:
    """The Python interpreter of a command.

    Attributes:
        executable: its path.
        implementation: its name as in `sys.implementation`.
        version: for example "3.13.0".
        hooks: the site directories of its environment that hold `dormant.pth`.
    """

    executable: str
    implementation: str
    version: str
    hooks: list[str]

    def __str__(self) -> str:
        """Return name and version."""
        return f"{_NAMES.get(self.implementation, self.implementation)} {self.version}"

    def as_json(self) -> dict[str, Any]:
        """Return the attributes as plain values."""
        return asdict(self)


@dataclass
class Arms:
    """How to run a command off and on.

    Attributes:
        off: environment variables without deferral.
        on: environment variables with deferral.
        interpreter: the interpreter of the command, or None if it couldn't be told.
        configuration: what is deferred in the arm "on", in words.
        settings: the same as settings, or None if they couldn't be told.
        notes: what the reader should know.
    """

    off: dict[str, str]
    on: dict[str, str]
    interpreter: Interpreter | None
    configuration: str
    settings: Settings | None = None
    notes: list[str] = field(default_factory=list)


def prepare(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    config: Path | None = None,
    packages: Sequence[str] = (),
    scratch: Path,
    folder: Path,
    timeout: float = 60,
) -> Arms:
    """Find out how to run *command* off and on.

    Parameters:
        command: the program and its arguments.
        environment: the user's environment variables.
        config: a `pyproject.toml` to use instead of the registered one.
        packages: import names to defer instead of any configuration.
        scratch: an empty directory for the settings file, which must last as long as the comparison.
        folder: the directory in which to look for a project.
        timeout: seconds until a run of the interpreter is killed.

    Raises:
        DormantError: the program isn't found, dormant isn't in its environment, or nothing says what to defer.
    """
    clean, notes = without_dormant(environment)
    path = target.interpreter(target.program(command[0], clean), clean)
    interpreter = None if path is None else probe(path, clean, timeout=timeout)
    if interpreter is None:
        notes.append(
            f"which Python {command[0]} runs couldn't be told from its file, so dormant's own cost wasn't measured"
        )
    else:
        require_hook(interpreter, command[0])
    off = {**clean, "DORMANT": "0"}
    if packages:
        missing = not_found(packages, command, interpreter, off, folder=folder, timeout=timeout)
        if missing and interpreter is not None:
            notes.append(f"not installed for {interpreter.executable}: {', '.join(missing)}")
        choice = _Choice(f"packages {', '.join(packages)} (from --packages)", _from_option(packages))
    else:
        choice = _choose(config, environment.get("DORMANT_CONFIG"), interpreter, folder, notes)
    settings = choice.settings
    if settings is not None and not settings.packages and not settings.attributes:
        source = choice.source or settings.source
        raise DormantError(f"{source} names no packages to defer: add them to `packages` in its table [tool.dormant]")
    on = clean
    if settings is not None and not choice.registered:
        # Reading TOML at each start would cost more than many programs gain.
        on = {**clean, "DORMANT_CONFIG": str(_compiled(choice.source, settings, scratch))}
    return Arms(off, on, interpreter, choice.words, settings, notes)


def probe(python: str, environment: Mapping[str, str], *, timeout: float = 60) -> Interpreter:
    """Ask the interpreter at *python* about itself.

    Raises:
        DormantError: it doesn't run.
    """
    done = run([python, "-c", _PROBE], {**environment, "DORMANT": "0"}, timeout=timeout)
    try:
        return Interpreter(**json.loads(done.stdout.splitlines()[-1]))
    except (ValueError, IndexError, TypeError) as error:
        why = done.last_words or f"it exits with {done.exit_code}"
        raise DormantError(f"{python} couldn't be asked about its environment ({why}): check that it runs") from error


def require_hook(interpreter: Interpreter, program: str) -> None:
    """Raise a DormantError if dormant isn't in the environment of the interpreter that runs *program*."""
    if interpreter.hooks:
        return
    python = interpreter.executable
    if _is_ours(interpreter):
        raise DormantError(
            f"{HOOK_NAME} is missing from the environment of {python}, so dormant doesn't start in it: "
            f"{python} -m pip install --force-reinstall dormant"
        )
    raise DormantError(
        f"dormant isn't installed for {python}, which runs {program}; this dormant belongs to {sys.prefix}: activate "
        f"that environment or name {sys.executable}, or {python} -m pip install dormant"
    )


def _is_ours(interpreter: Interpreter) -> bool:
    """Tell whether *interpreter* is that of this process's environment; several names may lead to it."""
    same_folder = Path(interpreter.executable).parent == Path(sys.executable).parent
    return same_folder and interpreter.version == platform.python_version()


def without_dormant(environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return *environment* without what would spoil a measurement or steers dormant, and notes about it."""
    clean, notes = without_spoilers(environment)
    return {key: value for key, value in clean.items() if not key.startswith("DORMANT")}, notes


def without_spoilers(environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return *environment* without what would spoil a measurement, and notes about it."""
    notes = []
    if environment.get("PYTHONDONTWRITEBYTECODE"):
        notes.append(
            "PYTHONDONTWRITEBYTECODE is set in your shell and was unset for the runs: with it every run would compile "
            "every module anew, which flatters deferral"
        )
    spoiling = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME")
    return {key: value for key, value in environment.items() if key not in spoiling}, notes


def _from_option(packages: Sequence[str]) -> Settings:
    """Return settings that name *packages* and nothing else.

    Raises:
        dormant.errors.ConfigError: one of them can't be deferred.
    """
    try:
        return compile_table({"packages": list(packages)})
    except ConfigError as error:
        raise ConfigError([f"--packages: {fault.partition(': ')[2]}" for fault in error.faults]) from None


def not_found(
    names: Sequence[str],
    command: Sequence[str],
    interpreter: Interpreter | None,
    environment: Mapping[str, str],
    *,
    folder: Path,
    timeout: float,
) -> list[str]:
    """Return those of the import *names* whose top-level package isn't found in a run of *command*.

    Parameters:
        names: absolute import names.
        command: the program and its arguments; a script finds what lies beside it.
        interpreter: its interpreter; without one nothing can be told, and the answer is empty.
        environment: its environment variables, without deferral.
        folder: the directory that it runs in.
        timeout: seconds until the interpreter is killed.
    """
    if interpreter is None:
        return []
    folders = [str(Path(word).parent) for word in command[:3] if word.endswith(".py")]
    tops = [name.partition(".")[0] for name in names if name != "*"]
    asking = [interpreter.executable, "-c", _FIND, *folders, "--", *tops]
    done = run(asking, environment, timeout=timeout, folder=folder)
    absent = done.stdout.decode("utf-8", "replace").split()
    return [name for name in names if name.partition(".")[0] in absent]


class _Choice(NamedTuple):
    """What is to be deferred.

    Attributes:
        words: a description of it.
        settings: the settings, or None if they can't be known.
        source: the file that was chosen, or None.
        registered: whether a start finds it by itself.
    """

    words: str
    settings: Settings | None = None
    source: Path | None = None
    registered: bool = False


def _compiled(source: Path | None, settings: Settings, scratch: Path) -> Path:
    """Return *source* if it is compiled, else a file in *scratch* with its *settings*."""
    if source is not None and is_compiled(source):
        return source
    path = scratch / FILE_NAME
    path.write_bytes(dump(settings))
    return path


def _choose(
    config: Path | None, variable: str | None, interpreter: Interpreter | None, folder: Path, notes: list[str]
) -> _Choice:
    """Return the configuration to use, and add to *notes*.

    Raises:
        DormantError: the configuration is wrong, or there is none.
    """
    if config is not None:
        return _of_file(config.absolute(), f"{config} (from --config)")
    if variable:
        return _of_file(Path(variable).absolute(), f"{variable} (from DORMANT_CONFIG)")
    for hook in [] if interpreter is None else interpreter.hooks:
        registered = _registered(Environment(hook))
        if registered is not None and registered.settings is not None:
            source = registered.settings.source
            other = other_project(source, folder)
            if other is not None:
                notes.append(f"{source} is in force; --config {other} would use that one")
            return registered
    project = _project(folder)
    if interpreter is None:
        words = _unknown(project)
        return _Choice(words) if project is None else _of_file(project, words)
    if project is not None:
        words = f"{project} (the project of this directory; it isn't registered: `dormant sync` does that)"
        return _of_file(project, words)
    raise DormantError(
        f"no project is registered with the environment of {interpreter.executable}: run `dormant init` there, or "
        "name packages with --packages, or a pyproject.toml with --config"
    )


def _of_file(source: Path, words: str) -> _Choice:
    return _Choice(words, settings_of(source), source)


def _unknown(project: Path | None) -> str:
    """Return in words what is deferred in a command whose Python is not known."""
    if project is None:
        return "the project registered with the command's environment, which isn't known"
    try:
        registered = _registered(Environment(find_environment().site_directory))
    except DormantError:
        registered = None
    is_here = registered is not None and registered.settings and registered.settings.source == str(project)
    here = f"registered with {sys.prefix}" if is_here else f"not registered with {sys.prefix}"
    return f"{project} (the project of this directory, {here}; what the command's Python has registered isn't known)"


def _registered(environment: Environment) -> _Choice | None:
    """Return what is registered with *environment*, as the next start finds it; None if nothing is.

    Raises:
        DormantError: it can't be used, or dormant is off there.
    """
    kind, detail, settings = state_of(environment)
    if kind is Kind.UNUSABLE:
        raise DormantError(f"{environment.settings} can't be used ({detail}): run `dormant sync`")
    if settings is None:
        return None
    if not settings.enabled:
        raise DormantError(f"dormant is switched off for {environment.site_directory}: run `dormant on` first")
    how = "registered"
    if kind is Kind.STALE and is_writable(environment):
        settings = settings_of(settings.source)
    elif kind is Kind.STALE:
        how = "registered; it has changed, but the environment can't be written, so the old settings stand"
    return _Choice(f"{settings.source} ({how})", settings, registered=True)


def _project(folder: Path) -> Path | None:
    """Return the `pyproject.toml` of the project that *folder* is in, if it names packages to defer.

    Raises:
        dormant.errors.ConfigError: its configuration is wrong.
    """
    try:
        path = find_project(folder)
    except DormantError:
        return None
    settings = compile_file(path)
    return path if settings.packages or settings.attributes else None
