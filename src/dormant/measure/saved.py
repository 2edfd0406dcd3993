"""Runs that are kept: save those of one comparison, and use them later as the other side of another one.

Phase: cold. May import: the standard library, `dormant.importtime`.

Kept is the arm "on": what the command does now, with the configuration in force. Times of another machine or another
interpreter say nothing about a change of the program, so these are refused.
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..errors import DormantError
from ..importtime.parse import Log, parse
from ..importtime.parse import dump as dump_log
from .process import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .arms import Interpreter
    from .result import Comparison

_FORMAT = "dormant runs"
_VERSION = 1
_KINDS: dict[str, type | tuple[type, ...]] = {
    "command": list, "configuration": str, "machine": dict, "interpreter": (dict, type(None)),
    "warmups": list, "runs": list, "log": str, "outputs": list,
}  # fmt: skip
# What it wrote stands for its place among the outputs.
_RUN: dict[str, type | tuple[type, ...]] = {
    "exit_code": int, "stdout": int, "stderr": int, "wall": (int, float), "cpu": (int, float), "memory": int,
}  # fmt: skip


@dataclass(frozen=True)
class Saved:
    """The runs of a command that were saved earlier.

    Attributes:
        path: the file that they come from.
        command: the program and its arguments, as typed then.
        configuration: what was deferred, in words.
        machine: what `machine` said then.
        interpreter: implementation and version of the interpreter, or None if it couldn't be told.
        warmups: the runs before the measured ones.
        runs: the measured runs.
        log: the import log.
    """

    path: str
    command: list[str]
    configuration: str
    machine: dict[str, Any]
    interpreter: dict[str, str] | None
    warmups: list[Run]
    runs: list[Run]
    log: Log


def machine() -> dict[str, Any]:
    """Return what makes times comparable: system, architecture, processor and the number of processors."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "processors": os.cpu_count(),
    }


def dump(result: Comparison) -> str:
    """Return the arm "on" of *result* as the text of a file."""
    texts: dict[bytes, int] = {}

    def as_json(run: Run) -> dict[str, Any]:
        outputs = {part: texts.setdefault(getattr(run, part), len(texts)) for part in ("stdout", "stderr")}
        return {**asdict(run), **outputs}

    kept = {
        "format": _FORMAT,
        "schema_version": _VERSION,
        "dormant": __version__,
        "machine": machine(),
        "interpreter": _version(result.interpreter),
        "command": list(result.command),
        "configuration": result.configuration,
        "warmups": [as_json(run) for run in result.series.warmups["on"]],
        "runs": [as_json(run) for run in result.series.on],
        "log": dump_log(result.log("on")),
    }
    # Bytes that aren't UTF-8 become lone surrogates, which JSON writes as escapes.
    return json.dumps({**kept, "outputs": [text.decode("utf-8", "surrogateescape") for text in texts]})


def load(path: Path) -> Saved:
    """Return the runs saved in the file *path*.

    Raises:
        DormantError: it can't be read, or isn't one of `dump`'s.
    """
    try:
        kept = _read(path.read_bytes())
        outputs = [text.encode("utf-8", "surrogateescape") for text in kept["outputs"]]

        def runs(key: str) -> list[Run]:
            texts = [{part: outputs[run[part]] for part in ("stdout", "stderr")} for run in kept[key]]
            return [Run(**{**run, **text}) for run, text in zip(kept[key], texts, strict=True)]

        return Saved(
            str(path),
            **{name: kept[name] for name in ("command", "configuration", "machine", "interpreter")},
            warmups=runs("warmups"),
            runs=runs("runs"),
            log=parse(kept["log"]),
        )
    except OSError as error:
        raise DormantError(f"{path} can't be read ({error.strerror}); check its name") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise DormantError(
            f"{path} holds no runs that this version can read; make it with `dormant compare --save {path}`"
        ) from error


def _read(data: bytes) -> dict[str, Any]:
    """Return what the text of a file holds.

    Raises:
        ValueError: it isn't one of `dump`'s, or of another version.
    """
    kept: dict[str, Any] = json.loads(data)
    if (kept["format"], kept["schema_version"]) != (_FORMAT, _VERSION):
        raise ValueError(kept["format"])
    runs = [*kept["warmups"], *kept["runs"]]
    words = [*kept["command"], *(kept["interpreter"] or {}).values()]
    whole = (
        kept["command"]
        and kept["runs"]
        and all(isinstance(word, str) for word in words)
        and _holds(kept, _KINDS)
        and all(run.keys() == _RUN.keys() and _holds(run, _RUN) for run in runs)
    )
    if not whole:
        raise ValueError("it is damaged")
    return kept


def _holds(found: dict[str, Any], kinds: dict[str, type | tuple[type, ...]]) -> bool:
    """Tell whether the values of *found* are of these kinds."""
    return all(isinstance(found[key], kind) for key, kind in kinds.items())


def check_base(saved: Saved, command: Sequence[str], interpreter: Interpreter | None) -> list[str]:
    """Return notes about *saved* as the other side of a comparison.

    Parameters:
        saved: runs of another time.
        command: the program and its arguments that are run now.
        interpreter: the interpreter that runs it, or None if that couldn't be told.

    Raises:
        DormantError: they were made on another machine, or by another interpreter.
    """
    here = machine()
    for key, value in saved.machine.items():
        if here.get(key) != value:
            raise DormantError(
                f"the runs in {saved.path} were made on another machine ({key} {value}, here {here.get(key)}): their "
                "times can't be compared; save them anew on this one"
            )
    if saved.interpreter != _version(interpreter):
        raise DormantError(
            f"the runs in {saved.path} were made by {_named(saved.interpreter)}, now it is "
            f"{_named(_version(interpreter))}: the difference would not be the program's; save them anew"
        )
    notes = ["the saved runs were made at another time: what slowed the machine then or now counts as a difference"]
    if saved.command[1:] != list(command[1:]) or Path(saved.command[0]).name != Path(command[0]).name:
        notes.append(f"the saved runs are of another command: {' '.join(saved.command)}")
    return notes


def _version(interpreter: Interpreter | None) -> dict[str, str] | None:
    if interpreter is None:
        return None
    return {"implementation": interpreter.implementation, "version": interpreter.version}


def _named(version: dict[str, str] | None) -> str:
    return "an interpreter that couldn't be told" if version is None else " ".join(version.values())


def _processor() -> str:
    """Return the name of the processor; Linux says it in a file, others by `platform`."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
