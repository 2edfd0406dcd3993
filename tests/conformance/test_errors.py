"""Errors are those of the eager program, at each use until one succeeds, and tracebacks show no machinery."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Case

NATIVE = sys.version_info >= (3, 15)


HEAVY = {
    "heavy/__init__.py": "value = 1\nclass Thing: pass\ndef f(): return 'f'\n",
    "heavy/sub.py": "Y = 2\n",
}

SHOW = """\
import sys
def show(error):
    told = [type(error).__name__, str(error)]
    told += [f"{name}={getattr(error, name, None)!r}" for name in ("name", "path", "lineno", "code")]
    print(*told)
"""


@pytest.mark.parametrize(
    "use",
    ["heavy.nope", "heavy.valeu", "heavy.sub", "del heavy.nope", "heavy.value.nope", "heavy()", "heavy[0]",
     "Thing.nope", "Thing().nope", "Thing.f()", "thing", "Thng", "heavvy", "f(1)", "f.nope", "len(heavy)",
     "value.nope", "value()", "def g():\n    import heavy.nope\ng()", "def g():\n    from heavy import valeu\ng()"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["module", "function"])
def test_the_texts_of_errors_after_a_lazy_import_are_the_eager_ones(case: Case, use: str, where: str) -> None:
    use = use if where == "module" else "def run():\n    " + use.replace("\n", "\n    ") + "\nrun()"
    case.check({
        **HEAVY, "main.py": f"import heavy\nfrom heavy import Thing, f, value\nheavy, Thing, f, value\n{use}\n",
    }, exit_code=1)  # fmt: skip


@pytest.mark.parametrize("use", ["heavy.nope", "Thing.nope", "heavvy", "Thng"])
def test_the_text_of_an_error_that_is_the_first_use_is_the_eager_one(case: Case, use: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import heavy
        from heavy import Thing
        def run(): {use}
        for _ in range(2):
            try: run()
            except (AttributeError, NameError) as error: print(error, error.__cause__, error.__context__)
        """})  # fmt: skip


@pytest.mark.parametrize(
    "use",
    ["app.nope", "from app import nope", "del app.nope", "app()", "app[0]", "app + 1", "app < 1",
     "with app: pass"],
)  # fmt: skip
def test_the_text_of_an_error_about_the_importing_module_is_the_eager_one(case: Case, use: str) -> None:
    case.check({
        **HEAVY, "app.py": "import heavy\nfrom heavy import Thing\n", "main.py": f"import app\n{use}\n",
    }, exit_code=1, asleep=["heavy"])  # fmt: skip


@pytest.mark.parametrize(
    ("leave", "exit_code"), [("raise SystemExit(7)", 7), ("import sys; sys.exit('bye')", 1), ("raise SystemExit", 0)]
)
@pytest.mark.parametrize("statement", ["import heavy as h", "from heavy import h", "import heavy.sub as h"])
def test_an_exit_in_a_body_ends_the_program(case: Case, statement: str, leave: str, exit_code: int) -> None:
    case.check({
        "heavy/__init__.py": f"print('heavy runs')\n{leave}\n",
        "heavy/sub.py": "",
        "main.py": f"{statement}\nh\nprint('not reached')\n",
    }, exit_code=exit_code)  # fmt: skip


@pytest.mark.parametrize("error", ["SystemExit(3)", "KeyboardInterrupt('stop')", "GeneratorExit('out')"])
def test_exceptions_that_are_no_errors_pass_through(case: Case, error: str) -> None:
    outcome = case.lazy({"heavy.py": f"raise {error}\n", "main.py": """\
        import heavy
        from heavy import f
        def plain(): heavy
        def taken(): f
        for use in (plain, taken, plain):
            try:
                try: use()
                except Exception: print("taken for an error")
            except BaseException as error: print(repr(error))
        """})  # fmt: skip
    assert outcome.stdout == f"{error}\n" * 3


