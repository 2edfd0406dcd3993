"""Dynamic dispatch with `import_module`, and an optional dependency with a fallback."""

import importlib
import sys

import tables

try:
    import fast_codec as codec
except ImportError:
    import slow_codec as codec


def handle(kind, value):
    """Hand *value* to the module that is responsible for its kind."""
    try:
        handler = importlib.import_module(f"handlers.{kind}")
    except ModuleNotFoundError as error:
        if error.name != f"handlers.{kind}":
            raise
        return f"nobody handles {kind}"
    return handler.handle(value)


print("first use", file=sys.stderr)
print(codec.__name__, tables.WIDTH)
print(handle("text", "a"), handle("number", 2), handle("sound", 3), "handlers.unused" in sys.modules)
