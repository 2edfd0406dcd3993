"""Where a module is installed, found out without importing anything.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        except (ImportError, AttributeError, ValueError, KeyError, OSError):
            continue
        if spec is not None:
            return spec
    # Of a namespace package in another one no finder makes a spec: it looks at the one above, which is not loaded.
    return _namespace(name, locations or ())


def _namespace(name: str, locations: Sequence[str]) -> ModuleSpec | None:
    """Return the spec of a namespace package that has portions in *locations*, or None if it has none."""
    importers = [sys.path_importer_cache.get(location) for location in locations]
    found = [importer.find_spec(name) for importer in importers if importer is not None]
    portions = [path for spec in found if spec is not None for path in spec.submodule_search_locations or ()]
    if not portions:
        return None
    made = ModuleSpec(name, None, is_package=True)
    made.submodule_search_locations = portions
    return made
