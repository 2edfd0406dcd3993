"""A program that uses two versions of one library side by side."""

import sys

from finder import VersionFinder

sys.meta_path.append(VersionFinder("library", defaults={"colours": "2"}))

import colours
import colours_v1
import colours_v2 as new

print("first use", file=sys.stderr)
print(colours.RED, colours_v1.RED, new.RED, new is colours)
for name in ("colours_v3", "shapes_v1"):
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        print(error)
