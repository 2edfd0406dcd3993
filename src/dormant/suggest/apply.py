"""Write what was found into a pyproject.toml, and keep all else in it as it is.

Phase: cold. May import: the standard library, tomlkit, `dormant.config`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ..config.project import with_table
from ..errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from tomlkit.items import Array

    from .result import Suggestion, Verdict


def applied(path: Path, result: Suggestion, *, today: dt.date | None = None) -> tuple[str, str]:
    """Return the text of a pyproject.toml as it is, and as it is with the packages that *result* defers.

    Parameters:
        path: the file.
        result: what was found. What is configured and was not seen in its runs stays.
        today: the date to write beside each package; by default the current one.

    Raises:
        ConfigError: it can't be edited.
    """
    before, text = with_table(path)
    date = (today or dt.datetime.now().astimezone().date()).isoformat()
    try:
        document = tomlkit.parse(text)
        table: Any = document["tool"]["dormant"]
        stays = {one.package: one for one in result.verdicts if one.word in ("defer", "unknown")}
        configured = [str(name) for name in table.get("packages", [])]
        wanted = [*(one.package for one in result.verdicts if one.word == "defer")]
        wanted += [name for name in configured if name in stays and name not in wanted]
        if wanted != configured or any(stays[name].word == "defer" for name in wanted):
            table["packages"] = _array([stays[name] for name in wanted], date)
        inside = {one.package: one.inside for one in result.verdicts if one.word == "defer"}
        _override(table, inside, set(wanted))
        return before, tomlkit.dumps(document)
    except TOMLKitError as error:
        why = str(error).rstrip(".")
        raise ConfigError([f"{path}:1:1: it can't be edited ({why}); write the packages by hand"]) from error


def _array(verdicts: list[Verdict], date: str) -> Array:
    array = tomlkit.array()
    for verdict in verdicts:
        array.add_line(verdict.package, comment=_comment(verdict, date))
    if verdicts:
        array.add_line(indent="")
    return array


def _comment(verdict: Verdict, date: str) -> str:
    """Return what was measured, for the line of one package."""
    if verdict.word == "unknown":
        return f"not exercised, {date}"
    saving = verdict.saving
    if saving is None:
        return f"{verdict.reason}, {date}"
    cpu = saving.cpu
    if not cpu.clear:
        return f"saving within the noise of a run of {cpu.off * 1000:.0f} ms, {date}"
    return f"saves {-cpu.difference * 1000:.1f} of {cpu.off * 1000:.0f} ms, {date}"


def _override(table: Any, inside: dict[str, bool], packages: set[str]) -> None:
    """Let the overrides say what *inside* says; leave what else they say, and take out what is not in *packages*."""
    overrides = table.get("override", [])
    missing = [name for name, says in inside.items() if says and not any(_says_inside(one, name) for one in overrides)]
    for override in list(overrides):
        names = [str(name) for name in override.get("packages", [])]
        kept = [name for name in names if name in packages and name not in missing]
        kept = [name for name in kept if not override.get("inside") or inside.get(name, True)]
        if kept == names:
            continue
        if kept:
            override["packages"] = kept
        else:
            overrides.remove(override)
    if "override" in table and not overrides:
        del table["override"]
    if missing:
        new = tomlkit.table()
        new["packages"] = missing
        new["inside"] = True
        if "override" not in table:
            table["override"] = tomlkit.aot()
        table["override"].append(new)


def _says_inside(override: Any, name: str) -> bool:
    return bool(override.get("inside")) and name in override.get("packages", [])
