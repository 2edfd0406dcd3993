"""The finder and the loader that every importing module passes; they load the engine when it is needed.

Phase: startup and import. May import: builtins, `sys`, `os` (which `site` has loaded), frozen importlib.

The finder stands first on `sys.meta_path`, asks the finders behind it, and wraps the loader of the spec they return,
as `importlib.util.LazyLoader` does (PEP 451). The wrapper takes itself out again before the module's body runs, so the
module, its `__spec__` and its `__loader__` are those of a program without dormant.

Code whose names mention nothing that is configured runs as it is. The first that does loads the engine: most starts of
an interpreter defer nothing, and this is all that they pay for.
"""

import os
import sys
from _frozen_importlib import (  # type: ignore[attr-defined]
    _call_with_frames_removed,
    _gcd_import,
    _load_unlocked,
    _ModuleLockManager,
)
from _frozen_importlib_external import (  # type: ignore[attr-defined]
    ExtensionFileLoader,
    _LoaderBasics,
    _NamespaceLoader,
    _path_isfile,
    spec_from_file_location,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any, TypeVar

    from .engine.names import Names
    from .engine.native import Native

    _Function = TypeVar("_Function", bound=Callable[..., Any])

_exec_module = _LoaderBasics.exec_module
# Our modules that are loaded. Programs take modules that they don't know out of `sys.modules`
# (`mock.patch.dict(sys.modules)`), and must not make us load a second copy that knows nothing of the first.
_held = {name: sys.modules[name] for name in (__package__, __name__)}
# The finder at work in this process, if any.
current: "Finder | None" = None


def choose() -> "tuple[str, str]":
    """Return (name of the engine for this interpreter, why there is none)."""
    if sys.implementation.name != "cpython":
        return "none", f"{sys.implementation.name} is not CPython"
    if "t" in getattr(sys, "abiflags", ""):
        return "none", "the free-threaded build is not supported yet"
    return ("native" if sys.version_info >= (3, 15) else "names"), ""


def install(data: bytes, main: "bytes | None" = None) -> bool:
    """Start deferring imports, in place of what was in force before.

    Parameters:
        data: the settings, as `dormant.settings.dump` writes them.
        main: what the main program is about to run, source or bytecode, as far as that is known: nothing is prepared
            for code that mentions nothing configured.

    Returns:
        Whether this interpreter has an engine.

    Raises:
        Exception: the engine can't be loaded; then nothing is in force.
    """
    global current
    undo()
    if choose()[0] == "none":
        return False
    current = Finder(data)
    sys.meta_path.insert(0, current)
    trace = None if sys.flags.ignore_environment else os.environ.get("DORMANT_TRACE")
    try:
        if trace and trace != "0":
            engine = current.engine
            unasked("dormant.engine.trace").start(engine.policy, engine.name, trace)
        if main is None or current.is_mentioned_in(main):
            current.engine.prepare_main()
    except BaseException:
        undo()
        raise
    return True


def undo() -> None:
    """Stop deferring imports; what is deferred already is loaded when it is used."""
    if current is not None:
        current.remove()


def import_machinery(function: "_Function") -> "_Function":
    """Count *function* as a part of the import system, whose frames no user ever sees.

    `import` cuts frames of importlib's two files out of a traceback (Python/import.c, remove_importlib_frames), and
    `warnings.warn` skips them when it looks for the caller (Lib/warnings.py, _is_internal_frame). Both go by the file
    name in the code object. Without this a program's tracebacks and the lines its warnings name would change.
    """
    code = function.__code__
    function.__code__ = code.replace(co_filename=_call_with_frames_removed.__code__.co_filename)
    return function


class Finder:
    """A meta-path finder (PEP 302, PEP 451) that wraps what the finders behind it find.

    It acts for import statements and `importlib.reload` only: `importlib.util.find_spec`, `runpy` and `pkgutil` get
    the true loader.

    Parameters:
        data: the settings, as `dormant.settings.dump` writes them.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        # The engine, if it was needed yet.
        self.loaded: Names | Native | None = None
        lines = data.decode("utf-8", "surrogateescape").split("\n", 8)
        # Top-level packages: those that are named, those that may defer something within themselves, and those whose
        # modules are looked at though they are in the standard library. And modules that have shims.
        self._named, self._inside, self._importers, self._shimmed = [frozenset(line.split()[1:]) for line in lines[4:8]]

    def __repr__(self) -> str:
        return f"<dormant finder, engine {choose()[0]}>"

    @property
    def engine(self) -> "Names | Native":
        """The engine, which is loaded when the first code that mentions something configured is about to run."""
        if self.loaded is None:
            with _ModuleLockManager(f"{__name__}.engine"):
                if self.loaded is None:
                    self.loaded = unasked("dormant.engine").create(self.data)
        return self.loaded

    def pending(self) -> "list[tuple[dict[str, Any], str, str]]":
        """Return (namespace, name, what it stands for) of each deferred import that was not used yet."""
        return [] if self.loaded is None else self.loaded.pending()

    def remove(self) -> None:
        """Stop deferring. What is deferred already stays so until it is used."""
        global current
        if current is self:
            current = None
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        if self.loaded is not None:
            self.loaded.undo()

    def concerns(self, importer: str, names: "Collection[str]") -> bool:
        """Tell whether code may import anything that is configured; it may say yes too often.

        It says no too often only where a module outside a package gives itself a `__package__`, and imports relatively.

        Parameters:
            importer: `__name__` of the importing module.
            names: `co_names` of its code object, which holds the module name of each import statement.
        """
        named = self._named
        return (
            "*" in named
            or importer in self._shimmed
            or not named.isdisjoint(names)
            or (bool(self._inside) and not self._inside.isdisjoint(("*", importer.partition(".")[0])))
            or any("." in name and name.partition(".")[0] in named for name in names)
        )

    def is_mentioned_in(self, main: bytes) -> bool:
        """Tell whether the main program may import anything that is configured.

        Parameters:
            main: its source or bytecode. What is compressed (a zip archive) or encoded otherwise shows nothing.
        """
        if self._inside or "*" in self._named or b"PK\3\4" in main:
            return True
        return any(not name.isascii() or name.encode() in main for name in self._named)

    def wants(self, fullname: str) -> bool:
        """Tell whether the module may import what is deferred, has shims, or submodules to publish."""
        top = fullname.partition(".")[0]
        if top == "dormant":
            return False
        if self.loaded is not None:
            return self.loaded.wants(fullname)
        return top not in sys.stdlib_module_names or top in self._importers

    @import_machinery
    def find_spec(
        self, fullname: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """Return the spec that the finders behind this one give, its loader wrapped; None leaves it all to them.

        Raises:
            ModuleNotFoundError: no finder knows the module. It is raised here, as `_find_and_load_unlocked` would,
                because after a None every finder would be asked a second time.
        """
        if not self.wants(fullname):
            return None
        try:
            frame = sys._getframe(2)
        except ValueError:
            # The main program asks by itself.
            return None
        caller = frame.f_code.co_name
        if caller not in ("_find_and_load_unlocked", "reload"):
            return None
        behind = False
        for finder in sys.meta_path[:]:
            if not behind:
                behind = finder is self
                continue
            try:
                find_spec = finder.find_spec
            except AttributeError:
                # A legacy finder with find_module only, up to 3.11: the import system knows how to ask it.
                return None
            spec = find_spec(fullname, path, target)
            if spec is not None:
                loader: Any = spec.loader
                waiting = self.loaded is not None and self.loaded.has_children(fullname)
                if loader is None and waiting and spec.submodule_search_locations is not None:
                    # A namespace package. What `_init_module_attrs` would do for it is done here and in `exec_module`.
                    loader = _NamespaceLoader.__new__(_NamespaceLoader)
                    loader._path = spec.submodule_search_locations
                # Extension modules import in C, where nothing can be deferred.
                concerned = not isinstance(loader, ExtensionFileLoader) or waiting or fullname in self._shimmed
                if loader is not None and hasattr(loader, "exec_module") and concerned:
                    spec.loader = Loader(loader, self)  # type: ignore[assignment]
                return spec
        if caller == "reload" or frame.f_locals.get("lazy_submodule"):
            # 3.15 looks for a submodule first when a lazy `from` import is used, and takes None for "an attribute".
            return None
        raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


class Loader:
    """Wraps a loader so that the engine can act before and after the module's body runs.

    Parameters:
        real: the loader that was found.
        finder: the finder that asks for it.
    """

    def __init__(self, real: "Any", finder: Finder) -> None:
        self.real = real
        self._finder = finder

    def __getattr__(self, name: str) -> "Any":
        return getattr(self.real, name)

    @import_machinery
    def create_module(self, spec: "ModuleSpec") -> "ModuleType | None":
        """Return what the real loader creates."""
        module: ModuleType | None = self.real.create_module(spec)
        return module

    @import_machinery
    def exec_module(self, module: "ModuleType") -> None:
        """Step aside, then run the module's body as `_LoaderBasics.exec_module` does, or have the engine run it.

        Raises:
            ImportError: the loader has no code for it.
            BaseException: whatever the body raises.
        """
        real, finder = self.real, self._finder
        # A real loader may have created any object at all, or handed out a module that another one had loaded.
        spec = getattr(module, "__spec__", None)
        if spec is not None and spec.loader is self:
            spec.loader = real
        if getattr(module, "__loader__", None) is self:
            module.__loader__ = real
        name = getattr(module, "__name__", "")
        code = None
        # The code of a loader of somebody's own is not to be known.
        if getattr(real.exec_module, "__func__", None) is _exec_module:
            code = real.get_code(name)
            if code is None:
                raise ImportError(f"cannot load module {name!r} when get_code() returns None")
            if not finder.concerns(name, code.co_names):
                _call_with_frames_removed(exec, code, module.__dict__)
                if finder.loaded is not None:
                    finder.loaded.publish_children(name)
                return
        try:
            engine = finder.engine
        except Exception as error:
            complain(error)
            if not isinstance(error, RecursionError):
                finder.remove()
            run_body(module, real, code)
            return
        unasked("dormant.engine").execute(engine, module, real, code)


@import_machinery
def run_body(module: "ModuleType", real: "Any", code: "CodeType | None") -> None:
    """Run the body of *module*: its code, or what its loader knows of it."""
    if code is None:
        _call_with_frames_removed(real.exec_module, module)
    else:
        _call_with_frames_removed(exec, code, module.__dict__)


def unasked(fullname: str) -> "Any":
    """Return a module of dormant's, which is loaded now if it was not needed before.

    By then the program may have finders that transform, forbid or do not find our modules, so nobody is asked: the file
    is loaded by the loader of the standard library. Where there is no such file, in a program that carries dormant in
    an archive of its own, the import system finds the module.
    """
    module = _held.get(fullname)
    if module is None:
        for held in list(_held):
            sys.modules.setdefault(held, _held[held])
        parent, _, name = fullname.rpartition(".")
        folder = unasked(parent).__path__[0]
        for ending in (".py", "/__init__.py"):
            path = f"{folder}/{name}{ending}"
            if _path_isfile(path):
                module = load_unasked(fullname, lambda: spec_from_file_location(fullname, path))  # noqa: B023
                break
        else:
            module = _gcd_import(fullname)
        _held[fullname] = module
    return module


def load_unasked(fullname: str, find: "Callable[[], ModuleSpec | None]") -> "Any":
    """Return the module *fullname*, loaded by the spec that *find* returns if it was not needed before."""
    with _ModuleLockManager(fullname):
        module = sys.modules.get(fullname)
        if module is None:
            module = _load_unlocked(find())
            package, _, name = fullname.rpartition(".")
            if package:
                setattr(sys.modules[package], name, module)
    return module


def complain(error: BaseException) -> None:
    """Say on standard error, in one line, that an import stays eager because of *error*.

    Nothing is said while dormant is being removed.
    """
    if sys.stderr is not None and _held["dormant"].whole():
        sys.stderr.write(f"dormant: {type(error).__name__}: {error}; the import stays eager (DORMANT=0 turns it off)\n")
