"""Writes down what is deferred, what is imported at once and why, and what loads what, if DORMANT_TRACE asks for it.

Phase: import. May import: builtins, `sys`, `os` (which `site` has loaded), frozen importlib, the policy, this room, and
the built-in modules `_thread`, `atexit` and `time`.

Engines report each decision when they make it. What is loaded is seen by a finder that stands first on `sys.meta_path`
and finds nothing: the frames above it tell who asked. Each event is one line of JSON, written at once and whole to a
file opened for appending: a crash or `os._exit` loses nothing, threads, forks and child processes may share the file,
and no descriptor stays open that a program could close or take for its own.

The events, each with `pid` and `at_us`, the microseconds since tracing started in that process:

    process   tracing started: who, where, under which configuration, and the modules that were loaded before
    deferred  an import statement was deferred
    eager     one that concerns a named package was not, with the reason
    load      a module that was not loaded is imported: `how` is "statement", "use" (of a deferred name) or "call"
    missing   it was not found after all
    exit      the interpreter ends, with the modules that were loaded unseen
"""

import os
import sys
from _thread import get_ident

from .. import policy as policy_module
from .. import say
from . import builtin, home_of, room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any

    from ..policy import Policy

SCHEMA_VERSION = 1
bytecode, frames = room("bytecode"), room("frames")
_time = builtin("time")
_current: "Trace | None" = None


def start(policy: "Policy", engine: str, target: str) -> None:
    """Record what happens under *policy* from now on.

    Parameters:
        policy: the policy in force.
        engine: the name of the engine at work.
        target: the value of DORMANT_TRACE: the path of a file to append to, or "1" for a new one in the current
            directory, which is named on standard error.

    Never raises: a program runs without its trace, too.
    """
    global _current
    try:
        if _current is None:
            path = os.path.abspath(f"dormant-trace-{os.getpid()}.jsonl" if target == "1" else target)  # noqa: PTH100
            _current = Trace(path, policy, engine)
            # Children write to the same file, wherever they run.
            os.environ["DORMANT_TRACE"] = path
            if target == "1":
                say(f"tracing to {path}; `dormant trace --read {path}` shows it")
            builtin("atexit").register(_current.finish)
        _current.use(policy)
    except Exception as error:
        say(f"{error}; nothing is traced")


