"""Deferred imports, 3.10-3.14: what stands for one, and what performs it.

Phase: import; loaded when the first import is deferred. May import: builtins, `sys`, what the start holds.
"""

import sys

from .. import import_machinery

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FunctionType
    from typing import Any

    from .names import Names

    # Where the original statement stands, as (file, line, globals): those of the importing module or a part of them.
    Source = tuple[str, int, dict[str, Any]]

MISSING = object()


class Deferred:
    """One import that was put off: what stands in the namespace until a `LazyName` replaces it.

    Programs meet it only where they walk over the values of a namespace (`vars(module).values()`), as they meet
    `lazy_import` objects under PEP 810. It passes attribute access, calls and subclassing on to the real object.

    Parameters:
        engine: the engine.
        source: the original statement.
        module: the absolute name of the module that is imported.
        name: what a `from` import takes from the module; None for `import module as alias`; "" for `import module`,
            which binds the top-level package.
        alias: the name that is bound.
    """

    __slots__ = ("_alias", "_engine", "_module", "_name", "_source", "_value")

    def __init__(self, engine: "Names", source: "Source", module: str, name: "str | None", alias: str) -> None:
        set_slot(self, "_engine", engine)
        set_slot(self, "_source", source)
        set_slot(self, "_module", module)
        set_slot(self, "_name", name)
        set_slot(self, "_alias", alias)
        # What it binds, if that had to be known while its key was still in a namespace.
        set_slot(self, "_value", MISSING)

    @import_machinery
    def __getattribute__(self, name: str) -> "Any":
        # Code that walks over a namespace and picks out classes must pass it by, not take it for one.
        return Deferred if name == "__class__" else getattr(load(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(load(self), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(load(self), name)

    @import_machinery
    def __call__(self, *args: "Any", **keywords: "Any") -> "Any":  # noqa: D102
        return load(self)(*args, **keywords)

    def __mro_entries__(self, bases: "tuple[Any, ...]") -> "tuple[Any, ...]":
        return (load(self),)

    def __repr__(self) -> str:
        return f"<deferred import: {describe(self)}>"


slot = object.__getattribute__
set_slot = object.__setattr__


def describe(deferred: Deferred) -> str:
    """Return the statement of *deferred* and where it stands, for people to read."""
    module, name, alias = slot(deferred, "_module"), slot(deferred, "_name"), slot(deferred, "_alias")
    text = f"from {module} import {name}" if name else f"import {module}"
    if name != "" and alias != (name or module):
        text += f" as {alias}"
    file, line, _ = slot(deferred, "_source")
    return f"{text} ({file}:{line})"


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
        value = _statement(deferred, _FROM, module, name)()
    elif name is None:
        value = _statement(deferred, _PLAIN, module)()
        if package:
            # `import a.b.c as d` takes `b` from `a`, and `c` from whatever that is.
            for part in package.split(".")[1:]:
                value = getattr(value, part, None)
            by_name = value is None or value is sys.modules.get(package)
            value = MISSING if by_name else getattr(value, last, MISSING)
            if value is MISSING:
                value = _statement(deferred, _FROM, package, last)()
    else:
        value = _statement(deferred, _PLAIN, module.partition(".")[0])()
    slot(deferred, "_engine").publish_imported(module)
    return value


def _statement(deferred: Deferred, template: "CodeType", *names: str) -> "FunctionType":
    """Return a function that runs *template* with the names of *deferred*.

    Filling in the names takes a tenth of the time of compiling the statement, which counts when everything is used in
    the end; and the first `compile` of a process takes a millisecond, because it creates the classes of `ast`.
    """
    file, line, namespace = slot(deferred, "_source")
    constants = template.co_consts
    if template is _FROM:
        constants = tuple((names[1],) if constant == ("name",) else constant for constant in constants)
    code = template.replace(
        co_names=names,
        co_consts=constants,
        co_name="<module>",
        co_filename=file,
        co_firstlineno=line,
    )
    return _Function(code, namespace)


# One line each, because all of a template is to be on the line of the original statement.
def _from() -> "Any": from module import name; return name  # type: ignore[import-not-found]  # noqa: E702, I001  # fmt: skip


def _plain() -> "Any": import module; return module  # noqa: E702, I001  # fmt: skip


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
