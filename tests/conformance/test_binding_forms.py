"""Every form of import statement binds the real object, at first use and not before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support import difference

if TYPE_CHECKING:
    from conftest import Case

HEAVY = {
    "heavy/__init__.py": """\
        __all__ = ["X", "C", "f"]
        X = 1
        L = [1]
        hidden = "not in __all__"
        class C: pass
        class Error(Exception): pass
        def f(): return 'f'
        """,
    "heavy/sub.py": "Y = 2\n",
}

# A package that imports its own modules, deferred too.
INSIDE = {"overrides": ((("pkg",), None, True),)}

NATIVE = sys.version_info >= (3, 15)


real_copies = pytest.mark.skipif(NATIVE, reason="under PEP 810 a copy of a namespace holds what is not resolved yet")

SIZE = "the namespace changes its size when the last name wakes"
COPIES = "a copy gets what the original was bound to since"
GLOBAL = "a name that some function declares global is stored by STORE_GLOBAL, and stays eager"
EARLY_KEY_ERROR = sys.version_info < (3, 13)
LOADED = "a from import of an unloaded submodule is eager when its package is loaded"


@pytest.mark.parametrize(
    "statement",
    ["import heavy", "import heavy as h", "import heavy.sub", "import heavy.sub as s", "from heavy import X",
     "from heavy import X as y, C", "from heavy import sub", "from heavy.sub import Y", "import os, heavy as h, sys",
     "if True:\n    import heavy", "for _ in range(2):\n    import heavy",
     "n = 0\nwhile n < 2:\n    import heavy\n    n += 1"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["script", "module"])
def test_an_import_that_is_never_used_loads_nothing(case: Case, statement: str, place: str) -> None:
    program = {"main.py": statement} if place == "script" else {"main.py": "import app", "app.py": statement}
    case.check({**HEAVY, **program, "other.py": ""}, asleep=["heavy"])


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("import heavy", "heavy.X, heavy"),
        ("import heavy as h", "h.X, h.f()"),
        ("import heavy.sub", "heavy.sub.Y, heavy.X"),
        ("import heavy.sub as s", "s.Y, s"),
        ("import heavy, heavy.sub", "heavy.sub.Y, heavy.X"),
        ("import heavy.sub, heavy", "heavy.X, heavy.sub.Y"),
        ("import heavy as h, heavy.sub as s", "h.sub is s"),
        ("from heavy import X", "X"),
        ("from heavy import X as y, C", "y, C"),
        ("from heavy import (\n    X,\n    f as g,\n)", "X, g()"),
        ("from heavy import X as a, X as b", "a, b"),
        ("from heavy import X, X", "X"),
        ("from heavy import X as a, f as a", "a()"),
        ("from heavy import f as X, X as f", "X(), f"),
        ("from heavy import sub", "sub.Y"),
        ("from heavy import sub, X", "X, sub.Y"),
        ("from heavy.sub import Y", "Y"),
        ("from heavy import f as print_, X as len", "print_(), len"),
        ("import os, heavy as h, sys", "h.X, os.sep, sys.platform"),
        ("from heavy import __name__ as n, __doc__ as d, __spec__ as s, __all__ as a", "n, d, s.name, a"),
        ("from heavy import __file__ as file", "file[-11:]"),
        ("from heavy import __path__ as path", "path[0][-5:]"),
        ("from heavy import __dict__ as d", "d['X']"),
        ("from heavy import __class__ as c", "c"),
        ("for _ in range(3):\n    import heavy", "heavy.X"),
        ("for _ in range(3):\n    import heavy\n    heavy.X", "heavy.X"),
        ("if 1:\n    import heavy as a\nelse:\n    import heavy as b", "a.X"),
        ("while True:\n    import heavy\n    break", "heavy.X"),
    ],
)
@pytest.mark.parametrize("place", ["script", "module", "function"])
def test_each_form_binds_the_real_object(case: Case, statement: str, use: str, place: str) -> None:
    body = f"{statement}\nprint({use})\nprint({use})\n"
    if place == "function":
        body = f"{statement}\ndef show():\n    print({use})\nshow()\nshow()\n"
    program = {"main.py": body} if place == "script" else {"main.py": "import app", "app.py": body}
    case.check({**HEAVY, **program}, awake=["heavy"])


def test_an_alias_an_argument_and_an_item_are_the_real_object(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import sys
        import heavy
        from heavy import C
        alias = heavy
        box = [heavy, C]
        def show(value): print(type(value).__name__, value is sys.modules["heavy"])
        show(alias), show(box[0]), show(heavy), show({"key": heavy}["key"])
        print(box[1] is heavy.C, isinstance(C(), C), type(C).__name__)
        """}, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize("importing", ["import heavy", "from heavy import C, X"])
def test_no_name_of_ours_is_left_after_first_use(case: Case, importing: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import builtins
        before = set(globals())
        {importing}
        for name in set(globals()) - before - {{"before"}}:
            globals()[str(name)] if not name.startswith("__") else None
        name = None
        ours = {{"__lazy_modules__"}}  # PEP 810's own
        print(sorted(set(globals()) - ours), {{type(key) is str for key in globals()}})
        print(__builtins__ is builtins, (lambda: 0).__globals__ is globals())
        print([key for key, value in [*vars().items()] if key not in ours and "dormant" in type(value).__module__])
        """})  # fmt: skip


def test_annotations_are_the_real_class(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        from heavy import C, Error as E
        def f(a: C, *b: E) -> C: ...
        class K:
            field: C
        variable: C = None
        print(f.__annotations__, K.__annotations__)
        """}, awake=["heavy"])  # fmt: skip


def test_string_annotations_never_wake(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        from __future__ import annotations
        from heavy import C
        import heavy
        def f(a: C, b: heavy.C = None) -> C: ...
        class K:
            field: C
        variable: C = None
        print(f.__annotations__, K.__annotations__)
        """}, asleep=["heavy"])  # fmt: skip


def test_augmented_assignment_and_mutation_start_from_the_real_value(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        from heavy import X, L
        from heavy import L as other, X as counter
        import heavy
        X += 1
        L += [2]
        L[0] = 5
        def up():
            global counter
            counter += 10
            return counter
        print(X, L, other is L, up(), counter)
        heavy.X += 100
        print(heavy.X, heavy.L, X, counter)
        """}, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize("used", [False, True])
