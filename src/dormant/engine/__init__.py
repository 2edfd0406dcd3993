"""Defers imports: the finder and the loader that every importing module passes, and the choice of the engine.

Phase: startup and import. May import: builtins, `sys`, `os` (which `site` has loaded), frozen importlib, this room.

    names    3.10-3.14   self-reifying keys in the importing module's namespace
    native   3.15+       the interpreter's own lazy imports (PEP 810)
    shims    both        attribute shims (PEP 562)
    bytecode both        what the importing frame is executing
    deferred 3.10-3.14   deferred imports, and the keys that perform them
    trace    both        writes down what is deferred and what is loaded, if DORMANT_TRACE asks for it
    frames   both        reads for it, from the frames of an import, who asked for that

The finder stands first on `sys.meta_path`, asks the finders behind it, and wraps the loader of the spec they return,
as `importlib.util.LazyLoader` does (PEP 451). The wrapper takes itself out again before the module's body runs, so the
module, its `__spec__` and its `__loader__` are those of a program without dormant.

Code whose names mention nothing that is configured runs as it is. The first that does loads the engine: most starts of
an interpreter defer nothing, and this is all that they pay for.
"""

import os
import sys
from _frozen_importlib import (  # type: ignore[attr-defined]
    BuiltinImporter,
    _call_with_frames_removed,
    _find_spec,
    _gcd_import,
    _load_unlocked,
    _ModuleLockManager,
)
from _frozen_importlib_external import (
    ExtensionFileLoader,
    _LoaderBasics,
    _NamespaceLoader,
    spec_from_file_location,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any, TypeVar

    from ..settings import Settings
    from .names import Names
    from .native import Native

    _Function = TypeVar("_Function", bound=Callable[..., Any])

_exec_module = _LoaderBasics.exec_module
# The finder at work in this process, if any.
current: "Finder | None" = None


def choose() -> "tuple[str, str]":
    """Return (name of the engine for this interpreter, why there is none)."""
    if sys.implementation.name != "cpython":
        return "none", f"{sys.implementation.name} is not CPython"
    if "t" in getattr(sys, "abiflags", ""):
        return "none", "the free-threaded build is not supported yet"
    return ("native" if sys.version_info >= (3, 15) else "names"), ""


def install(settings: "Settings", main: "bytes | None" = None) -> bool:
    """Start deferring imports under *settings*, in place of what was in force before.

    Parameters:
        settings: the compiled settings.
        main: what the main program is about to run, source or bytecode, as far as that is known: nothing is prepared
            for code that mentions nothing configured.

    Returns:
        Whether this interpreter has an engine.
    """
    global current
    undo()
    if choose()[0] == "none":
        return False
    current = Finder(settings)
    sys.meta_path.insert(0, current)
    wanted = "" if sys.flags.ignore_environment else os.environ.get("DORMANT_TRACE", "")
    if wanted not in ("", "0"):
        room("trace").start(current.engine.policy, choose()[0], wanted)
    if main is None or current.is_mentioned_in(main):
        current.engine.prepare_main()
    return True


def undo() -> None:
    """Stop deferring imports; what is deferred already is loaded when it is used."""
    global current
    if current is not None:
        current.remove()
        current = None


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
        settings: the compiled settings.
    """

    def __init__(self, settings: "Settings") -> None:
        self.settings = settings
        # The engine, if it was needed yet.
        self.loaded: Names | Native | None = None
        packages = {*settings.packages, *(name for names, _, _ in settings.overrides for name in names)}
        inside = {name for names, _, inside in settings.overrides if inside for name in names}
        importers = {*settings.importers, *(name for _, names, _ in settings.overrides for name in names or ())}
        # Top-level packages: those that are named, and those that may defer something within themselves.
        self._named = tops(packages)
        self._inside = tops(inside)
        # Modules that have shims, and the top-level packages whose modules are looked at though they are in the
        # standard library.
        self._shimmed = frozenset([package for package, _, _ in settings.attributes])
        self._importers = tops(importers) | tops(self._shimmed)

    def __repr__(self) -> str:
        return f"<dormant finder, engine {choose()[0]}>"

    @property
    def engine(self) -> "Names | Native":
        """The engine, which is loaded when the first code that mentions something configured is about to run."""
        if self.loaded is None:
            with _ModuleLockManager(f"{__name__}.engine"):
                if self.loaded is None:
                    policy = unasked("dormant.policy").Policy(self.settings)
                    name = choose()[0]
                    self.loaded = getattr(room(name), name.capitalize())(policy)
        return self.loaded

    def pending(self) -> "list[tuple[dict[str, Any], str, str]]":
        """Return (namespace, name, what it stands for) of each deferred import that was not used yet."""
        return [] if self.loaded is None else self.loaded.pending()

    def remove(self) -> None:
        """Stop deferring. What is deferred already stays so until it is used."""
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
        names = engine.policy.attributes.get(name)
        if names:
            room("shims").install(module, names)
        if isinstance(real, (ExtensionFileLoader, _NamespaceLoader)):
            if isinstance(real, _NamespaceLoader):
                module.__file__ = None
            run_body(module, real, None)
            engine.publish_children(name)
        else:
            engine.execute(module, real, code)
        if names:
            room("shims").settle(module, names)


@import_machinery
def run_body(module: "ModuleType", real: "Any", code: "CodeType | None") -> None:
    """Run the body of *module*: its code, or what its loader knows of it."""
    if code is None:
        _call_with_frames_removed(real.exec_module, module)
    else:
        _call_with_frames_removed(exec, code, module.__dict__)


def tops(names: "Collection[str]") -> "frozenset[str]":
    """Return the top-level packages of *names*."""
    return frozenset([name.partition(".")[0] for name in names])


def home_of(importer: str, namespace: "dict[str, Any]") -> str:
    """Return the top-level package of an importing module; for `python -m pkg.mod`, that of the module it runs."""
    if importer == "__main__":
        spec = namespace.get("__spec__")
        if spec is not None:
            importer = spec.name
    return importer.partition(".")[0]


_dict_of: "Any" = vars(type(sys))["__dict__"].__get__


def namespace_of(module: object) -> "dict[str, Any] | None":
    """Return the namespace of *module* without waking a lazy module of some other kind; None if it is no module."""
    # By its true type: a proxy may claim to be a module.
    return _dict_of(module) if issubclass(type(module), type(sys)) else None


def missing(target: str) -> bool:
    """Tell whether the top-level package of *target* can't be found, or a finder refuses to look for it."""
    top = target.partition(".")[0]
    try:
        return top not in sys.modules and _find_spec(top, None) is None
    except Exception:
        return True


def room(name: str) -> "Any":
    """Return the module *name* of this room, loaded by `unasked`."""
    return unasked(f"{__name__}.{name}")


def unasked(fullname: str) -> "Any":
    """Return a module of dormant's, which is loaded now if it was not needed before.

    By then the program may have finders that transform, forbid or do not find our modules, so nobody is asked: the file
    is loaded by the loader of the standard library. Where there is no such file, in a program that carries dormant in
    an archive of its own, the import system finds the module.
    """
    module = sys.modules.get(fullname)
    # Another thread may be loading it.
    if module is not None and not getattr(module.__spec__, "_initializing", False):
        return module
    parent, _, name = fullname.rpartition(".")
    path = f"{sys.modules[parent].__path__[0]}/{name}.py"
    if not os.path.isfile(path):  # noqa: PTH113 - pathlib is not for the time of an import
        return _gcd_import(fullname)
    return _load_unasked(fullname, lambda: spec_from_file_location(fullname, path))


def builtin(name: str) -> "Any":
    """Return the built-in module *name*, loaded without asking anybody's finder."""
    return sys.modules.get(name) or _load_unasked(name, lambda: BuiltinImporter.find_spec(name))


def _load_unasked(fullname: str, find: "Callable[[], ModuleSpec | None]") -> "Any":
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
    if sys.stderr is not None and unasked("dormant.startup").whole():
        sys.stderr.write(f"dormant: {type(error).__name__}: {error}; the import stays eager (DORMANT=0 turns it off)\n")
