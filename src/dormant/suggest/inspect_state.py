"""What an import can change in its process: read before and after, and compared.

Phase: cold. May import: the standard library only: it runs in the command's own interpreter, where dormant's libraries
may be absent; and `dormant.suggest.inspect_own`.
"""

# What the interpreter keeps private is what is to be compared here.
# ruff: noqa: SLF001
from __future__ import annotations

import atexit
import builtins
import contextlib
import copyreg
import gc
import locale
import mimetypes
import os
import signal
import sys
import threading
import types
import warnings
from typing import Any

from dormant.suggest.inspect_own import is_own_extension, only_own_finders

STANDARD = sys.stdlib_module_names
# What is compared by name elsewhere, or is the import system's own.
_OWN_STATE = frozenset(("sys", "builtins", "__main__", "dormant", "_frozen_importlib", "_frozen_importlib_external"))
_MISSING = object()
Report = list[tuple[str, str]]


class Inspection:
    """One package whose import is looked at.

    Parameters:
        package: its name.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self.found: Report = []
        self.watching = False

    def add(self, effect: str, detail: str) -> None:
        """Note a side effect, once."""
        if (effect, detail) not in self.found:
            self.found.append((effect, detail))

    def owns(self, value: object) -> bool:
        """Tell whether *value* was defined by the package, or is an instance of what it defined."""
        return any(self._named(attribute_of(one, "__module__")) for one in (value, type(value)))

    def _named(self, module: object) -> bool:
        return isinstance(module, str) and (module == self.package or module.startswith(self.package + "."))

    def called(self, depth: int = 2) -> bool:
        """Tell whether the code that many frames up is the package's, while it is imported."""
        return self.watching and self._named(sys._getframe(depth).f_globals.get("__name__"))

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what an audit event tells."""
        if not self.watching:
            return
        if event == "open":
            self._opened(*arguments)
        elif event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"):
            if not _is_cache(arguments[0]):
                self.add("file changed", f"{event} {arguments[0]}")
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"):
            self.add("process started", f"{event} {arguments[0] if arguments else ''}".strip())
        elif event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
            # A socket that any free port will do for is how libraries find out what the system can.
            if event != "socket.bind" or _port(arguments[1]):
                self.add("network used", event)
        elif event == "ctypes.dlopen":
            self.add("native library", str(arguments[0]))

    def _opened(self, path: object, mode: object, flags: object) -> None:
        if not isinstance(path, (str, bytes)) or _is_cache(path):
            return
        name = os.fsdecode(path)
        writing = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if writing or (isinstance(mode, str) and set(mode) & set("wax+")):
            if name != os.devnull:
                self.add("file changed", f"opened {name} for writing")
        elif not name.endswith((".py", ".so", ".pyi", ".pyd", ".pth", ".zip")):
            self.add("file read", name)


def attribute_of(value: object, name: str) -> Any:
    """Return an attribute, or None: some objects stand for others that aren't there, and raise whatever they like."""
    try:
        return getattr(value, name, None)
    except Exception:  # noqa: BLE001
        return None


def _is_cache(path: object) -> bool:
    return (isinstance(path, (str, bytes)) and b".pyc" in os.fsencode(path)) or "__pycache__" in str(path)


def _port(address: object) -> object:
    return address[1] if isinstance(address, tuple) and len(address) > 1 else address


def state() -> dict[str, dict[str, Any]]:
    """Return the process's own state: for each effect the things that can change, by name."""
    hooks = {name: getattr(sys, name) for name in ("excepthook", "displayhook", "unraisablehook", "breakpointhook")}
    hooks |= {"threading.excepthook": threading.excepthook, "trace": sys.gettrace(), "profile": sys.getprofile()}
    hooks["asyncgen_hooks"] = sys.get_asyncgen_hooks()
    mask = os.umask(0)
    os.umask(mask)
    return {
        "interpreter hook": hooks,
        "standard stream replaced": {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")},
        "signal handler": {one.name: signal.getsignal(one) for one in signal.Signals},
        "import hook": _by_repr("sys.meta_path", sys.meta_path) | _by_repr("sys.path_hooks", sys.path_hooks),
        "search path": {f"sys.path holds {path}": True for path in sys.path} | {"sys.path": tuple(sys.path)},
        "environment variable": dict(os.environ),
        "working directory": {"os.getcwd()": os.getcwd()},  # noqa: PTH109
        "file creation mask": {"umask": mask},
        "locale": {"LC_ALL": locale.setlocale(locale.LC_ALL)},
        "builtin changed": dict(vars(builtins)),
        "exit handler": {"handlers": atexit._ncallbacks()},
        "interpreter setting": {
            "recursion limit": sys.getrecursionlimit(),
            "switch interval": sys.getswitchinterval(),
            "garbage collector": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()),
            "bytecode": sys.dont_write_bytecode,
        },
        "logging configured": _logging(),
        "process-wide default": _defaults(),
        "media type": _media_types(),
    }


