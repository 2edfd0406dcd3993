import sys
from importlib.resources import files

print("runs", __name__, file=sys.stderr)


def first():
    return files(__name__).joinpath("items.txt").read_text().split()[0]
