"""Reads the frames of an import: who asked for it, and how its statement is written.

Phase: import, and only while tracing. May import: builtins, `sys`, the policy, this room.
"""

import sys

from .. import policy
from . import room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

# Why the interpreter imported at once what the configuration lets wait.
STAR = "a star import"
CALL = "imported by a call: importlib, __import__ or C code"
EXTENSION = "imported by an extension module"
SHIM = "an attribute shim was used"
UNPREPARED = "the importing module started before dormant, or has a loader or __lazy_modules__ of its own"

# A recursion of the program's is not written down whole.
_MOST_FRAMES = 60
bytecode = room("bytecode")


def place(frame: "FrameType") -> "tuple[str, str, int]":
    """Return (name of the module, file, line) of what *frame* executes."""
    return str(frame.f_globals.get("__name__", "?")), frame.f_code.co_filename, frame.f_lineno or 0


def is_import_system(frame: "FrameType") -> bool:
    """Tell whether *frame* is one of importlib's or of dormant's."""
    return frame.f_code.co_filename.startswith("<frozen importlib") or place(frame)[0].startswith("dormant.engine.")


def leave_import_system(
    frame: "FrameType | None",
) -> "tuple[FrameType | None, str, bool, tuple[str, str, int] | None]":
    """Walk outwards from a frame of the import system.

    Returns:
        The first frame of the program; the extension module that asked instead of it (or `SHIM`), or ""; whether
        `importlib.import_module` was called; and (importer, file, line) of the deferred statement that is performed.
    """
    creator, called, again = "", False, None
    while frame is not None:
        module, _, _ = here = place(frame)
        name = frame.f_code.co_name
        if module == "importlib" and name == "import_module":
            called = True
        elif is_import_system(frame):
            if name == "_load_unlocked" and not creator:
                # It is creating a module, and no body of Python code is running yet.
                creator = str(getattr(frame.f_locals.get("spec"), "name", "?"))
            if module == "dormant.engine.shims":
                creator = SHIM
        elif _is_performed(frame.f_back):
            again = here
        else:
            break
        frame = frame.f_back
    return frame, creator, called, again


def _is_performed(caller: "FrameType | None") -> bool:
    """Tell whether *caller* is what performs a deferred statement."""
    return caller is not None and caller.f_code.co_name == "load" and place(caller)[0] == "dormant.engine.deferred"


def frames_of(frame: "FrameType | None") -> "list[tuple[str, int, str, str]]":
    """Return (file, line, function, module) of the frames up to the body of the module being run, innermost first."""
    frames: list[tuple[str, int, str, str]] = []
    while frame is not None and len(frames) < _MOST_FRAMES:
        module, file, line = place(frame)
        if not is_import_system(frame):
            frames.append((file, line, frame.f_code.co_name, module))
            if frame.f_code.co_name == "<module>":
                break
        frame = frame.f_back
    return frames


def statement_of(frame: "FrameType") -> "tuple[str, tuple[str, ...] | None]":
    """Return (absolute name of the module, the names of a `from` import) of the import statement in *frame*."""
    code = frame.f_code
    raw = code.co_code
    index, start = bytecode.argument_at(raw, bytecode.offset_of(frame, raw))
    name = code.co_names[index >> 2 if sys.version_info >= (3, 15) else index]
    fromlist, start = bytecode.constant_at(code, raw, start - 2)
    level, _ = bytecode.constant_at(code, raw, start - 2)
    names = fromlist if isinstance(fromlist, tuple) else None
    package = frame.f_globals.get("__package__")
    if isinstance(level, int) and level > 0 and isinstance(package, str):
        base = package.rsplit(".", level - 1)[0]
        name = f"{base}.{name}" if name else base
    return name, names


def form_of(frame: "FrameType") -> str:
    """Return why the way in which the import statement of *frame* is written keeps it eager, or ""."""
    code = frame.f_code
    if code.co_flags & bytecode.CO_NEWLOCALS or frame.f_locals is not frame.f_globals:
        return policy.IN_FUNCTION
    if statement_of(frame)[1] == ("*",):
        return STAR
    return policy.IN_BLOCK if bytecode.guarded(frame, bytecode.guarded_ranges(code)) else ""
