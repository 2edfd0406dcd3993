"""Virtual modules made of environment variables: SHOP_DATABASE_PORT is `from_environment.database.PORT`."""

import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

PREFIX = "SHOP_"


class VariableFinder(MetaPathFinder, Loader):
    def find_spec(self, name, path=None, target=None):
        package, _, section = name.partition(".")
        if package != "from_environment" or (section and not variables(section)):
            return None
        return ModuleSpec(name, self, is_package=not section)

    def exec_module(self, module):
        print("runs", module.__name__, file=sys.stderr)
        vars(module).update(variables(module.__name__.partition(".")[2]))


def variables(section):
    """Return the values of one section; digits become numbers."""
    prefix = f"{PREFIX}{section.upper()}_" if section else PREFIX
    found = {name[len(prefix) :]: value for name, value in os.environ.items() if name.startswith(prefix)}
    return {name: int(value) if value.isdigit() else value for name, value in found.items()}
