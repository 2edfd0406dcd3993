import sys

print("runs", __name__, file=sys.stderr)


def write(values):
    return "/".join(map(str, values))
