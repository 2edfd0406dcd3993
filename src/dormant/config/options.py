"""The one table of options: what `[tool.dormant]` may hold, how each key is read, its default and its description.

Phase: cold; it may run once inside a program's start. May import: `sys`, `dormant.config.names`; on the way to an
error also `difflib`.

A reader takes a TOML value and returns what it means. What is wrong goes to a list of faults, so that all of them come
at once; a place in the file is the path of keys and indices that leads there.
"""

from __future__ import annotations

from .names import InstalledNames, fault_of, is_import_name, normalise, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Path = tuple["str | int", ...]
    Fault = tuple[Path, str]
    Names = dict[str, Path]
    Reader = Callable[[Any, Path, "Faults"], Any]

ROOT = ("tool", "dormant")

HEADER = "[[tool.dormant.override]]"
TARGET_HEADER = "[[tool.dormant.target]]"

TOML_TYPES = {
    dict: "a table",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a float",
}


class Faults(list["Fault"]):
    """What is wrong, each fault with its place, in the order in which it was found.

    Parameters:
        advise: whether to look at what is installed, for advice.

    Attributes:
        installed: what is installed; None if that is not to be looked at.
    """

    def __init__(self, *, advise: bool = True) -> None:
        super().__init__()
        self.installed = InstalledNames() if advise else None


class Option:
    """One key that a table of the configuration may hold.

    Parameters:
        key: its name.
        read: the reader of its value.
        default: the function that makes the value it has when it is absent.
        example: the lines that `dormant init` writes for it.
        description: what it does, in one line of text.
    """

    __slots__ = ("default", "description", "example", "key", "read")

    def __init__(self, key: str, read: Reader, default: Callable[[], Any], example: str, description: str) -> None:
        self.key = key
        self.read = read
        self.default = default
        self.example = example
        self.description = description


def type_of(value: object) -> str:
    """Return what TOML calls the type of *value*, with its article."""
    return TOML_TYPES.get(type(value), "a date or time")


def nearest(word: str, valid: Iterable[str]) -> str:
    """Return the one of *valid* that *word* was probably meant to be; the empty string if there is none.

    Keys are written in lower case with hyphens, so `ON_ERROR` is taken for `on-error` first.
    """
    valid = list(valid)
    kebab = word.replace("_", "-").lower()
    if kebab in valid:
        return kebab
    import difflib

    return next(iter(difflib.get_close_matches(kebab, valid, n=1)), "")


def read_table(value: object, path: Path, faults: Faults, options: Iterable[Option]) -> dict[str, Any]:
    """Read a table whose keys are *options*; absent and faulty ones get their defaults."""
    known = {option.key: option for option in options}
    result = {key: option.default() for key, option in known.items()}
    if not isinstance(value, dict):
        faults.append((path, f"`{path[-1]}` is {type_of(value)}, not a table; give it keys: {', '.join(known)}"))
        return result
    for key, item in value.items():
        if key in known:
            result[key] = known[key].read(item, (*path, key), faults)
            continue
        near = nearest(key, known)
        where = ".".join(part for part in path if isinstance(part, str))
        where = f"[[{where}]]" if isinstance(path[-1], int) else f"[{where}]"
        advice = f"did you mean `{near}`?" if near else f"the keys are {', '.join(known)}"
        faults.append(((*path, key), f"unknown key {show(key)} in {where}; {advice}"))
    return result


def read_names(value: object, path: Path, faults: Faults, *, star: bool = True) -> Names:
    """Read a list of import names and return the good ones, each with its place."""
    key = path[-1]
    if not isinstance(value, list):
        example = f'["{value}"]' if isinstance(value, str) and is_import_name(value) else '["name"]'
        faults.append((path, f"`{key}` is {type_of(value)}, not a list of import names; write {key} = {example}"))
        return {}
    names: Names = {}
    for index, name in enumerate(value):
        place = (*path, index)
        if not isinstance(name, str):
            faults.append((place, f"`{key}` holds {type_of(name)}; write an import name in quotes"))
        elif name == "*" and not star:
            faults.append((place, f'"*" can\'t stand in `{key}`; name what it is to hold'))
        elif name != "*" and (fault := fault_of(name, faults.installed)):
            faults.append((place, fault))
        else:
            names.setdefault(normalise(name), place)
    return names


