"""Writes the pages, and parts of pages, that follow from the code: `python docs/generate`; `--check` only compares.

Phase: cold. May import: what dormant brings, and the modules beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import commands
import comparison
import functions
import messages
import rooms

DOCS = Path(__file__).resolve().parents[1]
SRC = DOCS.parent / "src" / "dormant"

NOTE = "<!-- made by: docs/generate, from the code -->\n"
END = "<!-- made by: end -->\n"


def parts() -> dict[Path, str]:
    """Return the generated part of each file that has one."""
    return {
        DOCS / "commands.md": commands.text(DOCS),
        DOCS / "api.md": functions.text(),
        DOCS / "comparison.md": comparison.text(),
        DOCS / "messages.md": messages.text(SRC),
        DOCS.parent / "CONTRIBUTING.md": rooms.text(SRC),
    }


def renew(old: str, part: str) -> str:
    """Return the text *old* with *part* between its two marks, or up to its end where there is one mark alone."""
    before, mark, rest = old.partition(NOTE)
    if not mark:
        raise SystemExit(f"the line {NOTE.strip()} is missing")
    _, end, after = rest.partition(END)
    return f"{before}{NOTE}\n{part.strip()}\n" + (f"\n{end}{after}" if end else "")


def main() -> int:
    """Write what has changed; with `--check` say what would."""
    stale = []
    for path, part in parts().items():
        old = path.read_text(encoding="utf-8")
        new = renew(old, part)
        if new != old:
            stale.append(path.name)
            if "--check" not in sys.argv[1:]:
                path.write_text(new, encoding="utf-8")
    if not stale:
        return 0
    print(f"{', '.join(stale)}: differs from the code; run `python docs/generate`")
    return 1 if "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
