"""The meta-path finder and the loader that let an engine prepare an importing module.

Phase: import. May import: builtins, `sys`, frozen importlib, this room.

The finder stands first on `sys.meta_path`, asks the finders behind it, and wraps the loader of the spec they return,
as `importlib.util.LazyLoader` does (PEP 451). The wrapper takes itself out again before the module's body runs, so the
module, its `__spec__` and its `__loader__` are those of a program without dormant.
"""

import sys
from _frozen_importlib import (  # type: ignore[attr-defined]
    BuiltinImporter,
    _call_with_frames_removed,
    _find_spec,
    _load_unlocked,
    _ModuleLockManager,
)
from _frozen_importlib_external import ExtensionFileLoader, spec_from_file_location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any, Protocol, TypeVar

    from ..policy import Policy

    _Function = TypeVar("_Function", bound=Callable[..., Any])

    class Engine(Protocol):
        """What the finder needs of an engine."""

        policy: Policy

        def wants(self, fullname: str) -> bool:
            """Tell whether the module is to be prepared."""

        def wrap(self, loader: Any) -> "Loader":
            """Return a loader that prepares the module and then has *loader* load it."""


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
    """

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def __repr__(self) -> str:
        return f"<dormant finder, engine {type(self._engine).__name__}>"

    @import_machinery
    def find_spec(
        self, fullname: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """Return the spec that the finders behind this one give, its loader wrapped; None leaves it all to them.

        Raises:
            ModuleNotFoundError: no finder knows the module. It is raised here, as `_find_and_load_unlocked` would,
                because after a None every finder would be asked a second time.
        """
        if not self._engine.wants(fullname):
            return None
        frame = sys._getframe(2)
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
                loader = spec.loader
                # No loader is a namespace package. Extension modules import in C, where nothing can be deferred.
                if loader is not None and hasattr(loader, "exec_module") and type(loader) is not ExtensionFileLoader:
                    spec.loader = self._engine.wrap(loader)  # type: ignore[assignment]
                return spec
        if caller == "reload" or frame.f_locals.get("lazy_submodule"):
            # 3.15 looks for a submodule first when a lazy `from` import is used, and takes None for "an attribute".
            return None
        raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


class Loader:
    """Wraps a loader so that an engine can act before and after the module's body runs.

    Parameters:
        real: the loader that was found.
        policy: the policy in force.
    """

    def __init__(self, real: "Any", policy: "Policy") -> None:
        self.real = real
        self.policy = policy

    def __getattr__(self, name: str) -> "Any":
        return getattr(self.real, name)

    @import_machinery
    def create_module(self, spec: "ModuleSpec") -> "ModuleType | None":
        """Return what the real loader creates."""
        module: ModuleType | None = self.real.create_module(spec)
        return module

    @import_machinery
    def exec_module(self, module: "ModuleType") -> None:
        """Step aside, then run the module's body between the engine's preparations and the attribute shims."""
        # A real loader may have created any object at all, or handed out a module that another one had loaded.
        spec = getattr(module, "__spec__", None)
        if spec is not None and spec.loader is self:
            spec.loader = self.real
        if getattr(module, "__loader__", None) is self:
            module.__loader__ = self.real
        names = self.policy.attributes.get(getattr(module, "__name__", ""))
        if names:
            shims = room("shims")
            shims.install(module, names)
            self.execute(module)
            shims.settle(module, names)
        else:
            self.execute(module)

    @import_machinery
    def execute(self, module: "ModuleType") -> None:
        """Run the body of *module*."""
        _call_with_frames_removed(self.real.exec_module, module)


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
    """Return the module *name* of this room, which is loaded now if it was not needed before.

    By then the program may have finders that transform, forbid or do not find our modules, so nobody is asked: the file
    beside this one is loaded by the loader of the standard library.
    """
    fullname = f"{__package__}.{name}"
    return sys.modules.get(fullname) or _load_unasked(
        fullname, lambda: spec_from_file_location(fullname, f"{__file__.rpartition('/')[0]}/{name}.py")
    )


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
    """Say on standard error, in one line, that an import stays eager because of *error*."""
    if sys.stderr is not None:
        sys.stderr.write(f"dormant: {type(error).__name__}: {error}; the import stays eager (DORMANT=0 turns it off)\n")
