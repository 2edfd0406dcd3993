"""The keys that perform deferred imports, and the healing of the namespaces that hold them, 3.10-3.14.

Phase: import; loaded when the first import is deferred. May import: builtins, `sys`, `os` (which `site` has loaded),
frozen importlib, what the start holds, this room, and the built-in modules `_codecs`, `_functools`, `_thread`,
`_weakref` and `gc`.

A deferred import is bound in the importing module's namespace under a key that is a `LazyName`: a `str` whose `__eq__`,
when a lookup compares it, runs the import statement and puts the plain name and the real object in its own place. A
dict lookup that meets a key whose table changed starts again (Objects/dictobject.c, `DKIX_KEY_CHANGED`), so whoever
looked the name up gets the real object, and what is left is an ordinary dict.
"""

import os
import sys
from _frozen_importlib import _find_and_load_unlocked, _handle_fromlist  # type: ignore[attr-defined]
from _thread import RLock, get_ident

from .. import import_machinery
from . import builtin, bytecode, is_initialising, namespace_of, raising_frame
from .deferred import MISSING, Deferred, load, set_slot, slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from types import FrameType, ModuleType
    from typing import Any

    Namespace = dict[str, Any]

# Not by import statements: this module is loaded when the program's own finders are in place. What the statements above
# name is loaded already.
lookup_error = builtin("_codecs").lookup_error
partial = builtin("_functools").partial
ref = builtin("_weakref").ref
gc = builtin("gc")
_ModuleType: "type[ModuleType]" = type(sys)


