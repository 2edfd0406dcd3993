"""Where a module is installed, found out without importing anything.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec


def find_module(name: str) -> ModuleSpec | None:
    """Return the spec of a module, or None if it is not installed here.

    Parameters:
        name: an absolute import name. A module that its package makes when it runs (`six.moves`) is not found.

    `importlib.util.find_spec` would import the packages above a dotted name.
    """
    parts = name.split(".")
    locations: Sequence[str] | None = None
    spec = None
    for end in range(1, len(parts) + 1):
        spec = _ask_finders(".".join(parts[:end]), locations)
        if spec is None:
            return None
        locations = spec.submodule_search_locations
        if locations is None and end < len(parts):
            return None
    return spec


def source_of(spec: ModuleSpec) -> str | None:
    """Return the source text of a module, or None if it has none."""
    get_source = getattr(spec.loader, "get_source", None)
    if get_source is None:
        return None
    try:
        source: str | None = get_source(spec.name)
    except (ImportError, OSError, UnicodeDecodeError):
        return None
    return source


def _ask_finders(name: str, locations: Sequence[str] | None) -> ModuleSpec | None:
    for finder in sys.meta_path:
        try:
            spec = finder.find_spec(name, locations)
        except (ImportError, AttributeError, ValueError, OSError):
            continue
        if spec is not None:
            return spec
    return None
