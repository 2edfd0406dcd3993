"""An old name of a module stays importable, with a warning, and is the very same module."""

import importlib
import warnings
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec


class AliasFinder(MetaPathFinder, Loader):
    def __init__(self, aliases):
        self.aliases = aliases

    def find_spec(self, name, path=None, target=None):
        if name not in self.aliases:
            return None
        warnings.warn(f"{name} is now {self.aliases[name]}", DeprecationWarning, stacklevel=2)
        return ModuleSpec(name, self)

    def create_module(self, spec):
        module = importlib.import_module(self.aliases[spec.name])
        self.spec = module.__spec__
        return module

    def exec_module(self, module):
        # The import system has put the spec of the alias into the module.
        module.__spec__ = self.spec