def test_the_command_line_program_defers(case: Case, used: bool) -> None:
    code = "import heavy\nfrom heavy.sub import Y\nprint('ran')" + ("\nprint(heavy.X, Y)" if used else "")
    case.check(HEAVY, command=("-c", code), **({"awake": ["heavy"]} if used else {"asleep": ["heavy", "heavy.sub"]}))


@pytest.mark.parametrize("used", [False, True])
def test_a_module_run_by_name_defers(case: Case, used: bool) -> None:
    code = "import heavy\nfrom heavy.sub import Y\nprint(__name__)\n" + ("print(heavy.X, Y)" if used else "")
    case.check(
        {**HEAVY, "app.py": code},
        command=("-m", "app"),
        **({"awake": ["heavy"]} if used else {"asleep": ["heavy", "heavy.sub"]}),
    )


@pytest.mark.parametrize("importers", [("tool",), ("__main__",)])
def test_a_package_run_as_the_main_program_counts_as_importing_module(case: Case, importers: tuple[str, ...]) -> None:
    files = {"heavy.py": "", "tool/__init__.py": "", "tool/__main__.py": "import heavy\nprint(__name__)\n"}
    case.check(files, asleep=["heavy"], command=("-m", "tool"), importers=importers)


def test_a_script_that_is_not_among_the_importers_imports_at_once(case: Case) -> None:
    case.check({"heavy.py": "", "main.py": "import heavy\n"}, awake=["heavy"], importers=("tool",))


def test_defaults_decorators_and_bases_wake_at_definition(case: Case) -> None:
    case.check({
        "heavy.py": "print('heavy runs')\nX = 1\nclass C: pass\ndef deco(f): print('deco', f.__name__); return f\n",
        "default.py": "from heavy import X\ndef f(a=X): return a\nprint('defined', f())\n",
        "decorator.py": "from heavy import deco\n@deco\ndef f(): return 1\nprint('defined', f())\n",
        "attribute.py": "import heavy\n@heavy.deco\nclass K: pass\n",
        "base.py": "from heavy import C\nclass K(C): pass\nprint(K.__mro__)\n",
        "main.py": "import sys\nfor name in sys.argv[1:]: __import__(name)\n",
    }, command=("main.py", "default", "decorator", "attribute", "base"), awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize("statement", ["import heavy", "from heavy import f as heavy", "import heavy.sub"])
def test_deleting_a_global_in_a_function_does_not_wake_it(case: Case, statement: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        {statement}
        def use(): return heavy
        def drop():
            global heavy
            del heavy
        drop()
        for attempt in range(2):
            try: use()
            except NameError as error: print(error)
        """}, asleep=["heavy"])  # fmt: skip


@pytest.mark.parametrize("statement", ["import heavy", "from heavy import f as heavy", "import heavy.sub"])
def test_deleting_a_name_does_not_wake_it(case: Case, statement: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        {statement}
        def use():
            try: heavy
            except NameError as error: print(error)
        del heavy
        use(), use()
        {statement}
        del heavy
        try: heavy
        except NameError as error: print(error)
        try: del heavy
        except NameError as error: print(error)
        print("heavy" in globals())
        """}, asleep=["heavy"])  # fmt: skip


def test_a_deleted_name_can_be_imported_again(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy
        del heavy
        from heavy import f as heavy
        print(heavy())
        del heavy
        import heavy
        print(heavy.X)
        """}, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize("call", ["__import__('heavy')", "importlib.import_module('heavy')",
                                  "importlib.import_module('heavy.sub')"])  # fmt: skip
def test_import_by_function_runs_the_module_at_once(case: Case, call: str) -> None:
    case.check({
        "heavy/__init__.py": "print('heavy runs')",
        "heavy/sub.py": "print('sub runs')",
        "main.py": f"import importlib\nprint('start')\nmodule = {call}\nprint('imported', module.__name__)\n",
    }, awake=["heavy"])  # fmt: skip


def test_an_import_in_a_function_and_lazy_names_share_one_module(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy
        from heavy import f, sub as s
        def early():
            import heavy.sub as inner
            from heavy import f as g
            import heavy as top
            return top, inner, g
        top, inner, g = early()
        print(top is heavy, inner is s, f is g, heavy.sub is inner)
        """}, awake=["heavy"])  # fmt: skip


def test_exception_classes_work_in_raise_except_and_isinstance(case: Case) -> None:
    case.check({
        "heavy.py": "class E(Exception): pass\nclass F(E): pass\nclass G(Exception): pass\n",
        "main.py": """\
            import app
            for number in range(4):
                app.run(number)
            """,
        "app.py": """\
            from heavy import E, F
            from heavy import E as E2, F as F2, G as G2
            import heavy
            def run(number):
                try:
                    if number == 0: raise F
                    if number == 1: raise E("text")
                    if number == 2: raise G2()
                    raise heavy.F("last")
                except (F2, KeyError) as error:
                    print("tuple", repr(error), isinstance(error, E2), isinstance(error, (int, F)))
                except E2 as error:
                    print("single", repr(error), issubclass(F, E))
                except heavy.G as error:
                    print("attribute", type(error) is G2)
            """,
    }, awake=["heavy"])  # fmt: skip


