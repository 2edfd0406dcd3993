import sys

print("runs", __name__, file=sys.stderr)
RED = "red of version 1"
