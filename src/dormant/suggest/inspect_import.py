"""Import one package and write down what else that changed. Run as a script by `dormant.suggest.dynamic`.

Phase: cold. May import: the standard library only: it runs in the command's own interpreter, where dormant's libraries
may be absent; and `dormant.suggest.inspect_state` with what that imports.

Arguments: a file to write the report to, the package, and the directory that the command finds its own modules in. The
modules to import are lines of standard input: first those of other packages, an empty line, then the package's own.
The others are imported beforehand, so that what is seen is the package's own doing, also where it changes them.
"""

from __future__ import annotations

import _codecs
import codecs
import contextlib
import copyreg
import importlib
import json
import mimetypes
import os
import random
import sys
import threading
import warnings
from abc import ABCMeta
from typing import Any

from dormant.suggest.inspect_state import (
    STANDARD,
    Inspection,
    Others,
    attribute_of,
    compare_state,
    compare_tables,
    log_handlers,
    state,
)


class Recorder:
    """Takes the place of functions that leave no trace in any state, and notes their calls.

    Parameters:
        inspection: where to note them.
    """

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self._wrap(codecs, "register", "codec", "codecs.register")
        self._wrap(codecs, "register_error", "codec", "codecs.register_error", own="own error handler")
        self._wrap(_codecs, "register", "codec", "codecs.register")
        self._wrap(os, "register_at_fork", "fork handler", "os.register_at_fork")
        self._wrap(random, "seed", "random state", "random.seed")
        self._wrap(threading.Thread, "start", "thread started", "Thread.start")
        register = ABCMeta.register
        noted = self._register

        def registering(cls: ABCMeta, subclass: type) -> type:
            noted(cls, subclass)
            return register(cls, subclass)

        ABCMeta.register = registering  # type: ignore[method-assign]

    def _wrap(self, owner: object, name: str, effect: str, detail: str, *, own: str = "") -> None:
        original = getattr(owner, name, None)
        inspection = self.inspection

        def recording(*arguments: object, **named: object) -> object:
            if inspection.called():
                # A name that begins with the package's is nobody else's.
                named_after = bool(own) and str(arguments[:1]).startswith(f"('{inspection.package}")
                inspection.add(own if named_after else effect, detail)
            assert original is not None  # noqa: S101 - narrows the type only
            return original(*arguments, **named)

        if original is not None:
            setattr(owner, name, recording)

    def _register(self, cls: type, subclass: type) -> None:
        if self.inspection.called(3) and not self.inspection.owns(cls):
            own = self.inspection.owns(subclass)
            name = f"{cls.__name__}.register({getattr(subclass, '__name__', subclass)})"
            self.inspection.add("own abstract class" if own else "abstract class of others", name)


def find_subclasses(inspection: Inspection, own: list[str]) -> None:
    """Note the package's classes that have a base class in another package that is not the standard library."""
    for name in own:
        for value in list(vars(sys.modules[name]).values()) if name in sys.modules else ():
            if not issubclass(type(value), type) or attribute_of(value, "__module__") != name:
                continue
            for base in value.__bases__:
                top = str(base.__module__).partition(".")[0]
                if top != inspection.package and top not in STANDARD:
                    inspection.add("subclass of another package's class", f"{base.__module__}.{base.__qualname__}")


def preload(inspection: Inspection, others: list[str]) -> None:
    """Import the modules of other packages, without the package: one that needs it fails, and is left out."""
    sys.modules[inspection.package] = None  # type: ignore[assignment]
    for name in others:
        # A body may raise anything.
        with contextlib.suppress(BaseException):
            importlib.import_module(name)
    del sys.modules[inspection.package]


def inspect(package: str, others: list[str], own: list[str]) -> dict[str, Any]:
    """Import *package* and return what else changed."""
    inspection = Inspection(package)
    # Needed by the comparison itself; a package that loads them first must not look as if it had changed them.
    for name in ("logging", "socket", "decimal"):
        importlib.import_module(name)
    mimetypes.init()
    preload(inspection, others)
    Recorder(inspection)
    written = _written()
    filters, pickled, handlers = list(warnings.filters), dict(copyreg.dispatch_table), log_handlers()
    around = Others(inspection)
    before = state()
    sys.addaudithook(inspection.audit)
    failed = _import(inspection, own)
    after = state()
    compare_state(inspection, before, after)
    around.compare()
    compare_tables(inspection, filters, pickled, handlers)
    find_subclasses(inspection, own)
    if _written() != written:
        inspection.add("output written", "to standard output or error")
    files = [getattr(sys.modules.get(name), "__file__", None) for name in own]
    return {"found": inspection.found, "failed": failed, "files": [name for name in files if name]}


def _import(inspection: Inspection, own: list[str]) -> str:
    inspection.watching = True
    failed = ""
    for number, name in enumerate(own):
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 - SystemExit as well
            if number == 0:
                failed = f"{type(error).__name__}: {error}".partition("\n")[0]
                inspection.add("import that fails", failed)
                break
    inspection.watching = False
    return failed


def _written() -> list[int]:
    for stream in (sys.__stdout__, sys.__stderr__):
        # Detached, closed or None.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.flush()  # type: ignore[union-attr]
    return [os.fstat(descriptor).st_size for descriptor in (1, 2)]


def main() -> None:
    """Inspect the package of `sys.argv`."""
    target, package, folder = sys.argv[1:]
    text = sys.stdin.read()
    others, _, own = text.partition("\n\n")
    sys.argv[1:] = []
    # The script's own directory holds modules of dormant, which a program must not find.
    sys.path[0] = folder
    result = inspect(package, others.split(), own.split())
    with open(target, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123
        json.dump(result, file)
        file.flush()
    # What a package starts must not hold this process, and its exit handlers say nothing.
    os._exit(0)


if __name__ == "__main__":
    main()
