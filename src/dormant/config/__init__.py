"""Configuration: `[tool.dormant]` of a pyproject.toml, validated and compiled to settings.

Phase: cold; `compile_file` may run once inside a program's start. May import: `os`, `sys`, `dormant.settings`,
`dormant.errors`, `dormant.policy`; to compile tomllib (tomli on 3.10), to tell an error also tomlkit and `difflib`.
"""

from __future__ import annotations

import os
import sys

from ..errors import ConfigError
from ..policy import covers
from ..settings import FILE_NAME, Settings, SettingsError, digest_of, load
from .names import NeverDeferred, show
from .options import OPTIONS, ROOT, Faults, nearest, read_attributes, read_table, read_targets, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .options import Fault, Names, Path


def compile_file(path: str | os.PathLike[str], *, advise: bool = True) -> Settings:
    """Compile the `[tool.dormant]` table of a file; without that table, to settings that name no packages.

    Parameters:
        path: the pyproject.toml.
        advise: whether what to do about a fault may depend on what is installed, which takes long to find out; a start
            does without.

    Raises:
        ConfigError: the file can't be read, is not TOML, or holds faults; all of them come at once.
    """
    path = os.fspath(path)
    data, status = _read(path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError([_not_utf8(path, data, error)]) from None
    if text.startswith("\ufeff"):
        raise ConfigError([f"{path}:1:1: it begins with a byte order mark, which TOML forbids; save it without one"])
    settings, faults = _compile_document(_parse(path, text), Faults(advise=advise))
    if faults:
        from .positions import locate

        places = locate(text, [place for place, _ in faults])
        lines = sorted((*places[place], message) for place, message in faults)
        raise ConfigError([f"{path}:{line}:{column}: {message}" for line, column, message in lines])
    settings.source = os.path.abspath(path)  # noqa: PTH100 - pathlib is heavy
    settings.mtime_ns = status.st_mtime_ns
    settings.size = len(data)
    settings.digest = digest_of(data)
    return settings


def is_compiled(path: str | os.PathLike[str]) -> bool:
    """Tell whether a configuration is compiled settings, and not a pyproject.toml; a start goes by the name, too."""
    return os.fspath(path).endswith(FILE_NAME)


def settings_of(path: str | os.PathLike[str]) -> Settings:
    """Return what a configuration says, in either form that DORMANT_CONFIG may name.

    Parameters:
        path: a pyproject.toml, which is compiled, or compiled settings, which are read.

    Raises:
        ConfigError: the file can't be read, or holds faults.
    """
    path = os.fspath(path)
    if not is_compiled(path):
        return compile_file(path)
    try:
        return load(_read(path)[0])
    except SettingsError as error:
        raise ConfigError([f"{path}:1:1: it can't be used: {error}; compile it anew"]) from None


def compile_table(table: dict[str, Any]) -> Settings:
    """Compile what a `[tool.dormant]` table holds, without a file; the settings have no source.

    Parameters:
        table: the keys and values of the table.

    Raises:
        ConfigError: it holds faults; each names the key or element, as in `packages[0]`.
    """
    settings, faults = _compile(table, Faults())
    if faults:
        raise ConfigError([f"{_in_words(place)}: {message}" for place, message in faults])
    return settings


def missing_table(path: str | os.PathLike[str]) -> str:
    """Return in words that a pyproject.toml has no `[tool.dormant]` table, and what may be meant; "" if it has one.

    Parameters:
        path: a pyproject.toml that compiles.

    Raises:
        ConfigError: it can't be read or is not TOML any more.
    """
    path = os.fspath(path)
    tools = _parse(path, _read(path)[0].decode("utf-8", "replace")).get(ROOT[0], {})
    if ROOT[1] in tools:
        return ""
    near = nearest(ROOT[1], tools)
    meant = f"; is [tool.{near}] meant to be it?" if near else ""
    return f"there is no [tool.dormant] table in {path}{meant}"


def places_of_attributes(path: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Return line and column of each attribute shim, by package and name.

    Parameters:
        path: a pyproject.toml that compiles.

    Raises:
        ConfigError: it can't be read or is not TOML any more.
    """
    from .positions import locate

    text, table = _table(path)
    shims = read_attributes(table.get("attributes", {}), (*ROOT, "attributes"), Faults())
    places = locate(text, [place for _, place in shims.values()])
    return {shim: places[place] for shim, (_, place) in shims.items()}


def targets_of(path: str) -> list[dict[str, Any]]:
    """Return the targets of `dormant check`, each with the keys of `TARGET`.

    Parameters:
        path: a pyproject.toml that compiles.

    Raises:
        ConfigError: it can't be read or is not TOML any more.
    """
    return read_targets(_table(path)[1].get("target", []), (*ROOT, "target"), Faults())


def _table(path: str) -> tuple[str, dict[str, Any]]:
    """Return the text of a pyproject.toml that compiles, and its `[tool.dormant]` table."""
    text = _read(path)[0].decode("utf-8", "replace")
    table = _parse(path, text)
    for key in ROOT:
        table = table.get(key, {})
    return text, table


def _read(path: str) -> tuple[bytes, os.stat_result]:
    try:
        # Opening a pipe or a device could wait for ever.
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - pathlib is heavy
            raise ConfigError([f"{path}:1:1: it is not a file; give the path of a pyproject.toml"])
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is heavy
            return file.read(), os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError([f"{path}:1:1: it can't be read ({why}); correct the path or its permissions"]) from None


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> str:
    before = data[: error.start]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
    return f"{path}:{line}:{column}: it is not UTF-8; save it in that encoding"


def _parse(path: str, text: str) -> dict[str, Any]:
    try:
        return _loads(text)
    except RecursionError:
        raise ConfigError([f"{path}:1:1: it is nested too deeply to be read; make it flatter"]) from None
    except ValueError as error:
        from .positions import of_toml_error

        line, column, message = of_toml_error(error, text)
        raise ConfigError([f"{path}:{line}:{column}: it is not valid TOML: {message}; correct it"]) from None


def _loads(text: str) -> dict[str, Any]:
    """Parse TOML. The parser takes longer to load than all else here, which needs no compiling."""
    if sys.version_info >= (3, 11):
        from tomllib import loads
    else:
        from tomli import loads
    document: dict[str, Any] = loads(text)
    return document


def _in_words(place: Path) -> str:
    text = ""
    for part in place[len(ROOT) :]:
        if isinstance(part, str) and not part.isprintable():
            part = repr(part)[1:-1]
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _compile_document(document: dict[str, Any], faults: Faults) -> tuple[Settings, list[Fault]]:
    table: Any = document
    for depth, key in enumerate(ROOT, 1):
        table = table.get(key, {})
        if not isinstance(table, dict):
            return Settings(), [(ROOT[:depth], f"`{key}` is {type_of(table)}, not a table; write [tool.dormant]")]
    return _compile(table, faults)


def _compile(table: dict[str, Any], faults: Faults) -> tuple[Settings, list[Fault]]:
    values = read_table(table, ROOT, faults, OPTIONS)
    packages: Names = values["packages"]
    never = NeverDeferred(_loads)
    named = [*packages.items()]
    overrides = []
    for override in values["override"]:
        named += override["packages"].items()
        importers = override["importers"]
        names = tuple(override["packages"])
        overrides.append((names, None if importers is None else tuple(importers), override["inside"]))
    faults += [(place, fault) for name, place in named if (fault := never.fault_of(name))]
    faults += _override_faults(packages, [override["packages"] for override in values["override"]])
    shimmed = {package: place[:-1] for (package, _), (_, place) in values["attributes"].items()}
    faults += [(place, fault) for package, place in shimmed.items() if (fault := never.fault_of(package))]
    settings = Settings(
        tuple(packages),
        exclude=tuple(values["exclude"]),
        never=never.covered_by(packages),
        importers=tuple(values["importers"]),
        overrides=tuple(overrides),
        attributes=tuple((package, name, target) for (package, name), (target, _) in values["attributes"].items()),
    )
    return settings, faults


def _override_faults(packages: Names, overrides: list[Names]) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[str] = set()
    general = frozenset(packages)
    for names in overrides:
        for name, place in names.items():
            if name in seen:
                faults.append((place, f"{show(name)} is in two overrides; keep it in one of them"))
            elif name == "*" and "*" not in general:
                faults.append((place, '"*" is not in `packages`; add it there or name packages'))
            elif name != "*" and not covers(general, name):
                faults.append((place, f"{show(name)} is not covered by `packages`; add it there"))
            seen.add(name)
    return faults
