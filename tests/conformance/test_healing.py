"""What is left behind when a deferred import was used: an ordinary namespace, and nothing of ours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support import difference

if TYPE_CHECKING:
    from conftest import Case

HEAVY = {"heavy/__init__.py": "X = 1\nclass C: pass\ndef f(): return 'f'\ndef g(): return 'g'\n"}
names_engine = pytest.mark.skipif(sys.version_info >= (3, 15), reason="3.15 has lazy imports of its own")


@pytest.mark.skipif(not (3, 11) <= sys.version_info < (3, 15), reason="3.11 to 3.14 specialise and use our engine")
def test_a_module_whose_names_were_all_used_has_specialisable_globals(case: Case) -> None:
    app = """
        import dis
        from heavy import f, g
        import heavy as h
        first = 1

        def use():
            return first, f, g, h

        for _ in range(3):
            use()
        for _ in range(200):
            use()
        for instruction in dis.get_instructions(use, adaptive=True):
            if instruction.argval in ("first", "f", "g", "h"):
                print(instruction.argval, instruction.opname)
    """
    outcome = case.check({**HEAVY, "main.py": "import app", "app.py": app}, awake=["heavy"])
    assert outcome.stdout.count("LOAD_GLOBAL_MODULE") == 4


@pytest.mark.parametrize(
    "use", ["value", "pkg.m0; value; pkg.m0", "value; pkg.m0; pkg.m0", "pkg.m0; pkg.m0; value", "value; pkg.m2; pkg.m2"]
)
def test_a_package_is_tidy_though_nobody_asks_it_for_its_submodule(case: Case, use: str) -> None:
    case.check({
        "pkg/__init__.py": "X = 1\n",
        "pkg/m0.py": "", "pkg/m1.py": "value = 2\n", "pkg/m2.py": "",
        "app.py": f"import pkg.m0, pkg.m2\nfrom pkg.m1 import value\n{use}\n",
        "main.py": """
            import sys
            import app
            # What nobody has used yet still waits.
            loaded = [name for name in vars(sys.modules["pkg"]) if f"pkg.{name}" in sys.modules]
            print(all(type(name) is str for name in loaded), "m1" in loaded)
        """,
    }, ("pkg",))  # fmt: skip


@names_engine
def test_first_uses_of_many_names_in_one_namespace_do_not_look_through_it_each_time(case: Case) -> None:
    heavy = {"heavy.py": "def __getattr__(name): return name"}
    apps = {f"app{size}.py": "".join(f"from heavy import x{number}\n" for number in range(size)) for size in (200, 800)}
    main = """
        import sys, app200, app800
        asked = 0
        def hook(event, arguments):
            global asked
            asked += event == "builtins.id"
        sys.addaudithook(hook)
        for number in range(200): getattr(app200, f"x{number}")
        few, asked = asked, 0
        for number in range(800): getattr(app800, f"x{number}")
        assert asked < 6 * few
    """
    case.lazy({**heavy, **apps, "main.py": main})


@pytest.mark.parametrize("size", [0, 40, 80, 400])
def test_a_loop_from_outside_over_names_that_are_loaded_misses_none(case: Case, size: int) -> None:
    app = f"""
        from heavy import f, g
        {"; ".join(f"x{number} = 0" for number in range(size)) or "pass"}
        gone = 1
        del gone
        def test_a(): return [f() for _ in range(20)][0]
        test_b = test_c = test_d = test_e = test_a
        f()
    """
    main = """
        import app
        ran = []
        for name, value in vars(app).items():
            if name.startswith("test_"): ran.append((name, value()))
        print(ran)
        mine = dict.fromkeys("fgx", 0)
        for turn in range(9): mine.update((name, value) for name, value in vars(app).items() if name not in mine)
        print(list(mine)[-5:])
    """
    case.check({**HEAVY, "app.py": app, "main.py": main})


def test_a_namespace_is_filled_from_one_whose_names_are_loaded(case: Case) -> None:
    base = """
        import heavy as module
        from heavy import f, g, C
        gone = 1
        del gone
        SETTING = 1
        def get(): return f(), C, module.f()
    """
    local = """
        def f(): return "local"
        module = C = None
        import base
        globals().update(vars(base))
    """
    main = "import base\nbase.get()\nimport local\nprint(local.f(), local.SETTING, local.module.f())"
    case.check({**HEAVY, "base.py": base, "local.py": local, "main.py": main})


def test_no_thread_misses_a_name_while_an_audit_hook_sleeps(case: Case) -> None:
    main = """
        import sys, threading, time
        sys.setswitchinterval(1e-6)
        sys.addaudithook(lambda event, arguments: time.sleep(0) if event.startswith("object.__") else None)
        missed = []
        def use(*names):
            try:
                for name in names: getattr(app, f"use_{name}")()
            except NameError as error: missed.append(str(error))
        for turn in range(40):
            sys.modules.pop("app", None)
            import app
            threads = [threading.Thread(target=use, args=names) for names in ("fgC", "gfC", "Cfg", "fCg")]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        print(missed)
    """
    app = "from heavy import f, g, C\n" + "".join(f"def use_{name}(): return {name}\n" for name in "fgC")
    case.check({**HEAVY, "app.py": app, "main.py": main})


def test_what_an_audit_hook_sets_meanwhile_is_kept(case: Case) -> None:
    case.check({**HEAVY, "main.py": """
        import sys
        count, events = 0, []
        def hook(event, arguments):
            global count
            count += 1
            events.append(event)
        sys.addaudithook(hook)
        import heavy
        heavy.f
        print(count == len(events))
    """})  # fmt: skip


@pytest.mark.parametrize(
    "uses",
    ["f; g; h", "h; g; f", "g; h; f", "f; f; g; g; h; h"],
)
def test_a_used_name_keeps_its_place_among_the_names(case: Case, uses: str) -> None:
    app = f"""
        a = 1
        from heavy import f
        b = 2
        import heavy as h
        gone = 3
        from heavy import g
        c = 4
        del gone
        for _ in range(2):
            {uses}
    """
    main = "import app\nprint(list(vars(app)))"
    case.check({**HEAVY, "main.py": main, "app.py": app}, awake=["heavy"])


def test_used_names_are_plain_strings_and_dir_is_the_interpreters_own(case: Case) -> None:
    app = """
        from heavy import f, g
        def use():
            return f, g
        use(), use()
    """
    main = """
        import app
        print({type(name).__name__ for name in vars(app)}, '__dir__' in vars(app))
        print(type(vars(app)['f']).__name__, type(vars(app)['g']).__name__)
        print(dir(app))
    """
    case.check({**HEAVY, "main.py": main, "app.py": app}, awake=["heavy"])


@names_engine
def test_overwritten_and_deleted_names_leave_no_trace_either(case: Case) -> None:
    app = """
        from heavy import f, g, C
        f = 1
        del g
        def use():
            return f, C
        use(), use()
    """
    main = """
        import app
        print({type(name).__name__ for name in vars(app)}, '__dir__' in vars(app), app.f)
    """
    case.check({**HEAVY, "main.py": main, "app.py": app})


FREED = """
    import gc, sys, weakref
    import app
    {use}
    reference = weakref.ref(app)
    probe = weakref.ref(app.Probe)
    del app, sys.modules['app']
    gc.collect()
    print(reference(), probe())
