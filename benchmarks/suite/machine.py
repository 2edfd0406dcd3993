"""What the results were measured on.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def describe() -> str:
    """Return system, processor and memory in one line; not the machine's name."""
    parts = [f"{platform.system()} {platform.machine()}", f"{os.cpu_count()} cores"]
    model = _first(r"^model name\s*: (.+)$", Path("/proc/cpuinfo"))
    memory = _first(r"^MemTotal:\s*(\d+) kB$", Path("/proc/meminfo"))
    if model:
        parts.append(model)
    if memory:
        parts.append(f"{int(memory) / 2**20:.0f} GiB of memory")
    return ", ".join(parts)


def _first(pattern: str, path: Path) -> str:
    """Return what *pattern* finds first in a file, "" if there is nothing or no such file."""
    try:
        found = re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        return ""
    return found[1].strip() if found else ""
