"""Objects in the place of modules: one put there by the program, one by a module itself."""

import sys


class Options:
    """No module at all; what it does not have, it makes up."""

    debug = True

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return f"option {name}"


sys.modules["options"] = Options()

import answers
import late
import options
from answers import question
from options import colour

print("first use", file=sys.stderr)
print(options.debug, options.size, colour, options is sys.modules["options"])
print(answers.life, question, type(answers).__name__, answers is sys.modules["answers"])
print(late.VALUE, late.__class__.__name__, late.computed)
