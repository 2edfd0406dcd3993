"""Lazy names, 3.10-3.14: PEP 810's meaning in pure Python, with the module's own, unchanged code.

Phase: import. May import: builtins, `sys`, the built-in `_functools`, `_thread`, `_weakref` and `itertools`, frozen importlib, this
room.

A deferred import is bound in the importing module's namespace under a key that is a `LazyName`: a `str` whose `__eq__`,
when a lookup compares it, runs the import statement and puts the plain name and the real object in its own place. A
dict lookup that meets a key whose table changed starts again (Objects/dictobject.c, `DKIX_KEY_CHANGED`), so whoever
looked the name up gets the real object, and what is left is an ordinary dict.

How the key gets there: an IMPORT_NAME instruction looks `__import__` up in its frame's builtins, and a frame takes its
builtins from the namespace it is created with. The body of an importing module therefore runs with a builtins dict of
its own, in which the key `__import__` is an `ImportName`: its `__eq__` reads the statement from the frame and decides,
before anything is called, whether the interpreter finds the real `__import__` there or one that hands out placeholders.
The STORE_NAME instruction that follows finds the `LazyName` in place, equal to its own name: a dict keeps the key that
it has and takes the new value. Functions and classes are created with the real builtins, so their imports are eager.

Rewriting the syntax tree or the bytecode lost against this: it needs a second bytecode cache, and it serves neither
scripts nor other people's loaders, nor leaves line tables and tracebacks alone. docs/decisions.md has the comparison.
"""

import builtins
import sys
from _frozen_importlib import _call_with_frames_removed, _find_and_load_unlocked, _find_spec, _handle_fromlist
from _frozen_importlib_external import _LoaderBasics
from _functools import partial
from _thread import RLock, get_ident
from _weakref import ref
from itertools import compress, repeat

from . import bytecode
from .loader import Finder, Loader, home_of, import_machinery, namespace_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType, ModuleType
    from typing import Any

    from ..policy import Policy

    Namespace = dict[str, Any]

_Function = type(import_machinery)
_Transient = type(sys.implementation)
_MISSING = object()
# The import system's frame that binds a submodule on its parent.
_BINDING_SUBMODULE = _find_and_load_unlocked.__code__


class Deferred:
    """One import that was put off: what stands in the namespace until a `LazyName` replaces it.

    Programs meet it only where they walk over the values of a namespace (`vars(module).values()`), as they meet
    `lazy_import` objects under PEP 810. It passes attribute access, calls and subclassing on to the real object.

    Parameters:
        frame: the frame that executes the original statement.
        level: the number of leading dots of the module name.
        module: the module name, without the dots.
        name: what a `from` import takes from the module, or None for `import module as alias`.
        alias: the name that is bound.
    """

    __slots__ = ("_alias", "_file", "_level", "_line", "_module", "_name", "_namespace")

    def __init__(self, frame: "FrameType", level: int, module: str, name: "str | None", alias: str) -> None:
        self._namespace = frame.f_globals
        self._file = frame.f_code.co_filename
        self._line = frame.f_lineno
        self._level = level
        self._module = module
        self._name = name
        self._alias = alias

    def __getattribute__(self, name: str) -> "Any":
        # Code that walks over a namespace and picks out classes must pass it by, not take it for one.
        return Deferred if name == "__class__" else getattr(load(self), name)

    def __call__(self, *args: "Any", **keywords: "Any") -> "Any":
        return load(self)(*args, **keywords)

    def __mro_entries__(self, bases: "tuple[Any, ...]") -> "tuple[Any, ...]":
        return (load(self),)

    def __repr__(self) -> str:
        return f"<deferred import: {describe(self)}>"


_slot = object.__getattribute__


def _text(deferred: Deferred) -> str:
    module, name, alias = _slot(deferred, "_module"), _slot(deferred, "_name"), _slot(deferred, "_alias")
    if name is not None:
        return f"from {'.' * _slot(deferred, '_level')}{module} import {name}" + (f" as {alias}" if alias != name else "")
    return f"import {module}" + (f" as {alias}" if alias != module else "")


def describe(deferred: Deferred) -> str:
    """Return the statement of *deferred* and where it stands, for people to read."""
    return f"{_text(deferred)} ({_slot(deferred, '_file')}:{_slot(deferred, '_line')})"