class Trace:
    """The recorder of one process and of the processes forked from it.

    Parameters:
        path: absolute path of the file to append to.
        policy: the policy in force.
        engine: the name of the engine at work.
    """

    def __init__(self, path: str, policy: "Policy", engine: str) -> None:
        self._path = path
        self._policy = policy
        self._engine = engine
        # The process that wrote last: this one, or the one that it was forked from.
        self._pid = 0
        self._started_us = _time.time_ns() // 1000
        self._zero = _time.perf_counter_ns()
        # What was written down already, so that a loop doesn't fill the file.
        self._seen: set[tuple[object, ...]] = set()
        # (id of the code, offset of the statement) → (the code, why it was not deferred).
        self._reasons: dict[tuple[int, int], tuple[CodeType, str]] = {}
        # Absolute module name → (importer, file, line) of each statement that was deferred.
        self._deferred: dict[str, list[tuple[str, str, int]]] = {}
        self._loads: set[str] = set()
        # thread → the module it looked for last.
        self._sought: dict[int, str] = {}
        self._before = set(sys.modules)
        self._write("process")

    def use(self, policy: "Policy") -> None:
        """Record what happens under *policy*."""
        self._policy = policy
        policy.trace = self
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, (Watcher, LastWatcher))]
        sys.meta_path.insert(0, Watcher(self))
        sys.meta_path.append(LastWatcher(self))

    def decided(self, frame: "FrameType", importer: str, target: str, reason: str) -> None:
        """Record a decision.

        Parameters:
            frame: the frame that executes the import statement.
            importer: `__name__` of the importing module.
            target: absolute name of the module that is imported, or "" if the engine didn't need it.
            reason: why it is imported now, or "" if it is deferred.

        Never raises.
        """
        try:
            if bytecode.operation(frame) != bytecode.IMPORT_NAME:
                # The module calls `__import__` itself.
                return
            code = frame.f_code
            written, names = frames.statement_of(frame)
            target = target or written
            if names == ("*",):
                reason = frames.STAR
            elif not reason and target in sys.modules and not names:
                # 3.15 binds a lazy object even then; there is nothing left to wait.
                reason = policy_module.LOADED
            self._reasons[id(code), frame.f_lasti] = code, reason
            key = (code.co_filename, frame.f_lineno, target, names, reason)
            # What the configuration doesn't concern is told with what is loaded.
            if key in self._seen or reason in (policy_module.NOT_NAMED, policy_module.SAME_PACKAGE):
                return
            self._seen.add(key)
            if not reason:
                self._deferred.setdefault(target, []).append((importer, code.co_filename, frame.f_lineno))
            self._write(
                "eager" if reason else "deferred",
                importer=importer, file=code.co_filename, line=frame.f_lineno, target=target, names=names,
                reason=reason,
            )  # fmt: skip
        except Exception:  # noqa: S110 - the import matters, not its record
            pass

    def sought(self, module: str, frame: "FrameType | None") -> None:
        """Record that *module*, which is not loaded, is being imported.

        Parameters:
            module: its absolute name.
            frame: the frame of the import system that asks for it.

        Never raises.
        """
        try:
            self._loads.add(module)
            self._sought[get_ident()] = module
            self._write("load", module=module, **self._origin(module, frame))
        except Exception:  # noqa: S110 - the import matters, not its record
            pass

    def not_found(self, module: str) -> None:
        """Record that no finder knows *module*, if this thread has just looked for it. Never raises."""
        try:
            if self._sought.pop(get_ident(), None) == module:
                self._loads.discard(module)
                self._write("missing", module=module)
        except Exception:  # noqa: S110 - the import matters, not its record
            pass

    def finish(self) -> None:
        """Record the end of the process. Never raises."""
        try:
            unseen = sorted(name for name in sys.modules if name not in self._before and name not in self._loads)
            self._write("exit", unseen=[name for name in unseen if not name.startswith("dormant.")])
        except Exception:  # noqa: S110 - the program has ended well
            pass

    def _write(self, event: str, **values: object) -> None:
        pid = os.getpid()
        lines = []
        if pid != self._pid:
            origin, self._pid = self._pid, pid
            lines.append(self._line("process", self._about_process(origin)))
        if event != "process":
            lines.append(self._line(event, values))
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            os.write(file, "".join(lines).encode("ascii"))
        finally:
            os.close(file)

    def _line(self, event: str, values: "dict[str, Any]") -> str:
        at = (_time.perf_counter_ns() - self._zero) // 1000
        return f"{_json({'event': event, 'pid': self._pid, 'at_us': at, **values})}\n"

    def _about_process(self, origin: int) -> "dict[str, Any]":
        settings = self._policy.settings
        return {
            "schema_version": SCHEMA_VERSION,
            # The clock of a forked process goes on from that of its origin.
            "started_us": self._started_us,
            "parent": os.getppid(),
            "origin": origin or None,
            "command": sys.orig_argv,
            "executable": sys.executable,
            "python": sys.version.split()[0],
            "engine": self._engine,
            "source": settings.source,
            "packages": settings.packages,
            "modules": [] if origin else sorted(self._before),
        }

    def _origin(self, module: str, frame: "FrameType | None") -> "dict[str, Any]":
        """Return how *module* comes to be loaded, by which statement and from which frames."""
        found, creator, called, again = frames.leave_import_system(frame)
        importer, file, line = again or ("", "", 0)
        how, form, decided, target = "call", frames.CALL, "", module
        if again:
            how = "use"
        elif creator:
            importer, form = creator, frames.SHIM if creator == frames.SHIM else frames.EXTENSION
        elif found is not None:
            importer, file, line = frames.place(found)
            if not called and bytecode.operation(found) == bytecode.IMPORT_NAME:
                how, form = "statement", frames.form_of(found)
                target, _ = frames.statement_of(found)
                decided = self._reasons.get((id(found.f_code), found.f_lasti), (None, ""))[1]
            elif not called and (statement := self._statement_for(module, importer)) is not None:
                how = "use"
                importer, file, line = statement
        if how == "use":
            form = reason = ""
        else:
            home = home_of(importer, {} if found is None or creator else found.f_globals)
            reason = decided or self._policy.reason(importer, home, target) or form or frames.UNPREPARED
        return {
            "how": how, "reason": reason, "form": form, "importer": importer, "file": file, "line": line,
            "frames": frames.frames_of(found),
        }  # fmt: skip

    def _statement_for(self, module: str, importer: str) -> "tuple[str, str, int] | None":
        """Return (importer, file, line) of the deferred statement whose name was used, preferably of *importer*.

        3.15 loads a lazy object from within the interpreter, with no frame that tells which.
        """
        found = list(self._deferred.get(module, ()))
        for target, statements in self._deferred.items():
            if target.startswith(f"{module}.") or target == module.rpartition(".")[0]:
                found += statements
        own = [statement for statement in found if statement[0] == importer]
        return next(iter(own or found), None)


class Watcher:
    """A meta-path finder that sees what is imported and finds nothing."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002
        """Record that *fullname* is looked for, if that is in order to load it."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_name == "_find_spec":
            frame = frame.f_back
        if frame is not None and frame.f_code.co_name == "_find_and_load_unlocked":
            self._trace.sought(fullname, frame)


class LastWatcher(Watcher):
    """A meta-path finder, the last, that sees what no other one found."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002
        """Record that *fullname* is missing."""
        self._trace.not_found(fullname)


def _json(value: object) -> str:
    """Return *value* as JSON in ASCII; `json` itself would add modules to those of the program."""
    if isinstance(value, str):
        plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
        return f'"{value}"' if plain else f'"{"".join(map(_character, value))}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(key)}: {_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_json, value)) + "]"
    return "null" if value is None else str(value).lower()


def _character(character: str) -> str:
    if character.isascii() and character.isprintable() and character not in '"\\':
        return character
    number = ord(character)
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
