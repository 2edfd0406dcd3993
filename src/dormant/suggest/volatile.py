"""Text that differs from run to run and means nothing: times, addresses, process ids, temporary paths.

Phase: cold. May import: the standard library.

Each kind is replaced by its name before two outputs are compared. Whoever reads the result is told which kinds were
found, because a difference inside such text is not seen.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Volatile:
    """One kind of volatile text.

    Attributes:
        name: what it is, in the plural.
        example: one of them.
        pattern: finds it.
    """

    name: str
    example: str
    pattern: re.Pattern[bytes]


def _kind(name: str, example: str, pattern: str) -> Volatile:
    return Volatile(name, example, re.compile(pattern.encode(), re.IGNORECASE))


_UNITS = r"(?:ns|us|µs|ms|s|sec|secs|seconds?|milliseconds?|minutes?)"
_TEMPORARY = re.escape(tempfile.gettempdir())

# In the order in which they are replaced.
KINDS = (
    _kind("UUIDs", "2f1d7b3e-8c1a-4b6e-9d53-1f0a2b3c4d5e", r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    _kind(
        "dates with times",
        "2026-11-20 15:02:11",
        r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|\s?[+-]\d\d:?\d\d)?",
    ),
    _kind("times of day", "15:02:11", r"\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b"),
    _kind("durations", "0.12s", rf"\b\d+(?:\.\d+)?\s?{_UNITS}\b"),
    _kind("addresses of objects", "0x7f3c2a10", r"\b0x[0-9a-f]{6,16}\b"),
    _kind("process ids", "pid 4711", r"\bpid(?:[ =:]+|\[)\d+"),
    _kind("temporary paths", "/tmp/tmpab12cd", rf"(?:{_TEMPORARY}|/tmp|/var/folders)/[^\s'\":,;)\]]+"),  # noqa: S108 - an example
)


def filtered(data: bytes) -> tuple[bytes, frozenset[str]]:
    """Return *data* with volatile text replaced by its kind, and the names of the kinds that were found."""
    found = set()
    for kind in KINDS:
        data, count = kind.pattern.subn(b"<" + kind.name.encode() + b">", data)
        if count:
            found.add(kind.name)
    return data, frozenset(found)
