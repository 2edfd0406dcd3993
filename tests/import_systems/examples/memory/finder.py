"""Modules from a dictionary: name to source. A name that others lie below is a package."""

from importlib.abc import InspectLoader, MetaPathFinder
from importlib.util import spec_from_loader


class DictionaryFinder(MetaPathFinder, InspectLoader):
    """Finder and loader in one."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        return spec_from_loader(name, self) if name in self.sources else None

    def is_package(self, name):
        return any(other.startswith(f"{name}.") for other in self.sources)

    def get_source(self, name):
        return self.sources[name]
