"""Ten thousand names, deep trees, names of all alphabets, hundreds of forks and threads, several interpreters."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Counts, Runs

MANY = 10_000
BODIES = "from sys import stderr\nprint('runs', __name__, file=stderr)\n"


def same(program: Runs, files: dict[str, str], packages: tuple[str, ...] = ("heavy",), **settings: object) -> str:
    """Run a program off and on, compare what it prints, and return its standard error with dormant on."""
    off = program(files, packages, off=True)
    on = program(files, packages, **settings)
    assert on.stdout == off.stdout
    return on.stderr


@pytest.mark.parametrize("use", ["for name in names: eval(name)", "print(*map(eval, names[::-1]))"])
def test_ten_thousand_names_of_one_module(program: Runs, use: str) -> None:
    names = ", ".join(f"n{number}" for number in range(MANY))
    app = f"names = [f'n{{number}}' for number in range({MANY})]\nfrom heavy import {names}\n{use}\nprint(n7 + n99)\n"
    heavy = f"globals().update((f'n{{number}}', number) for number in range({MANY}))\n"
    main = "import app\nprint({type(name).__name__ for name in vars(app)}, type(app).__name__, app.n5)\n"
    assert same(program, {"heavy.py": heavy, "app.py": app, "main.py": main}) == ""


def test_thousands_of_modules_that_nobody_uses_are_never_asked_for(program: Runs) -> None:
    app = "\n".join(f"import heavy.m{number}" for number in range(MANY // 4))
    done = program({"heavy/__init__.py": BODIES, "main.py": f"{app}\nprint('end')\n"})
    assert (done.stdout, done.stderr) == ("end\n", "")


def test_a_tree_of_a_hundred_levels(program: Runs) -> None:
    levels = ["heavy", *(f"p{number}" for number in range(100))]
    files = {"/".join(levels[: depth + 1]) + "/__init__.py": f"DEPTH = {depth}\n{BODIES}" for depth in range(101)}
    name = ".".join(levels)
    middle = ".".join(levels[:50])
    main = f"import {name}, {middle} as middle\nfrom {middle} import DEPTH\nimport sys\nprint('use', file=sys.stderr)\n"
    main += f"print({name}.DEPTH, {middle}.DEPTH, middle.DEPTH, DEPTH)\n"
    assert same(program, {**files, "main.py": main}).startswith("use\nruns heavy\n")


UNICODE = {
    "übung/__init__.py": "wert = 1\n" + BODIES,
    "übung/名前.py": "λ = 'lambda'\n" + BODIES,
    "file.py": "Ω = 2\n" + BODIES,
    "code2.py": "X = 3\n" + BODIES,
    # The compiler takes the ligature in ﬁle and the mathematical letters for plain ones.
    "main.py": "import übung.名前, ﬁle\nfrom übung.名前 import λ\nimport 𝐜ode2 as größe\nimport sys\n"  # noqa: RUF001
    "print('use', file=sys.stderr)\nprint(übung.wert, übung.名前.λ, λ, file.Ω, größe.X)\n"
    "print(sorted(name for name in globals() if name[0] != '_'))\n",
}


def test_names_of_all_alphabets(program: Runs) -> None:
    stderr = same(program, UNICODE, ("übung", "file", "code2"))
    assert stderr.startswith("use\n")
    assert set(stderr.split()[2::2]) == {"übung", "übung.名前", "file", "code2"}


def test_three_hundred_forks_with_threads_at_work(program: Runs, counted: Counts) -> None:
    counted("a process is forked while threads load", 300, 0)
    modules = {f"heavy/m{number}.py": f"X = {number}\n" for number in range(60)}
    app = "\n".join(f"import heavy.m{number} as m{number}" for number in range(60))
    main = """
        import os, signal, sys, threading, warnings
        warnings.simplefilter("ignore")
        import app
        stop = threading.Event()
        def load(start):
            for number in range(start, 57, 3):
                eval(f"app.m{number}.X")
                if stop.wait(0.004): return
        threads = [threading.Thread(target=load, args=(start,)) for start in range(3)]
        for thread in threads: thread.start()
        fine = 0
        for _ in range(300):
            pid = os.fork()
            if not pid:
                signal.alarm(4)
                # None that a thread may be loading at this moment: in a child its lock stays taken, eagerly too.
                os._exit(0 if eval("app.m59.X + app.m58.X + app.m57.X") == 174 else 1)
            status = os.waitpid(pid, 0)[1]
            # 3.15 forks while importlib's own locks are taken, eagerly as often: once in 4,000 forks.
            fine += status == 0 or os.WTERMSIG(status) == signal.SIGALRM
        stop.set()
        for thread in threads: thread.join()
        print(fine)
    """
    done = program({"heavy/__init__.py": "", **modules, "app.py": app, "main.py": main})
    counted("a process is forked while threads load", 0, int(done.stdout))
    assert done.stdout == "300\n"


def test_threads_race_for_a_thousand_names(program: Runs, counted: Counts) -> None:
    counted("threads race for a deferred name", 1000, 0)
    body = "from . import count\ncount.append({0})\nX = {0}\n"
    files = {f"heavy/m{number}.py": body.format(number) for number in range(250)}
    forms = "import {0}\nfrom heavy import m{1} as a{1}\nfrom {0} import X as b{1}\nimport {0} as c{1}"
    app = "\n".join(forms.format(f"heavy.m{number}", number) for number in range(250))
    main = """
        import random, sys, threading
        import app, heavy
        sys.setswitchinterval(1e-6)
        errors = []
        barrier = threading.Barrier(8)
        def race(seed):
            order = [f"{form}{number}" for number in range(250) for form in ("heavy.m", "a", "b", "c")]
            random.Random(seed // 2).shuffle(order)
            barrier.wait()
            for name in order:
                number = int(name.lstrip("heavy.mabc"))
                try:
                    value = eval(name, vars(app))
                    assert getattr(value, "X", value) == number, value
                except BaseException as error: errors.append((name, repr(error)))
        threads = [threading.Thread(target=race, args=(seed,)) for seed in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(errors, sorted(heavy.count) == list(range(250)), {type(name).__name__ for name in vars(app)})
    """
    done = program({"heavy/__init__.py": "count = []\n", **files, "app.py": app, "main.py": main})
    assert done.stdout == "[] True {'str'}\n"
    counted("threads race for a deferred name", 0, 1000)


@pytest.mark.parametrize("cycle", ["import {}", "import {} as other", "from {} import name as other"])
def test_a_ring_of_five_hundred_modules(program: Runs, cycle: str) -> None:
    count = 500
    files = {
        f"heavy{n}.py": f"{cycle.format(f'heavy{(n + 1) % count}')}\nname = {n}\ndef look(): return "
        + (f"heavy{(n + 1) % count}.name" if cycle == "import {}" else "getattr(other, 'name', other)")
        for n in range(count)
    }
    main = "import sys\nsys.setrecursionlimit(20000)\nimport threading\nthreading.stack_size(256 << 20)\ndef use():\n"
    main += "    import importlib\n    modules = [importlib.import_module(f'heavy{n}') for n in range(500)]\n"
    main += "    print([module.look() for module in modules])\n"
    main += "thread = threading.Thread(target=use)\nthread.start()\nthread.join()\n"
    on = program({**files, "main.py": main}, tuple(f"heavy{n}" for n in range(count)))
    assert on.stdout == f"{[*range(1, count), 0]}\n"
    assert on.stderr == ""


END = """
    import atexit, sys, threading, time
    import app
    class Last:
        def __del__(self):
            try: print(app.heavy.m3.X)
            except BaseException as error: print(type(error).__name__)
    KEPT = Last()
    atexit.register(lambda: print(app.heavy.m1.X))
    def load():
        for number in range(10, 2000): eval(f"app.heavy.m{number % 100}.X")
    threading.Thread(target=load, daemon=True).start()
    print(app.heavy.m2.X)
"""


def test_an_interpreter_that_ends_while_threads_load(program: Runs, counted: Counts) -> None:
    counted("the interpreter ends while a thread loads", 8, 0)
    files = {f"heavy/m{number}.py": f"X = {number}\n" for number in range(100)}
    app = "\n".join(f"import heavy.m{number}" for number in range(100))
    for _ in range(8):
        done = program({"heavy/__init__.py": "", **files, "app.py": app, "main.py": END}, check=False)
        # Before 3.14, a daemon thread that imports at the end corrupts memory, eagerly as often: once in 100 runs.
        assert done.returncode == 0 or (sys.version_info < (3, 14) and done.returncode in (-6, -11))
        assert done.stdout.splitlines()[:2] == ["2", "1"]
        assert done.stderr == "" or done.returncode
    counted("the interpreter ends while a thread loads", 0, 8)


def test_an_interpreter_ends_though_a_thread_took_a_lock_along(program: Runs, counted: Counts) -> None:
    counted("the interpreter ends while a thread loads", 1, 0)
    # In a module of its own, since what the frames of a thread hold on to is never cleared.
    taker = """
        import sys, threading, time
        def take():
            keys = sys.modules.get("dormant.engine.keys")
            if keys: keys._lock.acquire()
            held.set()
            time.sleep(600)
        held = threading.Event()
    """
    main = """
        import threading
        import app, taker
        class Last:
            def __init__(self): self.app = app
            def __del__(self): print(self.app.heavy.X)
        KEPT = Last()
        print(app.heavy.X)
        threading.Thread(target=taker.take, daemon=True).start()
        taker.held.wait()
        print("ends")
    """
    # The namespace grows while the name is loaded, so that its next lookup is to tidy up.
    heavy = "import app\napp.extra = 1\nX = 7\n"
    same(program, {"heavy.py": heavy, "app.py": "import heavy\n", "taker.py": taker, "main.py": main})
    counted("the interpreter ends while a thread loads", 0, 1)


SUBINTERPRETERS = """
    import sys
    CODE = "import sys; sys.path.insert(0, '.'); import app; assert 'heavy' not in sys.modules; assert app.use() == 7"
    if sys.version_info >= (3, 14):
        from concurrent import interpreters
        def run(code):
            interpreter = interpreters.create()
            interpreter.exec(code)
            interpreter.close()
    else:
        if sys.version_info >= (3, 13): import _interpreters as low
        else: import _xxsubinterpreters as low
        def run(code):
            number = low.create()
            failed = low.run_string(number, code)
            assert failed is None, failed
            low.destroy(number)
    import app
    for _ in range(10): run(CODE)
    print(app.use())
"""


def test_ten_interpreters_in_one_process_each_defer_their_own(program: Runs, counted: Counts) -> None:
    counted("a subinterpreter defers and loads", 10, 0)
    app = "import heavy\ndef use(): return heavy.X\n"
    done = program({"heavy.py": "X = 7\n", "app.py": app, "main.py": SUBINTERPRETERS})
    assert (done.stdout, done.stderr) == ("7\n", "")
    counted("a subinterpreter defers and loads", 0, 10)
