"""What dormant may say when something is wrong, from the sources.

Phase: cold. May import: the standard library.

A message is a text that is given to an error of ours or click's, to standard error, or to a list of faults, notes or
problems. It may come by way of a name or a function of the same file. What is filled in when it is shown becomes a word
in capitals; a part that is one of a few texts, or is left out, gives a message for each of them.
"""

from __future__ import annotations

import ast
import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Function = ast.FunctionDef | ast.Module

CALLS = {"UsageError", "BadParameter", "note", "fail", "say", "self._tell"}
LISTS = {"faults", "notes", "problems", "warnings"}
# What is filled in, where its name in the code says little to the reader.
REASONS = ("ERROR", "STRERROR", "WHY", "TEXT", "MESSAGE", "FAULT", "DETAIL", "WHAT", "SHOWN", "ALONE", "BELOW", "FOUND")
WORDS = dict.fromkeys(REASONS, "REASON")
WORDS |= {
    "LISTED": "NAMES",
    "GET": "VALUE",
    "NAMED": "INTERPRETER",
    "WORDS": "COMMAND",
    "LEN": "COUNT",
    "MAX": "SECONDS",
}
# A part that may be more texts than this is filled in.
MOST_TEXTS = 4
# The first part of a path below src/dormant → the heading under which its messages stand.
HEADINGS = {
    "At the start of a program, and in it": (
        "__init__.py",
        "settings.py",
        "policy.py",
        "engine",
        "api.py",
    ),
    "About the configuration": ("config",),
    "From the commands": ("",),
}


