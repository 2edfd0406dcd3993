import sys

print("runs", __name__, file=sys.stderr)


def send():
    return "SENT"
