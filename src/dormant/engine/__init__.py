"""Defers imports: chooses the engine for this interpreter, installs it, takes it out again.

Phase: import. May import: builtins, `sys`, `os` (which `site` has loaded), this room.

    native   3.15+       the interpreter's own lazy imports (PEP 810)
    names    3.10-3.14   self-reifying keys in the importing module's namespace
    loader   both        the meta-path finder, and the loader that prepares an importing module
    shims    both        attribute shims (PEP 562)
    bytecode both        what the importing frame is executing
    trace    both        writes down what is deferred and what is loaded, if DORMANT_TRACE asks for it
    frames   both        reads for it, from the frames of an import, who asked for that
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..policy import Policy
    from .names import Names
    from .native import Native

# The engine at work in this process, if any.
current: "Native | Names | None" = None


def choose() -> "tuple[str, str]":
    """Return (name of the engine for this interpreter, why there is none)."""
    if sys.implementation.name != "cpython":
        return "none", f"{sys.implementation.name} is not CPython"
    if "t" in getattr(sys, "abiflags", ""):
        return "none", "the free-threaded build is not supported yet"
    return ("native" if sys.version_info >= (3, 15) else "names"), ""


def install(policy: "Policy") -> bool:
    """Start deferring imports under *policy*, in place of what was in force before.

    Returns:
        Whether this interpreter has an engine.
    """
    global current
    undo()
    name, _ = choose()
    if name == "none":
        return False
    if name == "native":
        from .native import Native

        current = Native(policy)
    else:
        from .names import Names

        current = Names(policy)
    current.install()
    wanted = "" if sys.flags.ignore_environment else os.environ.get("DORMANT_TRACE", "")
    if wanted not in ("", "0"):
        from .loader import room

        room("trace").start(policy, name, wanted)
    return True


def undo() -> None:
    """Stop deferring imports; what is deferred already is loaded when it is used."""
    global current
    if current is not None:
        current.undo()
        current = None