class LazyName(str):
    """A key that performs its import when it is looked up, and then is gone.

    Parameters:
        name: the name.
        namespace: the dict that it is put into.
        published: whether it stands for a submodule on its parent. Otherwise an import statement makes it, and has not
            stored its value yet.
    """

    __slots__ = (
        "__weakref__", "_busy", "_copies", "_explained", "_healed", "_moved", "_namespace", "_published", "_searched",
        "_stored",
    )  # fmt: skip
    _busy: "list[int]"
    _copies: "list[Namespace]"
    _explained: "tuple[Collection[Any], ...]"
    _healed: bool
    _moved: "dict[int, int]"
    _namespace: "Namespace"
    _published: bool
    _searched: bool
    _stored: bool

    def __new__(cls, name: str, namespace: "Namespace", *, published: bool) -> "LazyName":  # noqa: D102
        self = str.__new__(cls, name)
        self._namespace = namespace
        self._published = self._stored = published
        # Whether the plain name stands in its place.
        self._healed = False
        # The threads that are loading it, each as often as it has come by.
        self._busy = []
        # The other namespaces that have it, as far as they are known.
        self._copies = []
        # The lists of names and the like that are known to have it.
        self._explained = ()
        # Whether all other namespaces that have it were found.
        self._searched = False
        # id of a namespace in which it stands last, to be found anew → its place there.
        self._moved = {}
        return self

    def __hash__(self) -> int:
        """Return the hash of the name, and remember a namespace that a star import puts this key into.

        A star import takes the keys of a module without `__all__` as they are, and a dict that takes a new key asks it
        for nothing but its hash.
        """
        try:
            frame = sys._getframe(1)
            if frame.f_globals is not _own and bytecode.operation(frame) == bytecode.IMPORT_STAR:
                self._remember(frame.f_locals)
        except (ValueError, AttributeError, NameError, TypeError):
            # The interpreter ends: there is no frame, or nothing left of this module.
            pass
        return str.__hash__(self)

    def _remember(self, namespace: "Namespace") -> None:
        """Remember a copy; not every one of thousands, which `_reach_others` would find, too."""
        copies = (self._namespace, *self._copies)
        if type(namespace) is dict and len(copies) <= _MOST_COPIES and not any(namespace is copy for copy in copies):
            self._copies.append(namespace)
            _waiting[id(namespace)] = _waiting.get(id(namespace), 0) + 1
            module = _module_of(namespace)
            if type(module) is _ModuleType:
                module.__class__ = PendingModule

    def __reduce__(self) -> "tuple[Any, ...]":
        return str, (str.__str__(self),)

    def __ne__(self, other: object) -> bool:
        return str.__ne__(self, other)

    @import_machinery
    def __eq__(self, other: object) -> "Any":
        """Compare as a `str` does, but first perform the import if a lookup asks for the value.

        A dict calls this when the hashes are equal and the objects are not the same one.
        """
        equal = str.__eq__(self, other)
        if equal is not True:
            return equal
        if isinstance(other, LazyName):
            return True
        try:
            frame = sys._getframe(1)
        except ValueError:
            # Called by C code with no Python frame below it: by a program that embeds the interpreter, or at the end
            # of the interpreter, which empties the namespaces.
            return sys.is_finalizing() or self.reify()
        if frame.f_globals is _own and frame.f_code in _TIDYING:
            # What puts namespaces in order looks for plain names.
            return False
        if self._moved and self._make_way():
            return True
        thread = get_ident()
        busy = thread in self._busy
        operation = bytecode.operation(frame)
        if operation == bytecode.IMPORT_STAR and frame.f_locals is self._namespace:
            # A star import binds the name, as a store does.
            return self._stored
        if operation == bytecode.IMPORT_STAR and self._is_taken_as_it_is():
            # The list of names that the star import goes by may be older than what stands there now.
            if self._healed and self._pending() is None:
                return True
            # It compares this key where it binds the name, or where it reads it: the import system may have bound a
            # submodule under a plain key of this name, too.
            if str(self) in frame.f_locals:
                return self._replace_plain(frame.f_locals)
        if not self._stored:
            # Between IMPORT_NAME and the store of its own statement: for everybody else the name isn't bound yet.
            self._stored = operation in bytecode.STORES and frame.f_globals is self._namespace
            return self._stored
        if bytecode.is_unread(frame, self, other):
            # A store keeps this key under a value that is no `Deferred`; the next read then only tidies up.
            return True
        if busy:
            # A circular import asks for the name while this thread is loading it. What binds the name must go on as if
            # it were not there; a program gets the module half made, as from an eager import, or ImportError.
            if self._busy.count(thread) > 1 or frame.f_code in _BINDING or operation == bytecode.IMPORT_FROM:
                return False
        elif frame.f_code is _BINDING_SUBMODULE:
            # A name that the import of a submodule brings takes its place behind that submodule, as eagerly. Any other
            # name was bound before, and the submodule takes its place.
            return self._published or not self._comes_with_submodule()
        try:
            return self.reify()
        except BaseException as error:
            if self._published and self._is_no_submodule(error):
                self._leave()
                return False
            # Raised from here, the error would carry this frame and name a line that nobody can do anything about. The
            # comparison asks for the truth of what this returns, and that raises it from C.
            return _raiser(error)

    def _is_taken_as_it_is(self) -> bool:
        """Tell whether a star import of the namespace asks for this very key, not for its name.

        It does where there is no `__all__`, or one that was made of the namespace.
        """
        names = _all_of(self._namespace)
        return names is None or (isinstance(names, (list, tuple)) and any(name is self for name in names))

    def _comes_with_submodule(self) -> bool:
        """Tell whether the deferred import is one of the submodule of this name, or of a module below it."""
        deferred = self._namespace.get(self)
        submodule = f"{self._namespace.get('__name__')}.{str.__str__(self)}"
        return type(deferred) is Deferred and f"{slot(deferred, '_module')}.".startswith(f"{submodule}.")

    def _replace_plain(self, namespace: "Namespace") -> bool:
        """Make way for this key itself, which a star import is about to put into *namespace*.

        The plain key of this name that is there would take the placeholder and keep it. What it stands for may be just
        what the deferred import would take: a package that imports `*` from its modules in turn gives its own names to
        the later ones. So the import is performed before the name is gone, as it would have been eagerly.

        Returns:
            Whether its own namespace has the real object by now.
        """
        deferred = self._pending()
        if deferred is not None:
            addresses = (id(namespace), id(self._namespace))
            _under_way.extend(addresses)
            try:
                set_slot(deferred, "_value", load(deferred))
            except Exception:  # noqa: S110 - it is raised when the name is used
                pass
            finally:
                for address in addresses:
                    _under_way.remove(address)
        namespace.pop(str(self), None)
        return self._healed or type(self._namespace.get(self)) is not Deferred

    def _is_no_submodule(self, error: BaseException) -> bool:
        """Tell whether *error* says that what a `from` import wants of this package isn't there.

        The statement itself raises it where that is used. The package has no such name, then: it is published only in
        case it is a submodule.
        """
        deferred: Any = self._namespace.get(self)
        frame = raising_frame(error)
        if type(error) is not ImportError or type(deferred) is not Deferred or frame is None:
            return False
        wanted = (slot(deferred, "_module"), slot(deferred, "_name"))
        return frame.f_code.co_names == wanted and not is_initialising(sys.modules.get(wanted[0]))

    def _leave(self) -> None:
        """Take this key out of its namespace."""
        with _ordering():
            _waiting[id(self._namespace)] = _waiting.get(id(self._namespace), 0) - 1
            self._namespace.pop(self, None)
            _settle(self._namespace)

    def _pending(self) -> "Deferred | None":
        """Return what stands under this key in its namespace or a copy, as long as that is deferred."""
        for place in (self._namespace, *self._copies):
            value: Any = place.get(self)
            if type(value) is Deferred:
                return value
        return None

    @import_machinery
    def reify(self) -> bool:
        """Perform the import and put the plain name and its value where this key is.

        The lookup under way compares the table that it has in hand with that of the namespace by its address. An import
        may replace tables, and one may come to lie where an earlier one was, so the lookup that performs an import
        replaces none: it moves this key, which makes the lookup begin again, and the second one finds it loaded.

        Returns:
            True.

        Raises:
            BaseException: whatever the import raises; the key stays, and the next lookup tries again.
        """
        thread = get_ident()
        places = [self._namespace, *self._copies]
        addresses = list(map(id, places))
        # id of a placeholder → it and the real object.
        performed: dict[int, tuple[Deferred, Any]] = {}
        try:
            # From here on the key compares unequal where this thread binds the name.
            self._busy.append(thread)
            _under_way.extend(addresses)
            for place in places:
                # Each takes what its own placeholder stands for: the others may have been bound to something else.
                # No lock of ours is held: threads that race meet at the import system's own lock, and its deadlock
                # detection sees them all.
                value: Any = place.get(self)
                if type(value) is Deferred and id(value) not in performed:
                    performed[id(value)] = (value, load(value))
            before = None if performed else list(map(_shape, places))
            with _ordering():
                held = self._tidy(places, before) if before else self._bind(places, performed)
            self._reach_others(held, performed)
            if performed:
                # Last, because the names stand in another order until the lookup has begun again.
                self._move(places)
        finally:
            for address in addresses:
                if address in _under_way:
                    _under_way.remove(address)
            if thread in self._busy:
                self._busy.remove(thread)
        return True

    def _bind(self, places: "list[Namespace]", performed: "dict[int, tuple[Deferred, Any]]") -> int:
        """Bind what was imported in *places*, and return how many of them have the key."""
        held = 0
        for place in places:
            bound: Any = place.get(self, MISSING)
            if id(bound) in performed:
                # First, because too low a number does no harm if what follows is interrupted.
                _waiting[id(place)] = _waiting.get(id(place), 0) - 1
                place[self] = performed[id(bound)][1]
            held += self._is_alone(place)
        return held

    def _tidy(self, places: "list[Namespace]", before: "list[tuple[int, int, int]]") -> int:
        """Make way for the plain name in *places* where it is time, and return how many of them have the key still."""
        gone = []
        for place, shape in zip(places, before, strict=True):
            there = self._is_alone(place)
            # Another lookup of a lazy name may have the table of this namespace in hand.
            alone = _under_way.count(id(place)) == 1 and _shape(place) == shape
            if there and alone and _is_time_to_heal(place):
                heal(place, self)
                there = False
            if not there:
                gone.append(id(place))
        self._copies = [copy for copy in self._copies if id(copy) not in gone]
        return len(places) - len(gone)

    def _make_way(self) -> bool:
        """Make way for the plain name where this key was moved: the lookup has begun again, and imports nothing.

        Returns:
            Whether it has.
        """
        made = False
        with _ordering():
            for place in (self._namespace, *self._copies):
                if id(place) in self._moved and id(place) not in _under_way and self._is_alone(place):
                    heal(place, self)
                    self._copies = [copy for copy in self._copies if copy is not place]
                    made = True
        return made

    def _is_alone(self, namespace: "Namespace") -> bool:
        """Tell whether *namespace* has this key; a plain one of its name goes."""
        if self not in namespace:
            return False
        # A submodule of this name, which the import system bound meanwhile without seeing this key.
        name = str(self)
        plain = namespace.pop(name, MISSING)
        if self in namespace:
            return True
        # It was this name itself: a signal handler used another one, and has healed the namespace.
        if plain is not MISSING:
            namespace[name] = plain
        return False

    def _move(self, places: "list[Namespace]") -> None:
        """Put this key behind all others of *places*, where it is time to make way for the plain name.

        A lookup that has found it does not find it in its place any more, and begins again.
        """
        with _ordering():
            for place in places:
                if _under_way.count(id(place)) != 1 or not _is_time_to_heal(place):
                    continue
                keys = list(map(id, list(place)))
                # It is not there if it was deleted, or a star import has brought another key of this name.
                if id(self) in keys:
                    self._moved[id(place)] = keys.index(id(self))
                    value = place[self]
                    _at_once([partial(place.__delitem__, self), partial(place.__setitem__, self, value)])

    def _listed(self) -> int:
        """Return how many of the lists of names that are known have this key still."""
        return sum(id(self) in map(id, list(container)) for container in self._explained)

    def _reach_others(self, held: int, performed: "dict[int, tuple[Deferred, Any]]") -> None:
        """Bind this key in copies of its namespace too (`dict(globals())`), which nothing but the collector knows of.

        Parameters:
            held: how many of the namespaces that are known to have had it have it still.
            performed: id of a placeholder → it and the real object, of the imports that this lookup has performed. If
                there are none, it is one of the copies that is asked.
        """
        if self._searched:
            return
        others = sys.getrefcount(self) - _REFERENCES - held
        if others <= 0 or others <= self._listed():
            self._searched = bool(performed)
            return
        known = (self._namespace, *self._copies)
        waiting = False
        for other in gc.get_referrers(self):
            if not isinstance(other, dict):
                _explain(other, self._namespace)
            elif not any(other is place for place in known):
                bound: Any = dict.get(other, self, MISSING)
                if type(bound) is Deferred:
                    try:
                        value = performed[id(bound)][1] if id(bound) in performed else load(bound)
                    except BaseException as error:
                        if not performed or isinstance(error, KeyboardInterrupt):
                            raise
                        # Something else of the same name, and perhaps nobody has asked for that.
                        waiting = True
                        continue
                    dict.__setitem__(other, self, value)
                if type(other) is dict and bound is not MISSING and len(self._copies) < _MOST_FOUND:
                    self._copies.append(other)
        # Whoever copies the namespace from now on copies the real object.
        self._searched = not waiting


