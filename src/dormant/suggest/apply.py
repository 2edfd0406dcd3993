"""Write what was found into a pyproject.toml, and keep all else in it as it is.

Phase: cold. May import: the standard library, tomlkit, `dormant.config`, `dormant.policy`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from ..config.project import with_table
from ..errors import ConfigError
from ..policy import covers

if TYPE_CHECKING:
    from pathlib import Path

    from .result import Suggestion, Verdict


def applied(path: Path, result: Suggestion, *, today: dt.date | None = None) -> tuple[str, str]:
    """Return the text of a pyproject.toml as it is, and as it is with the packages that *result* defers.

    Parameters:
        path: the file.
        result: what was found. What is configured and was not seen in its runs stays. A table is added only for
            packages that go into it.
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
        if not wanted and not configured:
            return before, before
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
    """Let the overrides say what *inside* says; leave what else they say, and take out what *packages* don't cover."""
    overrides = table.get("override", [])
    # What is to be said anew: importers, or None, and whether imports within wait, each with its packages.
    new: dict[tuple[tuple[str, ...] | None, bool], list[str]] = {}
    said = set()
    for override in list(overrides):
        names = [str(name) for name in override.get("packages", [])]
        importers = tuple(map(str, override["importers"])) if "importers" in override else None
        says = bool(override.get("inside"))
        said.update(names)
        other = [name for name in names if inside.get(name, says) != says]
        new.setdefault((importers, not says), []).extend(other)
        kept = [name for name in names if covers(packages, name) and name not in other]
        if kept == names:
            continue
        if kept:
            override["packages"] = kept
        else:
            overrides.remove(override)
    new.setdefault((None, True), []).extend(name for name, says in inside.items() if says and name not in said)
    for (importers, says), names in new.items():
        if names and (says or importers is not None):
            if "override" not in table:
                table["override"] = tomlkit.aot()
            # In an array that is written as `override = [...]`, tables have braces.
            made = tomlkit.inline_table() if isinstance(table["override"], Array) else tomlkit.table()
            made["packages"] = names
            if importers is not None:
                made["importers"] = list(importers)
            if says:
                made["inside"] = True
            table["override"].append(made)
    if "override" in table and not table["override"]:
        del table["override"]
