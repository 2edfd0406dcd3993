import sys

print("runs", __name__, file=sys.stderr)
RATE = 3


def of(balance):
    return balance * RATE / 100