"""


@pytest.mark.parametrize("use", ["", "app.f", "app.f; app.f"])
@pytest.mark.parametrize("statement", ["from heavy import f", "import heavy as f"])
def test_a_module_taken_out_of_sys_modules_is_freed(case: Case, statement: str, use: str) -> None:
    app = f"{statement}\nclass Probe: pass\n"
    case.check({**HEAVY, "main.py": FREED.format(use=use), "app.py": app})


@pytest.mark.parametrize("use", ["", "app.heavy.f"])
def test_a_module_that_imports_a_sleeping_submodule_is_freed(case: Case, use: str) -> None:
    app = "import heavy.sub\nclass Probe: pass\n"
    case.check({**HEAVY, "heavy/sub.py": "", "main.py": FREED.format(use=use), "app.py": app})


COPIES = ["dict(globals())", "{**globals()}", "globals().copy()", "(lambda d: d.update(globals()) or d)({})",
          "dict(globals().items())", "{k: v for k, v in globals().items()}", "dict(zip(globals(), globals().values()))",
          "globals() | {}", "__import__('copy').copy(globals())"]  # fmt: skip
READS = ["copy['f']", "copy.get('f')", "eval('f', copy)", "next(map(copy.__getitem__, ['f']))",
         "__import__('operator').itemgetter('f')(copy)", "'%(f)s' % copy and copy['f']", "copy.pop('f')",
         "copy.setdefault('f', None)"]  # fmt: skip


@names_engine
@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_a_namespace_made_before_the_first_use_holds_the_real_object(case: Case, copy: str) -> None:
    app = f"""
        from heavy import f, g
        import heavy as h
        copy = {copy}
        another = {copy}
        print(type(copy['f']).__name__, copy['f'] is f, f is another['f'], another['g'] is g, h is copy['h'])
        print(type(eval('h', another)).__name__, 'f' in copy, len(copy))
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app.replace("len(copy)", "len(copy) > 5")})


