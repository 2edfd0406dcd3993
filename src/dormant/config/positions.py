"""Where in a TOML text a key or an element stands.

Phase: cold, and only once there is a fault. May import: `re`, tomlkit.

tomlkit keeps a document's text exactly but does not tell positions. So each wanted item is replaced by a marker that
occurs nowhere else, the document is written out once, and the markers are looked for.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .options import Path

START = (1, 1)


class Marker(NamedTuple):
    """One item that was replaced by a marker.

    Attributes:
        path: the keys and indices that lead to the item.
        original: the text that the marker stands for.
    """

    path: Path
    original: str


def locate(text: str, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return line and column, both from 1, of the last key or index of each of *paths*.

    Where an item can't be found, its place is that of the nearest item around it, and at last the start of the text.
    """
    paths = set(paths)
    try:
        offsets, inner = _offsets(text, paths)
    except (ImportError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        # tomlkit may lag behind the TOML that tomllib accepts (its errors are ValueErrors); the fault itself still
        # gets reported.
        offsets, inner = {}, {}
    places = {}
    for path in paths:
        around = [path[:end] for end in range(len(path), 0, -1)]
        found = next((place for place in (path, *inner.get(path, ()), *around) if place in offsets), None)
        if found is None:
            places[path] = START
        else:
            key = path[-1] if len(found) >= len(path) else found[-1]
            places[path] = _line_and_column(text, _start_of(text, offsets[found], key))
    return places


def of_toml_error(error: ValueError, text: str) -> tuple[int, int, str]:
    """Return line, column and bare message of what tomllib raised for *text*.

    Python 3.14 gives the position in attributes, older ones only in the message.
    """
    message = str(error)
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if match is None:
        return (*START, message.rstrip("."))
    if match[2]:
        return int(match[2]), int(match[3]), match[1]
    return (*_line_and_column(text, len(text)), match[1])


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _offsets(text: str, paths: set[Path]) -> tuple[dict[Path, int], dict[Path, list[Path]]]:
    """Return where the items at *paths* and around them stand, and for tables the paths of what they begin with.

    A table may have no header of its own: `[a.b]` and `a.b = 1` both make `a`. Then what it begins with tells where it
    is.
    """
    import tomlkit

    word = "marker"
    while word in text:
        word += "x"
    document = tomlkit.parse(text)
    inner = {path: _beginnings(document, path) for path in paths}
    wanted = {path[:end] for path in paths for end in range(1, len(path) + 1)}.union(*inner.values())
    markers: list[Marker] = []
    # The deepest first: what holds a marker is replaced after it, and keeps it in its original text.
    for path in sorted(wanted, key=len, reverse=True):
        original = _mark(document, path, f"{word}-{len(markers)}-")
        if original is not None:
            markers.append(Marker(path, original))
    pattern = re.compile(rf'"{word}-(\d+)-"|[ \t]*# {word}-(\d+)-')
    offsets: dict[Path, int] = {}

    def walk(written: str, offset: int) -> int:
        end = 0
        for match in pattern.finditer(written):
            marker = markers[int(match[1] or match[2])]
            offset += match.start() - end
            offsets[marker.path] = offset
            offset = walk(marker.original, offset)
            end = match.end()
        return offset + len(written) - end

    length = walk(tomlkit.dumps(document), 0)
    return (offsets, inner) if length == len(text) else ({}, {})


def _item(document: Any, path: Path) -> Any:
    from tomlkit.items import AoT

    for part in path:
        document = document[part]
    return document[0] if isinstance(document, AoT) else document


def _beginnings(document: Any, path: Path) -> list[Path]:
    """Return the paths of the first item of the table at *path*, of the first item of that, and so on."""
    from tomlkit.items import InlineTable

    beginnings = []
    while isinstance(item := _item(document, path), Mapping) and not isinstance(item, InlineTable) and item:
        path = (*path, next(iter(item)))
        beginnings.append(path)
    return beginnings


def _mark(document: Any, path: Path, word: str) -> str | None:
    """Put the marker *word* in the place of the item at *path*, in the header's comment if it is a table.

    Returns the text that the marker replaces, or None if the item can't be marked.
    """
    from tomlkit.items import Table

    item = _item(document, path)
    if isinstance(item, Table):
        trivia = item.trivia
        original = f"{trivia.comment_ws}{trivia.comment}"
        trivia.comment_ws, trivia.comment = trivia.comment_ws or " ", f"# {word}"
        return original
    if isinstance(item, bool):
        original = str(item).lower()
    elif hasattr(item, "as_string"):
        original = item.as_string()
    else:
        return None
    _item(document, path[:-1])[path[-1]] = word
    return original


def _start_of(text: str, offset: int, key: str | int) -> int:
    """Return where *key* starts in the line that holds *offset*, where a value starts or a header ends."""
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:offset]
    if isinstance(key, int):
        return start + len(line) - len(line.lstrip()) if line.lstrip().startswith("[[") else offset
    pattern = rf"(?<![\w-])([\"']?){re.escape(key)}\1(?![\w-])"
    match = deque(re.finditer(pattern, line), maxlen=1)
    return start + (match[0].start() if match else len(line) - len(line.lstrip()))