def test_an_except_clause_that_is_not_reached_wakes_nothing(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        from heavy import Error
        def run():
            try: return 1
            except Error: return 2
        print(run())
        """}, asleep=["heavy"])  # fmt: skip


@pytest.mark.parametrize(
    "use",
    ["eval('heavy.X')", "eval('heavy.X', globals())", "eval('heavy.X', globals(), {})", "eval('h()', {**globals()})",
     "eval(compile('heavy.X', 'text', 'eval'))", "eval('[heavy.X for _ in h()]')", "eval('(lambda: h())()')",
     "eval('heavy.X', {}, globals())", "eval('h()', dict(globals()), {})"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["module", "function"])
def test_lazy_names_are_seen_by_evaluated_code(case: Case, use: str, where: str) -> None:
    body = f"import heavy\nfrom heavy import f as h\nvalue = {use}\n"
    if where == "function":
        body = f"import heavy\nfrom heavy import f as h\ndef get(): return {use}\nvalue = get()\n"
    case.check({**HEAVY, "main.py": body + "print(value)\nexec('print(heavy.X, h())')\nexec('g = h'); print(g())\n"})


@pytest.mark.parametrize(
    "call",
    ["exec(source)", "exec(source, globals())", "exec(source, space)", "exec(source, space, {})",
     "exec(compile(source, 'text', 'exec'), space)", "exec(source, {'__name__': 'other'})",
     "exec(source, {'__builtins__': {'__import__': __import__, 'print': print}})",
     "exec(source, types.ModuleType('made').__dict__)", "exec(source, {}, collections.ChainMap())",
     "exec(source, {'__name__': None})", "exec(source, Space())"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["module", "function"])
def test_import_statements_in_executed_source_bind_as_ever(case: Case, call: str, where: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import collections, types
        class Space(dict): pass
        space = {{}}
        source = '''
        import heavy, heavy.sub as s
        from heavy import f, C as D
        print(heavy.X, s.Y, f(), D)
        def inner(): return heavy.X
        import heavy as again
        print(again is heavy)
        '''
        source = __import__("textwrap").dedent(source)
        def run(): {call}
        {"run()" if where == "function" else call}
        print(sorted(name for name in space if name != "__builtins__"))
        """}, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize("body", ["import heavy", "pass"])
@pytest.mark.parametrize("place", ["dict(globals())", "globals()", "{'__builtins__': __builtins__, **globals()}"])
@pytest.mark.parametrize("when", ["while the body runs", "in a function", "in the main program"])
def test_what_executed_source_imports_is_there_for_who_reads_the_namespace(
    case: Case, body: str, place: str, when: str
) -> None:
    load = f"""
{body}
def load():
    namespace = {place}
    exec("from heavy import f\\nimport heavy as h", namespace)
    return namespace
"""
    inside = "found = load()\nprint(type(found['f']).__name__, found['f'](), type(found['h']).__name__)\n"
    outside = f"from app import load\n{inside}"
    files = {
        "while the body runs": {"app.py": load + inside, "main.py": "import app"},
        "in a function": {"app.py": load, "main.py": outside},
        "in the main program": {"main.py": load + inside},
    }[when]
    case.check({**HEAVY, **files}, awake=["heavy"])


def test_a_script_that_is_run_with_the_globals_of_a_module_imports_as_ever(case: Case) -> None:
    app = """
        import heavy, runpy
        def load(): return runpy.run_path('script.py', init_globals=globals())['f']()
    """
    main = "import app\nprint(app.load())"
    case.check({**HEAVY, "script.py": "from heavy import f\n", "app.py": app, "main.py": main}, awake=["heavy"])


@pytest.mark.parametrize("call", ["__import__('other')", "__import__('other', level=0)", "__import__('heavy').f"])
@pytest.mark.parametrize("scope", ["", "global __import__\n"])
def test_a_call_of_import_leaves_the_statements_after_it_alone(case: Case, call: str, scope: str) -> None:
    app = f"{scope}{call}\nimport other\nimport heavy\n{call}\ndef use(): return heavy.f()\n"
    files = {**HEAVY, "other.py": "", "__import__.py": "Y = 3", "app.py": app}
    main = "import app\nimport __import__ as module\nprint(app.use(), module.Y)"
    case.check({**files, "main.py": main}, ["heavy", "__import__"], awake=["heavy"])


def test_a_restricted_namespace_uses_its_own_import_function(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        def guard(name, *rest):
            print("asked for", name)
            return __import__(name, *rest)
        exec("import heavy\\nfrom heavy import X", {"__builtins__": {"__import__": guard}})
        try: exec("import heavy", {"__builtins__": {}})
        except ImportError as error: print(error)
        """})  # fmt: skip


def test_a_from_import_sleeps_until_the_name_is_used(case: Case) -> None:
    outcome = case.lazy({
        "heavy.py": "print('heavy runs')\ndef f(): return 'f'\n",
        "main.py": "from heavy import f\nprint('before')\nprint(f())\nprint(f())\n",
    })  # fmt: skip
    assert outcome.stdout == "before\nheavy runs\nf\nf\n"


def test_using_one_submodule_of_a_from_import_leaves_the_others(case: Case) -> None:
    outcome = case.lazy({
        "heavy/__init__.py": "",
        "heavy/b.py": "X = 1",
        "heavy/bar.py": "",
        "heavy/broken.py": "1 / 0",
        "main.py": "from heavy import b, bar, broken\nimport sys\n"
            "print(b.X, [n for n in sys.modules if 'heavy' in n])\n",
    })  # fmt: skip
    assert outcome.stdout == "1 ['heavy', 'heavy.b']\n"


@pytest.mark.parametrize(
    "statement", ["from heavy import sub", "from heavy import sub as sub", "from heavy import sub, X"]
)
def test_a_submodule_that_nobody_imported_is_found_by_a_from_import(case: Case, statement: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        {statement}
        import sys
        print(sub.Y, sub is sys.modules["heavy.sub"], sys.modules["heavy"].sub is sub)
        """}, awake=["heavy.sub"])  # fmt: skip


@pytest.mark.parametrize("statement", ["import heavy as h", "from heavy import f as h", "import heavy.sub as h"])
def test_a_function_that_imports_into_a_global_does_it_at_once(case: Case, statement: str) -> None:
    case.check({
        "heavy/__init__.py": "print('heavy runs')\ndef f(): return 'f'\n",
        "heavy/sub.py": "",
        "main.py": f"""\
            def load():
                global h
                {statement}
                print("loaded")
            load()
            print(h.__name__, "h" in globals())
            """,
    }, awake=["heavy"])  # fmt: skip


def test_a_function_rebinds_a_lazy_global(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy as h
        def load():
            global h
            from heavy import sub as h
        load()
        print(h.Y)
        """}, awake=["heavy"])  # fmt: skip


def test_a_global_statement_at_module_level_changes_nothing(case: Case) -> None:
    main = "global h, X\nimport heavy as h\nfrom heavy import X\nprint(h.X, X)\nX = 2\nprint(X)\n"
    case.check({**HEAVY, "main.py": main})


def test_a_dotted_import_binds_the_top_package(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy.sub
        print(heavy.__name__, heavy.sub.Y, "sub" in globals(), sorted(vars(heavy).keys() & {"sub", "X"}))
        """}, awake=["heavy.sub"])  # fmt: skip