@names_engine
@pytest.mark.parametrize("first", ["original", "copy"])
@pytest.mark.parametrize("read", READS)
def test_whatever_reads_a_copy_gets_the_real_object(case: Case, read: str, first: str) -> None:
    use = "globals()['f']" if first == "original" else "None"
    app = f"""
        from heavy import f
        copy = dict(globals())
        {use}
        value = {read}
        print(type(value).__name__, value is f)
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app})


@names_engine
@pytest.mark.parametrize(
    "use",
    [
        "f",
        "globals()['f']",
        "use()",
        "sys.modules[__name__].f",
        "getattr(sys.modules[__name__], 'f')",
        "eval('f')",
        "from app import f as again",
        "sys.modules[__name__].__getattribute__('f')",
        "next(map(globals().get, ['f']))",
        "__import__('operator').attrgetter('f')(sys.modules[__name__])",
    ],
)
@pytest.mark.parametrize("warm", [0, 50])
def test_copies_are_found_on_every_way_to_the_first_use(case: Case, use: str, warm: int) -> None:
    # The search for copies is skipped when the number of references says that there are none.
    names = [f"n{number}" for number in range(warm)]
    before = f"from heavy import {', '.join(names)}" if warm else ""
    app = f"""
        import sys
        {before}
        for name in {names!r}:
            globals()[name]
        from heavy.late import f
        def use():
            return f
        copy = dict(globals())
        {use}
        print(dict.__repr__(copy).count('Deferred'), type(list(copy.values())[list(copy).index('f')]).__name__)
    """
    heavy = {"heavy/__init__.py": "def __getattr__(name):\n    return name\n", "heavy/late.py": "def f(): pass"}
    case.check({**heavy, "main.py": "import app", "app.py": app})


@names_engine
def test_exec_in_a_copy_resolves_lazily_bound_names(case: Case) -> None:
    app = """
        from heavy import f, C
        copy = {}
        copy.update(globals())
        exec('print(f())\\nclass D(C): pass\\nprint(D.__mro__[1].__name__)\\ndef use(): return f, C', copy)
        print(copy['use']()[0] is f, copy['C'] is C)
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app})


@pytest.mark.parametrize("use", ["f", "use()", "None"])
def test_a_star_import_of_a_sleeping_name_yields_the_real_object(case: Case, use: str) -> None:
    app = f"""
        from facade import *
        import facade
        def use():
            return f
        {use}
        print(type(f).__name__, f is facade.f, f(), vars(facade)['f'] is globals()['f'])
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app, "facade.py": "from heavy import f\nx = 1"})


@names_engine
def test_star_imported_names_are_found_without_asking_the_whole_heap(case: Case) -> None:
    app = """
        from facade import *
        import gc
        def refuse(*objects): raise RuntimeError("get_referrers was called")
        gc.get_referrers = refuse
        def use(): return f, g, C
        print([type(value).__name__ for value in use()], type(vars()['f']).__name__)
        import facade
        print(all(vars(facade)[name] is globals()[name] for name in ("f", "g", "C")))
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app, "facade.py": "from heavy import f, g, C"})


@names_engine
@pytest.mark.parametrize("form", ["import heavy.m{0} as m{0}", "from heavy.m{0} import X as m{0}", "import heavy.m{0}"])
def test_no_use_of_a_name_asks_the_whole_heap(case: Case, form: str) -> None:
    modules = {f"heavy/m{number}.py": "X = 1\n" for number in range(60)}
    uses = " ".join(form.split("import ")[1].split(" as ")[-1].replace("{0}", str(number)) for number in range(60))
    imports = "; ".join(form.format(number) for number in range(60))
    app = f"""
        import gc
        def refuse(*objects): raise RuntimeError("get_referrers was called")
        gc.get_referrers = refuse
        {imports}
        # In no comprehension: 3.12 evaluates there in a copy of the namespace.
        for name in {uses!r}.split(): print(eval(name).__class__.__name__)
        import heavy
        def show(): print(sorted(name for name in vars(heavy) if name[0] == "m"), {{type(name) for name in globals()}})
        show()
    """
    case.check({"heavy/__init__.py": "", **modules, "main.py": "import app", "app.py": app})


