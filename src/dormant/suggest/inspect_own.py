"""What a package gives the import system that only the package itself can meet.

Phase: cold. May import: the standard library only: it runs in the command's own interpreter, where dormant's libraries
may be absent.

Neither a finder nor a name is asked for anything, as that may have effects of its own: a finder is judged by the
source of its method, a module by its spec.
"""

from __future__ import annotations

import ast
import importlib.machinery
import inspect
import sys
import textwrap
import types
from typing import Any


def only_own_finders(package: str, before: list[Any], after: list[Any]) -> bool:
    """Tell whether what *after* holds more than *before* are finders of nothing but modules below *package*.

    Parameters:
        package: the package whose import was in between.
        before: finders of `sys.meta_path`.
        after: those that it holds now.
    """
    added = [one for one in after if not any(one is other for other in before)]
    return len(after) == len(before) + len(added) and all(_answers_only_below(one, package) for one in added)


def is_own_extension(package: str, name: str, module: Any) -> bool:
    """Tell whether `sys.modules[name]` is an extension module of *package* that put itself there.

    Extensions that Cython makes do so under the last part of their name, if that is all that their compiler was told.
    The name must be private, and lead to nothing else.
    """
    spec = getattr(module, "__spec__", None)
    if not isinstance(spec, importlib.machinery.ModuleSpec) or not name.startswith("_"):
        return False
    return (
        isinstance(spec.loader, importlib.machinery.ExtensionFileLoader)
        and spec.name.startswith(package + ".")
        and spec.name.rpartition(".")[2] == name
        and sys.modules.get(spec.name) is module
        and name not in sys.stdlib_module_names
        and importlib.machinery.PathFinder.find_spec(name) is None
    )


def _answers_only_below(finder: Any, package: str) -> bool:
    """Tell whether a finder answers only for names in a table of its own, all of them below *package*.

    That is how six finds the modules below `six.moves`, under whatever name it was vendored.
    """
    method = getattr(finder, "find_spec", None)
    # Who reads the metadata of distributions asks every finder that has this method.
    if not isinstance(method, types.MethodType) or hasattr(finder, "find_distributions"):
        return False
    attribute = "" if method.__self__ is not finder else _table_of(method.__func__)
    table = vars(finder).get(attribute)
    return type(table) in (dict, set, list, tuple) and all(str(name).startswith(package + ".") for name in table)


def _table_of(function: Any) -> str:
    """Return the attribute of a method that does nothing but `if NAME in self.ATTRIBUTE: return ...`, or ""."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):
        return ""
    if not isinstance(tree, ast.FunctionDef) or tree.decorator_list:
        return ""
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    match body:
        case [
            ast.If(
                test=ast.Compare(
                    left=ast.Name(name), ops=[ast.In()], comparators=[ast.Attribute(ast.Name(owner), attribute)]
                ),
                orelse=[],
            ),
            *rest,
        ]:
            does_nothing_else = all(isinstance(one, ast.Return) and _is_none(one.value) for one in rest)
            if does_nothing_else and [owner, name] == [one.arg for one in tree.args.args[:2]]:
                return str(attribute)
    return ""


def _is_none(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)