def load(deferred: Deferred) -> "Any":
    """Run the import statement of *deferred* and return what it binds.

    The statement is code of its own under the file and line of the original, and runs with the importing module's
    globals, so that relative imports, the texts of errors, tracebacks and `warnings.warn(stacklevel=2)` are those of
    the original.

    Raises:
        BaseException: whatever the import raises.
    """
    bound: dict[str, Any] = {}
    exec(_code(deferred), _slot(deferred, "_namespace"), bound)  # noqa: S102
    return bound[_slot(deferred, "_alias")]


def _code(deferred: Deferred) -> "CodeType":
    module, name, alias = _slot(deferred, "_module"), _slot(deferred, "_name"), _slot(deferred, "_alias")
    file, line = _slot(deferred, "_file"), _slot(deferred, "_line")
    # Filling in a template takes a tenth of the time of compiling, which counts when everything is used in the end.
    if name is not None and not _slot(deferred, "_level"):
        constants = tuple((name,) if constant == ("n",) else constant for constant in _FROM.co_consts)
        return _FROM.replace(co_names=(module, name, alias), co_consts=constants, co_filename=file, co_firstlineno=line)
    if name is None and "." not in module:
        return _PLAIN.replace(co_names=(module, alias), co_filename=file, co_firstlineno=line)
    return _without_columns(_text(deferred)).replace(co_filename=file, co_firstlineno=line)


