"""Lazy names, 3.10-3.14: PEP 810's meaning in pure Python, with the program's own, unchanged code.

Phase: import. May import: builtins, `sys`, policy, what the start holds, this room; `deferred` and `keys` when the
first import is deferred.

An IMPORT_NAME instruction looks `__import__` up in its frame's builtins, and a frame takes its builtins from the
namespace that it is created with. So the body of an importing module runs with a builtins dict of its own, in which the
key `__import__` is an `ImportName`: its `__eq__` reads the statement from the frame and decides, before anything is
called, whether the interpreter finds the real `__import__` there or one that hands out placeholders. The store that
follows finds a `LazyName` (see `keys`) in place, equal to its own name: a dict keeps the key that it has and takes
the new value. Functions and classes are created with the real builtins, so the imports in them are eager.

Rewriting the syntax tree or the bytecode lost against this: it needs a second bytecode cache, serves neither scripts
nor other people's loaders, and touches line tables. docs/decisions.md has the comparison.
"""

import builtins
import sys

from .. import body_of, import_machinery
from .. import policy as policy_module
from . import builtin, home_of, is_initialising, missing, namespace_of, room, stay_eager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Container
    from types import CodeType, FrameType, FunctionType, ModuleType
    from typing import Any

    from ..policy import Policy
    from . import bytecode
    from .bytecode import Statement
    from .deferred import Deferred, Source
    from .keys import LazyName

    Namespace = dict[str, Any]
    # What `Deferred` takes of an import whose name is known: source, module, name.
    Waiting = tuple[Source, str, str | None]
else:
    bytecode = room("bytecode")

_Function: "type[FunctionType]" = type(import_machinery)  # type: ignore[assignment]
_ModuleType: "type[ModuleType]" = type(sys)
_Transient: "Any" = type(sys.implementation)
_builtins = builtins.__dict__
_IMPORT_NAME = bytes((bytecode.IMPORT_NAME,))
# The very object that an import statement looks up.
_IMPORT = sys.intern("__import__")
# The level of an import statement from the argument of the instruction that pushes it: LOAD_SMALL_INT has the level
# itself, LOAD_CONST an index.
_LEVELS = tuple(range(256)) if sys.version_info >= (3, 14) else None
# After so many look-ups a builtin is copied, for loops at module level. Not at once: code that replaces a builtin
# (`builtins.print = ...`) must meet its replacement.
_OFTEN = 100
# So many keys are noted before those that are gone are looked for.
_MOST_KEYS = 1000
# What an import asks of the globals of the module that performs it.
_GLOBALS = ("__name__", "__package__", "__spec__", "__loader__", "__file__", "__builtins__")


