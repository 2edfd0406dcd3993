"""Import names: which are well formed, and which must never be deferred.

Phase: cold; it may run once inside a program's start. May import: `keyword`, `os`, `sys`, `dormant.policy`; on the way
to an error also `importlib.metadata`.
"""

from __future__ import annotations

import keyword
import os
import sys

from ..policy import covers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Toml = dict[str, "dict[str, str]"]

# What `site` imports at each start: Debian's Python has the first of its own.
OF_THE_MACHINE = ("sitecustomize", "usercustomize")
# What may follow the name in a requirement such as `numpy>=2` or `httpx[http2]`.
AFTER_REQUIREMENT = "<>=!~[;@ "


def normalise(name: str) -> str:
    """Return *name* as Python itself would look it up: identifiers are compared in normal form KC."""
    if name.isascii():
        return name
    import unicodedata

    return unicodedata.normalize("NFKC", name)


def is_import_name(name: str) -> bool:
    """Tell whether an `import` statement could name *name*."""
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in name.split("."))


def show(text: str) -> str:
    """Return *text* between backquotes, on one line, cut to a readable length."""
    plain = text if text.isprintable() else repr(text)[1:-1]
    return f"`{plain if len(plain) <= 80 else plain[:77] + '...'}`"


def fault_of(name: str, installed: InstalledNames | None = None) -> str:
    """Return what is wrong with *name* and what to write instead; the empty string if it is an import name.

    Parameters:
        name: what stands where an import name should.
        installed: what is installed, for advice where *name* may be that of a distribution.
    """
    if is_import_name(name):
        return ""
    if name == "":
        return "a name is empty; write an import name or remove it"
    if name.endswith(".*") and is_import_name(name[:-2]):
        return f"{show(name)} is not an import name; write `{name[:-2]}`, which covers all below it"
    if name.startswith(".") and is_import_name(name.lstrip(".")):
        return f"{show(name)} is a relative name; write the absolute import name"
    parts = name.split(".")
    if all(part.isidentifier() for part in parts):
        word = next(part for part in parts if keyword.iskeyword(part))
        return f"{show(name)} can't be imported, as `{word}` is a Python keyword; remove it"
    return f"{show(name)} is not an import name; {_advice(name, installed)}"


def _advice(name: str, installed: InstalledNames | None) -> str:
    words = name.split()
    if len(words) > 1 and all(is_import_name(word) for word in words):
        # Several names, or one that was mistyped: there is no telling.
        return "write the name that an import statement uses"
    stripped = name.strip()
    for character in AFTER_REQUIREMENT:
        stripped = stripped.partition(character)[0]
    candidates = [] if installed is None else installed.of(stripped)
    if not candidates and stripped and is_import_name(stripped):
        candidates = [stripped]
    if candidates:
        return "write " + " or ".join(f"`{candidate}`" for candidate in candidates[:3])
    return "write the name that an import statement uses"


class InstalledNames:
    """The import names of the distributions that are installed here; their metadata is read once, when first asked."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] | None = None

    def of(self, distribution: str) -> list[str]:
        """Return the public top-level import names of a distribution, such as `sklearn` for "scikit-learn".

        Parameters:
            distribution: its name, in any spelling.

        The answer is empty if the distribution is not installed here or its metadata can't be read.
        """
        if self._names is None:
            self._names = _read_names()
        return self._names.get(_canonical(distribution), [])


def _read_names() -> dict[str, list[str]]:
    """Return the import names of each distribution; reading them takes a tenth of a second and more."""
    from importlib.metadata import packages_distributions

    try:
        installed = packages_distributions()
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    names: dict[str, list[str]] = {}
    for name in sorted(installed):
        if not name.startswith("_") and is_import_name(name):
            for owner in dict.fromkeys(map(_canonical, installed[name])):
                names.setdefault(owner, []).append(name)
    return names


def _canonical(distribution: str) -> str:
    words = distribution.lower().replace("_", "-").replace(".", "-").split("-")
    return "-".join(word for word in words if word)


class NeverDeferred:
    """The names that must never be deferred, with their reasons.

    Parameters:
        loads: a function that parses TOML.
    """

    def __init__(self, loads: Callable[[str], Toml]) -> None:
        path = os.path.join(os.path.dirname(__file__), "never.toml")  # noqa: PTH118, PTH120 - pathlib is heavy
        # By the loader, which reads from an archive too, if it can; importlib.resources is heavy.
        read = getattr(__spec__.loader, "get_data", _contents)
        tables = loads(read(path).decode())
        self._alone = tables.pop("module-alone")
        self._below = {name: reason for table in tables.values() for name, reason in table.items()}

    def fault_of(self, name: str) -> str:
        """Return why *name* can't be named in `packages`; the empty string if it can."""
        if name in self._alone:
            return f"{show(name)} must never be deferred: {self._alone[name]}; remove it"
        parent = name
        while parent:
            if parent in self._below:
                below = "" if parent == name else f" is below `{parent}`, which"
                return f"{show(name)}{below} must never be deferred: {self._below[parent]}; remove it"
            parent = parent.rpartition(".")[0]
        return ""

    def covered_by(self, packages: Iterable[str]) -> tuple[str, ...]:
        """Return the names that *packages* cover and that must stay eager all the same."""
        named = frozenset(packages)
        return tuple(name for name in self._below if covers(named, name))


def _contents(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib is heavy
        return file.read()


def is_standard(name: str) -> bool:
    """Tell whether *name* is, or is below, a package of the standard library, or what the machine adds to it."""
    top = name.partition(".")[0]
    return top in sys.stdlib_module_names or top in OF_THE_MACHINE or top.startswith("_sysconfigdata")
