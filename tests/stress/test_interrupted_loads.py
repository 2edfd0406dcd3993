"""A deferred import that is interrupted, or runs out of memory or stack, is whole at a later use."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Counts, Runs

# `app` imports COUNT modules in each form of statement, and each has a body that is worth interrupting.
MODULES = """
    from pathlib import Path
    COUNT = {count}
    for number in range(COUNT):
        folder = Path(f"heavy{{number}}")
        folder.mkdir()
        (folder / "__init__.py").write_text(f"X = {{number}}\\nT = [n * n for n in range(200)]\\ndef f(): return X\\n")
        (folder / "sub.py").write_text(f"from . import X\\nY = X + 1\\nclass C: value = Y\\n")
    forms = ["import heavy{{0}}.sub", "import heavy{{0}}.sub as heavy{{0}}_sub; import heavy{{0}}",
             "from heavy{{0}} import f as f{{0}}, sub; import heavy{{0}}",
             "from heavy{{0}}.sub import Y, C; import heavy{{0}}"]
    lines = [forms[number % len(forms)].format(number) for number in range(COUNT)]
    Path("app.py").write_text("\\n".join(lines) + "\\ndef use(number): return globals()[f'heavy{{}}'.format(number)]\\n"
        .replace("globals()[f'heavy{{}}'.format(number)]", "eval(f'heavy{{number}}.f(), heavy{{number}}.T[-1]')"))
"""
# Each use is disturbed, then tried again in peace; at the end every name is whole.
DISTURBED = """
    import app, sys
    import importlib
    injected = survived = 0
    for number in range(COUNT):
        for attempt in range(TRIES):
            try:
                disturb(number, attempt)
                got = app.use(number)
                calm()
                break
            except EXPECTED as error:
                calm()
                injected += 1
        got = app.use(number)
        sub = importlib.import_module(f"heavy{number}.sub")
        whole = got == (number, 199 * 199) and sub.C.value == number + 1 and sub.X == number
        survived += whole
        if not whole: print("lost", number, got, file=sys.stderr)
    import dormant
    failed = dormant.load_all()
    left = dormant.status().pending
    print(COUNT, survived, failed, left, {type(name).__name__ for name in vars(app)}, type(app).__mro__)
    print("injected", injected, file=sys.stderr)
"""
SIGNALS = """
    import random, signal
    chance = random.Random(7)
    def interrupt(*_): raise KeyboardInterrupt
    signal.signal(signal.SIGALRM, interrupt)
    EXPECTED, TRIES = KeyboardInterrupt, 4
    def disturb(number, attempt): signal.setitimer(signal.ITIMER_REAL, chance.uniform(20e-6, 900e-6))
    def calm():
        while True:
            try: signal.setitimer(signal.ITIMER_REAL, 0); return
            except KeyboardInterrupt: pass
"""
# The import system turns some of these errors into others.
MEMORY = """
    import _testcapi
    EXPECTED, TRIES = Exception, 1
    def disturb(number, attempt): _testcapi.set_nomemory(number * 2 + 1, number * 2 + 2)
    calm = _testcapi.remove_mem_hooks
"""
# The next line of the engine that runs fails: each use lets one more line pass.
LINES = """
    import sys, dormant
    HOME = dormant.__path__[0]
    EXPECTED, TRIES = MemoryError, 1
    def disturb(number, attempt):
        left = number // 4
        def trace(frame, event, arg):
            nonlocal left
            if event == "line" and frame.f_code.co_filename.startswith(HOME):
                left -= 1
                if left < 0: raise MemoryError
            return trace
        sys.settrace(trace)
    def calm(): sys.settrace(None)
"""
STACK = """
    import sys
    EXPECTED, TRIES = RecursionError, 1
    sys.setrecursionlimit(400)
    def disturb(number, attempt):
        def dive(depth):
            if depth: return dive(depth - 1)
            return app.use(number)
        dive(395 - number % 40)
    def calm(): pass
"""


ALLOCATIONS = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.version_info < (3, 14), reason="up to 3.13 the interpreter itself crashes"),
]
ENGINE = pytest.mark.skipif(sys.version_info >= (3, 15), reason="on 3.15 the interpreter does it")


def names(count: int) -> list[str]:
    return [f"heavy{number}" for number in range(count)]


@pytest.mark.parametrize(("kind", "disturbance", "count"), [
    ("a signal interrupts a deferred import", SIGNALS, 150),
    pytest.param("an allocation fails in a deferred import", MEMORY, 300, marks=ALLOCATIONS),
    pytest.param("a line of the engine fails in a deferred import", LINES, 400, marks=ENGINE),
    ("the stack overflows in a deferred import", STACK, 120),
])  # fmt: skip
def test_a_disturbed_import_is_whole_afterwards(
    program: Runs, counted: Counts, kind: str, disturbance: str, count: int
) -> None:
    main = MODULES.format(count=count) + disturbance + DISTURBED
    done = program({"main.py": main}, names(count))
    injected = int(done.stderr.split()[-1])
    counted(kind, injected, injected - done.stderr.count("lost"))
    assert done.stdout == f"{count} {count} () () {{'str'}} {type(sys).__mro__}\n"
    assert injected > count / 10
