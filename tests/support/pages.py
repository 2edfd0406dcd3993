"""The code blocks of a page, and one shell script that runs them in their order.

Phase: cold. May import: the standard library and markdown-it (which rich brings).

What stands in an HTML comment just above a block tells how it is run:

    <!-- file: PATH -->       write the block to this file; commands further down use it
    <!-- output -->           the block is what the one above prints
    <!-- output varies: WHY -->  run it, but do not compare what it prints
    <!-- not run: WHY -->     do nothing with it
    <!-- run first: COMMAND -->  anywhere: run a command that the reader does not see
    <!-- needs Python 3.15 -->   anywhere: the page runs on this Python and newer ones only
    <!-- needs PyPI -->      anywhere: the page installs from PyPI
    <!-- made by: WHAT -->   what follows is generated
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "file|output varies|output|not run|run first|needs Python|needs PyPI|made by"
COMMENT = re.compile(rf"<!-- ({WORDS})(?::? ?(.*?))? ?-->")
SHELL = ("sh", "console")
# What no command of ours runs: such a block is a file, or says why it is not run. A text may be a drawing.
READ_ONLY = {"ini", "yaml", "json", "dockerfile"}
LANGUAGES = {*SHELL, *READ_ONLY, "python", "pycon", "toml", "text"}
MARK = "\x01"


class Block(NamedTuple):
    """One code block.

    Attributes:
        line: its first line in the page, from 1.
        language: what stands behind the fence; "sh" for a block that is indented.
        text: what is in it.
        how: the word of the comment above it, or "".
        detail: the rest of that comment.
    """

    line: int
    language: str
    text: str
    how: str
    detail: str


class Step(NamedTuple):
    """One command of the script.

    Attributes:
        line: where the page has it, from 1.
        command: what bash runs.
        expected: what it is to print; None if that does not matter.
        may_fail: whether the page shows its exit status next.
    """

    line: int
    command: str
    expected: str | None
    may_fail: bool


class Page:
    """A Markdown file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.blocks = list(_blocks(self.text))

    def need(self, what: str) -> str | None:
        """Return what the comment `needs WHAT` says; None if there is none."""
        found = re.search(rf"<!-- needs {what}:? ?(.*?) ?-->", self.text)
        return found[1] if found else None

    def steps(self, files: Path) -> list[Step]:
        """Return what is to be run; texts that commands read are written below *files*."""
        steps = []
        for block in self.blocks:
            steps += _steps(block, files / f"{block.line}")
            if block.how == "output":
                steps[-1] = steps[-1]._replace(expected=block.text)
        return steps


def _blocks(text: str) -> list[Block]:
    """Return the blocks of *text*; a hidden command is one, too."""
    blocks = []
    how, detail = "", ""
    for token in MarkdownIt("commonmark").parse(text):
        line = token.map[0] + 1 if token.map else 0
        if token.type in ("fence", "code_block"):
            language = token.info.strip() if token.type == "fence" else "sh"
            if not language.startswith("{"):
                blocks.append(Block(line, language, token.content, how, detail))
            how, detail = "", ""
        elif token.type == "html_block" and (found := COMMENT.search(token.content)):
            how, detail = found[1], found[2] or ""
            if how == "run first":
                blocks.append(Block(line, "sh", detail, "output varies", "the reader does not see it"))
                how, detail = "", ""
        elif token.type == "inline":
            how, detail = "", ""
    return blocks


def _steps(block: Block, file: Path) -> list[Step]:
    """Return what runs *block*; *file* may be written for it."""
    runs = block.language in (*SHELL, "python", "pycon", "toml") or block.how == "file"
    if block.how in ("not run", "output") or not runs:
        return []
    if block.how == "file" or block.language in ("python", "toml"):
        file.write_text(block.text, encoding="utf-8")
        if block.how == "file":
            path = shlex.quote(block.detail)
            return [Step(block.line, f'mkdir -p "$(dirname {path})" && cp {file} {path}', None, may_fail=False)]
        command = f"python - < {file}" if block.language == "python" else f"check_configuration {file}"
        return [Step(block.line, command, None, may_fail=False)]
    if block.language == "pycon":
        return [_session(block, file)]
    return list(_commands(block))


