import harmless


def work():
    return harmless.work()
