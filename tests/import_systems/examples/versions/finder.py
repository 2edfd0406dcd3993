"""`import colours_v2` takes version 2 of a library, `import colours` the default one."""

import re
from importlib.abc import MetaPathFinder
from importlib.util import spec_from_file_location
from pathlib import Path


class VersionFinder(MetaPathFinder):
    def __init__(self, folder, defaults):
        self.folder = Path(folder).resolve()
        self.defaults = defaults

    def find_spec(self, name, path=None, target=None):
        library, version = re.fullmatch(r"(.+?)(?:_v(\d+))?", name).groups()
        known = sorted(folder.name for folder in self.folder.glob("*") if (folder / f"{library}.py").exists())
        if not known:
            return None
        version = version or self.defaults[library]
        if version not in known:
            raise ModuleNotFoundError(f"{library} has no version {version}; it has {', '.join(known)}", name=name)
        return spec_from_file_location(name, self.folder / version / f"{library}.py")