def test_only_the_used_module_of_one_statement_wakes(case: Case) -> None:
    case.check({
        "a.py": "X = 'a'", "b.py": "X = 'b'", "p/__init__.py": "X = 'p'", "p/q.py": "X = 'q'",
        "main.py": "import a, b as c, p.q\nprint(c.X)\n",
    }, ("a", "b", "p"), asleep=["a", "p", "p.q"], awake=["b"])  # fmt: skip


def test_a_plugin_loader_runs_what_it_loads(case: Case) -> None:
    case.check({
        "heavy/__init__.py": "registry = []\ndef register(name): registry.append(name)\n",
        "heavy/one.py": "import heavy\nheavy.register('one')\n",
        "plug.py": "from heavy import register\nregister('two')\n",
        "main.py": """\
            import importlib
            import heavy
            for name in ("heavy.one", "plug"):
                importlib.import_module(name)
                print(heavy.registry)
            """,
    }, ("heavy", "plug"), awake=["heavy.one", "plug"])  # fmt: skip


def test_a_class_body_imports_at_once(case: Case) -> None:
    case.check({
        "heavy/__init__.py": "print('heavy runs')\nX = 1\n",
        "heavy/sub.py": "Y = 2\n",
        "main.py": """\
            class K:
                import heavy, heavy.sub as s
                from heavy import X
                class Inner:
                    from heavy.sub import Y
            print("defined")
            print(K.heavy.X, K.s.Y, K.X, K.Inner.Y, sorted(name for name in vars(K) if "_" not in name))
            print("heavy" in globals())
            """,
    }, awake=["heavy.sub"])  # fmt: skip


def test_a_class_body_sees_lazy_globals(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy
        from heavy import X, C
        class K(C):
            X = X + 1
            module = heavy
            del X
            X = [X for _ in range(2)]
        print(K.X, K.module.X)
        """}, awake=["heavy"])  # fmt: skip


def test_a_function_body_imports_when_it_runs(case: Case) -> None:
    case.check({
        "heavy.py": "print('heavy runs')\nX = 1\n",
        "main.py": """\
            def run():
                print("in run")
                import heavy
                print("imported")
                from heavy import X
                return X
            print("start")
            print(run(), run())
            """,
    }, awake=["heavy"])  # fmt: skip


def test_functions_defined_before_the_first_import_work(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        def first():
            from heavy import X
            return len([X]), heavy
        class Early:
            def method(self): return heavy.X + len("ab")
        import heavy
        print(first(), Early().method())
        """}, awake=["heavy"])  # fmt: skip


@difference("functions of a script made before its first import or use of a builtin keep the builtins of our own")
def test_functions_defined_before_the_first_import_have_the_real_builtins(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        def first(): pass
        import heavy
        print(first.__builtins__ is __builtins__.__dict__, type(first.__builtins__))
        """})  # fmt: skip


def test_constants_are_the_real_object_to_c_code(case: Case) -> None:
    case.check({
        "heavy.py": """\
            N = 3; F = 2.5; S = "text"; B = b"bytes"; T = ("a", "b"); D = {"k": 1}; P = r"(\\d+)"
            def key(x): return -x
            class Int(int): pass
            """,
        "main.py": """\
            import json, operator, re, struct
            from heavy import N, F, S, B, T, D, P, key, Int
            from heavy import N as n, S as s, D as d
            print(struct.pack("<i", N), "%d" % n, list(range(N)), "ab" * N, [1, 2, 3, 4][:N])
            print("-".join(T), S.encode(), B + b"!", re.findall(P, "1 22"), "{s}".format(**{"s": S}))
            print(json.dumps({"d": D, "f": F}), dict(**D), max([1, 2], key=key), sorted([1, 2, 3], key=key))
            print(int("11", N), operator.index(N), isinstance(1, Int), f"{F:.2f} {S!r:>8}", {**D}, [*T], N == 3)
            print("text" in {s: 1}, d["k"], hash(s) == hash("text"), Int(3), not N, N and F, -N, N < 5)
            """,
    }, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize(
    "binding",
    ["heavy = 5", "for heavy in (4, 5): pass", "def heavy(): pass", "class heavy: pass", "import os as heavy",
     "from os import sep as heavy", "(heavy := 5)", "with open(__file__) as heavy: pass", "heavy: int = 5",
     "[heavy, *other] = 5, 6",
     "def g():\n    global heavy\n    heavy = 5\ng()", "globals()['heavy'] = 5",
     "try: 1 / 0\nexcept ArithmeticError as heavy: heavy = str(heavy)\nheavy = 5",
     "import sys; sys.modules[__name__].heavy = 5", "exec('heavy = 5')", "del heavy; heavy = 5"],
)  # fmt: skip
def test_a_name_bound_anew_before_its_use_never_loads(case: Case, binding: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
import heavy
{binding}
def show(): return getattr(heavy, "__name__", getattr(heavy, "name", heavy))
print(type(heavy).__name__, str(show())[-7:], type(globals()["heavy"]).__name__)
print([type(key) for key in globals() if key == "heavy"])
"""}, asleep=["heavy"])  # fmt: skip


@pytest.mark.parametrize("used", [False, True])
def test_relative_imports_of_every_form(case: Case, used: bool) -> None:
    files = {
        "pkg/__init__.py": "def g(): return 'g'\n",
        "pkg/sub.py": "Y = 2\n",
        "pkg/inner/__init__.py": "",
        "pkg/inner/leaf.py": "Z = 3\n",
        "pkg/inner/mod.py": """\
            from . import leaf
            from . import leaf as second
            from .leaf import Z
            from .. import sub, g
            from .. import inner
            from ..sub import Y as y
            from .leaf import Z as z
            def show(): return leaf.Z, second is leaf, Z, sub.Y, g(), inner.__name__, y, z
            """,
    }
    if used:
        main = "import pkg.inner.mod as mod\nprint(mod.show(), mod.show())\n"
        case.check({**files, "main.py": main}, ("pkg",), **INSIDE)
        case.check({**files, "main.py": main}, ("pkg",))
    else:
        main = "def load():\n    import pkg.inner.mod\nload()\n"
        case.check({**files, "main.py": main}, ("pkg",), asleep=["pkg.sub", "pkg.inner.leaf"], **INSIDE)