FACADE = "from heavy import f"


def test_star_imports_into_many_namespaces_and_mappings_yield_the_real_object(case: Case) -> None:
    main = """
        spaces = [{} for _ in range(50)]
        for space in spaces: exec("from facade import *", space)
        class Mapping(dict):
            def __setitem__(self, name, value): dict.__setitem__(self, name, value)
        other = Mapping()
        exec("from facade import *", {}, other)
        print([eval("f()", space) for space in spaces], eval("f.__name__", {}, other))
        print({type(name) for space in spaces for name in space}, {type(space["f"]).__name__ for space in spaces})
    """
    case.check({**HEAVY, "main.py": main, "facade.py": "from heavy import f\nx = 1"})


@pytest.mark.parametrize("first", ["A.np.X; B.use()", "B.use(); A.np.X", "B.use(); B.use()", "C.use(); A.np.X; D.np.X"])
def test_two_deferred_imports_of_one_name_meet_in_a_star_import(case: Case, first: str) -> None:
    files = {
        "A.py": "import heavy as np",
        "B.py": "import heavy as np\nfrom A import *\ndef use(): return np.f()",
        "C.py": "from A import *\nfrom D import *\ndef use(): return np.f()",
        "D.py": "import heavy as np",
    }
    main = f"""
        import A, B, C, D
        for step in {first!r}.replace("X", "f").split("; "): eval(step)
        print(B.use(), C.use(), [module.np is A.np for module in (A, B, C, D)])
        print([sorted(name for name in vars(module) if name[0] != "_") for module in (A, B, C, D)])
    """
    case.check({**HEAVY, **files, "main.py": main})


def test_a_star_import_of_a_copy_replaces_what_was_bound_though_the_original_was_set(case: Case) -> None:
    files = {
        "A.py": "import heavy as np\nfrom heavy import f",
        "B.py": "from A import *",
        "C.py": "np = None\nfrom B import *",
    }
    main = """
        import A, B
        A.np = 5
        A.f
        import C
        print(type(C.np).__name__, C.np is B.np, A.np)
    """
    case.check({**HEAVY, **files, "main.py": main})


def test_dir_of_a_module_that_star_imports_lists_names_of_the_real_objects(case: Case) -> None:
    main = """
        import B
        print(type(dir(B)[-1]).__name__, dir(B)[-1], getattr(B, dir(B)[-1]).__class__.__name__)
    """
    case.check({**HEAVY, "main.py": main, "B.py": "from A import *", "A.py": "import heavy as zz"})


@names_engine
def test_a_large_package_is_put_in_order_when_importing_has_bound_its_last_name(case: Case) -> None:
    names = "\n".join(f"n{number} = {number}" for number in range(60))
    main = """
        import big
        from big.sub import X
        print(X, {type(name).__name__ for name in vars(big)}, type(big).__name__, type(big).__mro__[1].__name__)
    """
    case.check({
        "main.py": main, "big/__init__.py": f"from . import sub\n{names}", "big/sub.py": "X = 1",
    }, packages=("big",), overrides=((("big",), None, True),))  # fmt: skip


@names_engine
@difference("the plain name makes way for the lazy one, which is put at the end")
def test_a_star_import_over_a_bound_name_keeps_its_place(case: Case) -> None:
    main = "import app\nprint([name for name in vars(app) if name[0] != '_'])"
    case.check({**HEAVY, "main.py": main, "app.py": "f = 1\nlast = 2\nfrom facade import *", "facade.py": FACADE})