@pytest.mark.parametrize("error", ["ValueError('bad')", "ImportError('bad')", "MemoryError()",
                                   "ExceptionGroup('bad', [KeyError(1)])"])  # fmt: skip
@pytest.mark.parametrize("statement", ["import heavy as h", "from heavy import h", "import heavy.sub as h",
                                       "from heavy.sub import Y as h"])  # fmt: skip
def test_an_error_in_a_body_is_raised_at_each_use(case: Case, statement: str, error: str) -> None:
    if error.startswith("ExceptionGroup") and sys.version_info < (3, 11):
        pytest.skip("ExceptionGroup is new in 3.11")
    outcome = case.lazy({
        "heavy/__init__.py": f"print('heavy runs')\nraise {error}\n",
        "heavy/sub.py": "Y = 2\n",
        "main.py": f"""\
            import sys
            {statement}
            def use(): h
            for _ in range(2):
                try: use()
                except Exception as error:
                    print(repr(error), [name for name in sys.modules if "heavy" in name], "h" in globals())
            """,
    })  # fmt: skip
    assert outcome.stdout == f"heavy runs\n{error} [] True\n" * 2


def test_a_first_use_in_an_except_clause_keeps_the_context(case: Case) -> None:
    outcome = case.lazy({"heavy.py": "raise ValueError('body')\n", "main.py": """\
        import sys
        import heavy
        def handle():
            try: heavy.X
            except ValueError as second: return second
        try: 1 / 0
        except ZeroDivisionError as first:
            second = handle()
            chain, seen = second, []
            while chain is not None:
                seen.append(chain)
                chain = chain.__cause__ or chain.__context__
            print(seen[0] is second, first in (seen[-1], second.__context__), sys.exc_info()[1] is first)
            try: raise
            except ZeroDivisionError as again: print(again is first, again.__context__, again.__cause__)
        """})  # fmt: skip
    assert outcome.stdout == "True True True\nTrue None None\n"


def test_a_bare_raise_after_a_first_use_raises_what_was_handled(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy
        from heavy import f
        def run():
            try: {}["key"]
            except KeyError:
                heavy.value, f()
                raise
        try: run()
        except KeyError as error: print(repr(error), error.__context__, error.__traceback__.tb_next.tb_lineno)
        try: raise OSError("a") from ValueError(heavy.value)
        except OSError as error: print(repr(error.__cause__))
        """}, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize("before", ["", "heavy", "from heavy import sub; sub"])
def test_find_spec_as_a_probe_executes_nothing(case: Case, before: str) -> None:
    program = f"""\
        import importlib.util as util, sys
        import heavy
        from heavy import f
        {before}
        for name in ("heavy", "missing", "main", "os.path"):
            spec = util.find_spec(name)
            print(name, spec and spec.name, spec and spec.origin, type(spec and spec.loader).__name__)
        """
    if before:
        case.check({**HEAVY, "main.py": program})
    else:
        case.check({**HEAVY, "main.py": program}, asleep=["heavy"])


def test_find_spec_of_a_submodule_imports_its_parent_as_ever(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import importlib.util as util
        import heavy
        print(util.find_spec("heavy.sub").name, util.find_spec("heavy.nope"), heavy.value)
        try: util.find_spec("missing.sub")
        except ModuleNotFoundError as error: print(error, error.name)
        """}, awake=["heavy"], asleep=[])  # fmt: skip


@pytest.mark.parametrize("guard", ["ImportError", "ModuleNotFoundError", "(ImportError, ValueError)", "Exception", ""])
@pytest.mark.parametrize("used", [True, False])
def test_a_guard_sees_what_is_missing_inside_the_module_that_it_guards(case: Case, guard: str, used: bool) -> None:
    if guard in ("Exception", "") and not used:
        pytest.skip("only a guard that names ImportError says what it waits for")
    case.check({
        "opt.py": "from missing import Y\nX = " + ("Y" if used else "1") + "\ndef f(): return Y\n",
        "main.py": f"try:\n    from opt import X\nexcept {guard}:\n    X = 'fallback'\nprint(X)\n",
    }, ("opt", "missing"))  # fmt: skip


