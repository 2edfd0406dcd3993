"""Plugins from files, and plugins that installed distributions announce; each is checked before it is used."""

from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


class PluginError(Exception):
    """A plugin lacks something."""


def check(plugin):
    """Return *plugin* if it has all that a plugin needs."""
    lacking = [name for name in ("NAME", "paint") if not hasattr(plugin, name)]
    if lacking:
        raise PluginError(f"{plugin.__name__} lacks {', '.join(lacking)}")
    return plugin


def from_file(path):
    """Load a plugin from a file that no finder knows."""
    spec = spec_from_file_location(f"file_{Path(path).stem}", path)
    plugin = module_from_spec(spec)
    spec.loader.exec_module(plugin)
    return check(plugin)


def announced():
    """Load the plugins that distributions announce."""
    return [check(point.load()) for point in sorted(entry_points(group="painting"), key=lambda point: point.name)]
