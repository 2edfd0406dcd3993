"""A service whose modules are edited while it runs."""

import importlib
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from reloader import Reloader

# Two edits within a second would leave bytecode that looks fresh.
sys.dont_write_bytecode = True
RELOADER = Reloader(".")
sys.meta_path.insert(sys.meta_path.index(PathFinder), RELOADER)

import service

service = importlib.reload(service)
print("first use", file=sys.stderr)
print(service.total(3))

pricing = Path("pricing.py")
pricing.write_text(pricing.read_text().replace("PRICE = 10", "PRICE = 20"))
RELOADER.refresh()
print(service.total(3))

text = Path("service.py").read_text()
Path("service.py").write_text(text.replace("import pricing", "import discount\nimport pricing") + "    # changed\n")
RELOADER.refresh()
print(service.total(3), service.discount.PERCENT)

Path("service.py").write_text(Path("service.py").read_text().replace("# changed", "- discount.PERCENT"))
RELOADER.refresh()
print(service.total(3), importlib.reload(service.discount) is service.discount)
