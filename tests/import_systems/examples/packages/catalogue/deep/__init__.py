import sys

print("runs", __name__, file=sys.stderr)