class Builtins(dict):  # type: ignore[type-arg]
    """The builtins that the body of an importing module runs with: its own `__import__`, and the real rest.

    While a body is about to start, this is also what `__builtins__` of the module is; attribute access serves code
    that takes that for the module it is in `__main__`.
    """

    __slots__ = ("_counts", "importing")
    _counts: "dict[str, int]"
    importing: "ImportName"

    def __init__(self, importing: "ImportName") -> None:
        object.__setattr__(self, "importing", importing)
        object.__setattr__(self, "_counts", {})

    def __missing__(self, name: str) -> "Any":
        if self.importing.occupied:
            self.importing.restore()
        value = _builtins[name]
        count = self._counts[name] = self._counts.get(name, 0) + 1
        if count > _OFTEN:
            self[name] = value
        return value

    # Whoever looks into it, as `exec` with a namespace of its own lets a program do, sees all builtins.
    __contains__ = _builtins.__contains__
    __iter__ = _builtins.__iter__
    __len__ = _builtins.__len__
    keys, values, items, get = _builtins.keys, _builtins.values, _builtins.items, _builtins.get

    def __getattr__(self, name: str) -> "Any":
        return getattr(builtins, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(builtins, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(builtins, name)


class Handout:
    """Stands in for `__import__` in one import statement: returns the placeholder.

    Parameters:
        code: the code object of the statement.
        offset: its `f_lasti`.
        result: what the statement gets.
    """

    __slots__ = ("_code", "_offset", "_result")

    def __init__(self, code: "CodeType", offset: int, result: object) -> None:
        self._code = code
        self._offset = offset
        self._result = result

    def __call__(self, *arguments: "Any") -> object:
        """Return the placeholder, or what `__import__` returns if another statement asks."""
        frame = sys._getframe(1)
        if frame.f_code is self._code and frame.f_lasti == self._offset:
            return self._result
        # Another thread has looked `__import__` up between the decision and the end of the statement's own look-up.
        return _builtins["__import__"](*arguments)


class ImportName(str):
    """The key `__import__` in the builtins of one importing module: decides what an import statement finds there.

    Parameters:
        engine: the engine.
        importer: `__name__` of the importing module.
        namespace: its namespace.
    """

    __slots__ = ("_candidates", "_code", "_engine", "_guarded_by_caller", "_importer", "_namespace", "_original",
                 "_ranges", "_raw", "builtins", "occupied")  # fmt: skip
    __hash__ = str.__hash__
    _candidates: "Container[int]"
    _code: "CodeType | None"
    _engine: "Names"
    _guarded_by_caller: "bool | None"
    _importer: str
    _namespace: "Namespace"
    _original: object
    _ranges: "list[tuple[int, int]] | None"
    _raw: bytes
    builtins: "Builtins"
    # Whether the namespace has our builtins, in place of its original ones.
    occupied: bool

    def __new__(cls, engine: "Names", importer: str, namespace: "Namespace") -> "ImportName":  # noqa: D102
        self = str.__new__(cls, "__import__")
        self._engine = engine
        self._importer = importer
        self._namespace = namespace
        self._original = namespace.get("__builtins__", builtins.__dict__)
        self._code = None
        self._guarded_by_caller = None
        self.builtins = Builtins(self)
        self.builtins[self] = builtins.__import__
        self.occupied = False
        return self

    def occupy(self) -> None:
        """Give the namespace builtins of its own, for the frame that is created next."""
        self.occupied = True
        self._namespace["__builtins__"] = self.builtins

    def restore(self) -> None:
        """Give the namespace the `__builtins__` back that it had, for the functions that are created from now on."""
        self.occupied = False
        if self._namespace.get("__builtins__") is self.builtins:
            self._namespace["__builtins__"] = self._original

    def __ne__(self, other: object) -> bool:
        return str.__ne__(self, other)

    def __eq__(self, other: object) -> bool:
        """Put the `__import__` in place that the import statement about to run shall find.

        Deciding inside the lookup, not in an `__import__` of ours, leaves no frame of ours on the stack of an eager
        import: tracebacks, warnings and profiles stay as they are.
        """
        if other is not _IMPORT and str.__eq__(self, other) is not True:
            return False
        frame = sys._getframe(1)
        code = frame.f_code
        if code is not self._code:
            if self.occupied:
                self.restore()
            if code.co_flags & bytecode.CO_NEWLOCALS or frame.f_globals is not self._namespace:
                # A function that was created with these builtins. It may run in the middle of a statement of the body:
                # in a thread, a tracer or a signal handler.
                self.builtins[self] = _builtins["__import__"]
                return True
            self.begin(code, self._engine.candidates(self._importer, code))
        offset = frame.f_lasti
        result = None
        if offset in self._candidates:
            try:
                result = self._defer(frame, code)
            except Exception as error:
                stay_eager(error)
        self.builtins[self] = _builtins["__import__"] if result is None else Handout(code, offset, result)
        return True

    def begin(self, code: "CodeType", candidates: "Container[int]") -> None:
        """Prepare for the import statements of *code*, of which those at the offsets *candidates* may be deferred."""
        self._code = code
        self._candidates = candidates
        self._raw = code.co_code
        self._ranges = None

    def _defer(self, frame: "FrameType", code: "CodeType") -> object:
        """Bind the names of the import statement that *frame* executes as lazy names.

        Returns:
            What IMPORT_NAME shall push, or None when the import is to be done now.
        """
        policy = self._engine.policy
        statement, target, reason = self._decide(frame, code)
        result = None
        if statement is not None and not reason:
            # A frame takes time in proportion to its code to tell its line, so it is asked once for all names.
            result = self._bind(statement, target, code.co_filename, frame.f_lineno)
            if result is None:
                reason = policy_module.BOUND
        if policy.trace is not None:
            policy.trace.decided(frame, self._importer, target, reason)
        return result

    def _decide(self, frame: "FrameType", code: "CodeType") -> "tuple[Statement | None, str, str]":
        """Return (statement, absolute name of the module, why it is to be imported now or "") for *frame*."""
        if code.co_flags & bytecode.CO_NEWLOCALS or frame.f_locals is not self._namespace:
            return None, "", policy_module.IN_FUNCTION
        statement = bytecode.statement_at(code, self._raw, bytecode.offset_of(frame, self._raw))
        if statement is None:
            return None, "", policy_module.FORM
        target = self._absolute(statement)
        if target is None:
            return None, "", policy_module.UNREADABLE
        if self._engine.costs_nothing(target, statement.names):
            return None, target, policy_module.LOADED
        policy = self._engine.policy
        home = home_of(self._importer, self._namespace)
        reason = policy.reason(self._importer, home, target, statement.names or ())
        if not reason:
            reason = self._reason_around(frame, code, target)
        return statement, target, reason

    def _reason_around(self, frame: "FrameType", code: "CodeType", target: str) -> str:
        """Return why what surrounds the statement keeps it eager, or ""."""
        if self._ranges is None:
            self._ranges = bytecode.guarded_ranges(code)
        if bytecode.guarded(frame, self._ranges):
            return policy_module.IN_BLOCK
        if self._guarded_by_caller is None:
            self._guarded_by_caller = bytecode.caller_expects_import_error(frame.f_back)
        return policy_module.FALLBACK if self._guarded_by_caller and missing(target) else ""

    def _absolute(self, statement: "Statement") -> "str | None":
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

    def _bind(self, statement: "Statement", target: str, file: str, line: int) -> object:
        Deferred = room("deferred").Deferred  # noqa: N806
        namespace = self._namespace
        engine = self._engine
        own = (file, line, namespace)
        # A submodule may outlive the importing module, so its import does not hold on to all of that.
        shared = (file, line, {key: namespace[key] for key in _GLOBALS if key in namespace})
        keys = []
        for alias in statement.aliases:
            key = engine.key(namespace, alias)
            if key is None and alias in namespace:
                # Rebinding a name that has a value: between the two there must be no moment without one.
                if statement.names is None and not statement.renamed and loaded(alias):
                    engine.publish_all(target, namespace, shared)
                    return sys.modules[alias]
                return None
            keys.append(key)
        if statement.names is None:
            (alias,) = statement.aliases
            name = None if statement.renamed else ""
            result: Any = Deferred(engine, own, target, name, alias)
            engine.bind(namespace, alias, result, keys[0])
            if statement.renamed:
                for part in reversed(target.split(".")[1:]):
                    result = _Transient(**{part: result})
        else:
            values: dict[str, Any] = {}
            for key, alias, name in zip(keys, statement.aliases, statement.names, strict=True):
                deferred = values.setdefault(name, Deferred(engine, own, target, name, alias))
                engine.bind(namespace, alias, deferred, key)
                engine.publish_later(target, name, namespace, (shared, target, name), statement.aliases)
            result = _Transient(**values)
        engine.publish_all(target, namespace, shared, but=statement.aliases)
        return result


def loaded(target: str) -> bool:
    """Tell whether *target* is imported and initialised."""
    module = sys.modules.get(target)
    return module is not None and not is_initialising(module)


class Names:
    """The engine for 3.10 to 3.14."""

    name = "names"

    def __init__(self, policy: "Policy") -> None:
        self.policy = policy
        # (id of the namespace, name) → weak reference to its key, which the namespace holds: a dead one has a dead id.
        self._keys: dict[tuple[int, str], Any] = {}
        # At how many of them those that are dead are looked for.
        self._most = _MOST_KEYS
        # package → submodule → its import, for packages that are not loaded yet.
        self._children: dict[str, dict[str, Waiting]] = {}
        # top-level package of an importing module → module name in an import statement → whether it may be deferred;
        # None where relative imports may be, too.
        self._named: dict[str, dict[str, bool] | None] = {}

    def prepare_main(self) -> None:
        """Defer imports of `__main__` too, if its code has not started yet."""
        main = sys.modules["__main__"].__dict__
        if "__file__" not in main:
            ImportName(self, "__main__", main).occupy()

    def undo(self) -> None:
        """Stop deferring in `__main__`, if its code has not started yet."""
        self.finish(sys.modules["__main__"])

    def wants(self, fullname: str) -> bool:
        """Tell whether the module may import what is deferred, has shims, or submodules to publish."""
        policy = self.policy
        return fullname in self._children or fullname in policy.attributes or policy.may_import(fullname)

    def has_children(self, package: str) -> bool:
        """Tell whether submodules are to be published on *package* when it is imported."""
        return package in self._children

    def prepare(self, module: "ModuleType", real: "Any", code: "CodeType | None") -> "tuple[Any, ...]":
        """Return the call that runs the body of *module*, with builtins of its own if it may defer anything.

        Parameters:
            real: its loader.
            code: its code, if that is known.
        """
        name = getattr(module, "__name__", "")
        if not self.policy.may_import(name) or namespace_of(module) is None:
            return body_of(module, real, code)
        candidates: Collection[int] = ()
        if code is not None:
            candidates = self.candidates(name, code)
            if not candidates:
                return body_of(module, real, code)
        importing = ImportName(self, name, module.__dict__)
        importing.occupy()
        if code is None:
            # A loader of somebody's own: its frame takes the builtins from the namespace, and so would the functions
            # that the body creates before its first import statement or use of a builtin, which puts them back.
            return body_of(module, real, None)
        body = _Function(code, module.__dict__)
        importing.restore()
        importing.begin(code, candidates)
        # A function whose code is not optimised runs with its globals as its locals (Objects/call.c,
        # `_PyFunction_Vectorcall`), which is what the body of a module needs.
        return (body,)

    def finish(self, module: "ModuleType") -> None:
        """Put the builtins of *module* back, if nothing in its body has."""
        namespace = namespace_of(module)
        bound = None if namespace is None else namespace.get("__builtins__")
        if isinstance(bound, Builtins):
            bound.importing.restore()

    def candidates(self, importer: str, code: "CodeType") -> "Collection[int]":
        """Return the offsets in bytes of the import statements in *code* that may be deferred; there may be too many.

        Most statements import the standard library or the module's own package. To sort them out beforehand, once for
        all, takes a third of the time that deciding at each statement takes.

        Parameters:
            importer: `__name__` of the importing module, whose body *code* is.
        """
        raw, names = code.co_code, code.co_names
        home = importer.partition(".")[0]
        if home not in self._named:
            self._named[home] = None if self.policy.defers_within(home) else {}
        named = self._named[home]
        if named is None or len(names) > 256 or len(code.co_consts) > 256:
            return range(len(raw))
        levels, arguments = _LEVELS or code.co_consts, raw[1::2]
        found = set()
        place = -1
        try:
            for before in raw[::2].split(_IMPORT_NAME)[:-1]:
                place += len(before) + 1
                if not levels[arguments[place - 2]]:
                    name = names[arguments[place]]
                    if name not in named:
                        named[name] = self.policy.is_named(name, importer)
                    if named[name]:
                        found.add(2 * place)
        except IndexError:
            # No compiler of CPython's made this code; what it imports can't be known.
            return ()
        return found

    def costs_nothing(self, target: str, names: "tuple[str, ...] | None") -> bool:
        """Tell whether *target* is loaded with all that *names* takes from it, of which some may be submodules."""
        if not loaded(target):
            return False
        namespace = namespace_of(sys.modules[target])
        if not names or namespace is None or "__path__" not in namespace:
            return True
        return all(name in namespace and self.key(namespace, name) is None for name in names)

    def key(self, namespace: "Namespace", name: str) -> "LazyName | None":
        """Return the pending key for *name* in *namespace*, if there is one."""
        reference = self._keys.get((id(namespace), name))
        key: LazyName | None = None if reference is None else reference()
        return key if key is not None and type(namespace.get(key)) is room("deferred").Deferred else None

    def bind(self, namespace: "Namespace", name: str, deferred: "Deferred", key: "LazyName | None") -> None:
        """Bind *name* in *namespace* to *deferred* under a key that waits for the store of its statement."""
        if key is None:
            self._insert(namespace, name, deferred, published=False)
        else:
            key._stored = False
            namespace[key] = deferred

    def _insert(self, namespace: "Namespace", name: str, deferred: "Deferred", *, published: bool) -> None:
        keys = room("keys")
        key = keys.LazyName(name, namespace, published=published)
        if len(self._keys) >= self._most:
            self._forget_the_dead()
        self._keys[id(namespace), name] = keys.ref(key)
        keys.insert(key, deferred)

    def _forget_the_dead(self) -> None:
        """Forget the keys that are gone, and what is known of their namespaces: a server may import modules anew."""
        living: set[int] = set()
        for place, reference in list(self._keys.items()):
            key = reference()
            if key is None:
                self._keys.pop(place, None)
            else:
                living.update(map(id, (key._namespace, *key._copies)))
        room("keys").forget_all_but(living)
        self._most = 2 * len(self._keys) + _MOST_KEYS

    def publish_all(self, target: str, namespace: "Namespace", source: "Source", but: "tuple[str, ...]" = ()) -> None:
        """Make the submodule *target* and those above it visible on their parents, as importing it would.

        Parameters:
            namespace: that of the importing module.
            source: the statement, as `Deferred` takes it.
            but: the names that the statement itself binds in the importing module.
        """
        parent, _, child = target.rpartition(".")
        while parent:
            self.publish_later(parent, child, namespace, (source, target, None), but)
            target = parent
            parent, _, child = target.rpartition(".")

    def publish_later(
        self, parent: str, child: str, namespace: "Namespace", waiting: "Waiting", but: "tuple[str, ...]"
    ) -> None:
        """Make *child* visible on the package *parent*, now if that is loaded, or when it is imported.

        Parameters:
            namespace: that of the importing module.
            waiting: its import.
            but: the names that the statement itself binds in the importing module.
        """
        module = sys.modules.get(parent)
        own = module is not None and namespace_of(module) is namespace
        if own and child in but:
            return
        self._children.setdefault(parent, {}).setdefault(child, waiting)
        if loaded(parent):
            self.publish_children(parent)
        elif own and module is not None:
            # What others take from this package may be names that the rest of its body binds.
            self._publish(module, namespace, {child: self._children[parent].pop(child)})

    def publish_imported(self, target: str) -> None:
        """Publish what is waiting for *target* and the packages above it, which have been imported.

        Where a package had a lazy name for one of them, importing has bound that name, and nobody may ever ask for it.
        Reading it tidies up, so that what else is in the package is found as fast as ever.
        """
        imported = target
        while target:
            if target in self._children and loaded(target):
                self.publish_children(target, imported)
            parent, _, child = target.rpartition(".")
            namespace = namespace_of(sys.modules.get(parent)) if parent else None
            reference = self._keys.get((id(namespace), child))
            key = None if reference is None else reference()
            untidy = False
            if key is not None and namespace is not None and not key._busy:
                value = namespace.get(key)
                untidy = value is not None and type(value) is not room("deferred").Deferred
            # One more reference to the key would look like one more copy of its namespace.
            del key
            if untidy and namespace is not None:
                namespace.get(child)
            target = parent

    def publish_children(self, package: str, used: str = "") -> None:
        """Bind the submodules that are waiting for *package*, which has been imported.

        Parameters:
            used: the module whose deferred import has just been performed, if it is for that.
        """
        module = sys.modules.get(package)
        if package in self._children and module is not None:
            namespace = namespace_of(module)
            if namespace is None:
                self._import_children(package, module, used)
            else:
                self._publish(module, namespace, self._children.pop(package))

    def _import_children(self, package: str, module: object, used: str) -> None:
        """Import the submodules that are waiting for *package*, whose place an object took: no key can stand in that.

        One that fails waits on, and raises only where the program uses it.
        """
        deferred = room("deferred")
        children = self._children[package]
        for child, waiting in list(children.items()):
            target = f"{package}.{child}"
            is_used = f"{used}.".startswith(f"{target}.")
            if not is_used and self._is_being_used(target):
                # The use itself comes by here next.
                continue
            children.pop(child, None)
            # A `from` import may want anything of an object.
            if waiting[-1] is None and not hasattr(module, child):
                try:
                    deferred.load(deferred.Deferred(self, *waiting, child))
                except BaseException as error:
                    self._children.setdefault(package, {})[child] = waiting
                    if is_used or not isinstance(error, Exception):
                        raise
        if not self._children.get(package):
            self._children.pop(package, None)

    def _is_being_used(self, target: str) -> bool:
        """Tell whether this thread is performing a deferred import of *target* or of a module below it."""
        deferred, thread = room("deferred"), builtin("_thread").get_ident()
        for reference in list(self._keys.values()):
            key = reference()
            value = None if key is None or thread not in key._busy else key._namespace.get(key)
            if type(value) is deferred.Deferred and f"{deferred.slot(value, '_module')}.".startswith(f"{target}."):
                return True
        return False

    def _publish(self, module: "ModuleType", namespace: "Namespace", children: "dict[str, Waiting]") -> None:
        deferred = room("deferred")
        # What a `from` import wants of a package that doesn't define it is a submodule, unless the package makes up
        # attributes when they are asked for.
        keys = room("keys")
        plain = type(module) in (_ModuleType, keys.PendingModule, keys.PendingPackage)
        package_of_its_own = plain and "__path__" in namespace and "__getattr__" not in namespace
        for child, waiting in children.items():
            takes_name = waiting[-1] is not None
            if child not in namespace and (package_of_its_own or not takes_name):
                self._insert(namespace, child, deferred.Deferred(self, *waiting, child), published=True)

    def deferred(self) -> "list[Deferred]":
        """Return the deferred imports that were not used yet, in the order of their statements."""
        Deferred = room("deferred").Deferred  # noqa: N806
        keys = [reference() for reference in list(self._keys.values())]
        found = [key._namespace.get(key) for key in keys if key is not None]
        return [value for value in found if type(value) is Deferred]

    def pending(self) -> "list[tuple[Namespace, str, str]]":
        """Return (namespace, name, what it stands for) of each deferred import that was not used yet."""
        deferred_imports = room("deferred")
        found = []
        for place, reference in list(self._keys.items()):
            key = reference()
            deferred = None if key is None else key._namespace.get(key)
            if key is not None and type(deferred) is deferred_imports.Deferred:
                if not key._stored:
                    # Its statement is not done, or was interrupted: the name isn't bound.
                    continue
                importer = key._namespace.get("__name__", "?")
                found.append((key._namespace, str(key), f"{importer}:{key} -> {deferred_imports.describe(deferred)}"))
            else:
                # Another thread may list them, too.
                self._keys.pop(place, None)
        return found

    def load(self, namespace: "Namespace", name: str) -> None:
        """Load one deferred import that `pending` listed; the second look-up tidies up what the first could not."""
        namespace.get(name)
        namespace.get(name)