@pytest.mark.parametrize("guard", ["ImportError", "ModuleNotFoundError"])
def test_a_guard_two_modules_away_sees_what_is_missing(case: Case, guard: str) -> None:
    case.check({
        "opt/__init__.py": "from .core import X\n",
        "opt/core.py": "import missing.sub\nX = 1\ndef f(): return missing.sub\n",
        "main.py": f"try:\n    from opt import X\nexcept {guard}:\n    X = 'fallback'\nprint(X)\n",
    }, ("opt", "missing"))  # fmt: skip


@pytest.mark.parametrize("probe", ["hasattr(heavy, 'X')", "getattr(heavy, 'X', 0)", "hasattr(app, 'heavy')",
                                   "getattr(app, 'heavy', 0)", "getattr(heavy, '__file__', 0)"])  # fmt: skip
@pytest.mark.parametrize("error", ["ValueError('body')", "ImportError('body')", "KeyError('body')"])
def test_a_probe_for_an_attribute_does_not_swallow_the_error_of_a_body(case: Case, probe: str, error: str) -> None:
    outcome = case.lazy({
        "heavy.py": f"raise {error}\n",
        "app.py": "import heavy\n",
        "main.py": f"""\
            import app
            import heavy
            for _ in range(2):
                try: print({probe})
                except Exception as error: print(repr(error))
            """,
    })  # fmt: skip
    assert outcome.stdout == f"{error}\n" * 2


@pytest.mark.parametrize("source", ["heavy/__init__.py", "heavy/sub.py"])
def test_a_warning_that_is_an_error_at_the_first_use(case: Case, source: str) -> None:
    outcome = case.lazy({
        **HEAVY,
        source: "import warnings\nwarnings.warn('old', DeprecationWarning)\nY = 2\n",
        "main.py": """\
            import sys, warnings
            import heavy.sub as s
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                try: s
                except DeprecationWarning as error: print(repr(error), "heavy.sub" in sys.modules)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                print(s.Y, [(str(w.message), w.filename[-12:].replace("_", "")[-6:], w.lineno) for w in caught])
            """,
    })  # fmt: skip
    first, second = outcome.stdout.splitlines()
    assert first == "DeprecationWarning('old') False"
    assert second.startswith("2 [('old', ")


def test_a_warning_about_the_importer_names_its_import_or_from_3_15_on_the_first_use(case: Case) -> None:
    outcome = case.lazy({
        "heavy.py": "import warnings\nwarnings.warn('old', DeprecationWarning, stacklevel=2)\n",
        "main.py": "import warnings\nwarnings.simplefilter('always')\nimport heavy\n\nheavy\n",
    })  # fmt: skip
    assert f"main.py:{5 if NATIVE else 3}: DeprecationWarning: old" in outcome.stderr
    assert outcome.stderr.count("DeprecationWarning") == 1


def test_a_warning_about_who_called_the_importer_names_the_caller(case: Case) -> None:
    outcome = case.lazy({
        "heavy.py": "import warnings\nwarnings.warn('old', DeprecationWarning, stacklevel=3)\n",
        "app.py": "import heavy\ndef use():\n    heavy\n",
        "main.py": "import warnings\nwarnings.simplefilter('always')\nimport app\n\napp.use()\n",
    })  # fmt: skip
    assert f"{'main.py:5' if NATIVE else 'app.py:3'}: DeprecationWarning: old" in outcome.stderr
    assert outcome.stderr.count("DeprecationWarning") == 1


