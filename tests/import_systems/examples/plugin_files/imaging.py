import sys

print("runs", __name__, file=sys.stderr)


def paint(colour):
    return f"painted {colour}"