def _session(block: Block, file: Path) -> Step:
    """Return what types the lines of *block* behind `>>>` and `...` into Python, and compares all that it answers."""
    lines = block.text.splitlines()
    typed = [line[4:] for line in lines if line.startswith((">>>", "..."))]
    file.write_text("\n".join([*typed, ""]), encoding="utf-8")
    answers = "\n".join(line for line in lines if not line.startswith((">>>", "...")))
    return Step(block.line, rf"python -i -q < {file} 2>&1 | sed -E 's/^((>>>|\.\.\.) ?)+//'", answers, may_fail=False)


def _commands(block: Block) -> list[Step]:
    """Return the commands of a block in a shell's language; in `console`, those behind `$` and what they print."""
    steps: list[Step] = []
    lines = block.text.splitlines()
    number = 0
    while number < len(lines):
        start = number
        command = lines[number]
        number += 1
        if block.language == "console":
            assert command.startswith("$ "), f"line {block.line}: a console block starts with $"
            command = command[2:]
        while command.endswith("\\") and number < len(lines):
            command += "\n" + lines[number].removeprefix("> ")
            number += 1
        expected = None
        if block.language == "console":
            end = next((at for at in range(number, len(lines)) if lines[at].startswith("$ ")), len(lines))
            expected = "\n".join(lines[number:end]) if block.how != "output varies" else None
            number = end
        if not command.strip() or command.lstrip().startswith("#"):
            continue
        if steps and command == "echo $?":
            steps[-1] = steps[-1]._replace(may_fail=True)
        steps.append(Step(block.line + 1 + start, command, expected, may_fail=False))
    return steps


def script(steps: list[Step]) -> str:
    """Return a bash script that runs *steps* in one shell, says where each begins and ends, and stops at a failure."""
    parts = ["exec 2>&1", "true"]
    for number, step in enumerate(steps):
        parts.append(f"status=$?; printf '\\n{MARK}{number} '; (exit $status)")
        parts.append(step.command)
        stop = "" if step.may_fail else '; [ "$status" = 0 ] || exit 1'
        parts.append(f"status=$?; printf '\\n{MARK}%s\\n' \"$status\"{stop}; (exit $status)")
    return "\n".join([*parts, ""])


def results(output: str) -> list[tuple[int, str]]:
    """Return the exit status and the output of each step that the script began, from all that it printed."""
    found = re.findall(rf"\n{MARK}\d+ (.*?)\n{MARK}(\d+)\n", output, re.DOTALL)
    return [(int(status), text) for text, status in found]


def shape(text: str) -> list[str]:
    """Return the lines of *text* without what differs from run to run: numbers, widths, empty lines, the engine.

    On a busy machine a difference can't be told from noise, or there is no time to measure it: that differs, too.
    """
    text = re.sub(r"\bengine:? (names|native)\b", "engine", text)
    text = re.sub(r"[-+±]?\b\d[\d.,]*\d\b|[-+±]?\b\d+(?=x?\b)", "0", text)
    text = text.replace("within noise, ", "").replace("within noise", "0").replace("not measured alone", "0 (0 to 0)")
    text = re.sub(r"(?m)^(With dormant the command takes|No difference in wall time can be told) .*", "(verdict)", text)
    lines = (re.sub(r"\s+", " ", re.sub(r"[─━=-]{3,}", "───", line)).strip() for line in text.splitlines())
    return [line for line in lines if line]


def unlike(expected: str, actual: str) -> str:
    """Return the first line of *expected* that *actual* does not have in its place; "" if they agree.

    A line `…` in *expected* stands for any lines, `…` within a line for any text.
    """
    rest = shape(actual)
    free = False
    for line in shape(expected):
        if line == "…":
            free = True
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        place = next((at for at, other in enumerate(rest) if pattern.fullmatch(other)), None)
        if place is None or (place > 0 and not free):
            return line
        rest = rest[place + 1 :]
        free = False
    return "" if free or not rest else f"(nothing more, but it prints: {rest[0]})"