@pytest.mark.parametrize("name", ["nope", "vale", "__nope__", "sub.nope"])
def test_a_name_that_a_module_does_not_have_is_the_eager_import_error(case: Case, name: str) -> None:
    module, _, name = f"heavy.{name}".rpartition(".")
    importing = f"from {module} import {name} as taken"
    eager = "def use():\n    " + importing
    lazy = importing + "\ndef use(): taken"
    outcomes = [
        case.lazy({**HEAVY, "main.py": f"""\
{SHOW}
{code}
for _ in range(2):
    try: use()
    except ImportError as error:
        show(error)
        print(getattr(error, "name_from", None))
"""})
        for code in (eager, lazy)
    ]  # fmt: skip
    assert outcomes[0].stdout == outcomes[1].stdout
    assert outcomes[0].stdout.count("ImportError cannot import name") == 2


def test_a_misspelt_name_is_suggested_as_ever(case: Case) -> None:
    files = {**HEAVY, "main.py": "from heavy import valeu\nvaleu\n"}
    last = case.check(files, stderr=False, exit_code=1).stderr.splitlines()[-1]
    files["main.py"] = "def f():\n    from heavy import valeu\nf()\n"
    assert case.lazy(files, exit_code=1).stderr.splitlines()[-1] == last


@pytest.mark.parametrize("inner", ["import missing", "from missing import x", "import missing.sub", "import heavy.nope",
                                   "from . import nope", "from .nope import x", "import sys.nope"])  # fmt: skip
def test_a_missing_dependency_of_a_module_is_named(case: Case, inner: str) -> None:
    program = """\
{show}
{code}
for _ in range(2):
    try: use()
    except ImportError as error: show(error)
print("heavy" in sys.modules)
"""
    files = {"heavy/__init__.py": inner + "\n"}
    told = [
        case.lazy({**files, "main.py": program.format(show=SHOW, code=code)}).stdout
        for code in ("def use():\n    import heavy", "import heavy\ndef use(): heavy")
    ]
    assert told[0] == told[1]
    assert told[0].endswith("False\n")


