"""Take the log of `python -X importtime` apart and rebuild its tree.

Phase: cold. May import: the standard library.

CPython writes one line per finished import, a child before its parent, and shows the depth by indentation. The lines
share standard error with whatever the program writes there, and with the lines of its child processes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

_LINE = re.compile(
    r"import time: (?: *(?P<own>[0-9]{1,18}) \| +(?P<cumulative>[0-9]{1,18}) \| (?P<indent> *)(?P<name>[^\r\n]+)"
    r"|cached +\| cached +\| +(?P<cached>[^\r\n]+)"
    r"|(?P<header>self \[us\] \| cumulative \| imported package))(?:\r?\n|$)"
)


@dataclass(eq=False)
class Import:
    """One import that was carried out.

    Attributes:
        name: absolute name of the module.
        own: time in its own code, without the imports below it, in microseconds.
        cumulative: time with the imports below it, in microseconds.
        depth: how many imports were being carried out around it.
        process: number of the process in the log, from 0.
        parent: the import that was being carried out when this one began, or None.
        children: the imports that it caused, in order.
    """

    name: str
    own: int
    cumulative: int
    depth: int
    process: int
    parent: Import | None = field(default=None, repr=False)
    children: list[Import] = field(default_factory=list, repr=False)

    @property
    def package(self) -> str:
        """The top-level package that the module belongs to."""
        return self.name.partition(".")[0]


@dataclass
class Log:
    """One import log, taken apart.

    Attributes:
        imports: every import carried out, in the order in which they finished.
        cached: names of imports that were served from `sys.modules` (logged at level 2, from 3.14 on). They stand
            outside the tree: CPython pads their names to a width instead of indenting them.
        stderr: the standard error without the log, as the program wrote it.
        processes: the number of processes that logged.
    """

    imports: list[Import]
    cached: list[str]
    stderr: str
    processes: int

    @property
    def roots(self) -> list[Import]:
        """The imports that no other import caused, in order."""
        return [row for row in self.imports if row.parent is None]

    @property
    def names(self) -> frozenset[str]:
        """The names of all modules imported, in any process."""
        return frozenset(row.name for row in self.imports)

    @property
    def total(self) -> int:
        """Time that all imports took together, in microseconds."""
        return sum(row.own for row in self.imports)

    def begun(self) -> list[Import]:
        """Return the imports in the order in which they began: a parent before its children."""
        order: list[Import] = []
        waiting = self.roots[::-1]
        while waiting:
            row = waiting.pop()
            order.append(row)
            waiting.extend(reversed(row.children))
        return order


def decode(data: bytes) -> str:
    """Return the text of a log file: UTF-16 where a byte order mark or the log itself shows it, otherwise UTF-8.

    PowerShell writes UTF-16 with the mark; a file that it appends to, or that was cut, may lack it.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    place = data.find("import time:".encode("utf-16-le"))
    if place >= 0:
        return data.decode("utf-16-be" if place % 2 else "utf-16-le", "replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")


def parse(text: str | bytes) -> Log:
    """Take an import log apart.

    Parameters:
        text: standard error of one or several Python processes, in any format of 3.10 to 3.15, at level 1 or 2. Other
            text may stand between the lines and in front of them.

    A line that names a new process is followed by that process's imports. Where an older process goes on afterwards,
    the log can't tell its lines from the newer one's; each keeps the times that it was logged with.
    """
    if isinstance(text, bytes):
        text = decode(text)
    log = Log([], [], "", 0)
    kept: list[str] = []
    pending: list[Import] = []
    end = 0
    for match in _LINE.finditer(text):
        kept.append(text[end : match.start()])
        end = match.end()
        if match["header"]:
            log.processes += 1
            pending = []
        elif match["cached"]:
            log.cached.append(match["cached"])
        else:
            # A log that was cut at its beginning has no line that names its first process.
            log.processes = max(log.processes, 1)
            row = Import(
                match["name"],
                int(match["own"]),
                int(match["cumulative"]),
                len(match["indent"]) // 2,
                log.processes - 1,
            )
            _adopt(row, pending)
            log.imports.append(row)
    kept.append(text[end:])
    log.stderr = "".join(kept)
    return log


def dump(log: Log) -> str:
    """Return *log* in CPython's format, level 1: what `parse` reads back as the same imports."""
    lines = []
    process = -1
    for row in log.imports:
        while process < row.process:
            process += 1
            lines.append("import time: self [us] | cumulative | imported package")
        lines.append(f"import time: {row.own:9} | {row.cumulative:10} | {'  ' * row.depth}{row.name}")
    return "".join(f"{line}\n" for line in lines)


def _adopt(row: Import, pending: list[Import]) -> None:
    """Give *row* the deeper imports that finished before it, and make it wait for its own parent."""
    first = len(pending)
    while first and pending[first - 1].depth > row.depth:
        first -= 1
    row.children = pending[first:]
    for child in row.children:
        child.parent = row
    pending[first:] = [row] if row.depth else []