def test_locals_closures_and_comprehensions_resolve_as_ever(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy
        from heavy import X, f
        from heavy import X as closed, f as called
        def shadow(heavy): return heavy
        def local():
            X = "local"
            return X
        def outer():
            def inner(): return closed
            return inner
        def generator():
            for _ in range(2): yield called()
        def setter():
            global X
            X = "global"
        async def coroutine(): return heavy.X
        print(shadow(1), local(), outer()(), list(generator()), [X for _ in "ab"], {k: f() for k in "a"})
        print((lambda: heavy.X)(), (lambda X: X)(7), sorted("ba", key=lambda c: (X, c)))
        try: coroutine().send(None)
        except StopIteration as stop: print(stop.value)
        setter()
        print(X, [y for y in (X,)])
        """}, awake=["heavy"])  # fmt: skip


def test_a_star_import_is_eager_and_honours_all(case: Case) -> None:
    case.check({
        **HEAVY,
        "main.py": """\
            from heavy import *
            import sys
            print("heavy" in sys.modules, X, f(), sorted(name for name in globals() if name in ("C", "L", "hidden")))
            """,
    }, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize(
    ("package", "statement", "use"),
    [
        ("xml", "import xml.etree.ElementTree as ET", "ET.fromstring('<a/>').tag"),
        ("xml", "import xml.dom.minidom", "xml.dom.minidom.parseString('<a/>').toxml()"),
        ("decimal", "from decimal import Decimal as D", "D('1.5') + 1"),
        ("_decimal", "import _decimal", "_decimal.Decimal(1)"),
        ("concurrent", "from concurrent.futures import ThreadPoolExecutor", "ThreadPoolExecutor.__name__"),
        ("concurrent", "import concurrent.futures", "concurrent.futures.ThreadPoolExecutor.__name__"),
        ("concurrent", "import concurrent.futures as cf, concurrent", "cf.Future.__name__, concurrent.futures is cf"),
        ("json", "from json import dumps as d, decoder", "d([1]), decoder.__name__"),
        ("os", "import os.path as p, os", "p is os.path"),
        ("importlib", "import importlib.util, importlib.machinery", "importlib.util.__name__, importlib.__name__"),
        ("logging", "import logging.handlers", "logging.handlers.__name__, logging.INFO"),
        ("email", "import email.message, email.mime.text", "email.message.Message.__name__, email.mime.text.__name__"),
        ("ctypes", "import ctypes.util", "ctypes.util.__name__, ctypes.sizeof(ctypes.c_int)"),
    ],
)  # fmt: skip
def test_packages_of_the_standard_library_can_be_targets(case: Case, package: str, statement: str, use: str) -> None:
    case.check({"main.py": f"{statement}\nprint({use})\nprint({use})\n"}, (package,))


@pytest.mark.parametrize("error", ["ImportError", "ModuleNotFoundError", "Exception", ""])
@pytest.mark.parametrize(
    "statement", ["import heavy", "import heavy.sub as h", "from heavy import nope", "from heavy import a"]
)
def test_a_guarded_import_takes_its_fallback(case: Case, error: str, statement: str) -> None:
    case.check({"main.py": f"""\
        try:
            {statement}
        except {error}:
            heavy = None
            print("fallback")
        else:
            print("there")
        print("end")
        """})  # fmt: skip


def test_imports_in_the_blocks_of_a_try_statement_behave(case: Case) -> None:
    case.check({
        **{f"h{number}.py": f"X = {number}\n" for number in range(9)},
        "main.py": """\
            try:
                import h0
            finally:
                import h1
            try:
                import missing
            except ImportError:
                import h2
            else:
                import h3
            finally:
                import h4
            try: pass
            except ImportError: import h5
            else: import h6
            for n in range(3):
                try:
                    if n == 0: continue
                    if n == 2: break
                finally:
                    import h7
            try:
                try:
                    1 / 0
                finally:
                    import h8
            except ArithmeticError: print(h8.X)
            print(h0.X, h1.X, h2.X, h4.X, h6.X, h7.X)
            """,
    }, tuple(f"h{number}" for number in range(9)), awake=["h0", "h2"])  # fmt: skip


def test_an_import_between_and_after_try_statements_is_deferred(case: Case) -> None:
    case.check({
        **HEAVY,
        "a.py": "", "b.py": "", "c.py": "",
        "main.py": """\
            try: import nope
            except ImportError: nope = None
            import a
            with open(__file__): pass
            import b
            try: 1 / 0
            except ArithmeticError: pass
            import c
            """,
    }, ("a", "b", "c"), asleep=["a", "b", "c"])  # fmt: skip


def test_all_spellings_give_one_module_that_runs_once(case: Case) -> None:
    case.check({
        "heavy/__init__.py": "",
        "heavy/sub.py": "print('sub runs')\n",
        "a.py": "import heavy.sub\ndef get(): return heavy.sub\n",
        "b.py": "import heavy.sub as s\ndef get(): return s\n",
        "c.py": "from heavy import sub\ndef get(): return sub\n",
        "d.py": "import heavy\nimport heavy.sub as _\ndef get(): return heavy.sub\n",
        "e.py": "from heavy import sub as x\nfrom heavy import sub\ndef get(): return x if x is sub else None\n",
        "main.py": """\
            import a, b, c, d, e
            import sys
            seen = {id(module.get()) for module in (a, b, c, d, e)}
            print(len(seen), seen == {id(sys.modules["heavy.sub"])})
            """,
    }, awake=["heavy.sub"])  # fmt: skip


def test_imports_for_type_checkers_are_not_executed(case: Case) -> None:
    case.check({"main.py": """\
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from heavy import C
            import missing
        def f(a: "C", b: "missing.D") -> "C": return a
        print(f(1, 2), f.__annotations__, "C" in globals())
        """})  # fmt: skip


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the type statement is new in 3.12")
def test_a_type_alias_sleeps_until_its_value_is_asked_for(case: Case) -> None:
    main = "from heavy import C\ntype A = list[C]\ntype B[T: C] = dict[T, C]\nprint(A, B.__name__)\n"
    case.check({**HEAVY, "main.py": main}, asleep=["heavy"])
    case.check({**HEAVY, "main.py": main + "print(A.__value__, B.__value__, B.__type_params__[0].__bound__)\n"})


def test_an_import_in_a_with_block_is_eager(case: Case) -> None:
    case.check({
        "heavy.py": "print('heavy runs')\nX = 1\n",
        "main.py": """\
            import contextlib
            with contextlib.nullcontext():
                import heavy
                print("in the block")
            print(heavy.X)
            """,
    }, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize("missing", [False, True])
def test_a_suppressed_import_error_stays_suppressed(case: Case, missing: bool) -> None:
    case.check({
        **({} if missing else HEAVY),
        "main.py": """\
            from contextlib import suppress
            heavy = None
            with suppress(ImportError):
                import heavy
            with suppress(ImportError), open(__file__):
                from heavy import f
            print(heavy is None, "f" in globals())
            """,
    })  # fmt: skip


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("options", [{}, INSIDE])
def test_a_feature_test_by_attribute_keeps_its_answer(case: Case, missing: bool, options: dict[str, object]) -> None:
    case.check({
        "pkg/__init__.py": """\
            from contextlib import suppress
            with suppress(ImportError):
                from .mod import optional
            """,
        "pkg/mod.py": "from dep import thing\ndef optional(): return thing\n",
        **({} if missing else {"dep.py": "thing = 1\n"}),
        "main.py": "import pkg\n"
            "print(hasattr(pkg, 'optional'), 'optional' in dir(pkg), getattr(pkg, 'optional', 0) == 0)\n",
    }, ("pkg", "dep"), **options)  # fmt: skip


# Beyond the listed situations: where an engine that reads code and namespaces could slip.


@pytest.mark.parametrize("before", [254, 256, 300, 1000])
def test_statements_with_long_arguments_are_understood(case: Case, before: int) -> None:
    names = "\n".join(f"v{number} = 'c{number}'" for number in range(before))
    case.check({**HEAVY, "main.py": f"""\
{names}
import heavy
import heavy.sub as s
from heavy import f as g, X
from heavy import C as D
def use(): return heavy.X, s.Y, g(), X
print(use(), D, v9)
"""})  # fmt: skip
    body = f"{names}\nimport heavy\nimport heavy.sub as s\nfrom heavy import f as g, X\n"
    case.check({**HEAVY, "main.py": body}, asleep=["heavy"])
    case.check({**HEAVY, "app.py": body, "main.py": "import app\n"}, asleep=["heavy"])


@pytest.mark.parametrize(
    "form", ["import heavy", "import heavy.sub as s", "from heavy import X", "from heavy.sub import Y"]
)
@pytest.mark.parametrize("others", ["", "import os, sys\nfrom . import near\nfrom .near import Z\n"])
def test_one_statement_among_those_of_the_library_and_the_own_package_is_found(
    case: Case, form: str, others: str
) -> None:
    case.check({
        **HEAVY,
        "app/__init__.py": f"{others}{form}\n{others}",
        "app/near.py": "Z = 1\n",
        "main.py": "import app\n",
    }, asleep=["heavy"])  # fmt: skip


def test_one_statement_with_very_many_names(case: Case) -> None:
    names = [f"n{number}" for number in range(600)]
    case.check({
        "heavy.py": "\n".join(f"{name} = {number}" for number, name in enumerate(names)),
        "main.py": f"from heavy import {', '.join(names)}\nprint(n0 + n255 + n256 + n599)\n"
            f"print({' + '.join(names)})\n",
    })  # fmt: skip


@pytest.mark.parametrize("use", ["heavy.X", pytest.param("space['heavy'].X", marks=real_copies), "eval('heavy').X",
                                 "sys.modules[__name__].heavy.X",
                                 "getattr(sys.modules[__name__], 'heavy').X"])  # fmt: skip
@pytest.mark.parametrize(
    "over",
    [*(over for over in ("space", "space.items()", "space.values()")),
     "list(space)", "dict(space)"],
)  # fmt: skip
def test_a_lazy_name_can_be_used_in_a_loop_over_its_namespace(case: Case, use: str, over: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import sys
        import heavy
        def loop(space):
            count = 0
            for _ in {over}:
                count += {use}
            return count > 5
        print(loop(globals()))
        """})  # fmt: skip


