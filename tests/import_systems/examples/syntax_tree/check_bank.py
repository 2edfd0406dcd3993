import bank
from interest import RATE


def test_a_year_brings_interest():
    account = bank.Account(200)
    account.add_year()
    assert account.balance == 200 + RATE


def test_the_assertion_shows_its_parts():
    account = bank.Account(300)
    assert account.balance == RATE
