import sys

print("runs", __name__, file=sys.stderr)


def blur(value):
    return value / 2
