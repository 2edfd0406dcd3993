"""Native, 3.15+: the interpreter's own lazy imports (PEP 810), switched on statement by statement.

Phase: import. May import: builtins, `sys`, policy, what the start holds, this room; `bytecode` when the first import is
deferred.

A module whose namespace has a `__lazy_modules__` container imports lazily what that container says it contains. Each
importing module gets one that asks the policy. The alternative, `sys.set_lazy_imports_filter`, lost: a filter that says
yes to the named packages only makes every explicit `lazy import` of other code eager, and there is only one slot.
A module that assigns a `__lazy_modules__` of its own replaces ours: what its author wrote stands.

The container is taken out again when the body has run, and answers nobody else: code that a module executes by `exec`
in its namespace or a copy has it in its globals, too, and whoever reads the results out of that dict must find no
`lazy_import` objects.
"""

import sys

from .. import body_of
from .. import policy as policy_module
from . import builtin, home_of, missing, namespace_of, room, stay_eager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType, ModuleType
    from typing import Any

    from ..policy import Policy

    Namespace = dict[str, Any]


class LazyModules:
    """The `__lazy_modules__` of one importing module: contains the names whose import may be deferred.

    Parameters:
        policy: the policy.
        importer: `__name__` of the importing module.
        namespace: its namespace.
        body: its code, if that is known.
    """

    __slots__ = (
        "_body", "_code", "_guarded_by_caller", "_home", "_importer", "_names", "_namespace", "_policy", "_ranges",
        "_raw",
    )  # fmt: skip

    def __init__(self, policy: "Policy", importer: str, namespace: "Namespace", body: "CodeType | None" = None) -> None:
        self._policy = policy
        self._importer = importer
        # That of `__main__` may not be known yet.
        self._home = "" if importer == "__main__" else home_of(importer, namespace)
        self._namespace = namespace
        self._body = body
        self._code: CodeType | None = None
        # Of that code, because a body of thousands of import statements asks thousands of times.
        self._ranges: list[tuple[int, int]] = []
        self._names: frozenset[str] = frozenset()
        self._raw = b""
        self._guarded_by_caller: bool | None = None

    def __contains__(self, target: object) -> bool:
        """Tell whether the import of *target*, an absolute module name, may be deferred.

        The interpreter asks this for each statement at module level that is in no `try`; but in a `with` block too,
        where `with suppress(ImportError): import x` would lose its meaning.
        """
        if not isinstance(target, str):
            return False
        frame = sys._getframe(1)
        if (frame.f_code is not self._body or frame.f_globals is not self._namespace) and not self._is_body(frame):
            return False
        policy = self._policy
        try:
            home = self._home or home_of(self._importer, self._namespace)
            names = self._imported_names(frame) if target in policy.above else ()
            reason = policy.reason(self._importer, home, target, names) or self._reason_around(frame, target)
        except Exception as error:
            stay_eager(error)
            return False
        if policy.trace is not None:
            policy.trace.decided(frame, self._importer, target, reason)
        return not reason

    def _is_body(self, frame: "FrameType") -> bool:
        """Tell whether *frame* runs the body of the module, where its code was not known: `__main__` and others.

        Each line that is typed in is a body, as is what a loader of somebody's own executes, but not what the module
        executes itself.
        """
        caller = frame.f_back
        return (
            self._body is None
            and frame.f_globals is self._namespace
            and (caller is None or caller.f_globals is not self._namespace)
        )

    def _read(self, code: "CodeType") -> None:
        """Note what is to be known of *code*, of which the import statements are asked about."""
        if code is not self._code:
            self._code = code
            self._ranges = room("bytecode").guarded_ranges(code)
            self._names = frozenset(code.co_names)
            self._raw = code.co_code

    def _imported_names(self, frame: "FrameType") -> "tuple[str, ...]":
        """Return what the `from` import that *frame* executes takes; () for a plain import."""
        self._read(frame.f_code)
        names: tuple[str, ...] = room("bytecode").imported_names(frame.f_code, self._raw, frame.f_lasti)
        return names

    def _reason_around(self, frame: "FrameType", target: str) -> str:
        """Return why the statement that *frame* executes, or what surrounds it, keeps it eager, or ""."""
        bytecode = room("bytecode")
        self._read(frame.f_code)
        if self._ranges and bytecode.guarded(frame, self._ranges):
            return policy_module.IN_BLOCK
        package, _, child = target.rpartition(".")
        # 3.15.2 takes the last two for submodules, which ends in a RecursionError. And after `from .f import f` in its
        # package, the module f would take the place of what hides it when another importer is the first to use it.
        faulty = {child if package == self._importer else "", "__file__", "__path__"}
        if not faulty.isdisjoint(self._names) and not faulty.isdisjoint(self._imported_names(frame)):
            return policy_module.INTERPRETER
        if self._guarded_by_caller is None:
            self._guarded_by_caller = bytecode.caller_expects_import_error(frame.f_back)
        return policy_module.FALLBACK if self._guarded_by_caller and missing(target) else ""

    def __repr__(self) -> str:
        return f"<dormant: what {self._importer} imports lazily>"


