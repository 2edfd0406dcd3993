import sys

print("runs", __name__, file=sys.stderr)


def use():
    return "from the archive"
