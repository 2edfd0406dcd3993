import sys

print("runs", __name__, file=sys.stderr)


class Answers:
    life = 42
    question = "unknown"


sys.modules[__name__] = Answers()