def read_exclude(value: object, path: Path, faults: Faults) -> Names:
    """Read a list of import names in which "*" would turn everything off."""
    return read_names(value, path, faults, star=False)


def read_boolean(value: object, path: Path, faults: Faults) -> bool | None:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    faults.append((path, f"`{path[-1]}` is {type_of(value)}, not a boolean; write true or false"))
    return None


def read_overrides(value: object, path: Path, faults: Faults) -> list[dict[str, Any]]:
    """Read the array of tables `override`."""
    if not isinstance(value, list):
        faults.append((path, f"`override` is {type_of(value)}, not an array of tables; write {HEADER}"))
        return []
    overrides = []
    for index, item in enumerate(value):
        place = (*path, index)
        if not isinstance(item, dict):
            faults.append((place, f"an override is {type_of(item)}, not a table; write {HEADER}"))
            continue
        if not item.get("packages", True) or "packages" not in item:
            faults.append((place, 'this override names no packages; add packages = ["name"]'))
        overrides.append(read_table(item, place, faults, OVERRIDE))
    return overrides


def read_targets(value: object, path: Path, faults: Faults) -> list[dict[str, Any]]:
    """Read the array of tables `target`."""
    if not isinstance(value, list):
        faults.append((path, f"`target` is {type_of(value)}, not an array of tables; write {TARGET_HEADER}"))
        return []
    targets = []
    names = set()
    for index, item in enumerate(value):
        place = (*path, index)
        if not isinstance(item, dict):
            faults.append((place, f"a target is {type_of(item)}, not a table; write {TARGET_HEADER}"))
            continue
        for key, example in (("name", '"help"'), ("command", '["mytool", "--help"]')):
            if key not in item:
                faults.append((place, f"this target has no {key}; add {key} = {example}"))
        if not any(item.get(limit, []) != [] for limit in LIMITS):
            faults.append(
                (place, "this target checks nothing; add max-modules, max-time-ratio or names in must-not-load")
            )
        target = read_table(item, place, faults, TARGET)
        if target["name"] in names:
            faults.append(((*place, "name"), f"there are two targets {show(target['name'])}; rename one of them"))
        names.add(target["name"] or None)
        targets.append(target)
    return targets


