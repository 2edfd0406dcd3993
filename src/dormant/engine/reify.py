"""Performs deferred imports when their names are used, and puts namespaces in order, 3.10-3.14.

Phase: import; loaded when the first deferred import is used. May import: builtins, `sys`, `os` (which `site` has
loaded), frozen importlib, this room, and the built-in modules `_codecs`, `_functools`, `_thread`, `gc` and `itertools`.
"""

import os
import sys
from _frozen_importlib import _find_and_load_unlocked, _handle_fromlist  # type: ignore[attr-defined]
from _thread import RLock, get_ident

from ..finder import import_machinery
from . import builtin, bytecode
from .deferred import (
    MISSING,
    Deferred,
    LazyName,
    PendingModule,
    await_one_more,
    disguise,
    module_of,
    set_slot,
    slot,
    waiting,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType, FunctionType, ModuleType
    from typing import Any

    Namespace = dict[str, Any]

# Not by import statements: this module is loaded when the program's own finders are in place.
lookup_error = builtin("_codecs").lookup_error
partial = builtin("_functools").partial
gc = builtin("gc")
chain = builtin("itertools").chain
compress = builtin("itertools").compress
repeat = builtin("itertools").repeat
_ModuleType: "type[ModuleType]" = type(sys)


def describe(deferred: Deferred) -> str:
    """Return the statement of *deferred* and where it stands, for people to read."""
    module, name, alias = slot(deferred, "_module"), slot(deferred, "_name"), slot(deferred, "_alias")
    text = f"from {module} import {name}" if name else f"import {module}"
    if name != "" and alias != (name or module):
        text += f" as {alias}"
    return f"{text} ({slot(deferred, '_file')}:{slot(deferred, '_line')})"


@import_machinery
def load(deferred: Deferred) -> "Any":
    """Perform the import of *deferred* and return what it binds.

    It runs as a statement under the file and line of the original, with the importing module's globals: the texts of
    errors, tracebacks and `warnings.warn(stacklevel=2)` are those of the original.

    Raises:
        BaseException: whatever the import raises.
    """
    value = slot(deferred, "_value")
    if value is not MISSING:
        return value
    module, name = slot(deferred, "_module"), slot(deferred, "_name")
    package, _, last = module.rpartition(".")
    if name:
        value = _perform(deferred, _FROM, module, name)
    elif name is None:
        value = _perform(deferred, _PLAIN, module)
        if package:
            # `import a.b as c` takes `b` from `a` once both are imported.
            value = _perform(deferred, _FROM, package, last)
    else:
        value = _perform(deferred, _PLAIN, module.partition(".")[0])
    slot(deferred, "_engine").publish_imported(module)
    return value


@import_machinery
def _perform(deferred: Deferred, template: "CodeType", *names: str) -> "Any":
    """Run *template* with the names of *deferred*.

    Filling in the names takes a tenth of the time of compiling the statement, which counts when everything is used in
    the end; and the first `compile` of a process takes a millisecond, because it creates the classes of `ast`.
    """
    constants = template.co_consts
    if template is _FROM:
        constants = tuple((names[1],) if constant == ("name",) else constant for constant in constants)
    code = template.replace(
        co_names=names,
        co_consts=constants,
        co_name="<module>",
        co_filename=slot(deferred, "_file"),
        co_firstlineno=slot(deferred, "_line"),
    )
    return _Function(code, slot(deferred, "_namespace"))()


def _from() -> "Any": from module import name; return name  # type: ignore[import-not-found]  # noqa: E702, I001
def _plain() -> "Any": import module; return module  # noqa: E702, I001


def _without_columns(code: "CodeType") -> "CodeType":
    """Return *code* without columns: those of the original statement are others, and a wrong caret misleads."""
    if sys.version_info < (3, 11):
        return code
    # Location entries of kind 13, "no column information", each for up to 8 code units (InternalDocs/code_objects.md).
    whole, rest = divmod(len(code.co_code) // 2, 8)
    table = b"\xef\0" * whole + (bytes((0xE8 | rest - 1, 0)) if rest else b"")
    return code.replace(co_linetable=table, co_qualname="<module>")


_Function: "type[FunctionType]" = type(_from)  # type: ignore[assignment]
_FROM = _without_columns(_from.__code__)
_PLAIN = _without_columns(_plain.__code__)


class Unequal(LazyName):
    """The type of lazy keys while `heal` moves them: equals nothing, and finds that out in C."""

    __slots__ = ()
    __hash__ = str.__hash__
    __eq__ = [].__contains__


@import_machinery
def answer(key: LazyName, frame: "FrameType") -> "Any":
    """Return what a lookup that has compared *key* with its name gets to know; perform the import if it asks for that.

    Parameters:
        key: a key whose own statement has stored its value.
        frame: the frame that looks the name up.
    """
    if frame.f_globals is _own and frame.f_code in _TIDYING:
        # What puts namespaces in order looks for plain names.
        return False
    thread = get_ident()
    operation = bytecode.operation(frame)
    if operation == bytecode.IMPORT_STAR:
        if frame.f_locals is key._namespace:
            # A star import binds the name, as a store does.
            return True
        if "__all__" not in key._namespace:
            # The list of names that the star import goes by may be older than what stands there now.
            if key._healed and _pending(key) is None:
                return True
            # It compares this key where it binds the name, or where it reads it: the import system may have bound a
            # submodule under a plain key of this name, too.
            if str(key) in frame.f_locals:
                return _replace_plain(key, frame.f_locals)
    if operation in bytecode.UNREAD:
        # A store keeps this key under a value that is no `Deferred`; the next read then only tidies up.
        return True
    if thread in key._busy:
        # A circular import asks for the name while this thread is loading it. What binds the name must go on as if
        # it were not there; a program gets the module half made, as from an eager import, or ImportError.
        if key._busy.count(thread) > 1 or frame.f_code in _BINDING or operation == bytecode.IMPORT_FROM:
            return False
    elif frame.f_code is _BINDING_SUBMODULE:
        # A name that the import of a submodule brings takes its place behind that submodule, as eagerly. Any other
        # name was bound before, and the submodule takes its place.
        return key._published or not _comes_with_submodule(key)
    try:
        return reify(key)
    except BaseException as error:
        # Raised from here, the error would carry this frame and name a line that nobody can do anything about. The
        # comparison asks for the truth of what this returns, and that raises it from C.
        return _raiser(error)


def remember(key: LazyName, namespace: "Namespace") -> None:
    """Remember that a star import puts *key* into *namespace*.

    Not every one of thousands: `_reach_copies` finds the others.
    """
    copies = (key._namespace, *key._copies)
    if type(namespace) is dict and len(copies) <= _MOST_COPIES and not any(namespace is copy for copy in copies):
        key._copies.append(namespace)
        await_one_more(namespace)


def _comes_with_submodule(key: LazyName) -> bool:
    """Tell whether the deferred import is one of the submodule of this name, or of a module below it."""
    deferred = key._namespace.get(key)
    submodule = f"{key._namespace.get('__name__')}.{str.__str__(key)}"
    return type(deferred) is Deferred and f"{slot(deferred, '_module')}.".startswith(f"{submodule}.")


def _replace_plain(key: LazyName, namespace: "Namespace") -> bool:
    """Make way for this key itself, which a star import is about to put into *namespace*.

    The plain key of this name that is there would take the placeholder and keep it. What it stands for may be just
    what the deferred import would take: a package that imports `*` from its modules in turn gives its own names to
    the later ones. So the import is performed before the name is gone, as it would have been eagerly.

    Returns:
        Whether its own namespace has the real object by now.
    """
    deferred = _pending(key)
    if deferred is not None:
        try:  # noqa: SIM105 - contextlib is not for the time of an import
            set_slot(deferred, "_value", load(deferred))
        except Exception:  # noqa: S110 - it is raised when the name is used
            pass
    namespace.pop(str(key), None)
    return key._healed or type(key._namespace.get(key)) is not Deferred


def _pending(key: LazyName) -> "Deferred | None":
    """Return what stands under this key in its namespace or a copy, as long as that is deferred."""
    for place in (key._namespace, *key._copies):
        value: Any = place.get(key)
        if type(value) is Deferred:
            return value
    return None


@import_machinery
def reify(key: LazyName) -> bool:
    """Perform the import and put the plain name and its value where this key is.

    Returns:
        True.

    Raises:
        BaseException: whatever the import raises; the key stays, and the next lookup tries again.
    """
    thread = get_ident()
    places = [key._namespace, *key._copies]
    try:
        # From here on the key compares unequal where this thread binds the name.
        key._busy.append(thread)
        before = list(map(_shape, places))
        values = []
        loaded = False
        for place in places:
            # Each takes what its own placeholder stands for: the others may have been bound to something else.
            # No lock of ours is held: threads that race meet at the import system's own lock, and its deadlock
            # detection sees them all.
            value: Any = place.get(key)
            pending = type(value) is Deferred
            loaded = loaded or pending
            values.append(load(value) if pending else MISSING)
        # At the end of the interpreter the other threads are gone, and one of them may have taken the lock along.
        with RLock() if sys.is_finalizing() else _lock:
            held = sum(map(_settle, repeat(key), places, before, values))
            if loaded or not held:
                _reach_copies(key, held, loaded=loaded)
    finally:
        if thread in key._busy:
            key._busy.remove(thread)
    return True


def _settle(key: LazyName, namespace: "Namespace", shape: "tuple[int, int, int]", value: object) -> bool:
    """Bind *value* in *namespace*, unless it is `MISSING`, and make way for the plain name if it is time.

    Returns:
        Whether the key is still there.
    """
    bound = namespace.get(key, MISSING)
    if bound is MISSING:
        return False
    if value is not MISSING:
        # First, because too low a number does no harm if what follows is interrupted.
        waiting[id(namespace)] = waiting.get(id(namespace), 0) - 1
        if type(bound) is Deferred:
            namespace[key] = value
    replaceable = _shape(namespace) == shape
    # A submodule of this name, which the import system bound meanwhile without seeing this key.
    namespace.pop(str(key), None)
    if replaceable and _is_time_to_heal(namespace):
        heal(namespace, key)
        return False
    return True


def _raiser(error: BaseException) -> object:
    """Return an object whose truth value is *error*, raised by C code and without the frames of this file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == _FILE:
        trace = trace.tb_next
    raise_it = partial(lookup_error("strict"), error.with_traceback(trace))
    return type("deferred import failed", (), {"__bool__": staticmethod(raise_it)})()


_FILE = load.__code__.co_filename
_own = globals()
# Held while a namespace is put in order, never while anything is imported. Reentrant, because a signal handler may run
# in between and use a pending name itself.
_lock = RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_lock._at_fork_reinit)  # type: ignore[attr-defined]
_apply = partial.__call__
# id of a namespace → how often it was healed.
_heals: dict[int, int] = {}
# id of a namespace → how many lookups have met a key that is loaded, since it was healed.
_slow_lookups: dict[int, int] = {}
_LARGE = 32
_MOST_COPIES = 8


def _shape(namespace: "Namespace") -> "tuple[int, int, int]":
    """Return what changes when the table of *namespace* is put elsewhere in memory.

    The lookup that is under way holds the address of the table it began in, and takes a table at the same address for
    the same one. So the table may only be replaced while it is known to be that one; otherwise the key stays, under
    its value, until the next lookup.
    """
    return _heals.get(id(namespace), 0), len(namespace), sys.getsizeof(namespace)


def _is_time_to_heal(namespace: "Namespace") -> bool:
    """Tell whether *namespace* is to be healed: at once while it is small, or when its last name is loaded.

    Healing takes time in proportion to the size. A large namespace is healed when lookups that met a lazy key have
    taken as long, so that many names together take no more than twice the time that is needed.
    """
    place, size = id(namespace), len(namespace)
    if size < _LARGE:
        return True
    count = _slow_lookups[place] = _slow_lookups.get(place, 0) + 1
    if count * 4 >= size:
        return True
    # To look whether anything waits still takes a hundredth of the time of healing; among thousands of names, that is
    # too much for each lookup. How many wait is not known for sure: names are bound anew and deleted.
    hopeful = waiting.get(place, 0) <= 0 or count % (1 + size // 256) == 0
    return hopeful and Deferred not in map(type, namespace.values())


def heal(namespace: "Namespace", key: LazyName) -> None:
    """Replace *key* and all others that are loaded by plain names; places and values stay.

    A dict that held a key of another type than `str` keeps a general key table, which `LOAD_GLOBAL` can't specialise,
    even when that key is gone. So the dict is emptied and filled again. All of it happens inside one call of a C
    function that runs no Python code, hence in no moment that another thread could see: meanwhile the lazy keys are of
    a type that equals nothing. They are deleted one by one first: that wipes them from the memory of the old table,
    where a lookup under way would still find them if the new one came to lie at its address.
    """
    names = {key: sys.intern(str(key))}
    names.update(
        (other, sys.intern(str(other)))
        for other, value in list(namespace.items())
        if type(other) is LazyName and other is not key and type(value) is not Deferred
    )
    renamed: Any = names.get
    items: list[tuple[str, Any]] = []
    keys: list[LazyName] = []
    names_in, values_in = partial(iter, namespace), partial(namespace.values)
    become = partial(map, setattr, keys, repeat("__class__"))
    steps: tuple[Any, ...] = (
        partial(keys.extend, compress(_late(names_in), map(isinstance, _late(names_in), repeat(LazyName)))),
        partial(list, become(repeat(Unequal))),
        partial(items.extend, zip(map(renamed, _late(names_in), _late(names_in)), _late(values_in), strict=True)),
        partial(list, map(namespace.__delitem__, keys)),
        partial(namespace.clear),
        partial(namespace.update, items),
    )
    # Up to 3.11 a collection can run in the middle of these calls, and a finalizer would see the namespace empty.
    collecting = sys.version_info < (3, 12) and gc.isenabled()
    if collecting:
        gc.disable()
    try:
        list(map(_apply, (*steps, partial(list, become(repeat(LazyName))))))
    finally:
        if collecting:
            gc.enable()
    _heals[id(namespace)] = _heals.get(id(namespace), 0) + 1
    _slow_lookups.pop(id(namespace), None)
    for replaced in names:
        replaced._healed = replaced._healed or replaced._namespace is namespace
    if LazyName not in map(type, namespace):
        module = module_of(namespace)
        if type(module) in (PendingModule, PendingPackage):
            module.__class__ = _ModuleType
        _heals.pop(id(namespace), None)
        waiting.pop(id(namespace), None)


def _late(iterable: "Any") -> "Any":
    """Return an iterator that begins when it is first advanced.

    One that began when the steps are made would fail over a name that another thread adds before they are taken.
    """
    return chain.from_iterable(map(_apply, (iterable,)))


def _reach_copies(key: LazyName, held: int, *, loaded: bool) -> None:
    """Bind *key* in copies of its namespace too (`dict(globals())`), which nothing but the collector knows of.

    Parameters:
        held: how many of the namespaces that are known to have had it have it still.
        loaded: whether something was imported since the lookup under way began, so that no table may be replaced.
    """
    if sys.getrefcount(key) <= _REFERENCES + held:
        return
    known = (key._namespace, *key._copies)
    for copy in gc.get_referrers(key):
        if isinstance(copy, dict) and not any(copy is place for place in known):
            bound = dict.get(copy, key, MISSING)
            if type(bound) is Deferred:
                dict.__setitem__(copy, key, load(bound))
            elif bound is not MISSING and not loaded and type(copy) is dict:
                heal(copy, key)


# How many references to a key there are in `_reach_copies` when no namespace holds it any more: the dict lookup's and
# those of the functions on the way. Too low a number costs time only; tests see that copies are found.
_REFERENCES = 3 if sys.version_info >= (3, 14) else 6 if sys.version_info >= (3, 11) else 9


@disguise
class PendingPackage(PendingModule):
    """The type of a package while submodules of it are pending."""

    def __getattr__(self, name: str) -> "Any":
        """Look for a submodule that an import which is still deferred would have brought along.

        Programs rely on `a.b` when they import `a.c` only, because `a.c` imports `a.b`.
        """
        namespace: Namespace = self.__dict__
        frame = sys._getframe(1)
        if frame.f_code in _BINDING or bytecode.operation(frame) == bytecode.IMPORT_FROM:
            # The import system looks whether the submodule is there, and imports it if it isn't.
            return _ModuleType.__getattribute__(self, name)
        engine = next((slot(value, "_engine") for value in list(namespace.values()) if type(value) is Deferred), None)
        special = name.startswith("__") and name.endswith("__")
        # A key of this name that nobody found is the one that this thread is loading.
        if engine is not None and not special and engine.key(namespace, name) is None:
            package = f"{self.__name__}."
            for deferred in engine.deferred():
                if slot(deferred, "_module").startswith(package):
                    try:  # noqa: SIM105 - contextlib is not for the time of an import
                        load(deferred)
                    except Exception:  # noqa: S110 - it is raised when its own name is used
                        pass
                    if name in namespace:
                        return namespace[name]
        # Raises the AttributeError, with its usual text. By now the module may be of its usual type again.
        return _ModuleType.__getattribute__(self, name)


# The import system's frame that binds a submodule on its parent.
_BINDING_SUBMODULE = _find_and_load_unlocked.__code__
# The frames that bind a name, or look whether it is bound, while it is being loaded.
_BINDING = (_BINDING_SUBMODULE, _handle_fromlist.__code__, PendingPackage.__getattr__.__code__)
# The functions that put namespaces in order.
_TIDYING = (
    answer.__code__,
    _replace_plain.__code__,
    _pending.__code__,
    reify.__code__,
    _settle.__code__,
    heal.__code__,
    _reach_copies.__code__,
)