def remove(namespace: "Namespace") -> None:
    """Take our `__lazy_modules__` out of *namespace*; one that the module has assigned stays."""
    if type(namespace.get("__lazy_modules__")) is LazyModules:
        del namespace["__lazy_modules__"]


class Native:
    """The engine for 3.15 and later."""

    name = "native"

    def __init__(self, policy: "Policy") -> None:
        self.policy = policy
        # name of an importing module → id of its namespace.
        self._prepared: dict[str, int] = {}

    def prepare_main(self) -> None:
        """Defer imports of `__main__` too."""
        main = sys.modules["__main__"].__dict__
        if "__lazy_modules__" not in main:
            main["__lazy_modules__"] = LazyModules(self.policy, "__main__", main)
            self._prepared["__main__"] = id(main)

    def undo(self) -> None:
        """Stop deferring in the modules that are there."""
        for _, namespace in self._namespaces():
            remove(namespace)

    def wants(self, fullname: str) -> bool:
        """Tell whether the module may import something that is deferred, or has attribute shims."""
        return fullname in self.policy.attributes or self.policy.may_import(fullname)

    def prepare(self, module: "ModuleType", real: "Any", code: "CodeType | None") -> "tuple[Any, ...]":
        """Give *module* a `__lazy_modules__` as long as its body runs, and return the call that runs it.

        Parameters:
            real: its loader.
            code: its code, if that is known.
        """
        namespace = namespace_of(module)
        name = getattr(module, "__name__", "")
        if namespace is not None and "__lazy_modules__" not in namespace and self.policy.may_import(name):
            namespace["__lazy_modules__"] = LazyModules(self.policy, name, namespace, code)
            self._prepared[name] = id(namespace)
        return body_of(module, real, code)

    def finish(self, module: "ModuleType") -> None:
        """Take our `__lazy_modules__` out of *module*."""
        namespace = namespace_of(module)
        if namespace is not None:
            remove(namespace)

    def has_children(self, package: str) -> bool:  # noqa: ARG002 - the other engine needs it
        """Tell whether submodules are to be published on *package*: no, the interpreter does that."""
        return False

    def publish_children(self, package: str) -> None:
        """Do nothing: the interpreter binds submodules on their parents itself."""

    def pending(self) -> "list[tuple[dict[str, Any], str, str]]":
        """Return (namespace, name, what it stands for) of each deferred import that was not used yet."""
        # What `types.LazyImportType` is.
        LazyImport = builtin("_types").LazyImportType  # noqa: N806
        found = []
        for name, namespace in self._namespaces():
            for key, value in list(namespace.items()):
                if type(value) is LazyImport:
                    found.append((namespace, key, f"{name}:{key} -> {repr(value)[14:-2]}"))
        return found

    def _namespaces(self) -> "list[tuple[str, Namespace]]":
        """Return (name, namespace) of the modules that we prepared: other people's lazy imports are not our concern."""
        found = []
        for name, place in list(self._prepared.items()):
            namespace = namespace_of(sys.modules.get(name))
            if namespace is not None and id(namespace) == place:
                found.append((name, namespace))
        return found

    def load(self, namespace: "dict[str, Any]", name: str) -> None:
        """Load one deferred import that `pending` listed."""
        eval(name, namespace)  # noqa: S307 - reading the name is what reifies it
