"""Attribute shims that a package would never let through, because it has the name itself.

Phase: cold, and not part of a start: it reads the sources of installed packages. May import: the standard library,
`dormant.config`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from . import places_of_attributes
from .installed import find_module, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..settings import Settings

# Nothing in these binds a name of the module.
_OTHER_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def attribute_clashes(settings: Settings) -> list[str]:
    """Return a fault for each attribute shim whose name the installed package binds at module level or has below it.

    Parameters:
        settings: compiled settings whose source is still what it was.

    Returns:
        lines `FILE:LINE:COLUMN: what is wrong; what to do`, which name both places.
    """
    clashes = []
    bound: dict[str, tuple[str, dict[str, int]]] = {}
    for package, name, _ in settings.attributes:
        if package not in bound:
            bound[package] = _bindings_of(package)
        if fault := _clash_fault(package, name, *bound[package]):
            clashes.append((package, name, fault))
    if not clashes:
        return []
    places = places_of_attributes(settings.source)
    return [
        "{}:{}:{}: {}".format(settings.source, *places.get((package, name), (1, 1)), fault)
        for package, name, fault in clashes
    ]


def _clash_fault(package: str, name: str, origin: str, lines: dict[str, int]) -> str:
    """Return what is wrong with one attribute shim, and what to do; the empty string if it is good.

    Parameters:
        package: the package that is to have the attribute.
        name: the attribute.
        origin: the source file of the package.
        lines: the line of each name that it binds.
    """
    if name in lines:
        line = lines[name]
        return f"`{package}` defines `{name}` itself, at {origin}:{line}; remove it here or choose another name"
    if place := _submodule(package, name):
        return f"`{name}` is a submodule of `{package}`, at {place}; remove it here or choose another name"
    return ""


def _submodule(package: str, name: str) -> str:
    """Return where a submodule of an installed package is; "" if there is none. An import of it binds the name."""
    spec = find_module(f"{package}.{name}")
    if spec is None:
        return ""
    return spec.origin or next(iter(spec.submodule_search_locations or ()), package)


def _bindings_of(package: str) -> tuple[str, dict[str, int]]:
    """Return the source file of an installed package and the line of each name that its body binds."""
    spec = find_module(package)
    source = None if spec is None else source_of(spec)
    if spec is None or source is None:
        return "", {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return "", {}
    lines: dict[str, int] = {}
    for name, line in _bindings(tree.body):
        lines.setdefault(name, line)
    return str(Path(spec.origin or package)), lines


def _bindings(nodes: list[ast.AST] | list[ast.stmt]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node.lineno
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.AnnAssign) and node.value is None:
            continue
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            # What type checkers alone see is the usual companion of a shim.
            yield from _bindings(node.orelse)
            continue
        if not isinstance(node, _OTHER_SCOPES):
            yield from _bindings(list(ast.iter_child_nodes(node)))


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
