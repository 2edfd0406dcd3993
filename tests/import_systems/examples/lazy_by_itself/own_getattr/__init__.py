import importlib
import sys

print("runs", __name__, file=sys.stderr)
HOMES = {"Client": ".client", "Server": ".server"}


def __getattr__(name):
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(HOMES[name], __name__), name)


def __dir__():
    return [*globals(), *HOMES]
