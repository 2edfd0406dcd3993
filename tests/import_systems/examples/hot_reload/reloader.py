"""Reloads modules in place when their files change."""

import importlib
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from pathlib import Path


class Reloader(MetaPathFinder):
    """Notes the text of each module that it finds in one folder."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.texts = {}

    def find_spec(self, name, path=None, target=None):
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin and Path(spec.origin).parent == self.folder:
            self.texts[name] = Path(spec.origin).read_text()
        return spec

    def refresh(self):
        """Reload what has changed."""
        importlib.invalidate_caches()
        for name, text in list(self.texts.items()):
            module = sys.modules.get(name)
            if module is not None and Path(module.__file__).read_text() != text:
                importlib.reload(module)