@pytest.mark.parametrize(
    ("importing", "use"),
    [("import missing", "missing"), ("import missing as m", "m"), ("import missing.sub", "missing.sub"),
     ("import missing.sub as m", "m"), ("from missing import x", "x"), ("from missing.sub import x as y", "y"),
     ("import heavy.nope", "heavy.nope"), ("import heavy.nope as m", "m"), ("from heavy.nope import x", "x"),
     ("import heavy.sub.nope as m", "m"), ("from heavy.sub.nope import x", "x"),
     ("from .nope import x", "x"), ("from ..nope import x", "x"), ("from .nope.sub import x", "x"),
     ("from . import nope", "nope")],
)  # fmt: skip
def test_a_missing_module_is_the_same_error_at_each_use(case: Case, importing: str, use: str) -> None:
    program = """\
{show}
{code}
for _ in range(3):
    try: use()
    except ImportError as error: show(error)
"""
    told = [
        case.lazy({
            **HEAVY,
            "pkg/__init__.py": "",
            "pkg/inner/__init__.py": "",
            "pkg/inner/app.py": program.format(show=SHOW, code=code),
            "main.py": "def run():\n    import pkg.inner.app\nrun()\n",
        }, ("missing", "heavy", "pkg"), overrides=((("pkg",), None, True),)).stdout
        for code in (f"def use():\n    {importing}", f"{importing}\ndef use(): {use}")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert told[0].count("\n") == 3


def test_an_error_two_lazy_imports_away_is_raised_at_the_outer_use_and_both_are_retried(case: Case) -> None:
    outcome = case.lazy({
        "a.py": "import b\nprint('a runs')\nX = b.Y + 1\n",
        "b.py": "import sys\nprint('b runs')\nif sys.broken: raise ValueError('b is broken')\nY = 1\n",
        "main.py": """\
            import sys
            import a
            sys.broken = True
            for _ in range(2):
                try: a.X
                except ValueError as error: print(error, [name for name in "ab" if name in sys.modules])
            sys.broken = False
            print(a.X, [name for name in "ab" if name in sys.modules])
            """,
    }, ("a", "b"))  # fmt: skip
    failed = "a runs\nb runs\nb is broken []\n"
    assert outcome.stdout == f"{failed}{failed}a runs\nb runs\n2 ['a', 'b']\n"


@pytest.mark.parametrize("importing", ["import heavy as h", "from heavy import f as h", "import heavy.sub as h"])
def test_none_in_sys_modules_blocks_a_lazy_import(case: Case, importing: str) -> None:
    outcome = case.lazy({**HEAVY, "main.py": f"""\
        import sys
        {importing}
        sys.modules["heavy"] = None
        for _ in range(2):
            try: h
            except ModuleNotFoundError as error: print(error, error.name)
        del sys.modules["heavy"]
        print(h.__name__)
        """})  # fmt: skip
    blocked = {
        "import heavy as h": "import of heavy halted; None in sys.modules heavy\n",
        "from heavy import f as h": "import of heavy halted; None in sys.modules heavy\n",
        "import heavy.sub as h": "No module named 'heavy.sub'; 'heavy' is not a package heavy.sub\n",
    }[importing]
    assert outcome.stdout in (f"{blocked}{blocked}{name}\n" for name in ("heavy", "heavy.sub", "f"))


def test_none_in_sys_modules_before_the_import_is_seen_at_the_use(case: Case) -> None:
    outcome = case.lazy({**HEAVY, "main.py": """\
        import sys
        sys.modules["heavy"] = None
        try:
            import heavy
        except ImportError as error: print(error)
        def use():
            from heavy import f
            return f
        try: use()
        except ImportError as error: print(error)
        """})  # fmt: skip
    assert outcome.stdout == "import of heavy halted; None in sys.modules\n" * 2


@pytest.mark.parametrize(
    ("importing", "where"),
    [("import heavy as h", "heavy/__init__.py"), ("from heavy import f as h", "heavy/__init__.py"),
     ("import heavy.sub as h", "heavy/__init__.py"), ("import heavy.sub as h", "heavy/sub.py"),
     ("from heavy import sub as h", "heavy/__init__.py"), ("from heavy import sub as h", "heavy/sub.py"),
     ("from heavy.sub import Y as h", "heavy/sub.py")],
)  # fmt: skip
def test_after_its_cause_is_fixed_a_second_use_succeeds(case: Case, importing: str, where: str) -> None:
    broken = "import sys\nif not hasattr(sys, 'fixed'): raise ValueError('not yet')\n"
    outcome = case.lazy({**HEAVY, where: broken + HEAVY[where], "main.py": f"""\
        import sys
        {importing}
        def use(): return h
        try: print("no error", use())
        except ValueError as error: print(error)
        sys.fixed = True
        print(use() is use(), use() is not None, type(next(key for key in globals() if key == "h")))
        import heavy
        print(heavy.f(), __import__("heavy.sub").sub.Y)
        """})  # fmt: skip
    assert outcome.stdout == "not yet\nTrue True <class 'str'>\nf 2\n"


def test_a_module_written_after_the_first_failure_is_found(case: Case) -> None:
    outcome = case.lazy({"main.py": """\
        import importlib, pathlib
        import heavy
        try: heavy
        except ModuleNotFoundError as error: print(error)
        pathlib.Path(__file__).with_name("heavy.py").write_text("X = 1")
        importlib.invalidate_caches()
        print(heavy.X)
        """})  # fmt: skip
    assert outcome.stdout == "No module named 'heavy'\n1\n"


@pytest.mark.parametrize("importing", ["import heavy as h", "from heavy import f as h", "import heavy.sub as h"])
def test_a_first_use_at_exit(case: Case, importing: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import atexit
        {importing}
        @atexit.register
        def last(): print("at exit", h.__name__)
        print("end")
        """})  # fmt: skip


@pytest.mark.parametrize("when", ["del thing", "thing = None", "thing.itself = thing; del thing; gc.collect()"])
def test_a_first_use_in_a_finalizer(case: Case, when: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import gc
        from heavy import f
        import heavy
        class Finalized:
            def __del__(self): print("finalized", f(), heavy.value)
        thing = Finalized()
        {when}
        print("end")
        """})  # fmt: skip