def _ordering() -> "Any":
    """Return the lock that is held while a namespace is put in order.

    At the end of the interpreter the other threads are gone, and one of them may have taken the lock along.
    """
    return RLock() if sys.is_finalizing() else _lock


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
# What a lazy key reaches lives as long as a finder does; docs/decisions.md says what that costs for this module.
del os
_apply = partial.__call__
# What makes lazy keys equal nothing, and find that out in C, while a namespace is refilled. Assigning `__class__` to
# each of them lost: audit hooks are told of it, and run Python code.
_change = type.__setattr__
_ASLEEP = (partial(_change, LazyName, "__eq__", [].__contains__), partial(_change, LazyName, "__hash__", str.__hash__))
_AWAKE = (
    partial(_change, LazyName, "__eq__", LazyName.__eq__),
    partial(_change, LazyName, "__hash__", LazyName.__hash__),
)
# id of a namespace → how often it was healed.
_heals: dict[int, int] = {}
# id of a namespace → about how many names in it are deferred and not loaded yet.
_waiting: dict[int, int] = {}
# id of a namespace → how many lookups have met a key that is loaded, since it was healed.
_slow_lookups: dict[int, int] = {}
# ids of the namespaces of which a lookup is under way that may perform an import, each as often as there is one.
_under_way: list[int] = []
# How many entries of a namespace are put in order by healing it at once, each as often as it is.
_MOST_HEALED = 20_000
# A copy beyond so many, remembered or found, has the real object, but keeps its lazy key.
_MOST_COPIES, _MOST_FOUND = 8, 64
# What code that walks over its own namespace names, and how far out it is looked for.
_WALKING = frozenset(("globals", "locals", "vars", "__dict__"))
_NEAR = 16
_VIEWS: "Any" = ({}.keys(), {}.values(), {}.items())
_ITERATORS = (*(type(iter(view)) for view in _VIEWS), *(type(reversed(view)) for view in _VIEWS))
# How many lookups there were while a loop may have been walking over its namespace, and how often iterators were looked
# for: that takes as long as some hundred of these lookups, so beyond the first few there are so many between two.
_walks = _searches = 0
_SEARCHES, _LOOKUPS = 16, 512