@names_engine
@difference("what a loop has used a hundred times is kept")
def test_a_builtin_that_is_replaced_after_a_loop_is_met_by_the_rest_of_the_body(case: Case) -> None:
    app = """
        import heavy, builtins
        for number in range(200): str(number)
        builtins.str = lambda value: "patched"
        print(str(1))
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app})


def test_a_star_imported_name_becomes_real_after_the_heap_is_frozen(case: Case) -> None:
    app = """
        import gc
        from facade import *
        gc.freeze()
        def use(): return f
        use()
        print(type(vars()['f']).__name__, sorted(name for name in vars() if not name.startswith("_")))
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app, "facade.py": "from heavy import f, g, C"})


def test_a_star_import_through_three_modules_yields_the_real_object_everywhere(case: Case) -> None:
    files = {
        "facade.py": "from heavy import f",
        "middle.py": "from facade import *",
        "app.py": "from middle import *\nimport facade, middle\nprint([type(vars(m)['f']).__name__ for m in "
        "(facade, middle)] if f() is None else f(), vars(facade)['f'] is vars(middle)['f'] is f)",
    }
    case.check({**HEAVY, "main.py": "import app", **files})


# --- Found broken; each expects what the eager program and PEP 810 do.


def test_a_star_import_over_a_bound_name_yields_the_real_object(case: Case) -> None:
    app = """
        f = None
        from facade import *
        print(type(f).__name__)
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app, "facade.py": "from heavy import f"})


def test_of_two_star_imports_of_one_name_the_later_wins(case: Case) -> None:
    files = {
        "main.py": "import app",
        "one.py": "from heavy import f",
        "two.py": "from heavy import g as f",
        "app.py": "from one import *\nfrom two import *\nprint(f())",
    }
    case.check({**HEAVY, **files})


@names_engine
@difference("RuntimeError: dict mutated during update, or a placeholder in the copy", when=sys.version_info < (3, 14))
@pytest.mark.parametrize("holes", [False, True])
def test_updating_a_dict_that_has_the_name_already_yields_the_real_object(case: Case, holes: bool) -> None:
    app = f"""
        x = 1
        y = 2
        from heavy import f
        {"del x" if holes else ""}
        z = 3
    """
    main = """
        import app
        copy = {'f': 0}
        copy.update(vars(app))
        print(type(copy['f']).__name__, copy['f'] is app.f)
    """
    case.check({**HEAVY, "main.py": main, "app.py": app})


@names_engine
def test_a_copy_keeps_its_value_when_the_original_name_is_bound_anew(case: Case) -> None:
    app = """
        from heavy import f
        copy = dict(globals())
        f = 1
        print(copy['f'].__name__, f)
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app})


def test_a_star_imported_name_keeps_its_value_when_the_facade_is_patched(case: Case) -> None:
    app = """
        from facade import *
        import facade
        facade.f = 1
        print(f.__name__, facade.f)
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app, "facade.py": "from heavy import f"})


@names_engine
@pytest.mark.parametrize("kind", ["collections.OrderedDict", "type('Space', (dict,), {})"])
def test_a_copy_of_another_kind_of_dict_holds_the_real_object(case: Case, kind: str) -> None:
    app = f"""
        import collections
        from heavy import f
        copy = {kind}(globals())
        print(type(copy['f']).__name__)
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app})


def test_no_code_ever_sees_a_namespace_without_its_names(case: Case) -> None:
    app = """
        import gc
        from heavy import f, g, C
        HERE = 1
        missing = []
        def callback(phase, information, missing=missing):
            try:
                HERE
            except NameError as error:
                missing.append(error)
        gc.callbacks.append(callback)
        gc.set_threshold(1)
        f, g, C
        gc.set_threshold(0)
        gc.callbacks.remove(callback)
        print(missing)
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app})


CHURN = """
import app
f = "heavy.f"
def churn():
    for i in range(300):
        setattr(app, f"u{i}", i)
        delattr(app, f"u{i}")
churn()
"""
TURNS = """
import builtins, sys
for turn in range(210):
    builtins.N = 35 + turn % 35
    for name in ("app", "heavy", "other"): sys.modules.pop(name, None)
    import app
    assert app.g() == "heavy.f", (turn, builtins.N)
