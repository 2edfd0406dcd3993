import sys

import imaging

print("runs", __name__, file=sys.stderr)
NAME = "green"


def paint():
    return imaging.paint(NAME)
