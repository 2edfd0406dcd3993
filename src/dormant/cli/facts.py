"""What `dormant status` knows of an environment.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.measure`.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..config import is_compiled, settings_of
from ..config.environment import Environment, find_environment, is_writable, site_directories
from ..config.installed import find_module
from ..config.integrity import CHANGED, MISSING, checked_files, recorded_checksums
from ..config.names import InstalledNames
from ..config.reach import never_waiting
from ..config.startup_files import sha256_of, startup_files
from ..config.state import Kind, state_of
from ..errors import ConfigError, DormantError
from .probe import Probe, child_environment, probe
from .registration import compile_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..settings import Settings

SWITCHES = ("DORMANT", "DORMANT_CONFIG")
# Enough for the interval of a median to be narrower than a millisecond, in about half a second.
_PAIRS = 8
_TIMEOUT = 60


@dataclass(frozen=True)
class Hook:
    """The `.pth` line. `state` is "as shipped", "changed", "missing", or "present" if its checksum is known nowhere."""

    path: str
    state: str
    sha256: str


@dataclass(frozen=True)
class Compiled:
    """The settings file. `age` is in seconds since it was written; `state` is a value of `Kind`."""

    path: str
    state: str
    detail: str
    age: float | None
    writable: bool


@dataclass(frozen=True)
class Package:
    """One named package. `state` is "installed", "missing" or "all" (for "*"); `hint` says what may be meant.

    `never_waits` says why nothing of it can be deferred.
    """

    name: str
    state: str
    hint: str
    stays_eager: list[str]
    never_waits: str


@dataclass(frozen=True)
class Cost:
    """Processor time of `python -c pass` in milliseconds: medians, and the 95 % interval of the difference."""

    off: float
    on: float
    difference: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True)
class Startup:
    """One startup file; `owner` is a distribution and its version, or ""."""

    path: str
    owner: str
    sha256: str
    runs_code: bool


@dataclass(frozen=True)
class Code:
    """One file of dormant that a start may load; `state` says how it compares with RECORD."""

    name: str
    sha256: str
    state: str


@dataclass(frozen=True)
class Facts:
    """All that is known.

    `attributes` are the shims with their targets, `faults` those of the configuration, `problems` all else that is
    broken.
    """

    version: str
    python: str
    environment: str
    active: bool
    reason: str
    engine: str
    hook: Hook
    settings: Compiled | None
    source: str
    enabled: bool
    switches: dict[str, str | None]
    packages: list[Package]
    attributes: dict[str, str]
    import_hooks: list[str]
    cost: Cost | None
    startup_files: list[Startup]
    startup_code: list[Code]
    faults: list[str]
    problems: list[str]


def gather(*, measure: bool) -> Facts:
    """Look at everything.

    Parameters:
        measure: whether to measure what a start costs, which takes some tens of starts.

    Raises:
        DormantError: this interpreter can't be started.
    """
    environment = _environment()
    seen = probe()
    hook = _hook(environment)
    place = environment or _settings_without_hook()
    compiled, in_force = (None, None) if place is None else _compiled(place)
    config = os.environ.get("DORMANT_CONFIG", "")
    source = config or (in_force.source if in_force is not None else "")
    state = compiled.state if compiled else ""
    # A start, too, does without a registered project that it can't read.
    faults, current = _check(source) if config or state in (Kind.FRESH.value, Kind.STALE.value) else ([], None)
    settings = (current if config or state == Kind.STALE.value else None) or in_force
    enabled = settings is not None and settings.enabled and (in_force is None or bool(config) or in_force.enabled)
    if faults and not seen.active:
        # What was in force before them is so no more.
        settings = None
    code = [] if environment is None else [Code(*file) for file in checked_files(environment.site_directory)[1:]]
    problems = problems_of(hook, compiled, code)
    if not faults and not problems:
        problems += seen.messages
    return Facts(
        version=__version__,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        environment=sys.prefix,
        active=seen.active,
        reason="" if seen.active else _reason(seen, hook, compiled, settings, enabled=enabled, faults=faults),
        engine=seen.engine,
        hook=hook,
        settings=compiled,
        source=source,
        enabled=enabled,
        switches={name: os.environ.get(name) for name in SWITCHES},
        packages=[] if settings is None else _packages(settings),
        attributes={} if settings is None else {f"{home}.{name}": to for home, name, to in settings.attributes},
        import_hooks=seen.hooks,
        cost=_cost() if measure and not faults and hook.state != "missing" else None,
        startup_files=_startup_files(hook),
        startup_code=code,
        faults=faults,
        problems=problems,
    )


def _environment() -> Environment | None:
    try:
        return find_environment()
    except DormantError:
        return None


def _settings_without_hook() -> Environment | None:
    """Return the site directory whose settings stayed when its `dormant.pth` went."""
    return next((place for place in map(Environment, site_directories()) if Path(place.settings).is_file()), None)


def _hook(environment: Environment | None) -> Hook:
    if environment is None:
        return Hook(", ".join(site_directories()), "missing", "")
    found = sha256_of(Path(environment.hook))
    shipped = _shipped_sha256(environment)
    return Hook(environment.hook, "present" if not shipped else "as shipped" if found == shipped else "changed", found)


def _shipped_sha256(environment: Environment) -> str:
    """Return the checksum that the installed distribution's RECORD gives for the hook, or that of the source tree's."""
    recorded = recorded_checksums(environment.site_directory).get(Path(environment.hook).name)
    if recorded:
        return recorded
    packaged = Path(__file__).parents[2] / Path(environment.hook).name
    return sha256_of(packaged) if packaged.resolve() != Path(environment.hook).resolve() else ""


def _compiled(environment: Environment) -> tuple[Compiled, Settings | None]:
    state = state_of(environment)
    try:
        age = max(time.time() - Path(environment.settings).stat().st_mtime, 0.0)
    except OSError:
        age = None
    compiled = Compiled(environment.settings, state.kind.value, state.detail, age, is_writable(environment))
    return compiled, state.settings


def _check(source: str) -> tuple[list[str], Settings | None]:
    """Return the faults of a configuration and, if there are none, what it compiles to."""
    try:
        return [], settings_of(source) if is_compiled(source) else compile_project(Path(source))
    except ConfigError as error:
        return error.faults, None


def problems_of(hook: Hook, compiled: Compiled | None, code: Sequence[Code] = ()) -> list[str]:
    """Return what is broken about the hook, the settings and the files of a start, each with what to do."""
    problems = []
    if hook.state == "missing":
        problems.append("dormant.pth is missing: install dormant in this environment again")
    elif hook.state == "changed":
        problems.append("dormant.pth is not what dormant ships: install dormant again, or find out who changed it")
    changed = [file.name for file in code if file.state in (CHANGED, MISSING)]
    if changed:
        names = ", ".join(changed)
        problems.append(f"not what dormant ships: {names}; install dormant again, or find out who changed it")
    if compiled is not None and compiled.state == Kind.UNUSABLE.value:
        problems.append(f"the settings can't be used: {compiled.detail}; run `dormant sync`")
    if compiled is not None and compiled.state == Kind.STALE.value and not compiled.writable:
        problems.append(
            "pyproject.toml has changed, but the environment can't be written, so the old settings stand; "
            "run `dormant sync` where it can"
        )
    return problems


def _reason(
    seen: Probe,
    hook: Hook,
    compiled: Compiled | None,
    settings: Settings | None,
    *,
    enabled: bool,
    faults: list[str],
) -> str:
    if hook.state == "missing":
        return "dormant.pth is missing"
    if os.environ.get("DORMANT") == "0":
        return "DORMANT=0 is set"
    if faults:
        return "the configuration holds faults"
    if seen.messages:
        return seen.messages[0].removeprefix("dormant: ")
    if settings is None:
        unusable = compiled is not None and compiled.state == Kind.UNUSABLE.value
        return "the settings can't be used" if unusable else "no project is registered; run `dormant init` in one"
    if not enabled:
        return "switched off; `dormant on` switches it on"
    if not settings.packages and not settings.attributes:
        return "no packages are named"
    return seen.reason


def _packages(settings: Settings) -> list[Package]:
    packages = []
    distributions = InstalledNames()
    never = never_waiting(settings)
    for name in settings.packages:
        eager = [entry for entry in (*settings.exclude, *settings.never) if entry.startswith(f"{name}.")]
        state, hint = "installed", ""
        if name == "*":
            state, hint, eager = "all", "everything outside the standard library", list(settings.exclude)
        elif find_module(name) is None:
            likely = distributions.of(name)
            state = "missing"
            hint = f"{name} is imported as {' or '.join(likely)}" if likely and name not in likely else ""
        packages.append(Package(name, state, hint, eager, never.get(name, "")))
    return packages


def _cost() -> Cost | None:
    from ..measure.hook import start_cost

    on = child_environment()
    on.pop("DORMANT", None)
    try:
        found = start_cost(sys.executable, {**on, "DORMANT": "0"}, on, pairs=_PAIRS, timeout=_TIMEOUT)
    except DormantError:
        return None
    interval = found.difference_interval
    low, high = (found.difference,) * 2 if interval is None else (interval.low, interval.high)
    return Cost(
        off=_milliseconds(found.off),
        on=_milliseconds(found.on),
        difference=_milliseconds(found.difference),
        low=_milliseconds(low),
        high=_milliseconds(high),
        pairs=found.pairs,
    )


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _startup_files(hook: Hook) -> list[Startup]:
    return [
        Startup(str(file.path), file.owner, file.sha256, file.runs_code)
        for file in startup_files()
        if str(file.path) != hook.path
    ]
