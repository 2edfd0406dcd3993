"""A program that runs the code of others behind a guard."""

import sys

from guard import GUARD


def attempt(name):
    """Import the code of a tenant and run it."""
    try:
        tenant = __import__(name)
        return tenant.work()
    except ImportError as error:
        return f"refused: {error}"


def attempt_anything(name):
    """Do the same in a `try` that does not name ImportError: here the tenant's import waits, and its use is refused."""
    try:
        tenant = __import__(name)
        return tenant.work()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


import good_tenant

print("first use", file=sys.stderr)
print(good_tenant.work())
# Twice: what was refused once is refused again.
for way in (attempt, attempt_anything) * 2:
    print(way("bad_tenant"))
print(attempt("careful_tenant"))
print("network_tool" in sys.modules, set(GUARD.refused))
