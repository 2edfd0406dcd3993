"""A program whose modules are transformed on import, tested by a runner that transforms the tests."""

import sys

import injector
import pytest


class Results:
    """Prints what pytest reports, without the times that it took."""

    def pytest_runtest_logreport(self, report):
        if report.when == "call":
            print(report.outcome, report.nodeid)
            print(report.longreprtext)


import bank

print("first use", file=sys.stderr)
account = bank.Account(100)
account.add_year()
print(account.balance, injector.CALLS)
options = ["-p", "no:terminal", "-p", "no:cacheprovider", "-c", "pyproject.toml", "--rootdir", "."]
print("exit code", int(pytest.main([*options, "check_bank.py"], plugins=[Results()])))