print("done")
"""
GROWING = "space = globals()\nfor i in range(int(N)): space[f'n{i}'] = i\n"


def test_names_added_and_deleted_during_an_import_never_mislead_the_lookup(case: Case) -> None:
    app = f"{GROWING}from heavy import f\ndef g(): return f\n"
    case.check({"heavy/__init__.py": CHURN, "app.py": app, "main.py": TURNS})


def test_names_used_during_an_import_never_mislead_the_lookup(case: Case) -> None:
    uses = "import app\napp.a, app.a, app.b, app.b, app.c, app.c, app.a\n"
    files = {
        "heavy/__init__.py": f"{CHURN}{uses}churn()\n",
        "other.py": "a = b = c = 1\n",
        "app.py": f"{GROWING}from other import a, b, c\nfrom heavy import f\ndef g(): return f\n",
    }
    case.check({**files, "main.py": TURNS}, ["heavy", "other"])


@pytest.mark.parametrize(
    "found",
    [
        "[n for n, v in globals().items() if isinstance(v, type) and heavy.C not in v.__mro__]",
        "list(n for n, v in vars().items() if isinstance(v, type) and is_other(v))",
        "sorted(walk(globals()))",
    ],
)
def test_a_loop_over_a_namespace_in_which_names_are_used_sees_each_entry_once(case: Case, found: str) -> None:
    app = f"""
        import heavy
        one = two = 1
        del one, two
        class A: pass
        class B: pass
        class C: pass
        def is_other(value): return heavy.C not in value.__mro__
        def walk(names):
            for name in names:
                heavy.C
                if len(name) == 1: yield name
        for turn in range(3): print({found})
    """
    case.check({**HEAVY, "app.py": app, "main.py": "import app"})


@names_engine
def test_an_import_that_waits_for_another_name_of_a_copied_namespace_ends(case: Case) -> None:
    two = "import heavy.a as x\nfrom heavy.c import y\nsnap = dict(globals())\nimport heavy.b as x\n"
    a = "import threading, two\nuse = threading.Thread(target=lambda: two.y)\nuse.start()\nuse.join()\nprint('a')\n"
    files = {"heavy/__init__.py": "", "heavy/a.py": a, "heavy/b.py": "", "heavy/c.py": "y = 1\n", "two.py": two}
    outcome = case.lazy({**files, "main.py": "import two\nprint(two.x.__name__)\nprint(two.snap['x'].__name__)"})
    # Which of the two namespaces is asked can't be known.
    assert outcome.stdout == "a\nheavy.b\nheavy.a\n"


@names_engine
def test_a_list_of_its_names_costs_a_module_one_search(case: Case) -> None:
    names = ", ".join(f"f{number}" for number in range(40))
    facade = f"from heavy import {names}\n__all__ = [name for name in globals() if name[0] == 'f']\n"
    main = """
        import gc, facade
        searches, search = [], gc.get_referrers
        gc.get_referrers = lambda *objects: searches.append(objects) or search(*objects)
        for turn in range(3):
            for number in range(40): getattr(facade, f"f{number}")
            for name in facade.__all__: getattr(facade, name)
        print(len(searches) <= 2, {type(name) for name in vars(facade)})
    """
    heavy = "".join(f"f{number} = {number}\n" for number in range(40))
    case.check({"heavy.py": heavy, "facade.py": facade, "main.py": main})


@pytest.mark.parametrize(
    "facade",
    [
        "from heavy import f, g\n__all__ = [name for name in globals() if name[0] != '_']",
        "from heavy import f, g\n__all__ = tuple(dir())[-2:]",
        "from heavy import __all__, f, g\n" + "".join(f"x{number} = 0\n" for number in range(40)),
    ],
)
def test_a_star_import_of_listed_names_over_bound_ones_yields_the_real_objects(case: Case, facade: str) -> None:
    app = "f = g = None\nfrom facade import *\nprint(type(f).__name__, type(vars()['g']).__name__, g())\n"
    heavy = f"{HEAVY['heavy/__init__.py']}__all__ = ['f', 'g']\n"
    case.check({"heavy/__init__.py": heavy, "facade.py": facade, "main.py": "import app", "app.py": app})


def test_picklers_that_know_modules_by_their_type_pickle_one_with_pending_names(case: Case) -> None:
    main = """
        import importlib, io, pickle, types, app
        class Pickler(pickle.Pickler):
            dispatch_table = {types.ModuleType: lambda module: (importlib.import_module, (module.__name__,))}
        out = io.BytesIO()
        Pickler(out).dump(app)
        print(pickle.loads(out.getvalue()) is app, app.f())
    """
    case.check({**HEAVY, "app.py": "from heavy import f\n", "main.py": main})
