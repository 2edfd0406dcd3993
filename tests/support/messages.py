"""The page of messages, to hold what dormant said against it.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import re
from functools import cache

from . import ROOT


@cache
def _listed() -> list[re.Pattern[str]]:
    """Return a pattern for each entry of the page of messages, in which words in capitals stand for anything."""
    page = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    entries = [line[2:].replace("\\", "") for line in page.splitlines() if line.startswith("- ")]
    return [re.compile(re.sub(r"[A-Z]+(?:(?:\\ )+[A-Z]+)*", ".+", re.escape(entry))) for entry in entries]


def is_listed(message: str) -> bool:
    """Tell whether what dormant said is on the page of messages."""
    return any(pattern.fullmatch(message) for pattern in _listed())
