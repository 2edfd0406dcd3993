"""Imports many modules with dormant off and on, loads everything, and compares what they hold.

Usage: `fuzz_imports.py [NAME...]`; without names, the whole standard library. `--largest COUNT` adds the largest
installed packages. Run it with a Python that dormant is installed in. Phase: cold. May import: the standard library,
dormant.

Each module is imported in two forked children of one process: eagerly, and with every package deferred, also inside
itself, after which all is loaded. The names of its namespace and their types must be the same, and so must the code of
its functions: dormant runs the program's own code.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pickle
import pkgutil
import signal
import sys
import types
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from dormant import api, install
from dormant.config import compile_table
from dormant.errors import ConfigError
from dormant.settings import dump

if TYPE_CHECKING:
    from dormant.settings import Settings

# What has an effect on the process or waits for somebody when it is imported.
PASSED_OVER = {"antigravity", "this", "idlelib", "turtledemo", "test", "lib2to3", "__main__", "tkinter", "turtle"}
SECONDS = 60


def code_of(value: object) -> str:
    """Return a checksum of the code of a function, "" for anything else."""
    if not isinstance(value, types.FunctionType):
        return ""
    code = value.__code__
    parts = (code.co_code, code.co_names, code.co_varnames, code.co_firstlineno, list(code.co_lines()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def contents(name: str) -> dict[str, tuple[str, str]] | str:
    """Return name → (type, checksum of its code) for the namespace of a module, or why it can't be imported."""
    try:
        module = importlib.import_module(name)
        failed = api.load_all()
    except BaseException as error:
        return f"raises {type(error).__name__}"
    if failed:
        return f"fails to load: {failed[0]!r}"
    namespace = vars(module)
    # Submodules are there as far as others have imported them, and PEP 810 leaves its container in the namespace.
    kept = [str(key) for key in namespace if key not in ("__builtins__", "__warningregistry__")]
    found = {key: getattr(module, key) for key in kept}
    own = {key: value for key, value in found.items() if not is_submodule(value, name)}
    return {key: (type(value).__name__, code_of(value)) for key, value in own.items()}


def is_submodule(value: object, package: str) -> bool:
    return isinstance(value, types.ModuleType) and str(value.__name__).startswith(f"{package}.")


def in_a_child(name: str, settings: Settings | None) -> object:
    """Return the contents of a module as a forked child finds them."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        signal.alarm(SECONDS)
        os.close(reading)
        for stream in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        if settings is not None:
            install(dump(settings))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(contents(name)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(pid, 0)
    return pickle.loads(data) if data else "crashed or took too long"


def everything() -> Settings:
    """Return settings that defer all that may be deferred."""
    names = ["*"]
    for name in sorted(sys.stdlib_module_names):
        try:
            compile_table({"packages": [name]})
        except ConfigError:
            continue
        names.append(name)
    override = {"packages": names, "inside": True, "importers": names}
    return compile_table({"packages": names, "override": [override]})


def largest(count: int) -> list[str]:
    """Return the installed packages with the most source, largest first."""
    sizes = {}
    for module in pkgutil.iter_modules([path for path in sys.path if path.endswith("site-packages")]):
        origin = getattr(module.module_finder, "path", "")
        folder = Path(origin, module.name)
        sizes[module.name] = sum(path.stat().st_size for path in folder.rglob("*.py"))
    return sorted(sizes, key=lambda name: -sizes[name])[:count]


def main() -> None:
    """Compare all that the command line names; the exit status tells whether something differs."""
    words = sys.argv[1:]
    names = sorted(sys.stdlib_module_names - PASSED_OVER) if not words or words[0] == "--largest" else words
    if "--largest" in words:
        names += largest(int(words[words.index("--largest") + 1]))
    warnings.simplefilter("ignore")
    settings = everything()
    different = imported = 0
    for name in names:
        off, on = in_a_child(name, None), in_a_child(name, settings)
        imported += isinstance(off, dict)
        if off != on:
            different += 1
            sys.stdout.write(f"{name}: {difference(off, on)}\n")
    sys.stdout.write(f"{len(names)} modules, {imported} can be imported, {different} differ\n")
    sys.exit(different > 0)


def difference(off: object, on: object) -> str:
    """Say in one line what differs."""
    if not isinstance(off, dict) or not isinstance(on, dict):
        return f"off {off if isinstance(off, str) else 'works'}, on {on if isinstance(on, str) else 'works'}"
    keys = [f"{key} {off.get(key)} {on.get(key)}" for key in sorted({*off, *on}) if off.get(key) != on.get(key)]
    return "; ".join(keys)[:300]


if __name__ == "__main__":
    main()