def _shape(namespace: "Namespace") -> "tuple[int, int, int]":
    """Return what changes, but for an unlucky chance, when another thread has *namespace* make its table anew."""
    return _heals.get(id(namespace), 0), len(namespace), sys.getsizeof(namespace)


def _is_time_to_heal(namespace: "Namespace") -> bool:
    """Tell whether *namespace* is to be healed: at once, or by a budget when that has been done very often.

    A key that is loaded and stays is no trifle: what walks over the namespace meets it, and a loop from outside loses
    its place if the namespace is healed later, under way. But healing takes time in proportion to the size. So after
    some milliseconds of it a namespace is healed when lookups that met a lazy key have taken as long, or when its last
    name is loaded: many names together take no more than twice the time that is needed.
    """
    place, size = id(namespace), len(namespace)
    if size * _heals.get(place, 0) >= _MOST_HEALED:
        count = _slow_lookups[place] = _slow_lookups.get(place, 0) + 1
        # To look whether anything waits still takes a hundredth of the time of healing; among thousands of names, that
        # is too much for each lookup. How many wait is not known for sure: names are bound anew and deleted.
        hopeful = _waiting.get(place, 0) <= 0 or count % (1 + size // 256) == 0
        if count * 4 < size and not (hopeful and Deferred not in map(type, list(namespace.values()))):
            return False
    return not _may_be_walked(namespace)


def forget_all_but(living: "set[int]") -> None:
    """Forget what is known of namespaces, but for those with the ids *living*."""
    for table in (_heals, _waiting, _slow_lookups):
        for address in set(table) - living:
            table.pop(address, None)


def _all_of(namespace: "Namespace") -> object:
    """Return `__all__` of *namespace*, which may be a lazy name itself; the star import has used it by now."""
    _under_way.append(id(namespace))
    try:
        return namespace.get("__all__")
    finally:
        _under_way.remove(id(namespace))


def _may_be_walked(namespace: "Namespace") -> bool:
    """Tell whether a loop in the module may be walking over *namespace* just now.

    An iterator over a dict counts entries, those that were deleted included, and healing leaves these out.
    """
    global _walks, _searches
    frame: FrameType | None = sys._getframe(2)
    # A loop may stand in a function, and what surrounds the call may name what it walks over.
    inner = []
    for _ in range(_NEAR):
        if frame is None:
            return False
        if frame.f_globals is namespace:
            inner.append(frame)
            if not _WALKING.isdisjoint(frame.f_code.co_names) and any(map(bytecode.in_loop, inner)):
                break
        frame = frame.f_back
    else:
        return False
    _walks += 1
    if _walks <= (_searches - _SEARCHES) * _LOOKUPS:
        return True
    _searches += 1
    return any(type(one) in _ITERATORS for one in gc.get_referrers(namespace))


def heal(namespace: "Namespace", key: LazyName) -> None:
    """Replace *key* and all others that are loaded by plain names; places and values stay.

    A dict that held a key of another type than `str` keeps a general key table, which `LOAD_GLOBAL` can't specialise,
    even when that key is gone. So the dict is emptied and filled again, in the middle of one call of a C function, and
    from where it is read to where it is filled nothing runs Python code: no other thread sees it empty, or adds a name
    that is lost. The lazy keys are of a type by then that equals nothing. They are deleted one by one first: that wipes
    them from the memory of the old table, where a lookup under way would still find them if the new one came to lie at
    its address.
    """
    names = {key: sys.intern(str(key))}
    names.update(
        (other, sys.intern(str(other)))
        for other, value in list(namespace.items())
        if type(other) is LazyName and other is not key and type(value) is not Deferred
    )
    renamed: Any = names.get
    address = id(namespace)
    moved = [(other._moved[address], other) for other in names if address in other._moved]
    moved.sort(key=lambda one: one[0])
    # Lists that the steps fill. An iterator over one finds what was put in after it was made.
    order: list[str] = []
    values: list[Any] = []
    items: list[tuple[str, Any]] = []
    steps: list[Any] = []
    back: list[Any] = []
    for position, other in moved:
        here: list[LazyName] = []
        its: list[Any] = []
        steps += (
            partial(here.extend, filter(namespace.__contains__, (other,))),
            partial(its.extend, map(namespace.pop, here)),
        )
        place = slice(position, position)
        back += (partial(order.__setitem__, place, here), partial(values.__setitem__, place, its))
    steps += (
        partial(order.extend, namespace),
        partial(values.extend, namespace.values()),
        partial(list, map(namespace.__delitem__, filter(LazyName.__instancecheck__, order))),
        *back,
        partial(items.extend, zip(map(renamed, order, order), values, strict=True)),
        partial(namespace.clear),
        partial(namespace.update, items),
    )
    _at_once(steps)
    for _, other in moved:
        other._moved.pop(address, None)
    _heals[address] = _heals.get(address, 0) + 1
    _slow_lookups.pop(address, None)
    for replaced in names:
        replaced._healed = replaced._healed or replaced._namespace is namespace
    _settle(namespace)


def _settle(namespace: "Namespace") -> None:
    """Give the module of *namespace* its usual type back, if it has no lazy key any more."""
    if LazyName not in map(type, list(namespace)):
        module = _module_of(namespace)
        if type(module) in (PendingModule, PendingPackage):
            module.__class__ = _ModuleType
        _heals.pop(id(namespace), None)
        _waiting.pop(id(namespace), None)


def _at_once(steps: "list[Any]") -> None:
    """Call each of *steps* in one call of a C function, in which no Python code and no other thread runs.

    Lazy keys equal nothing meanwhile. Up to 3.11 a collection may run in the middle of a call, and a finalizer would
    see what is half done.
    """
    collecting = sys.version_info < (3, 12) and gc.isenabled()
    before = (partial(gc.disable), *_ASLEEP) if collecting else _ASLEEP
    try:
        list(map(_apply, (*before, *steps, *_AWAKE)))
    except BaseException:
        list(map(_apply, _AWAKE))
        raise
    finally:
        if collecting:
            gc.enable()


def _explain(container: object, namespace: "Namespace") -> None:
    """Note *container*, if it is a list of names for example, for each key of *namespace* that it has.

    A facade that makes its `__all__` of its namespace has them all in one list; one search is to be enough for them.
    """
    # A tuple that nothing holds may be in the making, and CPython fails if anybody else holds it then. A list and a
    # frame hold it because it is looked at here.
    seen = (list, type(sys._getframe()))
    held = type(container) is tuple and any(type(holder) not in seen for holder in gc.get_referrers(container))
    if held or type(container) in (list, set, frozenset):
        found = set(map(id, list(container)))  # type: ignore[call-overload]
        for key in list(namespace):
            if type(key) is LazyName and id(key) in found:
                key._explained = (*key._explained, container)  # type: ignore[arg-type]


# How many references to a key there are in `LazyName._reach_others` when no namespace has it any more: the lookup's and
# those of the functions on the way. Too low a number costs time, too high a number copies; tests see to both.
_REFERENCES = 3 if sys.version_info >= (3, 14) else 5 if sys.version_info >= (3, 11) else 7


class PendingModule(_ModuleType):  # type: ignore[valid-type, misc]
    """The type of a module while names in it are pending.

    `inspect.getmembers` asks for attributes by the very strings that `dir` lists, and a dict that is asked for its own
    key object compares nothing: so `dir` has to list plain strings.
    """

    def __dir__(self) -> "list[str]":
        return [str(name) for name in super().__dir__()]

    def __reduce_ex__(self, protocol: object) -> "tuple[Any, ...]":
        """Pickle it by its name: picklers that can pickle modules (cloudpickle, dill) know them by their exact type."""
        import importlib

        return importlib.import_module, (self.__name__,)


def _is_half_made(package: str) -> bool:
    """Tell whether a module below *package* is being initialised: its siblings must not meet it half made."""
    return any(is_initialising(module) for name, module in list(sys.modules.items()) if name.startswith(package))


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
        package = f"{self.__name__}."
        # A key of this name that nobody found is the one that this thread is loading.
        if engine is not None and not special and engine.key(namespace, name) is None and not _is_half_made(package):
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
    LazyName.__eq__.__code__,
    LazyName._replace_plain.__code__,
    LazyName._pending.__code__,
    LazyName.reify.__code__,
    LazyName._bind.__code__,
    LazyName._tidy.__code__,
    LazyName._make_way.__code__,
    LazyName._is_alone.__code__,
    LazyName._is_no_submodule.__code__,
    LazyName._leave.__code__,
    LazyName._move.__code__,
    LazyName._reach_others.__code__,
    heal.__code__,
)
# What the texts of errors call the type of a module; from 3.14 on some name types in full.
for _pending in (PendingModule, PendingPackage):
    _pending.__name__ = _pending.__qualname__ = _ModuleType.__name__
    _pending.__module__ = _ModuleType.__module__


def insert(key: LazyName, deferred: Deferred) -> None:
    """Put *deferred* into the namespace of *key*, under it."""
    namespace = key._namespace
    namespace[key] = deferred
    _waiting[id(namespace)] = _waiting.get(id(namespace), 0) + 1
    module = _module_of(namespace)
    if type(module) in (_ModuleType, PendingModule):
        module.__class__ = PendingPackage if key._published else PendingModule


def _module_of(namespace: "Namespace") -> "ModuleType | None":
    module = sys.modules.get(namespace.get("__name__", ""))
    return module if namespace_of(module) is namespace else None
