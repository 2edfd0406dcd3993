import sys

from secrets_vault import SALT

print("runs", __name__, file=sys.stderr)


def cook():
    return f"with {SALT} grains of salt"
