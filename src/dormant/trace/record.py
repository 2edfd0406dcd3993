"""Reads the events of a trace and puts them together again.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.engine.trace`, which says what the events are.
"""

from __future__ import annotations

import json
import linecache
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..config.names import OF_THE_MACHINE
from ..engine.trace import SCHEMA_VERSION
from ..errors import DormantError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BODY = "<module>"

How = Literal["statement", "use", "call"]


class Frame(NamedTuple):
    """One frame of the Python stack.

    Attributes:
        file: path of the source file, as its code object has it.
        line: line in it.
        function: name of the function or class; `BODY` for the body of a module.
        module: `__name__` of the module.
    """

    file: str
    line: int
    function: str
    module: str

    def __str__(self) -> str:
        """Return where it is, for people."""
        return f"{self.file}:{self.line}" + ("" if self.function == BODY else f" in {self.function}")

    @property
    def source(self) -> str:
        """The text of the line, or "" if it can't be read."""
        return linecache.getline(self.file, self.line).strip()

    @property
    def short(self) -> str:
        """Where it is, with a short path."""
        return str(self._replace(file=short_path(self.file)))


@dataclass(frozen=True)
class Statement:
    """An import statement that concerns a named package, and what was decided about it.

    Attributes:
        importer: name of the importing module.
        file: its file.
        line: the line of the statement.
        target: absolute name of the module that it imports.
        names: what a `from` import takes, or None for a plain import.
        reason: why it was not deferred, or "".
        at_us: when that was decided, in microseconds since tracing started in its process.
    """

    importer: str
    file: str
    line: int
    target: str
    names: tuple[str, ...] | None
    reason: str
    at_us: int

    def __str__(self) -> str:
        """Return the statement, with an absolute name and without `as`."""
        return f"import {self.target}" if self.names is None else f"from {self.target} import {', '.join(self.names)}"


@dataclass(eq=False)
class Load:
    """A module that was imported although it was not loaded yet.

    Attributes:
        module: its absolute name.
        how: by an import "statement" that ran at once, by the "use" of a deferred name, or by a "call".
        reason: why the statement ran at once; "" for a use.
        form: the same, as far as the way in which it is written is to blame; it holds whatever the configuration.
        importer: name of the importing module.
        file: file of the import statement or call; "" if unknown.
        line: its line.
        frames: the stack from the line that had it loaded out to the body of the module being run.
        at_us: when, in microseconds since tracing started in its process.
        process: the process.
        found: whether some finder knew the module.
    """

    module: str
    how: How
    reason: str
    form: str
    importer: str
    file: str
    line: int
    frames: list[Frame]
    at_us: int
    process: Process
    found: bool = True

    @property
    def package(self) -> str:
        """The top-level package of the module."""
        return self.module.partition(".")[0]

    @property
    def when(self) -> int:
        """When, in microseconds of the clock."""
        return self.process.started_us + self.at_us

    def chain(self) -> Iterator[tuple[Load, list[Frame]]]:
        """Yield this load with its frames, then the load of the module whose body they end in, and so on."""
        load: Load | None = self
        seen: set[Load] = set()
        while load is not None and load not in seen:
            seen.add(load)
            yield load, load.frames
            last = load.frames[-1] if load.frames else None
            load = load.process.load_of(last.module) if last is not None and last.function == BODY else None


@dataclass(eq=False)
class Process:
    """One process of a traced run.

    Attributes:
        pid: its number.
        parent: the number of the process that started it.
        origin: the traced process that it was forked from, or None.
        command: its command line.
        executable: its interpreter.
        python: the version of that, as in "3.13.0".
        engine: the name of the engine at work.
        source: the pyproject.toml in force, or "".
        packages: the names in `packages`.
        modules: the modules that were loaded before tracing started.
        started_us: when tracing started in this process or its origin, in microseconds of the clock.
        statements: the decisions, in order.
        loads: the modules that were loaded, or looked for in vain, in order.
        unseen: modules that were there at the end, and that nobody was seen to load.
    """

    pid: int
    parent: int
    origin: Process | None
    command: list[str]
    executable: str
    python: str
    engine: str
    source: str
    packages: list[str]
    modules: frozenset[str]
    started_us: int
    statements: list[Statement] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def load_of(self, module: str) -> Load | None:
        """Return the load of *module* in this process, or in the one that it was forked from."""
        load = self._by_module.get(module)
        return load if load is not None or self.origin is None else self.origin.load_of(module)

    @cached_property
    def _by_module(self) -> dict[str, Load]:
        """The first load of each module, once the trace is read."""
        return {load.module: load for load in reversed(self.loads) if load.found}


