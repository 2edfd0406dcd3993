"""Find side effects by importing a package in a child process and comparing what there was before and after.

Phase: cold. May import: the standard library, `dormant.measure`.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..measure.process import TimeoutExceededError, run
from .effects import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCRIPT = str(Path(__file__).with_name("inspect_import.py"))


@dataclass(frozen=True)
class Inspection:
    """What importing a package in a child showed.

    Attributes:
        findings: its side effects.
        files: the source files of its modules that were imported.
        complete: whether the child came to its end; if not, only the sources can tell.
        absent: whether there is no such package: the command has only looked for it.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    complete: bool
    absent: bool = False


def inspect(
    package: str,
    own: Sequence[str],
    others: Sequence[str],
    *,
    python: str,
    environment: Mapping[str, str],
    folder: Path,
    script_folder: Path,
    timeout: float,
) -> Inspection:
    """Import *package* in a child and return what else that changed.

    Parameters:
        package: a top-level package.
        own: its modules that the command imported, in order.
        others: modules of other packages to import beforehand, in order.
        python: the command's interpreter.
        environment: environment variables of an eager run.
        folder: the directory to run in.
        script_folder: the directory that the command finds its own modules in.
        timeout: seconds until the child is killed.
    """
    modules = [package, *(name for name in own if name != package)]
    with tempfile.NamedTemporaryFile() as report, tempfile.TemporaryFile() as wanted:
        wanted.write("\n".join([*(others or [""]), "", *modules]).encode())
        wanted.seek(0)
        words = [python, _SCRIPT, report.name, package, str(script_folder)]
        try:
            done = run(words, environment, timeout=timeout, folder=folder, stdin=wanted.fileno())
        except TimeoutExceededError:
            return Inspection((Finding(package, "import that fails", f"no end within {timeout:g} s"),), (), False)
        text = Path(report.name).read_text(encoding="utf-8")
    if not text:
        # It took the interpreter down, or ended it behind Python's back.
        detail = done.last_words or "it ended the process"
        return Inspection((Finding(package, "import that fails", detail),), (), False)
    result = json.loads(text)
    findings = tuple(Finding(package, effect, detail) for effect, detail in result["found"])
    absent = result["failed"] == f"ModuleNotFoundError: No module named {package!r}"
    return Inspection(findings, tuple(result["files"]), not result["failed"], absent)