@pytest.mark.parametrize("hold", ["thing = Finalized()", "import builtins; builtins.thing = Finalized()",
                                  "thing = Finalized(); thing.itself = thing"])  # fmt: skip
def test_a_first_use_in_a_finalizer_at_exit_does_not_crash(case: Case, hold: str) -> None:
    """Imports may be impossible by then; what may not happen is a crash or a hang."""
    outcome = case.lazy({**HEAVY, "main.py": f"""\
        from heavy import f
        class Finalized:
            def __del__(self, f=lambda: f()):
                try: f()
                except BaseException: pass
                print("finalized", flush=True)
        {hold}
        print("end", flush=True)
        """})  # fmt: skip
    assert outcome.stdout.splitlines()[0] == "end"


@pytest.mark.parametrize("daemon", [False, True])
def test_a_first_use_in_a_thread_at_exit(case: Case, daemon: bool) -> None:
    outcome = case.lazy({**HEAVY, "main.py": f"""\
        import os, threading
        import heavy
        main = threading.main_thread()
        def late():
            main.join()
            os.write(1, b"%d\\n" % heavy.value)  # A daemon that prints at exit can be fatal up to 3.11.
        threading.Thread(target=late, daemon={daemon}).start()
        print("end", flush=True)
        """})  # fmt: skip
    assert outcome.stdout == "end\n1\n" or (daemon and outcome.stdout == "end\n")


@pytest.mark.parametrize(
    "use", ["hevy", "Thign", "heavvy.x", "app.hevy", "app.Thign", "from app import Thign", "def g(): return hevy\ng()"]
)
@pytest.mark.parametrize("printing", ["by the interpreter", "by the program"])
def test_a_suggestion_wakes_nothing(case: Case, use: str, printing: str) -> None:
    body = use
    if printing == "by the program":
        body = "import sys, traceback\ntry:\n    " + use.replace("\n", "\n    ")
        body += "\nexcept Exception: sys.stderr.write(traceback.format_exc()); raise\n"
    # 3.15 itself suggests no name of a module that has lazy imports.
    case.check({
        **HEAVY, "app.py": "import heavy\nfrom heavy import Thing\n",
        "main.py": f"import app\nimport heavy\nfrom heavy import Thing\n{body}",
    }, asleep=["heavy"], exit_code=1, stderr=not (NATIVE and "app" in use))  # fmt: skip


@pytest.mark.parametrize("show", ["traceback.TracebackException(*sys.exc_info(), capture_locals=True)",
                                  "traceback.StackSummary.extract(traceback.walk_tb(sys.exc_info()[2]))",
                                  "logging.getLogger().exception('failed')", "sys.excepthook(*sys.exc_info())",
                                  "faulthandler.dump_traceback()", "cgitb_like(sys.exc_info()[2])"])  # fmt: skip