def test_a_loop_over_a_namespace_sees_every_name_once(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        gone = also = 1
        first = 1
        del gone, also
        from heavy import C
        import heavy as pending
        second = third = fourth = 4
        class K(C): pass
        from heavy import X
        fifth = 5
        def names(): return [name for name in globals() if X and not name.startswith("__")]
        print(names())
        """})  # fmt: skip


def test_a_registry_finds_the_subclasses_in_its_namespace(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        from heavy import C
        def find(): return [value for value in globals().values() if isinstance(value, C)]
        print(find())
        """})  # fmt: skip


def test_names_can_be_deleted_in_a_loop_over_the_namespace(case: Case) -> None:
    case.check({**HEAVY, "app.py": """\
        import heavy
        from heavy import X, C, f
        def keep(): return sorted(name for name in globals() if not name.startswith("_"))
        for name in list(globals()):
            if name in ("heavy", "C") or name.endswith("X"):
                del globals()[name]
        del name
        """, "main.py": "import app\nprint(app.keep(), hasattr(app, 'heavy'), app.f())\n"})  # fmt: skip


@pytest.mark.parametrize(
    "change",
    ["facade.f = lambda: 'changed'", "del facade.f",
     "import facade as other; other.f = None"],
)  # fmt: skip
def test_a_star_import_of_a_module_with_lazy_names_copies_what_they_were(case: Case, change: str) -> None:
    case.check({**HEAVY, "facade.py": "from heavy import f, X\nimport heavy\n", "main.py": f"""\
        from facade import *
        import facade
        {change}
        print(f(), X, heavy.X)
        """})  # fmt: skip


