import sys

print("runs", __name__, file=sys.stderr)


def mix(colour):
    return f"mixed {colour}"
