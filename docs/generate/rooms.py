"""The map of the rooms of the house: what each is for, when it runs, and which other rooms it imports.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


PHASES = ("startup", "import", "any", "cold")


class Room(NamedTuple):
    """One module or package directly below `dormant`.

    Attributes:
        purpose: the first sentence of its docstring.
        phase: when it runs, as its docstring says.
        loads: the rooms that it imports as soon as it is imported itself.
        reaches: the rooms that functions of it import when they run.
    """

    purpose: str
    phase: str
    loads: set[str]
    reaches: set[str]


def text(src: Path) -> str:
    """Return the map: what each room is for, and a drawing of which imports which."""
    found = rooms(src)
    names = _order(found)
    rows = [f"| `{name}` | {found[name].phase} | {found[name].purpose} |" for name in names]
    table = "\n".join(["| room | phase | what it is for |", "| --- | --- | --- |", *rows])
    return f"{table}\n\n```text\n{_drawing(found, names)}\n```"


def _order(found: dict[str, Room]) -> list[str]:
    """Return the names of the rooms, by phase; within a phase, those first that others import."""
    names: list[str] = []
    for phase in PHASES:
        left = {name for name, room in found.items() if room.phase == phase}
        while left:
            ready = sorted(left, key=lambda name: (len((found[name].loads | found[name].reaches) & left), name))
            names.append(ready[0])
            left.remove(ready[0])
    return names


def _drawing(found: dict[str, Room], names: list[str]) -> str:
    """Return a matrix: a line for each room, a column for each room that it may import."""
    width = max(map(len, names))
    lines = [" " * (width + 13) + " ".join(f"{number:2}" for number in range(1, len(names) + 1))]
    for number, name in enumerate(names, 1):
        room = found[name]
        marks = [
            " \\" if other == name else " ●" if other in room.loads else " ○" if other in room.reaches else " ·"
            for other in names
        ]
        lines.append(f"{room.phase:8} {number:2} {name:{width}} {' '.join(marks)}".rstrip())
    return "\n".join(lines)


def rooms(src: Path) -> dict[str, Room]:
    """Return the rooms of the package whose sources are in *src*, by name."""
    found = {}
    for path in sorted(src.iterdir()):
        inside = sorted(path.rglob("*.py")) if (path / "__init__.py").exists() else [path]
        if inside[0].suffix != ".py":
            continue
        name = path.stem
        head = ast.get_docstring(ast.parse((path / "__init__.py" if path.is_dir() else path).read_text("utf-8"))) or ""
        phase = re.search(r"Phase: (\w+)", head)
        assert phase, f"the docstring of {path} does not say its phase"
        loads, reaches = set(), set()
        for file in inside:
            for other, late in _imports(file, src):
                (reaches if late else loads).add(other)
        purpose = head.partition("\n\n")[0].replace("\n", " ").rstrip(".")
        found[name] = Room(purpose, phase[1], loads - {name}, reaches - loads - {name})
    return found


def _imports(file: Path, src: Path) -> Iterator[tuple[str, bool]]:
    """Yield the rooms that *file* imports, and whether a function does."""
    package = ("dormant", *file.relative_to(src).parts[:-1])
    todo: list[tuple[ast.AST, bool]] = [(ast.parse(file.read_text(encoding="utf-8")), False)]
    while todo:
        node, late = todo.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        late = late or isinstance(node, (ast.FunctionDef, ast.Lambda))
        todo += [(child, late) for child in ast.iter_child_nodes(node)]
        if isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            module = f"{base}{node.module or ''}".strip(".")
            names = [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            room = rest.partition(".")[0]
            if top == "dormant":
                # What is no room is a name of the package itself.
                yield room if room and ((src / room).is_dir() or (src / f"{room}.py").exists()) else "__init__", late
