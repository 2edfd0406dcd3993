"""A guard that stands before all finders and refuses modules that are not allowed."""

import sys
from importlib.abc import MetaPathFinder


class Guard(MetaPathFinder):
    def __init__(self, forbidden):
        self.forbidden = set(forbidden)
        self.refused = []

    def find_spec(self, name, path=None, target=None):
        if name in self.forbidden:
            self.refused.append(name)
            raise ImportError(f"{name} is not allowed here", name=name)


GUARD = Guard({"network_tool"})
sys.meta_path.insert(0, GUARD)