@real_copies
@pytest.mark.parametrize("copy", ["dict(globals())", "globals().copy()", "{**globals()}", "copy.copy(globals())"])
@pytest.mark.parametrize("change", ["f = 5", "del f", "f", "heavy"])
def test_a_copy_of_a_namespace_keeps_what_it_copied(case: Case, copy: str, change: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        import copy
        from heavy import f
        import heavy
        space = {copy}
        {change}
        print(space["f"](), space.get("heavy").X, eval("f()", space), type(space["f"]).__name__)
        """})  # fmt: skip


@real_copies
@pytest.mark.parametrize(
    "merge", ["{**vars(one), **vars(two)}", "vars(one) | vars(two)", "dict(vars(one), **vars(two))"]
)
def test_a_merged_copy_of_two_namespaces_keeps_the_last_of_one_name(case: Case, merge: str) -> None:
    main = f"import one, two\nspace = {merge}\nprint(space['f'].__name__, eval('f', space).__name__, one.f())\n"
    case.check({**HEAVY, "one.py": "from heavy import f\n", "two.py": "from heavy import C as f\n", "main.py": main})


@real_copies
def test_a_name_is_used_whatever_the_import_of_its_namesake_in_a_merged_copy_raises(case: Case) -> None:
    files = {"good.py": "x = 1\n", "bad.py": "raise SystemExit(3)\n"}
    importers = {"one.py": "from good import x\n", "two.py": "from bad import x\n"}
    main = "import one, two\nspace = dict(vars(one))\nspace.update(vars(two))\nprint(one.x)\n"
    assert case.lazy({**files, **importers, "main.py": main}, ("good", "bad")).stdout == "1\n"


@real_copies
def test_a_copy_keeps_what_a_name_stood_for_before_it_was_imported_anew(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        from heavy import f
        space = dict(globals())
        from heavy import X as f
        print(type(space["f"]).__name__, f)
        """})  # fmt: skip


@real_copies
@pytest.mark.parametrize("kind", ["sorted", "set", "list", "frozenset"])
def test_a_copy_that_is_made_after_its_names_were_listed_holds_the_real_objects(case: Case, kind: str) -> None:
    case.check({**HEAVY, "app.py": "from heavy import f, C\nz = 1\n", "main.py": f"""\
        import app
        for name in {kind}(vars(app)):
            if name == "f": app.f()
        space = dict(vars(app))
        print(type(space["C"]).__name__)
        """})  # fmt: skip


@pytest.mark.parametrize(
    "statement", ["print(real.f in map(real.get, [app]))", "out = [0]; out[:] = map(real.get, [app]); print(out[0]())"]
)
def test_c_code_below_an_instruction_that_reads_nothing_gets_the_real_object(case: Case, statement: str) -> None:
    real = "import importlib, operator\nf = importlib.import_module('heavy').f\nget = operator.attrgetter('f')\n"
    files = {**HEAVY, "app.py": "from heavy import f\n", "real.py": real}
    case.check({**files, "main.py": f"import app, real\n{statement}\n"})


def test_a_namespace_with_sleeping_names_can_be_freed(case: Case) -> None:
    app = "import heavy\nfrom heavy import f\nclass Watched: pass\nwatched = Watched()\n"
    case.check({**HEAVY, "app.py": app, "main.py": """\
        import gc, sys, weakref
        import app
        watch = weakref.ref(app.watched)
        del sys.modules["app"], app
        gc.collect()
        print(watch())
        """}, asleep=["heavy"])  # fmt: skip


@pytest.mark.skipif(NATIVE, reason="the interpreter's own lazy imports replace nothing but the value")
def test_a_finalizer_never_sees_a_namespace_half_done(case: Case) -> None:
    case.check({
        "heavy.py": "\n".join(f"n{number} = {number}" for number in range(300)),
        "main.py": f"""\
            import gc
            from heavy import {", ".join(f"n{number}" for number in range(300))}
            MARK = "seen"
            class Cycle:
                def __init__(self): self.me = self
                def __del__(self):
                    MARK, Cycle
            gc.set_threshold(1)
            def use():
                total = 0
                for name in NAMES:
                    Cycle(), Cycle()
                    total += eval(name)
                return total
            NAMES = [f"n{{number}}" for number in range(300)]
            print(use())
            """,
    })  # fmt: skip


def test_a_signal_handler_may_use_a_sleeping_name(case: Case) -> None:
    case.check({**HEAVY, "slow.py": "import os, signal\nos.kill(os.getpid(), signal.SIGUSR1)\nX = 3\n", "main.py": """\
        import signal
        signal.signal(signal.SIGUSR1, lambda *_: print("handler", f(), heavy.X))
        from heavy import f
        import heavy, slow
        print(slow.X)
        """}, ("heavy", "slow"))  # fmt: skip


def test_a_trace_function_may_read_names_while_they_are_bound(case: Case) -> None:
    case.check({**HEAVY, "app.py": "import heavy\nfrom heavy import f as g, X\nimport heavy.sub as s\n", "main.py": """\
        import sys
        def trace(frame, event, argument):
            if frame.f_code.co_name == "<module>" and frame.f_globals["__name__"] == "app":
                frame.f_trace_opcodes = True
                for name in ("heavy", "g", "s", "X"): name in frame.f_globals
                return trace
        sys.settrace(trace)
        import app
        sys.settrace(None)
        print(app.heavy.X, app.g(), app.s.Y, app.X)
        """})  # fmt: skip


def test_the_same_name_from_two_modules_is_the_last_one(case: Case) -> None:
    case.check({**HEAVY, "other.py": "X = 'other'\nsub = 'sub'\n", "main.py": """\
        from heavy import X, sub
        from other import X, sub
        print(X, sub)
        import other as h
        import heavy as h
        print(h.X)
        """}, ("heavy", "other"))  # fmt: skip


def test_a_name_with_a_value_keeps_it_until_the_import_has_worked(case: Case) -> None:
    case.check({"main.py": """\
        heavy = "before"
        def run():
            exec("import heavy", globals())
        try: run()
        except ImportError as error: print(error.name)
        print(heavy)
        """}, ("nothing",))  # fmt: skip


