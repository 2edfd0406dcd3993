"""A finder that is responsible for one namespace, and for nothing else."""

import re
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path


class PluginFinder(MetaPathFinder):
    """Finds `plugins.NAME` in one folder. Names must be plain, and deeper ones are refused."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()

    def find_spec(self, name, path=None, target=None):
        if name == "plugins":
            return ModuleSpec(name, None, is_package=True)
        if not name.startswith("plugins."):
            return None
        plugin = name.partition(".")[2]
        if not re.fullmatch("[a-z_]+", plugin):
            raise ModuleNotFoundError(f"{plugin!r} is not the name of a plugin", name=name)
        file = self.folder / f"{plugin}.py"
        return spec_from_file_location(name, file) if file.exists() else None