def _by_repr(name: str, values: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in values:
        found.setdefault(f"{name}: {getattr(one, '__name__', type(one).__name__)}", []).append(one)
    return found


def _logging() -> dict[str, Any]:
    logging = sys.modules.get("logging")
    if logging is None:
        return {}
    root = logging.root
    return {
        "level of the root logger": root.level,
        "handlers of the root logger": [type(handler).__name__ for handler in root.handlers],
        "logging.disable": root.manager.disable,
        "logger class": logging.getLoggerClass(),
        "names of levels": dict(logging._levelToName),
    }


def _defaults() -> dict[str, Any]:
    """Return the process-wide defaults of modules that are loaded; None is what a module begins with."""
    values: dict[str, Any] = {}
    for module, name, read in (
        ("socket", "default timeout of sockets", lambda module: module.getdefaulttimeout()),
        ("decimal", "decimal context", _decimal_context),
        ("asyncio.events", "event loop policy", lambda module: module._event_loop_policy),
        ("multiprocessing.context", "start method", lambda module: module._default_context._actual_context),
        ("tempfile", "temporary directory", lambda module: module.tempdir),
    ):
        if module in sys.modules:
            with contextlib.suppress(Exception):
                values[name] = read(sys.modules[module])
    return values


def _decimal_context(module: Any) -> str | None:
    context = repr(module.getcontext())
    return None if context == repr(module.DefaultContext) else context


def _media_types() -> dict[str, Any]:
    return {f"{ending} is {kind}": True for ending, kind in mimetypes.types_map.items()}


def compare_state(inspection: Inspection, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> None:
    """Note what differs between two results of `state`."""
    for effect, values in before.items():
        now = after[effect]
        if not values and effect == "logging configured":
            # Its module was not there before: what is new came with it.
            continue
        absent = None if effect == "process-wide default" else _MISSING
        for name in {**values, **now}:
            if now.get(name, absent) != values.get(name, absent):
                own = effect == "import hook" and only_own_finders(
                    inspection.package, values.get(name, []), now.get(name, [])
                )
                inspection.add("own finder" if own else effect, _words(effect, name, now.get(name, _MISSING)))
    if sum(effect == "search path" for effect, _ in inspection.found) > 1:
        # The order of the rest has changed, which goes without saying.
        inspection.found = [one for one in inspection.found if one != ("search path", "sys.path")]


def _words(effect: str, name: str, value: object) -> str:
    if effect == "exit handler":
        return "atexit.register"
    return name if value is not _MISSING else f"{name} (removed)"


class Others:
    """What other packages' modules hold: attributes, classes, and containers at module and class level.

    Parameters:
        inspection: the package that is not among them.
    """

    def __init__(self, inspection: Inspection) -> None:
        self._inspection = inspection
        # The owner itself, as its name may stand for another one later: (label, module or class, its attributes).
        self._attributes: list[tuple[str, Any, dict[str, Any]]] = []
        # By identity: the same container is often an attribute of several modules.
        self._containers: dict[int, tuple[str, Any, Any]] = {}
        self.modules = dict(sys.modules)
        for name, module in self.modules.items():
            if self._foreign(name, module):
                self._read(name, module)

    def _foreign(self, name: str, module: object) -> bool:
        top = name.partition(".")[0]
        return isinstance(module, types.ModuleType) and top not in (self._inspection.package, *_OWN_STATE)

    def _read(self, name: str, module: types.ModuleType) -> None:
        standard = name.partition(".")[0] in STANDARD
        values = dict(vars(module))
        self._attributes.append((name, module, values))
        for key, value in values.items():
            if type(value) in (dict, list, set) and not standard and not key.startswith("__"):
                self._keep(f"{name}.{key}", value)
            elif issubclass(type(value), type) and attribute_of(value, "__module__") == name:
                label = f"{name}.{value.__qualname__}"
                members = dict(vars(value))
                self._attributes.append((label, value, members))
                for part, member in members.items():
                    if type(member) in (dict, list, set) and not standard and not part.startswith("__"):
                        self._keep(f"{label}.{part}", member)
            elif not standard and not issubclass(type(value), (type, types.FunctionType, types.ModuleType)):
                self._read_instance(name, key, value)

    def _read_instance(self, name: str, key: str, value: object) -> None:
        """Read the containers of an object at module level: registries are often instances."""
        members = attribute_of(value, "__dict__")
        for part, member in list(members.items()) if type(members) is dict else ():
            if type(member) in (dict, list, set):
                self._keep(f"{name}.{key}.{part}", member)

    def _keep(self, label: str, container: Any) -> None:
        self._containers.setdefault(id(container), (label, container, container.copy()))

    def compare(self) -> None:
        """Note what differs now."""
        for name, owner, before in self._attributes:
            now = dict(vars(owner))
            for key in {**before, **now}:
                old, new = before.get(key, _MISSING), now.get(key, _MISSING)
                if old is not new and self._is_foreign_change(name, old, new):
                    effect = "attribute of another class" if isinstance(owner, type) else "attribute of another module"
                    self._inspection.add(effect, f"{name}.{key}")
        for label, container, copy in self._containers.values():
            self._compare_container(label, container, copy)
        for name, module in self.modules.items():
            if sys.modules.get(name) is not module and name != "__main__":
                self._inspection.add("module put in place", f"sys.modules['{name}']")
        own = self._inspection.package
        for name, module in sys.modules.copy().items():
            top = name.partition(".")[0]
            made = getattr(module, "__name__", name).partition(".")[0]
            if name not in self.modules and top != own and made == own:
                extension = is_own_extension(own, name, module)
                effect = "own extension put in place" if extension else "module put in place"
                self._inspection.add(effect, f"sys.modules['{name}']")

    def _is_foreign_change(self, name: str, old: object, new: object) -> bool:
        """Tell whether the package did it: a callable was replaced, or something of the package was put there."""
        if issubclass(type(new), types.ModuleType):
            return False
        if new is not _MISSING and self._inspection.owns(new):
            return True
        if old is _MISSING or new is _MISSING or not callable(old):
            return False
        home = name.partition(".")[0]
        return str(attribute_of(new, "__module__")).partition(".")[0] != home

    def _compare_container(self, label: str, container: Any, copy: Any) -> None:
        if len(container) == len(copy) and _same(container, copy):
            return
        if isinstance(container, dict):
            changed = [(key, value) for key, value in container.items() if copy.get(key, _MISSING) is not value]
            new = [part for pair in changed for part in pair]
        else:
            known = {id(value) for value in copy}
            new = [value for value in container if id(value) not in known]
        own = any(self._inspection.owns(part) or _owned_type(self._inspection, part) for part in new)
        self._inspection.add("entry in a registry" if own else "entry in a table", label)


def _owned_type(inspection: Inspection, part: object) -> bool:
    """Look one step into a container: registries often hold lists or pairs."""
    values = part.values() if isinstance(part, dict) else part if isinstance(part, (list, tuple, set)) else ()
    return any(inspection.owns(value) for value in values)


def _same(container: Any, copy: Any) -> bool:
    if isinstance(container, dict):
        return all(copy.get(key, _MISSING) is value for key, value in container.items())
    if isinstance(container, list):
        return all(one is other for one, other in zip(container, copy, strict=True))
    return bool({id(value) for value in container} == {id(value) for value in copy})


def compare_tables(
    inspection: Inspection, filters: list[Any], pickled: dict[Any, Any], handlers: dict[str, list[str]]
) -> None:
    """Note new warnings filters, reducers for pickle, and log handlers; what concerns own types is harmless."""
    known = {id(one) for one in filters}
    for one in warnings.filters:
        if id(one) not in known:
            own = inspection.owns(one[2])
            kind = getattr(one[2], "__name__", one[2])
            inspection.add("own warnings filter" if own else "warnings filter", f"{one[0]} {kind}")
    for kind in copyreg.dispatch_table.keys() - pickled.keys():
        own = inspection.owns(kind)
        inspection.add("own type pickled" if own else "pickling of another type", f"copyreg.pickle({kind.__name__})")
    for name, found in log_handlers().items():
        if found != handlers.get(name, []):
            own = name == inspection.package or name.startswith(inspection.package + ".")
            inspection.add("own logger" if own else "logging configured", f"handlers of the logger {name}")


def log_handlers() -> dict[str, list[str]]:
    """Return the handlers of all loggers but the root."""
    logging = sys.modules.get("logging")
    if logging is None:
        return {}
    loggers = logging.root.manager.loggerDict.items()
    return {name: [type(one).__name__ for one in getattr(logger, "handlers", [])] for name, logger in loggers}