def text(src: Path) -> str:
    """Return a list of all messages in the sources below *src*."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(src.rglob("*.py"))}
    classes = [node for tree in trees.values() for node in tree.body if isinstance(node, ast.ClassDef)]
    errors = {node.name for node in classes if node.name.endswith("Error")}
    constants = [_constants(tree) for tree in trees.values()]
    shared = {name: text for each in constants for name, text in each.items() if _is_one(name, constants)}
    found: dict[str, set[str]] = {heading: set() for heading in HEADINGS}
    for path, tree in trees.items():
        first = path.relative_to(src).parts[0]
        heading = next(heading for heading, rooms in HEADINGS.items() if first in rooms or rooms == ("",))
        found[heading].update(Messages(tree, errors, {**shared, **_constants(tree)}))
    return "\n\n".join(
        f"## {heading}\n\n" + "\n".join(f"- {message}" for message in sorted(messages, key=_order))
        for heading, messages in found.items()
    )


def _constants(tree: ast.Module) -> dict[str, str]:
    """Return the texts that a file gives names in capitals."""
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper()
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def _is_one(name: str, constants: list[dict[str, str]]) -> bool:
    """Tell whether a name stands for the same text wherever it is one."""
    return len({each[name] for each in constants if name in each}) == 1


def _order(message: str) -> tuple[str, str]:
    """Return the key by which messages are sorted: their first words in small letters, without marks."""
    return re.sub(r"[^a-z ]", "", message).strip(), message


class Messages:
    """The messages in one file.

    Parameters:
        tree: its syntax tree.
        errors: the names of our classes of errors.
        constants: the texts that names in capitals stand for.
    """

    def __init__(self, tree: ast.Module, errors: set[str], constants: dict[str, str]) -> None:
        self._calls = CALLS | errors
        self._constants = constants
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        self._parts: list[Function] = [tree, *functions]
        self._functions = {node.name: node for node in functions}

    def __iter__(self) -> Iterator[str]:
        """Yield them."""
        for function in self._parts:
            scope = _Scope(function, self._functions, self._constants)
            for node in _own_nodes(function):
                for value in self._given(node, function):
                    yield from filter(_is_message, map(_cleaned, scope.texts(value)))

    def _given(self, node: ast.AST, function: Function) -> Iterator[ast.expr]:
        """Yield the expressions that the statement or call *node* makes messages of."""
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func)
            to_error = name == "click.echo" and any(word.arg == "err" for word in node.keywords)
            if to_error or not self._calls.isdisjoint((name, name.rpartition(".")[2])):
                yield node.args[0]
            elif name.rpartition(".")[2] == "append" and name.split(".")[-2].strip("_") in LISTS:
                yield _without_place(node.args[0])
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if ast.unparse(target) in LISTS:
                yield from _elements(node.value)
        elif isinstance(node, ast.Return) and node.value is not None and isinstance(function, ast.FunctionDef):
            returned = "" if function.returns is None else ast.unparse(function.returns)
            if function.name.endswith(("fault_of", "_fault")):
                yield node.value
            elif "Fault" in returned or function.name.startswith("check_"):
                parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                for part in parts:
                    yield from _elements(part)


class _Scope:
    """A function, in which names stand for what is assigned to them.

    Parameters:
        function: the function, or the module.
        functions: all functions of the file, by name.
        constants: the texts that names in capitals stand for.
        depth: how many functions were followed to this one.
    """

    def __init__(
        self, function: Function, functions: dict[str, ast.FunctionDef], constants: dict[str, str], depth: int = 0
    ) -> None:
        self._functions = functions
        self._constants = constants
        self._depth = depth
        self._values: dict[str, list[ast.expr]] = {}
        for node in _own_nodes(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._values.setdefault(node.targets[0].id, []).append(node.value)
            elif isinstance(node, ast.NamedExpr):
                self._values.setdefault(node.target.id, []).append(node.value)
            elif isinstance(node, (ast.For, ast.comprehension, ast.AugAssign)) and isinstance(node.target, ast.Name):
                self._values.setdefault(node.target.id, []).append(node.target)

    def texts(self, node: ast.expr) -> list[str]:
        """Return the texts that the expression *node* may be; none if that can't be told."""
        if isinstance(node, ast.Constant):
            return [re.sub(r"([*<])", r"\\\1", node.value)] if isinstance(node.value, str) else []
        if isinstance(node, ast.JoinedStr):
            parts = [self._part(part, leads=part is node.values[0]) for part in node.values]
            return ["".join(chosen) for chosen in itertools.product(*parts)]
        if isinstance(node, ast.IfExp):
            return self.texts(node.body) + self.texts(node.orelse)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            ends = self.texts(node.right)
            # What may be left out at the end is what a command said, of any length.
            return [first + last for first in self.texts(node.left) for last in ([""] if "" in ends else ends or [""])]
        if isinstance(node, (ast.List, ast.Tuple)):
            return [text for element in node.elts for text in self.texts(element)]
        if isinstance(node, ast.Name):
            return [text for value in self._values.get(node.id, []) for text in self._deeper(value)]
        if isinstance(node, ast.Call):
            return self._returned(node)
        return []

    def _deeper(self, node: ast.expr) -> list[str]:
        return [] if isinstance(node, ast.Name) else self.texts(node)

    def _returned(self, node: ast.Call) -> list[str]:
        """Return the texts that a function of this file returns, if it returns a text."""
        function = self._functions.get(ast.unparse(node.func).rpartition(".")[2])
        if function is None or function.returns is None or ast.unparse(function.returns) != "str" or self._depth > 2:
            return []
        scope = _Scope(function, self._functions, self._constants, self._depth + 1)
        returns = [each.value for each in _own_nodes(function) if isinstance(each, ast.Return)]
        return [text for value in returns if value is not None for text in scope.texts(value)]

    def _part(self, node: ast.expr, *, leads: bool) -> list[str]:
        """Return the texts that a part of a text may be; *leads* tells whether it is the first."""
        if not isinstance(node, ast.FormattedValue):
            return self.texts(node)
        value = node.value
        if isinstance(value, ast.Name) and value.id in self._constants:
            return [self._constants[value.id]]
        if isinstance(value, ast.IfExp):
            # A plural, or a word for another case.
            return self.texts(value.orelse) or [_placeholder(value)]
        values = self._values.get(value.id, []) if isinstance(value, ast.Name) else []
        if leads or (values and all(isinstance(each, (ast.Constant, ast.JoinedStr, ast.IfExp)) for each in values)):
            found = [text for text in dict.fromkeys(self.texts(value)) if leads <= _is_message(text)]
            if found and (leads or len(found) <= MOST_TEXTS):
                return found
        quoted = isinstance(value, ast.Call) and ast.unparse(value.func) == "show"
        return [f"`{_placeholder(value)}`" if quoted else _placeholder(value)]


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """Yield what is in a function, and not in a function within it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)


def _elements(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the elements of a list as far as they can be seen, without their places."""
    if isinstance(node, ast.List):
        yield from map(_without_place, node.elts)
    elif isinstance(node, ast.ListComp):
        yield _without_place(node.elt)


def _without_place(node: ast.expr) -> ast.expr:
    """Return the text of a pair of a place and a text."""
    return node.elts[1] if isinstance(node, ast.Tuple) and len(node.elts) == 2 else node


def _cleaned(message: str) -> str:
    """Return *message* as one line, without what stands before a place or after a colon at the end."""
    line = message.partition("\n")[0].strip()
    return re.sub(r"^[A-Z]+:(1:1|LINE:COLUMN): |; it.?$", "", line)


def _is_message(text: str) -> bool:
    """Tell whether a text is more than a word, and than what is filled in."""
    return " " in re.sub(r"[A-Z_: ]+$", "", text)


def _placeholder(node: ast.expr) -> str:
    """Return the word for what the expression *node* fills in."""
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in ("show", "str", "join") and node.args:
            return _placeholder(node.args[0])
        return _word(name.removesuffix("_of"))
    if ast.unparse(node) == "path[-1]":
        return "KEY"
    if isinstance(node, ast.Subscript):
        return "REASON" if isinstance(node.value, ast.Call) else _placeholder(node.value)
    return _word(re.findall(r"\w+", ast.unparse(node))[-1])


def _word(name: str) -> str:
    """Return the word in capitals for a name in the code, or a number."""
    shown = "NUMBER" if name.isdigit() else name.strip("_").upper()
    return WORDS.get(shown, shown).replace("_", " ")
