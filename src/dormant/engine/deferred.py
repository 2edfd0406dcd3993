"""Deferred imports and the keys that stand for them, 3.10-3.14; loaded when the first import is deferred.

Phase: import. May import: builtins, `sys`, `os` (which `site` has loaded), this room, and the built-in module
`_weakref`; `reify` when a deferred import is used.

A deferred import is bound in the importing module's namespace under a key that is a `LazyName`: a `str` whose `__eq__`,
when a lookup compares it, runs the import statement and puts the plain name and the real object in its own place. A
dict lookup that meets a key whose table changed starts again (Objects/dictobject.c, `DKIX_KEY_CHANGED`), so whoever
looked the name up gets the real object, and what is left is an ordinary dict.
"""

import os
import sys

from ..finder import import_machinery
from . import builtin, bytecode, namespace_of, room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, ModuleType
    from typing import Any, TypeVar

    from .names import Names

    Namespace = dict[str, Any]
    _Type = TypeVar("_Type", bound=type)

# An import that was put off can't become eager again, so what performs it has to be there now.
if os.path.isfile(__file__) and not os.path.isfile(__file__.replace("deferred.py", "reify.py")):  # noqa: PTH113
    raise ImportError("dormant/engine/reify.py is missing; install dormant again")

# Not by an import statement: this module is loaded when the program's own finders are in place.
ref = builtin("_weakref").ref
MISSING = object()
slot = object.__getattribute__
set_slot = object.__setattr__
# id of a namespace → about how many names in it are deferred and not loaded yet.
waiting: dict[int, int] = {}
_ModuleType: "type[ModuleType]" = type(sys)
# The module that performs imports, once it is loaded. It is kept here, because the end of the interpreter empties
# `sys.modules` before the last names are used.
_reify: "Any" = None


def performing() -> "Any":
    """Return the module that performs deferred imports."""
    global _reify
    if _reify is None:
        _reify = room("reify")
    return _reify


