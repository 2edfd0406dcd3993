"""The finder that the standard library's documentation shows, for chosen names."""

import importlib.machinery
import importlib.util
import sys


class Finder:
    names = frozenset({"json", "neighbour", "numpy", "sqlalchemy"})

    def find_spec(self, name, path=None, target=None):
        if name not in self.names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


sys.meta_path.insert(0, Finder())
