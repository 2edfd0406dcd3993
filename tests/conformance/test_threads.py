"""Threads that meet at a deferred import see one execution, never a half-made module; children work as parents."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Case

SLOW = {
    "heavy/__init__.py": "import time\nprint('runs', flush=True)\nhalf = 1\ntime.sleep(0.02)\n"
    "def f(): return 'f'\ndef g(): return 'g'\n",
    "heavy/sub.py": "import time\nprint('sub runs', flush=True)\ntime.sleep(0.02)\nY = 2\n",
}
RACE = """
    import threading
    barrier = threading.Barrier(16)
    seen, errors = [], []
    def race():
        barrier.wait()
        try: seen.append({use})
        except BaseException as error: errors.append(repr(error))
    threads = [threading.Thread(target=race) for _ in range(16)]
    for thread in threads: thread.start()
    for thread in threads: thread.join(10)
    print(len(seen), len(set(map(id, seen))), errors, any(thread.is_alive() for thread in threads))
"""


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("import heavy", "heavy.f"),
        ("from heavy import f, g", "(f, g) and f"),
        ("import heavy.sub", "heavy.sub"),
        ("import heavy.sub", "heavy.sub.Y and heavy.f"),
        ("from heavy.sub import Y", "Y"),
        ("import heavy as h", "h"),
        ("from heavy import f", "globals()['f']"),
        ("from heavy import sub", "sub"),
        ("from heavy import f", "[f, f, f][-1]"),
        ("from heavy import f", "__import__('heavy').f if len(seen) % 2 else f"),
        ("import heavy", "__import__('importlib').import_module('heavy').f if len(seen) % 2 else heavy.f"),
    ],
)
def test_sixteen_threads_race_on_the_first_use(case: Case, statement: str, use: str) -> None:
    if sys.version_info >= (3, 15) and "globals()" in use:
        pytest.skip("PEP 810 gives the lazy object here")
    app = f"    {statement}\n{RACE.format(use=use)}"
    outcome = case.check({**SLOW, "main.py": "import app", "app.py": app})
    assert outcome.stdout.endswith("16 1 [] False\n")


@pytest.mark.parametrize("use", ["app.heavy.f", "app.f", "getattr(app, 'f')"])
def test_sixteen_threads_read_a_sleeping_name_from_outside(case: Case, use: str) -> None:
    main = f"    import app\n{RACE.format(use=use)}"
    case.check({**SLOW, "main.py": main, "app.py": "import heavy\nfrom heavy import f\n"})


def test_first_uses_race_with_eager_imports_in_functions(case: Case) -> None:
    app = """
        import threading
        from heavy import f
        import heavy
        seen = []
        def eager():
            from heavy import f as other
            seen.append(other)
        def lazy(): seen.append(f)
        def attribute(): seen.append(heavy.f)
        threads = [threading.Thread(target=target) for target in (eager, lazy, attribute) * 5]
        for thread in threads: thread.start()
        for thread in threads: thread.join(10)
        print(len(seen), len(set(seen)))
    """
    case.check({**SLOW, "main.py": "import app", "app.py": app})


def test_two_threads_that_wake_two_modules_that_use_each_other_do_not_deadlock(case: Case) -> None:
    files = {
        "one.py": "import time, two\ndef name(): return two.__name__\ntime.sleep(0.03)\ntwo.__doc__\n",
        "two.py": "import time, one\ndef name(): return one.__name__\ntime.sleep(0.03)\none.__doc__\n",
        "main.py": """
            import threading
            import one, two
            def first(): one.__name__
            def second(): two.__name__
            threads = [threading.Thread(target=target, daemon=True) for target in (first, second)]
            for thread in threads: thread.start()
            for thread in threads: thread.join(5)
            print(any(thread.is_alive() for thread in threads), one.name(), two.name())
        """,
    }
    case.check(files, ["one", "two"])


def test_first_use_in_a_pool_and_in_asyncio_to_thread(case: Case) -> None:
    app = """
        import asyncio
        from concurrent.futures import ThreadPoolExecutor
        from heavy import f
        import heavy.sub
        def use(): return f()
        async def run(): return await asyncio.gather(*(asyncio.to_thread(lambda: heavy.sub.Y) for _ in range(4)))
        with ThreadPoolExecutor(4) as pool:
            print([future.result() for future in [pool.submit(use) for _ in range(8)]])
        print(asyncio.run(run()))
    """
    files = {**SLOW, "main.py": "import app", "app.py": app}
    outcome = case.lazy(files)
    assert outcome.stdout.count("runs") == 2
    assert outcome.stdout.endswith("[2, 2, 2, 2]\n")


def test_different_names_of_one_module_used_by_many_threads_all_become_real(case: Case) -> None:
    names = [f"n{number}" for number in range(64)]
    heavy = {"heavy.py": "".join(f"{name} = '{name}'\n" for name in names)}
    app = f"""
        import sys, threading
        from heavy import {", ".join(names)}
        sys.setswitchinterval(1e-6)
        wrong = []
        def race(order):
            for name in order:
                value = eval(name)
                if value != name: wrong.append((name, value))
        orders = [{names!r}, {names[::-1]!r}, {names[32:] + names[:32]!r}, {names[::2] + names[1::2]!r}]
        threads = [threading.Thread(target=race, args=(order,)) for order in orders * 2]
        for thread in threads: thread.start()
        for thread in threads: thread.join(10)
        print(wrong, [n for n in globals() if n[0] == 'n'][:3], n63)
    """
    case.check({**heavy, "main.py": "import app", "app.py": app})


def test_a_body_that_starts_a_process_and_forks(case: Case) -> None:
    heavy = {
        "heavy.py": """
            import os, subprocess, sys
            out = subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True, text=True).stdout
            pid = os.fork()
            if not pid: os._exit(3)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        """
    }
    case.check({**heavy, "main.py": "from heavy import out, code\nprint(out, code)"}, awake=["heavy"])


def test_a_forked_child_uses_what_the_parent_left_asleep(case: Case) -> None:
    app = """
        import os, sys
        from heavy import f
        import heavy.sub
        def run():
            sys.stdout.flush()
            pid = os.fork()
            if not pid:
                print(f(), heavy.sub.Y, flush=True)
                os._exit(0)
            os.waitpid(pid, 0)
        run()
        print(f())
    """
    outcome = case.lazy({**SLOW, "main.py": "import app", "app.py": app})
    assert outcome.stdout.replace("sub runs\n", "") == "runs\nf 2\nruns\nf\n"


def test_a_fork_while_another_thread_tidies_up_leaves_no_lock_behind(case: Case) -> None:
    # A collection runs while the engine puts the namespace in order; its callback holds that thread there, by the names
    # of the functions that do it.
    app = """
        import gc, os, sys, threading, time
        from heavy import f, g
        inside, leave = threading.Event(), threading.Event()
        def gated(phase, information, sys=sys, inside=inside, leave=leave):
            try: frame = sys._getframe(1)
            except ValueError: return
            if frame.f_code.co_name in ('heal', '_reach_copies') and not inside.is_set():
                inside.set()
                leave.wait(5)
        def worker(gc=gc, inside=inside, use=lambda: f):
            gc.set_threshold(1)
            use()
            gc.set_threshold(0)
            inside.set()
        def run():
            import heavy
            gc.callbacks.append(gated)
            thread = threading.Thread(target=worker)
            thread.start()
            inside.wait(5)
            pid = os.fork()
            if not pid:
                g()
                os._exit(7)
            for _ in range(100):
                done, status = os.waitpid(pid, os.WNOHANG)
                if done: break
                time.sleep(0.01)
            else:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
                status = 'hangs'
            leave.set()
            thread.join(5)
            gc.callbacks.remove(gated)
            print(status)
    """
    heavy = {"heavy.py": "def f(): pass\ndef g(): pass\n"}
    case.check(
        {**heavy, "main.py": "import app\napp.run()", "app.py": app}, stderr=False, env={"PYTHONWARNINGS": "ignore"}
    )


def test_signal_handlers_may_use_a_name_that_is_being_loaded(case: Case) -> None:
    app = """
        import signal
        from heavy import f, g
        seen = []
        def handler(number, frame): seen.append(g())
        signal.signal(signal.SIGALRM, handler)
        try: print(f())
        except BaseException as error: print(type(error).__name__, error)
        print(seen, g())
    """
    heavy = {
        "heavy.py": "def g(): return 'g'\nimport os, signal\nos.kill(os.getpid(), signal.SIGALRM)\n"
        "def f(): return 'f'\n",
    }
    outcome = case.lazy({**heavy, "main.py": "import app", "app.py": app})
    assert outcome.stdout == "f\n['g'] g\n"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_functions_of_a_module_with_lazy_names_run_in_pool_workers(case: Case, method: str) -> None:
    files = {
        "heavy.py": "def f(): return 'f'\nclass C:\n    x = 1\n",
        "app.py": "from heavy import f, C\nimport heavy\n"
        "def work(n): return f(), heavy.C.x + n\ndef make(n): return C()\n",
        "main.py": f"""
            import multiprocessing, app
            if __name__ == '__main__':
                with multiprocessing.get_context('{method}').Pool(1) as pool:
                    print(pool.map(app.work, [1, 2]), type(pool.map(app.make, [1])[0]) is app.C)
        """,
    }
    case.check(files, stderr=False)


def test_a_function_that_imports_in_the_middle_of_a_statement_disturbs_nothing(case: Case) -> None:
    # Whatever the program runs between the steps of an import statement; a tracer does it most reliably.
    case.check({
        "heavy.py": "",
        "main.py": """
            import sys
            made = {}
            exec("def trace(frame, event, argument):\\n    import os, json.scanner\\n", made)
            sys.settrace(made["trace"])
            import heavy
            import heavy as other
            sys.settrace(None)
            print(heavy.__name__, other.__name__)
        """,
    })  # fmt: skip


@pytest.mark.parametrize(
    "name", ["reason", "_reason_around", "guarded_ranges"] + ["publish_all"] * (sys.version_info < (3, 15))
)
def test_what_a_signal_handler_raises_while_an_import_is_decided_reaches_the_program(case: Case, name: str) -> None:
    # A tracer stands for the handler: it raises at a known place.
    main = f"""
        import sys
        class Timeout(Exception): pass
        def handler(frame, event, argument):
            if frame.f_code.co_name == {name!r}: raise Timeout
        sys.settrace(handler)
        try: import app
        except Timeout: print("raised")
        sys.settrace(None)
        import dormant
        assert dormant.load_all() == ()
        import app
        print(app.f())
    """
    files = {"heavy.py": "def f(): return 'f'\n", "app.py": "from heavy import f\n", "main.py": main}
    outcome = case.lazy(files)
    assert (outcome.stdout, outcome.stderr) == ("raised\nf\n", "")