class Deferred:
    """One import that was put off: what stands in the namespace until a `LazyName` replaces it.

    Programs meet it only where they walk over the values of a namespace (`vars(module).values()`), as they meet
    `lazy_import` objects under PEP 810. It passes attribute access, calls and subclassing on to the real object.

    Parameters:
        engine: the engine.
        frame: the frame that executes the original statement.
        namespace: the globals that the import is performed with, those of the frame or a part of them.
        module: the absolute name of the module that is imported.
        name: what a `from` import takes from the module; None for `import module as alias`; "" for `import module`,
            which binds the top-level package.
        alias: the name that is bound.
    """

    __slots__ = ("_alias", "_engine", "_file", "_line", "_module", "_name", "_namespace", "_value")

    def __init__(
        self, engine: "Names", frame: "FrameType", namespace: "Namespace", module: str, name: "str | None", alias: str
    ) -> None:
        set_slot(self, "_engine", engine)
        set_slot(self, "_namespace", namespace)
        set_slot(self, "_file", frame.f_code.co_filename)
        set_slot(self, "_line", frame.f_lineno)
        set_slot(self, "_module", module)
        set_slot(self, "_name", name)
        set_slot(self, "_alias", alias)
        # What it binds, if that had to be known while its key was still in a namespace.
        set_slot(self, "_value", MISSING)

    @import_machinery
    def __getattribute__(self, name: str) -> "Any":
        # Code that walks over a namespace and picks out classes must pass it by, not take it for one.
        return Deferred if name == "__class__" else getattr(performing().load(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(performing().load(self), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(performing().load(self), name)

    @import_machinery
    def __call__(self, *args: "Any", **keywords: "Any") -> "Any":  # noqa: D102
        return performing().load(self)(*args, **keywords)

    def __mro_entries__(self, bases: "tuple[Any, ...]") -> "tuple[Any, ...]":
        return (performing().load(self),)

    def __repr__(self) -> str:
        described: str = performing().describe(self)
        return f"<deferred import: {described}>"


def takes_name(deferred: Deferred) -> bool:
    """Tell whether *deferred* is a `from` import."""
    return bool(slot(deferred, "_name"))


class LazyName(str):
    """A key that performs its import when it is looked up, and then is gone.

    Parameters:
        name: the name.
        namespace: the dict that it is put into.
        published: whether it stands for a submodule on its parent. Otherwise an import statement makes it, and has not
            stored its value yet.
    """

    __slots__ = ("__weakref__", "_busy", "_copies", "_healed", "_namespace", "_published", "_stored")
    # The threads that are loading it, each as often as it has come by.
    _busy: "list[int]"
    # The namespaces that a star import has put it into, with its placeholder.
    _copies: "list[Namespace]"
    # Whether the plain name stands in its place.
    _healed: bool
    _namespace: "Namespace"
    _published: bool
    # Whether the statement that makes it has stored its value.
    _stored: bool

    def __new__(cls, name: str, namespace: "Namespace", *, published: bool) -> "LazyName":  # noqa: D102
        self = str.__new__(cls, name)
        self._namespace = namespace
        self._published = self._stored = published
        self._healed = False
        self._busy = []
        self._copies = []
        return self

    def __hash__(self) -> int:
        """Return the hash of the name, and remember a namespace that a star import puts this key into.

        A star import takes the keys of a module without `__all__` as they are, and a dict that takes a new key asks it
        for nothing but its hash.
        """
        try:
            frame = sys._getframe(1)
            if bytecode.operation(frame) == bytecode.IMPORT_STAR:
                performing().remember(self, frame.f_locals)
        except Exception:  # noqa: S110 - the interpreter ends: there is no frame, or nothing left of this module
            pass
        return str.__hash__(self)

    def __reduce__(self) -> "tuple[Any, ...]":
        return str, (str.__str__(self),)

    def __ne__(self, other: object) -> bool:
        return str.__ne__(self, other)

    @import_machinery
    def __eq__(self, other: object) -> "Any":
        """Compare as a `str` does, but first perform the import if a lookup asks for the value.

        A dict calls this when the hashes are equal and the objects are not the same one.
        """
        if str.__eq__(self, other) is not True:
            return False
        if isinstance(other, LazyName):
            return True
        try:
            frame = sys._getframe(1)
        except ValueError:
            # Called by C code with no Python frame below it: by a program that embeds the interpreter, or at the end
            # of the interpreter, which empties the namespaces.
            return sys.is_finalizing() or performing().reify(self)
        if self._stored:
            return performing().answer(self, frame)
        # Between IMPORT_NAME and the store of its own statement: for everybody else the name isn't bound yet.
        self._stored = frame.f_globals is self._namespace and bytecode.operation(frame) in bytecode.STORES
        return self._stored


def disguise(pending: "_Type") -> "_Type":
    """Give a type of modules the name that the texts of errors call modules by; from 3.14 on some name it in full."""
    pending.__name__ = pending.__qualname__ = _ModuleType.__name__
    pending.__module__ = _ModuleType.__module__
    return pending


@disguise
class PendingModule(_ModuleType):  # type: ignore[valid-type, misc]
    """The type of a module while names in it are pending.

    `inspect.getmembers` asks for attributes by the very strings that `dir` lists, and a dict that is asked for its own
    key object compares nothing: so `dir` has to list plain strings.
    """

    def __dir__(self) -> "list[str]":
        return [str(name) for name in super().__dir__()]


def insert(key: LazyName, deferred: Deferred) -> None:
    """Put *deferred* into the namespace of *key*, under it."""
    namespace = key._namespace
    namespace[key] = deferred
    await_one_more(namespace)
    module = module_of(namespace)
    if key._published and type(module) in (_ModuleType, PendingModule):
        module.__class__ = performing().PendingPackage


def await_one_more(namespace: "Namespace") -> None:
    """Count a deferred import that has come into *namespace*."""
    waiting[id(namespace)] = waiting.get(id(namespace), 0) + 1
    module = module_of(namespace)
    if type(module) is _ModuleType:
        module.__class__ = PendingModule


def module_of(namespace: "Namespace") -> "ModuleType | None":
    """Return the module that *namespace* is the namespace of, if it is in `sys.modules`."""
    module = sys.modules.get(namespace.get("__name__", ""))
    return module if namespace_of(module) is namespace else None
