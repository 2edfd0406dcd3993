"""What dormant may say when something is wrong, from the sources.

Phase: cold. May import: the standard library.

A message is a text that is given to one of our errors, to standard error, or to a list of faults. What is filled in
when it is shown becomes a word in capitals.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALLS = {"DormantError", "ConfigError", "SettingsError", "UsageError", "BadParameter", "note"}
REASONS = {"error", "strerror", "why", "reason", "what", "text", "message", "advice", "fault"}
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
    found: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    for path in sorted(src.rglob("*.py")):
        first = path.relative_to(src).parts[0]
        heading = next(heading for heading, rooms in HEADINGS.items() if first in rooms or rooms == ("",))
        found[heading] += _messages(ast.parse(path.read_text(encoding="utf-8")))
    return "\n\n".join(
        f"## {heading}\n\n" + "\n".join(f"- {message}" for message in sorted(set(messages), key=_order))
        for heading, messages in found.items()
    )


def _order(message: str) -> tuple[str, str]:
    """Return the key by which messages are sorted: their first words in small letters, without marks."""
    return re.sub(r"[^a-z ]", "", message), message


def _messages(tree: ast.Module) -> Iterator[str]:
    """Yield the messages in one file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in CALLS or ast.unparse(node.func) == "sys.stderr.write":
                yield from _texts(node.args[0])
            elif ast.unparse(node.func) == "faults.append" and isinstance(node.args[0], ast.Tuple):
                yield from _texts(node.args[0].elts[1])
        elif isinstance(node, ast.FunctionDef) and node.name.endswith(("fault_of", "_fault")):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from _texts(inner.value)


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that the expression *node* may be; those of one word or none are no messages."""
    if isinstance(node, ast.List):
        for element in node.elts:
            yield from _texts(element)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, (ast.JoinedStr, ast.Constant)):
        shown = _render(node).strip()
        if " " in re.sub(r"[A-Z: ]+$", "", shown):
            yield shown


def _render(node: ast.expr) -> str:
    """Return a text with words in capitals for what is filled in."""
    if isinstance(node, ast.Constant):
        return re.sub(r"([*<])", r"\\\1", str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(_render(part) for part in node.values)
    assert isinstance(node, ast.FormattedValue)
    shown = _placeholder(node.value)
    return f"`{shown}`" if isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "show" else shown


def _placeholder(node: ast.expr) -> str:
    """Return the word for what the expression *node* fills in."""
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        shown = name.strip("_").upper().replace("_OF", "")
        return _placeholder(node.args[0]) if name in ("show", "str") and node.args else shown
    if ast.unparse(node) == "path[-1]":
        return "KEY"
    if isinstance(node, ast.Subscript):
        return "REASON" if isinstance(node.value, ast.Call) else _placeholder(node.value)
    name = re.findall(r"\w+", ast.unparse(node))[-1]
    return "REASON" if name in REASONS else name.strip("_").upper().replace("_", " ")
