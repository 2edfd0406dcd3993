"""Packages of other forms: a namespace over two folders, an archive, data files, a walk over all modules, metadata."""

import pkgutil
import sys
import zipfile
from importlib import metadata, resources

with zipfile.ZipFile("library.zip", "w") as archive:
    archive.write("to_zip/zipped/__init__.py", "zipped/__init__.py")
    archive.write("to_zip/zipped/tool.py", "zipped/tool.py")
sys.path += ["one", "two", "library.zip"]

import catalogue
import scattered.east
import scattered.west
import zipped.tool

# Neither the version nor the list of modules needs the module itself.
print(metadata.version("catalogue"), metadata.entry_points(group="none") and "some")
print("first use", file=sys.stderr)
print(scattered.east.NAME, scattered.west.NAME, len(list(scattered.__path__)))
print(zipped.tool.use(), type(zipped.__loader__).__name__, zipped.tool.__file__.endswith("library.zip/zipped/tool.py"))
print((resources.files("catalogue") / "items.txt").read_text().split(), catalogue.first())
print(sorted(module.name for module in pkgutil.walk_packages(catalogue.__path__, "catalogue.")))
