"""A module that takes its time while threads race for it."""

import sys

if "touch" in sys.argv:
    import time

    time.sleep(0.05)

answer = 42