@dataclass
class Trace:
    """What one file of events says. What is worked out from the processes is worked out once, when they are read.

    Attributes:
        processes: the processes, in the order in which they started.
        damaged: the number of lines that can't be read.
    """

    processes: list[Process]
    damaged: int = 0

    @cached_property
    def loads(self) -> list[Load]:
        """All modules that were loaded, in any process, in the order of time."""
        return sorted((load for process in self.processes for load in process.loads if load.found), key=_when)

    @cached_property
    def missing(self) -> list[Load]:
        """All modules that were looked for in vain."""
        return sorted((load for process in self.processes for load in process.loads if not load.found), key=_when)

    @property
    def modules(self) -> frozenset[str]:
        """The names of the modules that were loaded in any process, without those of dormant and of the machine."""
        return frozenset(load.module for load in self.loads if load.package not in ("dormant", *OF_THE_MACHINE))

    def statements(self, *, deferred: bool) -> list[Statement]:
        """Return the statements that were deferred, or those that were not, each once, in the order of time."""
        timed = [
            (process.started_us + statement.at_us, statement)
            for process in self.processes
            for statement in process.statements
            if deferred == (not statement.reason)
        ]
        found: dict[tuple[str, int, str], Statement] = {}
        for _, statement in sorted(timed, key=lambda pair: pair[0]):
            found.setdefault((statement.file, statement.line, str(statement)), statement)
        return list(found.values())

    def first_load(self, name: str) -> Load | None:
        """Return the first load of the module *name* or of one below it."""
        return self._first_below.get(name)

    @cached_property
    def _first_below(self) -> dict[str, Load]:
        """The first load of each module or of one below it."""
        first: dict[str, Load] = {}
        for load in self.loads:
            name = load.module
            while name:
                first.setdefault(name, load)
                name = name.rpartition(".")[0]
        return first

    def loaded_before(self, name: str) -> bool:
        """Tell whether the module *name*, or one below it, was there before tracing started in some process."""
        return any(is_below(module, name) for process in self.processes for module in process.modules)

    def loaded_unseen(self, name: str) -> bool:
        """Tell whether the module *name*, or one below it, was there in the end and nobody was seen to load it."""
        return any(is_below(module, name) for process in self.processes for module in process.unseen)

    def first_loads(self) -> dict[str, Load]:
        """Return the first load of each top-level package, in the order of time."""
        first: dict[str, Load] = {}
        for load in self.loads:
            first.setdefault(load.package, load)
        return first

    def count_modules(self) -> Counter[str]:
        """Return how many modules of each top-level package were loaded."""
        return Counter(module.partition(".")[0] for module in self.modules)


def is_below(module: str, name: str) -> bool:
    """Tell whether *module* is *name* or below it."""
    return module == name or module.startswith(f"{name}.")


def short_path(path: str) -> str:
    """Return the path of an installed file from site-packages on; of another one as seen from the current directory."""
    for folder in ("site-packages", "dist-packages"):
        _, found, rest = path.rpartition(f"/{folder}/")
        if found:
            return rest
    return path.removeprefix(f"{Path.cwd()}/")


def read(data: bytes) -> Trace:
    """Return what the events in *data* say. Lines that are damaged or cut off are counted, not read.

    Raises:
        DormantError: they were written by a version of dormant with another format.
    """
    return _put_together(_events(data))


def _events(data: bytes) -> Iterable[dict[str, Any] | None]:
    for line in data.splitlines():
        try:
            event = json.loads(line)
            yield event if isinstance(event, dict) else None
        except (ValueError, RecursionError):
            yield None


def _put_together(events: Iterable[dict[str, Any] | None]) -> Trace:
    trace = Trace([])
    # A number stands for the process that took it last.
    by_pid: dict[int, Process] = {}
    for event in events:
        try:
            if event is None:
                trace.damaged += 1
            elif event["event"] == "process":
                process = _process(event, by_pid.get(event["origin"]))
                by_pid[process.pid] = process
                trace.processes.append(process)
            else:
                _add(by_pid[event["pid"]], event)
        except (KeyError, TypeError, ValueError):
            trace.damaged += 1
    return trace


def _process(event: dict[str, Any], origin: Process | None) -> Process:
    if event["schema_version"] != SCHEMA_VERSION:
        raise DormantError("the trace was written by another version of dormant: record it again")
    return Process(
        event["pid"],
        event["parent"],
        origin,
        event["command"],
        event["executable"],
        event["python"],
        event["engine"],
        event["source"],
        event["packages"],
        frozenset(event["modules"]),
        event["started_us"],
    )


def _add(process: Process, event: dict[str, Any]) -> None:
    kind = event["event"]
    if kind in ("deferred", "eager"):
        names = event["names"]
        process.statements.append(
            Statement(
                event["importer"],
                event["file"],
                event["line"],
                event["target"],
                None if names is None else tuple(names),
                event["reason"],
                event["at_us"],
            )
        )
    elif kind == "load":
        process.loads.append(
            Load(
                event["module"],
                event["how"],
                event["reason"],
                event["form"],
                event["importer"],
                event["file"],
                event["line"],
                [Frame(*frame) for frame in event["frames"]],
                event["at_us"],
                process,
            )
        )
    elif kind == "missing":
        last = next(load for load in reversed(process.loads) if load.module == event["module"])
        last.found = False
    elif kind == "exit":
        process.unseen = event["unseen"]


def _when(load: Load) -> int:
    return load.when
