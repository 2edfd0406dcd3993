import sys

import inks

print("runs", __name__, file=sys.stderr)
NAME = "blue"


def paint():
    return inks.mix(NAME)
