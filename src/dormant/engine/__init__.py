"""Defers imports: the engines, and what they share.

Phase: import. May import: builtins, `sys`, frozen importlib, settings, policy, what the start holds, this room.

    names    3.10-3.14   self-reifying keys in the importing module's namespace
    native   3.15+       the interpreter's own lazy imports (PEP 810)
    shims    both        attribute shims (PEP 562)
    bytecode both        what the importing frame is executing
    deferred 3.10-3.14   deferred imports, and what performs them
    keys     3.10-3.14   the keys that have them performed, and what makes their namespaces ordinary dicts again
    trace    both        writes down what is deferred and what is loaded, if DORMANT_TRACE asks for it
    frames   both        reads for it, from the frames of an import, who asked for that
"""

import sys
from _frozen_importlib import BuiltinImporter, _find_spec  # type: ignore[attr-defined]
from _frozen_importlib_external import ExtensionFileLoader, _NamespaceLoader

from .. import body_of, choose, complain, load_unasked, unasked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType, ModuleType
    from typing import Any

    from .names import Names
    from .native import Native


def create(data: bytes) -> "Names | Native":
    """Return the engine for this interpreter, under the settings *data*.

    Raises:
        dormant.settings.SettingsError: *data* is damaged.
    """
    settings = unasked("dormant.settings").load(data)
    name = choose()[0]
    # First, because the engine's import statement for it would ask the program's finders.
    policy = unasked("dormant.policy").Policy(settings)
    engine: Names | Native = getattr(room(name), name.capitalize())(policy)
    return engine


def prepare(engine: "Names | Native", module: "ModuleType", real: "Any", code: "CodeType | None") -> "tuple[Any, ...]":
    """Make *module* ready for its body, under *engine* and with its attribute shims.

    Parameters:
        real: its loader.
        code: its code, if that is known.

    Returns:
        The call that runs the body: a function and its arguments. `finish` is to be called afterwards.
    """
    names = engine.policy.attributes.get(getattr(module, "__name__", ""))
    if names:
        room("shims").install(module, names)
    if isinstance(real, _NamespaceLoader):
        module.__file__ = None
    if isinstance(real, (ExtensionFileLoader, _NamespaceLoader)):
        return body_of(module, real, None)
    return engine.prepare(module, real, code)


def finish(engine: "Names | Native", module: "ModuleType", name: str, *, done: bool) -> None:
    """Take back what `prepare` did for the time of the body, and see to submodules and shims.

    Parameters:
        name: `__name__` of *module*, which may be a lazy one of some other kind by now, not to be asked for anything.
        done: whether the body has come to its end.
    """
    engine.finish(module)
    if done:
        engine.publish_children(name)
        names = engine.policy.attributes.get(name)
        if names:
            room("shims").settle(module, names)


def home_of(importer: str, namespace: "dict[str, Any]") -> str:
    """Return the top-level package of an importing module; for `python -m pkg.mod`, that of the module it runs."""
    if importer == "__main__":
        spec = namespace.get("__spec__")
        if spec is not None:
            importer = spec.name
    return importer.partition(".")[0]


# What raises where one of our modules can't be loaded.
_IMPORTLIB = frozenset((
    "importlib._bootstrap", "importlib._bootstrap_external", "_frozen_importlib", "_frozen_importlib_external"
))  # fmt: skip
_dict_of: "Any" = vars(type(sys))["__dict__"].__get__


def namespace_of(module: object) -> "dict[str, Any] | None":
    """Return the namespace of *module* without waking a lazy module of some other kind; None if it is no module."""
    # By its true type: a proxy may claim to be a module.
    return _dict_of(module) if issubclass(type(module), type(sys)) else None


def is_initialising(module: object) -> bool:
    """Tell whether the body of *module* is still running."""
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))


def missing(target: str) -> bool:
    """Tell whether the top-level package of *target* can't be found, or a finder refuses to look for it."""
    top = target.partition(".")[0]
    try:
        return top not in sys.modules and _find_spec(top, None) is None
    except ImportError:
        return True


def raising_frame(error: BaseException) -> "FrameType | None":
    """Return the frame that raised *error*; None if it has passed through none."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return None if trace is None else trace.tb_frame


def stay_eager(error: Exception) -> None:
    """Say that an import stays eager because of *error*, which was raised while it was decided.

    Raises:
        Exception: *error*, if it is the program's: a signal handler, a tracer or a finder may raise at any time.
    """
    frame = raising_frame(error)
    raised_in = "" if frame is None else str(frame.f_globals.get("__name__"))
    if raised_in.partition(".")[0] != __name__.partition(".")[0] and raised_in not in _IMPORTLIB:
        raise error
    complain(error)


def room(name: str) -> "Any":
    """Return the module *name* of this room, loaded by `unasked`."""
    return unasked(f"{__name__}.{name}")


def builtin(name: str) -> "Any":
    """Return the built-in module *name*, loaded without asking anybody's finder."""
    return sys.modules.get(name) or load_unasked(name, lambda: BuiltinImporter.find_spec(name))