def test_printing_a_traceback_wakes_nothing(case: Case, show: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import faulthandler, logging, sys, traceback
        import heavy
        from heavy import Thing
        def cgitb_like(trace):
            while trace:
                print(trace.tb_frame.f_lineno, len(trace.tb_frame.f_code.co_names), trace.tb_lineno)
                trace = trace.tb_next
        def fail(): return 1 / 0 and heavy and Thing
        try: fail()
        except ZeroDivisionError: {show}
        """}, asleep=["heavy"])  # fmt: skip


@pytest.mark.parametrize(
    ("body", "error"),
    [("x = (\n", "SyntaxError"), ("if 1:\nx = 1\n", "IndentationError"), ("x = 1\n\tif y:\n", "IndentationError"),
     ("def f(:\n    pass\n", "SyntaxError"), ("return 1\n", "SyntaxError"), ("# coding: nope\n", "SyntaxError")],
)  # fmt: skip
def test_a_syntax_error_surfaces_at_the_use_and_tells_its_place(case: Case, body: str, error: str) -> None:
    told = [
        case.lazy({"heavy.py": body, "main.py": f"""\
{SHOW}
{code}
print("start")
for _ in range(2):
    try: use()
    except SyntaxError as error:
        show(error)
        print(error.filename, error.offset, error.text, "heavy" in sys.modules)
"""}).stdout
        for code in ("def use():\n    import heavy", "import heavy\ndef use(): heavy")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert told[0].startswith(f"start\n{error} ")


@pytest.mark.parametrize("statement", ["import heavy as h", "from heavy import h", "import heavy.sub as h",
                                       "from heavy.sub import h", "from heavy import sub as h"])  # fmt: skip
@pytest.mark.parametrize("place", ["module", "function", "attribute", "getattr", "caller"])
def test_the_traceback_of_a_failing_first_use_has_the_users_lines_only(case: Case, statement: str, place: str) -> None:
    use = {"module": "h", "function": "def use():\n    return h\nuse()", "attribute": "app.h",
           "getattr": "getattr(app, 'h')", "caller": "app.use()"}[place]  # fmt: skip
    app = f"{statement}\ndef use():\n    return h\n"
    outcome = case.lazy({
        "heavy/__init__.py": "X = 1\n\ndef fail():\n    raise ValueError('body')\nfail()\n",
        "heavy/sub.py": "",
        "app.py": app,
        "main.py": f"import app\n{statement}\n{use}\n",
    }, exit_code=1)  # fmt: skip
    lines = outcome.stderr.splitlines()
    places = [line.strip().split("/")[-1].replace('"', "") for line in lines if line.lstrip().startswith("File ")]
    assert "/dormant/" not in outcome.stderr
    assert "<frozen" not in outcome.stderr
    assert "ValueError: body" in lines
    assert places[-2:] == ["__init__.py, line 5, in <module>", "__init__.py, line 4, in fail"]
    used = {"module": ["main.py, line 3, in <module>"], "attribute": ["main.py, line 3, in <module>"],
            "function": ["main.py, line 5, in <module>", "main.py, line 4, in use"],
            "getattr": ["main.py, line 3, in <module>"],
            "caller": ["main.py, line 3, in <module>", "app.py, line 3, in use"]}[place]  # fmt: skip
    importer = "main.py, line 2, in <module>" if place in ("module", "function") else "app.py, line 1, in <module>"
    assert [line for line in places[:-2] if line != importer] == used


def test_the_frames_of_a_failing_first_use_are_those_of_the_program(case: Case) -> None:
    outcome = case.lazy({"heavy.py": "1 / 0\n", "main.py": """\
        import sys, traceback
        import heavy
        def use():
            return heavy.X
        for _ in range(3):
            try: use()
            except ZeroDivisionError as error:
                print([(f.filename.split("/")[-1], f.name) for f in traceback.extract_tb(error.__traceback__)
                       if f.lineno != 2])
        """})  # fmt: skip
    frames = [("main.py", "<module>"), ("main.py", "use"), ("heavy.py", "<module>")]
    assert outcome.stdout == f"{frames}\n" * 3


@pytest.mark.parametrize("fail", [
    "x = (1 +\n     [] / 0)", "heavy.f().nope", "value.a.b", "Thing().f(value, heavy)", "(lambda: [1][value])()",
    "[1 / (n - value) for n in range(3)]", "class K(Thing):\n    a = 1\n    b = a / 0", "raise Thing2",
    "assert not value", "def g(a=value): return a / 0\ng()", "with open(heavy.__name__) as f: pass",
    "value = value + heavy.nope", "f'{value} {heavy.nope}'",
])  # fmt: skip
@pytest.mark.parametrize("before", ["", "heavy, value, Thing"])
def test_errors_in_a_module_with_lazy_names_keep_lines_text_and_columns(case: Case, before: str, fail: str) -> None:
    case.check({
        **HEAVY,
        "app.py": f"'''Text.'''\nimport heavy\nfrom heavy import value, Thing\n# comment\n{before}\n\n{fail}\n",
        "main.py": "import app\n",
    }, exit_code=1)  # fmt: skip
