import sys

import interest

print("runs", __name__, file=sys.stderr)


class Account:
    def __init__(self, balance):
        self.balance = balance

    def __repr__(self):
        return f"Account({self.balance})"

    def add_year(self):
        self.balance += interest.of(self.balance)
