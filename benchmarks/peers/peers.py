"""Who takes part, in which version, and what each asks of a program.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PROGRAMS = Path(__file__).parent / "programs"
TARGETS = ("numpy==2.4.6", "sqlalchemy==2.1.9")
# The first NumPy for 3.15.
TARGETS_3_15 = ("numpy==2.5.5", "sqlalchemy==2.1.9")

NONE = "none"
ONE_CALL = "one call"
IMPORTS = "the imports"
IMPORTS_AND_USES = "imports and uses"

EAGER = "eager"
FLOOR = "imports in functions"
DORMANT = "dormant"
CONFIGURATION = 'packages = ["json", "neighbour", "numpy", "sqlalchemy"]\n'


class Peer(NamedTuple):
    """One way to put imports off.

    Attributes:
        name: what the report calls it.
        change: what has to be changed in a program for it.
        requirements: what to install for it, as for pip.
        folder: the folder of `programs` with the files in which its program differs from the common one, or "".
        flags: options of the interpreter.
        oldest: the oldest Python that has it.
        keywords: keywords in the metadata of the program's distribution.
    """

    name: str
    change: str
    requirements: tuple[str, ...] = ()
    folder: str = ""
    flags: tuple[str, ...] = ()
    oldest: str = "3.10"
    keywords: str = ""

    def files(self) -> dict[str, str]:
        """Return the program's files: name → text."""
        metadata = f"Metadata-Version: 2.1\nName: app\nVersion: 1.0\nKeywords: {self.keywords}\n"
        files = {"app-1.0.dist-info/METADATA": metadata, "app-1.0.dist-info/top_level.txt": "app\n"}
        for folder in filter(None, ("common", self.folder)):
            for path in sorted((PROGRAMS / folder).glob("*.py")):
                files[path.name] = path.read_text(encoding="utf-8")
        return files

    @property
    def version(self) -> str:
        """The version that takes part, "" for what Python itself brings."""
        if not self.requirements:
            return ""
        requirement = self.requirements[0]
        return requirement.rpartition("@")[2][:7] if "@" in requirement else requirement.rpartition("==")[2]


def _from_github(name: str, path: str, commit: str) -> str:
    return f"{name} @ git+https://github.com/{path}@{commit}"


PEERS = (
    Peer(EAGER, NONE),
    Peer(FLOOR, IMPORTS, folder="floor"),
    Peer(DORMANT, NONE),
    Peer("lazy-imports-lite", NONE, ("lazy-imports-lite==0.1.1",), keywords="lazy-imports-lite-enabled"),
    Peer("cli-speeder", ONE_CALL, ("cli-speeder==0.1.3",), "cli-speeder"),
    Peer("hgdemandimport", ONE_CALL, ("mercurial==7.2.4",), "hgdemandimport"),
    Peer("importlib.util.LazyLoader", ONE_CALL, folder="LazyLoader"),
    Peer("defer-imports", ONE_CALL, ("defer-imports==0.1.1",), "defer-imports-release"),
    Peer(
        "defer-imports, unreleased",
        ONE_CALL,
        (_from_github("defer-imports", "Sachaa-Thanasius/defer-imports", "a7eabeb070a489b6e4f5ced12ce6d65e2f9ff414"),),
        "defer-imports-head",
    ),
    Peer(
        "slothy",
        IMPORTS,
        (_from_github("slothy", "bswck/slothy", "8363bf55cb65f9c7606ec80e395977cae9bfd230"),),
        "slothy",
    ),
    Peer("pylazyimports", IMPORTS, ("pylazyimports==0.5.3",), "pylazyimports"),
    Peer("auto-lazy-imports", IMPORTS, ("auto-lazy-imports==0.4.2",), "auto-lazy-imports"),
    Peer("etils", IMPORTS_AND_USES, ("etils==1.15.0",), "etils"),
    Peer("lazy_loader", IMPORTS_AND_USES, ("lazy-loader==0.6",), "lazy_loader"),
    Peer("lazy-import", IMPORTS_AND_USES, ("lazy-import==0.2.2",), "lazy-import"),
    Peer("lazy-imports", IMPORTS_AND_USES, ("lazy-imports==1.2.0",), "lazy-imports"),
    Peer("lazyasd", IMPORTS_AND_USES, ("lazyasd==0.1.4",), "lazyasd"),
    Peer("ducktools-lazyimporter", IMPORTS_AND_USES, ("ducktools-lazyimporter==0.8.4",), "ducktools-lazyimporter"),
    Peer("apipkg", IMPORTS_AND_USES, ("apipkg==3.0.2",), "apipkg"),
    Peer("zope.deferredimport", IMPORTS_AND_USES, ("zope.deferredimport==6.1.1",), "zope.deferredimport"),
    Peer("`lazy` keyword", IMPORTS, folder="lazy-keyword", oldest="3.15"),
    Peer("`__lazy_modules__`", "one line", folder="lazy-modules", oldest="3.15"),
    Peer("`-X lazy_imports=all`", "an option", flags=("-X", "lazy_imports=all"), oldest="3.15"),
)