def test_an_import_after_the_name_had_a_value_rebinds_it(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        heavy = "before"
        print(heavy)
        import heavy
        print(heavy.X)
        f = None
        from heavy import f
        print(f())
        """}, awake=["heavy"])  # fmt: skip


@pytest.mark.parametrize(
    "statement", ["match 'heavy':\n    case heavy: pass", "match {'heavy': 3}:\n    case {'heavy': heavy}: pass"]
)
def test_a_pattern_binds_over_a_lazy_name(case: Case, statement: str) -> None:
    case.check({**HEAVY, "main.py": f"import heavy\n{statement}\nprint(heavy)\n"}, asleep=["heavy"])


def test_keys_of_a_namespace_work_as_strings(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import heavy
        from heavy import f
        names = [name for name in globals() if name in ("heavy", "f")]
        print(names, sorted(names), set(names) == {"heavy", "f"}, "".join(names), [n.upper() for n in names])
        print({"heavy": 1}.get(names[0]), names.index("f"), names[0] == "heavy", "heavy" == names[0])
        print([repr(name) for name in names], [hash(n) == hash(str(n)) for n in names], names.count("heavy"))
        """})  # fmt: skip


@pytest.mark.parametrize("body", ["import heavy as h; print(h.X); del h", "from heavy import X as x, f\nprint(x, f())"])
def test_a_module_can_be_executed_again_in_the_same_namespace(case: Case, body: str) -> None:
    case.check({**HEAVY, "app.py": body, "main.py": """\
        import importlib, app
        importlib.reload(app)
        importlib.reload(app)
        """})  # fmt: skip


def test_a_generator_at_module_level_wakes_when_it_runs(case: Case) -> None:
    case.check({
        "heavy.py": "X = 1\n",
        "main.py": "from heavy import X\ngen = (X for _ in range(2))\nprint(type(gen).__name__)\n",
    }, asleep=["heavy"])  # fmt: skip


@real_copies
@pytest.mark.parametrize("copies", [1, 2])
@pytest.mark.parametrize("change", ["f = 5", "del f"])
def test_names_of_several_copies_are_what_was_copied(case: Case, copies: int, change: str) -> None:
    case.check({**HEAVY, "main.py": f"""\
        from heavy import f
        spaces = [dict(globals()) for _ in range({copies})]
        {change}
        print([space["f"]() for space in spaces], [type(space["f"]).__name__ for space in spaces])
        """})  # fmt: skip


@pytest.mark.parametrize("child", ["heavy.sub", "heavy.inner.leaf"])
def test_a_namespace_package_gets_its_submodules(case: Case, child: str) -> None:
    case.check({"heavy/sub.py": "Y = 2", "heavy/inner/leaf.py": "Y = 3", "main.py": f"""\
        import {child}
        import {child} as h
        print({child}.Y, h.Y)
        """})  # fmt: skip


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="load_module is no longer asked for")
def test_a_package_loaded_by_a_legacy_loader_gets_its_submodules(case: Case) -> None:
    case.check({**HEAVY, "main.py": """\
        import sys, types, importlib.util
        class Old:
            def find_spec(self, name, path=None, target=None):
                return importlib.util.spec_from_loader(name, self, is_package=True) if name == "virtual" else None
            def load_module(self, name):
                module = types.ModuleType(name)
                module.__path__ = [__file__[:-7] + "heavy"]
                sys.modules[name] = module
                return module
        sys.meta_path.insert(0, Old())
        import warnings
        warnings.simplefilter("ignore")
        import virtual.sub
        print(virtual.sub.Y)
        """}, ("virtual",))  # fmt: skip


@pytest.mark.parametrize("error", ["KeyError", "AttributeError", "NameError", "LookupError", "StopIteration"])
@pytest.mark.parametrize(
    "use", ["early()", "late()", "heavy", "getattr(sys.modules[__name__], 'heavy')", "eval('heavy')"]
)
def test_an_error_of_a_body_is_no_missing_name(
    case: Case, error: str, use: str, request: pytest.FixtureRequest
) -> None:
    if (error, use[:7]) == ("AttributeError", "getattr"):
        request.applymarker(difference("an AttributeError of the body reads as a missing attribute"))
    if (error, use) == ("KeyError", "early()"):
        reason = "builtins of another type make LOAD_GLOBAL drop a KeyError"
        request.applymarker(difference(reason, when=EARLY_KEY_ERROR))
    outcome = case.lazy({"heavy.py": f"raise {error}('from the body')\n", "main.py": f"""\
        def early(): return heavy
        import heavy
        import sys
        def late(): return heavy
        for _ in range(3):
            try: {use}
            except Exception as error: print(repr(error))
        """})  # fmt: skip
    assert outcome.stdout == f"{error}('from the body')\n" * 3


@pytest.mark.parametrize(
    "statement", ["from heavy import sub", "from heavy import sub as s, X", "from heavy import sub, X as x"]
)
def test_a_submodule_of_a_loaded_package_sleeps(case: Case, statement: str) -> None:
    case.check({**HEAVY, "main.py": f"import heavy\nprint(heavy.X)\n{statement}\n"}, asleep=["heavy.sub"])


def test_an_import_after_a_semicolon_and_in_one_line_blocks(case: Case) -> None:
    main = "a = 1; import heavy; b = 2\nif a: import heavy as h; from heavy import X\n"
    case.check({**HEAVY, "main.py": main}, asleep=["heavy"])


def test_a_namespace_that_exec_fills_lists_all_builtins(case: Case) -> None:
    case.check({
        "heavy.py": "",
        "main.py": "import app",
        "app.py": """\
            import heavy
            space = {}
            exec("x = len('ab')", space)
            builtins = space["__builtins__"]
            names = ("len", "print", "__import__", "nothing")
            print([name in builtins for name in names], sorted(builtins) == sorted(builtins.keys()))
            print(builtins.get("len"), builtins["len"], dict(builtins)["len"], len(builtins) > 100, space["x"])
            """,
    })  # fmt: skip


def test_a_script_may_set_and_delete_a_builtin_before_anything_else(case: Case) -> None:
    case.check({
        "heavy.py": "",
        "main.py": """\
            __builtins__.shout = "loud"
            print(shout, __builtins__.shout)
            del __builtins__.shout
            import heavy, builtins
            print(hasattr(builtins, "shout"))
            """,
    })  # fmt: skip
