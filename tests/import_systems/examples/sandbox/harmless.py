import sys

print("runs", __name__, file=sys.stderr)


def work():
    return "harmless work"
