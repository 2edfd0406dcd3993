import pricing


def total(count):
    return count * pricing.PRICE