def _without_columns(text: str) -> "CodeType":
    """Compile *text*, one line, without columns: those of the original are others, and a wrong caret misleads."""
    code = compile(text, "", "exec", dont_inherit=True)
    if sys.version_info < (3, 11):
        return code
    # Location entries of kind 13, "no column information", each for up to 8 code units (InternalDocs/code_objects.md).
    whole, rest = divmod(len(code.co_code) // 2, 8)
    return code.replace(co_linetable=b"\xef\0" * whole + (bytes((0xE8 | rest - 1, 0)) if rest else b""))


# Of the frames in this file, those of a deferred import that fails are taken out of its traceback.
_FILE = load.__code__.co_filename
_FROM = _without_columns("from m import n as a")
_PLAIN = _without_columns("import m as a")


class LazyName(str):
    """A key that performs its import when it is looked up, and then is gone.

    Parameters:
        name: the name.
        namespace: the dict that it is put into.
        stored: False while the import statement that makes it has not stored its value yet.
    """

    __slots__ = ("__weakref__", "_busy", "_namespace", "_stored")
    __hash__ = str.__hash__

    def __new__(cls, name: str, namespace: "Namespace", *, stored: bool) -> "LazyName":
        self = str.__new__(cls, name)
        self._namespace = namespace
        self._stored = stored
        self._busy: list[int] = []
        return self

    def __reduce__(self) -> "tuple[Any, ...]":
        return str, (str.__str__(self),)

    def __ne__(self, other: object) -> bool:
        return str.__ne__(self, other)

    def __eq__(self, other: object) -> bool:
        """Compare as a `str` does, but first perform the import if a lookup asks for the value.

        A dict calls this when the hashes are equal and the objects are not the same one.
        """
        if str.__eq__(self, other) is not True:
            return False
        if type(other) is LazyName:
            return True
        try:
            frame = sys._getframe(1)
        except ValueError:
            # Called by C code with no Python frame below it.
            return self.reify()
        operation = bytecode.operation(frame)
        if not self._stored:
            # Between IMPORT_NAME and STORE_NAME of its own statement: for everybody else the name isn't bound yet.
            self._stored = operation == bytecode.STORE_NAME and frame.f_globals is self._namespace
            return self._stored
        if operation in bytecode.UNREAD:
            # A store keeps this key under a value that is no `Deferred`; the next read then only tidies up.
            return True
        thread = get_ident()
        if thread in self._busy:
            # A circular import asks for the name while this thread is loading it. What binds the name must go on as if
            # it were not there; a program gets the module half made, as from an eager import, or ImportError.
            if self._busy.count(thread) > 1 or frame.f_code in _BINDING or operation == bytecode.IMPORT_FROM:
                return False
        elif frame.f_code is _BINDING_SUBMODULE:
            return True
        try:
            return self.reify()
        except BaseException as error:
            # Of our own frames only this one stays; the next is the deferred statement itself.
            trace = error.__traceback__
            while trace is not None and trace.tb_frame.f_code.co_filename == _FILE:
                trace = trace.tb_next
            raise error.with_traceback(trace)

    def reify(self) -> bool:
        """Perform the import and put the plain name and its value where this key is.

        Returns:
            True, or False when this thread is doing so already and the name is not to be seen.

        Raises:
            BaseException: whatever the import raises; the key stays, and the next lookup tries again.
        """
        thread = get_ident()
        namespace = self._namespace
        # From here on the key compares unequal to this thread's lookups, those in `heal` included.
        self._busy.append(thread)
        try:
            before = _shape(namespace)
            value = namespace.get(self, _MISSING)
            pending = type(value) is Deferred
            if pending:
                # No lock of ours is held: threads that race meet at the import system's own lock, and its deadlock
                # detection sees them all.
                value = load(value)
            with _lock:
                if namespace.get(self, _MISSING) is not _MISSING:
                    if type(namespace[self]) is Deferred:
                        namespace[self] = value
                    if _shape(namespace) == before:
                        heal(namespace, self)
                _reach_copies(self, value, tidy=not pending)
        finally:
            self._busy.remove(thread)
        return True


# Held while a namespace is put in order, never while anything is imported. Reentrant, because a signal handler may run
# in between and use a pending name itself.
_lock = RLock()
_apply = partial.__call__
# id of a namespace → how often it was healed.
_heals: dict[int, int] = {}


def _shape(namespace: "Namespace") -> "tuple[int, int, int]":
    """Return what changes when the table of *namespace* is put elsewhere in memory.

    The lookup that is under way holds the address of the table it began in, and takes a table at the same address for
    the same one. So the table may only be replaced while it is known to be that one; otherwise the key stays, under
    its value, until the next lookup.
    """
    return _heals.get(id(namespace), 0), len(namespace), sys.getsizeof(namespace)


def heal(namespace: "Namespace", key: LazyName) -> None:
    """Replace *key* by the plain name in *namespace*, in the same place and with the same value.

    A dict that held a key of another type than `str` keeps a general key table, which `LOAD_GLOBAL` can't specialise,
    even when that key is gone. So the dict is emptied and filled again. All of it happens inside one call of a C
    function that runs no Python code (the keys are compared by identity or are plain), hence in no moment that another
    thread could see. Lazy keys are deleted one by one first: that wipes them from the memory of the old table, where a
    lookup under way would still find them if the new one came to lie at its address.
    """
    name = sys.intern(str(key))
    value = namespace[key]
    # A submodule of this name, which the import system bound meanwhile without seeing this key.
    namespace.pop(name, None)
    plain = {key: name}
    while True:
        items: list[tuple[str, Any]] = []
        keys: list[str] = []
        steps = (
            partial(items.extend, zip(map(plain.get, namespace, namespace), namespace.values(), strict=True)),
            partial(keys.extend, namespace),
            partial(list, map(namespace.__delitem__, compress(keys, map(isinstance, keys, repeat(LazyName))))),
            partial(namespace.clear),
            partial(namespace.update, items),
        )
        try:
            list(map(_apply, steps))
            break
        except RuntimeError:
            # A finalizer, run by a collection in the first step, added a global. Nothing was emptied yet.
            continue
    _heals[id(namespace)] = _heals.get(id(namespace), 0) + 1
    listing = namespace.get("__dir__")
    if type(listing) is partial and listing.func is plain_names and LazyName not in map(type, namespace):
        del namespace["__dir__"]


def _reach_copies(key: LazyName, value: object, *, tidy: bool) -> None:
    """Bind *key* to *value* in copies of its namespace too (`dict(globals())`, a star import).

    Parameters:
        tidy: whether the copies may be healed: nothing was imported since the lookup under way began.
    """
    healed = key._namespace.get(key, _MISSING) is _MISSING
    if sys.getrefcount(key) <= _REFERENCES + (not healed):
        return
    import gc

    for copy in gc.get_referrers(key):
        if type(copy) is dict and copy is not key._namespace:
            bound = copy.get(key, _MISSING)
            if type(bound) is Deferred:
                copy[key] = load(bound) if value is _MISSING else value
            if tidy and bound is not _MISSING:
                heal(copy, key)


# How many references to a key there are in `_reach_copies` when no namespace holds it any more: the dict lookup's and
# those of the functions on the way. Too low a number costs time only; a test on every version sees that copies are found.
_REFERENCES = 3 if sys.version_info >= (3, 14) else 5 if sys.version_info >= (3, 11) else 7


def plain_names(namespace: "Namespace") -> "list[str]":
    """Return the names in *namespace* as plain strings: the `__dir__` of a module while names are pending.

    `inspect.getmembers` asks for attributes by the very strings that `dir` lists, and a dict that is asked for its own
    key object compares nothing.
    """
    return [str(name) for name in namespace if name != "__dir__"]


# The frames that bind a name, or look whether it is bound, while it is being loaded.
_BINDING = (
    _BINDING_SUBMODULE,
    _handle_fromlist.__code__,
    LazyName.reify.__code__,
    heal.__code__,
    _reach_copies.__code__,
)


class Builtins(dict):  # type: ignore[type-arg]
    """The builtins that the body of an importing module runs with: its own `__import__`, and the real rest.

    While a body is about to start, this is also what `__builtins__` of the module is; attribute access serves code
    that takes that for the module it usually is in `__main__`.
    """

    __slots__ = ("importing",)

    def __missing__(self, name: str) -> "Any":
        self.importing.restore()
        return builtins.__dict__[name]

    def __getattr__(self, name: str) -> "Any":
        return getattr(builtins, name)


class ImportName(str):
    """The key `__import__` in the builtins of one importing module: decides what an import statement finds there.

    Parameters:
        engine: the engine.
        importer: `__name__` of the importing module.
        namespace: its namespace.
    """

    __slots__ = ("_code", "_engine", "_guarded_by_caller", "_importer", "_namespace", "_original", "_ranges", "_raw",
                 "_result", "builtins")  # fmt: skip
    __hash__ = str.__hash__

    def __new__(cls, engine: "Names", importer: str, namespace: "Namespace") -> "ImportName":
        self = str.__new__(cls, "__import__")
        self._engine = engine
        self._importer = importer
        self._namespace = namespace
        self._original = namespace.get("__builtins__", builtins.__dict__)
        self._code: "CodeType | None" = None
        self._ranges: "list[tuple[int, int]] | None" = None
        self._guarded_by_caller: "bool | None" = None
        self.builtins = Builtins()
        self.builtins.importing = self
        self.builtins[self] = builtins.__import__
        return self

    def restore(self) -> None:
        """Give the namespace the `__builtins__` back that it had, for the functions that are created from now on."""
        if self._namespace.get("__builtins__") is self.builtins:
            self._namespace["__builtins__"] = self._original

    def __ne__(self, other: object) -> bool:
        return str.__ne__(self, other)

    def __eq__(self, other: object) -> bool:
        """Put the `__import__` in place that the import statement about to run shall find.

        Deciding inside the lookup, not in an `__import__` of ours, leaves no frame of ours on the stack of an eager
        import: tracebacks, warnings and profiles stay as they are.
        """
        if str.__eq__(self, other) is not True:
            return False
        self.restore()
        frame = sys._getframe(1)
        deferred = self._defer(frame)
        self.builtins[self] = builtins.__import__ if deferred is None else self._take
        self._result = deferred
        return True

    def _take(self, *arguments: object) -> object:
        """Stand in for `__import__` once: return the placeholder."""
        return self._result

    def _defer(self, frame: "FrameType") -> object:
        """Bind the names of the import statement that *frame* executes as lazy names.

        Returns:
            What IMPORT_NAME shall push, or None when the import is to be done now.
        """
        code = frame.f_code
        if code is not self._code:
            self._code = code
            self._raw = code.co_code
            self._ranges = None
        if self._raw[frame.f_lasti] != bytecode.IMPORT_NAME:
            return None
        policy = self._engine.policy
        home = home_of(self._importer, self._namespace)
        # Most statements end here, after one look-up. A relative import is taken for an absolute one, which at worst
        # costs the closer look below: unless the package is deferred inside, it is never deferred.
        name = code.co_names[bytecode.argument_at(self._raw, frame.f_lasti)[0]]
        if home not in policy.inside and policy.reason(self._importer, home, name):
            return None
        if code.co_flags & bytecode.CO_NEWLOCALS or frame.f_locals is not self._namespace:
            return None
        statement = bytecode.statement_at(code, self._raw, frame.f_lasti)
        if statement is None:
            return None
        target = self._absolute(statement)
        if target is None or policy.reason(self._importer, home, target) or loaded(target):
            return None
        if self._ranges is None:
            self._ranges = bytecode.guarded_ranges(code)
        if bytecode.guarded(frame, self._ranges) or self._fallback_needs(target, frame):
            return None
        return self._bind(statement, target, frame)

    def _absolute(self, statement: bytecode.Statement) -> "str | None":
        """Return the absolute name of the module that *statement* imports, or None if it is not to be known."""
        if not statement.level:
            return statement.name
        package = self._namespace.get("__package__")
        if not isinstance(package, str) or not package:
            return None
        parts = package.rsplit(".", statement.level - 1)
        if len(parts) < statement.level:
            return None
        return f"{parts[0]}.{statement.name}" if statement.name else parts[0]

    def _fallback_needs(self, target: str, frame: "FrameType") -> bool:
        """Tell whether *target* is missing while a caller is in a `try` that expects an ImportError."""
        if self._guarded_by_caller is None:
            self._guarded_by_caller = bytecode.caller_expects_import_error(frame.f_back)
        if not self._guarded_by_caller:
            return False
        top = target.partition(".")[0]
        return top not in sys.modules and _find_spec(top, None) is None

    def _bind(self, statement: bytecode.Statement, target: str, frame: "FrameType") -> object:
        namespace = self._namespace
        engine = self._engine
        keys = []
        for alias in statement.aliases:
            key = engine.key(namespace, alias)
            if key is None and alias in namespace:
                # Rebinding a name that has a value: between the two there must be no moment without one.
                if statement.names is None and not statement.renamed and loaded(alias):
                    engine.publish_all(target, frame)
                    return sys.modules[alias]
                return None
            keys.append(key)
        values: dict[str, Deferred] = {}
        result: object = None
        if statement.names is None:
            module = statement.name if statement.renamed else statement.aliases[0]
            result = Deferred(frame, 0, module, None, statement.aliases[0])
            engine.bind(namespace, statement.aliases[0], result, keys[0])
        for key, alias, name in zip(keys, statement.aliases, statement.names or (), strict=False):
            result = values.setdefault(name, Deferred(frame, statement.level, statement.name, name, alias))
            engine.bind(namespace, alias, result, key)
        engine.publish_all(target, frame, but=statement.aliases)
        if statement.names is not None:
            return _Transient(**values)
        if statement.renamed:
            for part in reversed(statement.name.split(".")[1:]):
                result = _Transient(**{part: result})
        return result


def loaded(target: str) -> bool:
    """Tell whether *target* is imported and initialised, so that importing it costs nothing."""
    module = sys.modules.get(target)
    if module is None:
        return False
    return not getattr(getattr(module, "__spec__", None), "_initializing", False)


class NamesLoader(Loader):
    """Runs the body of an importing module with builtins of its own, and publishes submodules afterwards."""

    def __init__(self, real: "Any", engine: "Names") -> None:
        super().__init__(real, engine.policy)
        self._engine = engine

    @import_machinery
    def execute(self, module: "ModuleType") -> None:
        """Run the body of *module*."""
        name = module.__name__
        if not self.policy.may_import(name):
            _call_with_frames_removed(self.real.exec_module, module)
        elif getattr(type(self.real), "exec_module", None) is _LoaderBasics.exec_module:
            self._execute_code(module)
        else:
            # A loader of somebody's own: its frame takes the builtins from the namespace, and so would the functions
            # that the body creates before its first import statement or use of a builtin, which puts them back.
            importing = ImportName(self._engine, name, module.__dict__)
            module.__dict__["__builtins__"] = importing.builtins
            try:
                _call_with_frames_removed(self.real.exec_module, module)
            finally:
                importing.restore()
        self._engine.publish_children(module)

    @import_machinery
    def _execute_code(self, module: "ModuleType") -> None:
        """Do what `_LoaderBasics.exec_module` does, with a function that has builtins of its own in place of `exec`."""
        name = module.__name__
        code = self.real.get_code(name)
        if code is None or not self.policy.concerns(name.partition(".")[0], code.co_names):
            if code is None:
                raise ImportError(f"cannot load module {name!r} when get_code() returns None")
            _call_with_frames_removed(exec, code, module.__dict__)
            return
        importing = ImportName(self._engine, name, module.__dict__)
        module.__dict__["__builtins__"] = importing.builtins
        body = _Function(code, module.__dict__)
        importing.restore()
        # A function whose code is not optimised runs with its globals as its locals (Objects/call.c,
        # `_PyFunction_Vectorcall`), which is what the body of a module needs.
        _call_with_frames_removed(body)


class Names:
    """The engine for 3.10 to 3.14."""

    name = "names"

    def __init__(self, policy: "Policy") -> None:
        self.policy = policy
        self.finder = Finder(self)
        # (id of the namespace, name) → key. The namespace holds the key, so a dead reference is one to a dead id.
        self._keys: "dict[tuple[int, str], ref[LazyName]]" = {}
        # package → submodule → its import, for packages that are not loaded yet.
        self._children: dict[str, dict[str, Deferred]] = {}

    def install(self) -> None:
        """Start deferring: in modules imported from now on, and in `__main__` if its code has not started yet."""
        sys.meta_path.insert(0, self.finder)
        main = sys.modules["__main__"].__dict__
        if self.policy.may_import("__main__") and "__file__" not in main:
            importing = ImportName(self, "__main__", main)
            main["__builtins__"] = importing.builtins

    def undo(self) -> None:
        """Stop deferring. What is deferred already stays so until it is used."""
        if self.finder in sys.meta_path:
            sys.meta_path.remove(self.finder)
        bound = sys.modules["__main__"].__dict__.get("__builtins__")
        if isinstance(bound, Builtins):
            bound.importing.restore()

    def wants(self, fullname: str) -> bool:
        """Tell whether the module may import what is deferred, has shims, or submodules to publish."""
        policy = self.policy
        return fullname in self._children or fullname in policy.attributes or policy.may_import(fullname)

    def wrap(self, loader: "Any") -> Loader:
        """Return a loader that prepares what *loader* loads."""
        return NamesLoader(loader, self)

    def key(self, namespace: "Namespace", name: str) -> "LazyName | None":
        """Return the pending key for *name* in *namespace*, if there is one."""
        reference = self._keys.get((id(namespace), name))
        key = None if reference is None else reference()
        return key if key is not None and type(namespace.get(key)) is Deferred else None

    def bind(self, namespace: "Namespace", name: str, deferred: Deferred, key: "LazyName | None") -> None:
        """Bind *name* in *namespace* to *deferred* under a key that waits for its STORE_NAME."""
        if key is None:
            self._insert(LazyName(name, namespace, stored=False), deferred)
        else:
            key._stored = False
            namespace[key] = deferred

    def _insert(self, key: LazyName, deferred: Deferred) -> None:
        namespace = key._namespace
        self._keys[id(namespace), str(key)] = ref(key)
        namespace.setdefault("__dir__", partial(plain_names, namespace))
        namespace[key] = deferred

    def publish_all(self, target: str, frame: "FrameType", but: "tuple[str, ...]" = ()) -> None:
        """Make the submodule *target* and those above it visible on their parents, as importing it would."""
        parent, _, child = target.rpartition(".")
        while parent:
            deferred = Deferred(frame, 0, target, None, child)
            module = sys.modules.get(parent)
            if module is None:
                self._children.setdefault(parent, {}).setdefault(child, deferred)
            elif not (module.__dict__ is frame.f_globals and child in but):
                self._publish(module, child, deferred)
            target = parent
            parent, _, child = target.rpartition(".")

    def publish_children(self, module: "ModuleType") -> None:
        """Bind the submodules that are waiting for *module*, whose body has run."""
        for child, deferred in self._children.pop(module.__name__, {}).items():
            self._publish(module, child, deferred)

    def _publish(self, module: "ModuleType", child: str, deferred: Deferred) -> None:
        namespace = namespace_of(module)
        if namespace is None or child in namespace:
            return
        self._insert(LazyName(child, namespace, stored=True), deferred)

    def pending(self) -> "list[tuple[Namespace, str, str]]":
        """Return (namespace, name, what it stands for) of each deferred import that was not used yet."""
        found = []
        for place, reference in list(self._keys.items()):
            key = reference()
            deferred = None if key is None else key._namespace.get(key)
            if key is not None and type(deferred) is Deferred:
                importer = key._namespace.get("__name__", "?")
                found.append((key._namespace, str(key), f"{importer}:{key} -> {describe(deferred)}"))
            else:
                del self._keys[place]
        return found

    def load(self, namespace: "Namespace", name: str) -> None:
        """Load one deferred import that `pending` listed; the second look-up tidies up what the first could not."""
        namespace.get(name)
        namespace.get(name)