def read_text(value: object, path: Path, faults: Faults) -> str:
    """Read a string that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    what = "empty" if isinstance(value, str) else f"{type_of(value)}, not a string"
    faults.append((path, f'`{path[-1]}` is {what}; write {path[-1]} = "help"'))
    return ""


def read_command(value: object, path: Path, faults: Faults) -> list[str]:
    """Read a list of strings: a program and its arguments."""
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return value
    what = "an empty list" if value == [] else f"{type_of(value)}, not a list of strings"
    if isinstance(value, list) and value:
        what = "a list of other things than strings"
    words = value.split() if isinstance(value, str) else []
    example = ", ".join(f'"{word}"' for word in words or ["mytool", "--help"] if '"' not in word)
    faults.append((path, f"`{path[-1]}` is {what}; write {path[-1]} = [{example}]"))
    return []


def read_number(value: object, path: Path, faults: Faults) -> float | None:
    """Read a number above 0; a count is a whole one."""
    whole = path[-1] == "max-modules"
    shown = f"{type_of(value)}, not {'an integer' if whole else 'a number'}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value <= 0:
            shown = "not above 0"
        elif not value < float("inf"):
            shown = f"{value}, not a finite number"
        elif isinstance(value, int) or not whole:
            return value
    faults.append((path, f"`{path[-1]}` is {shown}; write {path[-1]} = {'120' if whole else '0.8'}"))
    return None


def read_attributes(value: object, path: Path, faults: Faults) -> dict[tuple[str, str], tuple[str, Path]]:
    """Read `attributes.PACKAGE.Name = "module:attribute"`; a dotted PACKAGE may be quoted or made of nested tables."""
    shims: dict[tuple[str, str], tuple[str, Path]] = {}
    if not isinstance(value, dict):
        faults.append((path, f"`attributes` is {type_of(value)}, not a table; write [tool.dormant.attributes.PACKAGE]"))
        return shims
    # Not recursive, because dotted keys may nest tables without end; in the order of the file.
    open_tables = [("", path, iter(value.items()))]
    while open_tables:
        package, place, items = open_tables[-1]
        for key, item in items:
            here = (*place, key)
            if isinstance(item, dict):
                name = normalise(f"{package}.{key}" if package else key)
                if fault := fault_of(name, faults.installed):
                    faults.append((here, fault))
                    continue
                open_tables.append((name, here, iter(item.items())))
                break
            if fault := _shim_fault(package, key, item):
                faults.append((here, fault))
            elif (package, normalise(key)) in shims:
                faults.append((here, f"{show(key)} of `{package}` is given twice; remove one of them"))
            else:
                shims[package, normalise(key)] = (normalise(item), here)
        else:
            open_tables.pop()
    for (package, key), (_, place) in shims.items():
        if _leads_back(shims, (package, key)):
            faults.append((place, f"{show(key)} of `{package}` leads back to itself; name the module that defines it"))
    return shims


def _leads_back(shims: dict[tuple[str, str], tuple[str, Path]], shim: tuple[str, str]) -> bool:
    """Tell whether the target of a shim is the shim itself, or one whose target leads to it."""
    seen = set()
    found = shim
    while found in shims and found not in seen:
        seen.add(found)
        module, _, attribute = shims[found][0].partition(":")
        found = (module, attribute)
    return found == shim


def _shim_fault(package: str, key: str, target: object) -> str:
    """Return what is wrong with one attribute shim, and what to do; the empty string if it is good."""
    if not package:
        return f"{show(key)} stands in no package; move it into [tool.dormant.attributes.PACKAGE]"
    if "." in key or not is_import_name(key):
        return f"{show(key)} is not the name of an attribute; write an identifier"
    if key.startswith("__") and key.endswith("__"):
        return f"{show(key)} belongs to the import system; remove it"
    if not isinstance(target, str):
        return f'{show(key)} is {type_of(target)}, not a string; write "module:attribute"'
    module, colon, attribute = target.partition(":")
    if colon and is_import_name(module) and is_import_name(attribute) and "." not in attribute:
        return ""
    module, _, attribute = target.rpartition(".")
    likely = not colon and module and is_import_name(target)
    form = f"{module}:{attribute}" if likely else "module:attribute"
    return f'{show(target)} is not of the form module:attribute; write "{form}"'


def _nothing() -> None:
    return None


def _everywhere() -> Names:
    return {"*": ()}


OVERRIDE = (
    Option("packages", read_names, dict, 'packages = ["name"]', "the packages that differ"),
    Option("importers", read_names, _nothing, 'importers = ["name"]', "the importing modules for them"),
    Option("inside", read_boolean, _nothing, "inside = true", "defer imports within one top-level package, too"),
)

TARGET = (
    Option("name", read_text, str, 'name = "help"', "what the check calls it"),
    Option("command", read_command, list, 'command = ["mytool", "--help"]', "the program and its arguments"),
    Option("must-not-load", read_exclude, dict, 'must-not-load = ["name"]', "import names that it may not load"),
    Option("max-modules", read_number, _nothing, "max-modules = 120", "how many modules it may import"),
    Option("max-time-ratio", read_number, _nothing, "max-time-ratio = 0.8", "processor time, on divided by off"),
)
LIMITS = frozenset(("must-not-load", "max-modules", "max-time-ratio"))

OPTIONS = (
    Option(
        "packages",
        read_names,
        dict,
        "packages = []",
        'Import names to defer, each with all below it; "*" is everything outside the standard library.',
    ),
    Option("exclude", read_exclude, dict, 'exclude = ["name.below"]', "Import names that stay eager, with all below."),
    Option(
        "importers",
        read_names,
        _everywhere,
        'importers = ["*"]',
        "The importing modules whose imports may wait; the default is all outside the standard library.",
    ),
    Option(
        "override",
        read_overrides,
        list,
        "\n".join([HEADER, *(option.example for option in OVERRIDE)]),
        "Other rules for some of the packages.",
    ),
    Option(
        "target",
        read_targets,
        list,
        "\n".join([TARGET_HEADER, *(option.example for option in TARGET)]),
        "What `dormant check` holds a command to.",
    ),
    Option(
        "attributes",
        read_attributes,
        dict,
        '[tool.dormant.attributes.name]\nThing = "name.below:Thing"',
        "Names that a package is to have, imported on first access.",
    ),
)
