"""Programs that patch, reload, stub and delete modules find a deferred one where they find an imported one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support import difference

if TYPE_CHECKING:
    from conftest import Case

HEAVY = {
    "heavy/__init__.py": "X = 1\nclass C: pass\ndef f(): return 'f'\ndef g(): return 'g'\n",
    "heavy/sub.py": "Y = 2\n",
    "app.py": "import heavy\nfrom heavy import f\ndef use(): return f()\ndef attribute(): return heavy.f()\n",
}
NATIVE = sys.version_info >= (3, 15)
names_engine = pytest.mark.skipif(sys.version_info >= (3, 15), reason="3.15 has lazy imports of its own")


def test_a_relative_entry_of_sys_path_still_works_after_chdir(case: Case) -> None:
    # The import system resolves the entry at the time of the import: eager's outcome needs the directory to be there.
    main = """
        import os, sys
        sys.path.insert(0, 'lib')
        import heavy
        heavy.X
        os.chdir('/')
        print(heavy.X, heavy.sub_name)
    """
    case.check({"lib/heavy/__init__.py": "X = 1\nsub_name = 's'\n", "main.py": main}, awake=["heavy"])


def test_after_deleting_it_from_sys_modules_a_new_import_makes_a_second_module(case: Case) -> None:
    main = """
        import sys, app
        app.heavy.X
        del sys.modules['heavy']
        import heavy
        print(heavy is app.heavy, heavy.X, app.attribute(), heavy is sys.modules['heavy'])
    """
    case.check({**HEAVY, "main.py": main})


@pytest.mark.parametrize("delete", ["del app.f", "delattr(app, 'f')", "del vars(app)['f']", "vars(app).pop('f')"])
def test_a_name_deleted_from_outside_is_a_name_error_inside(case: Case, delete: str) -> None:
    main = f"""
        import app
        {delete}
        try: app.use()
        except NameError as error: print(error)
        print(hasattr(app, 'f'), 'f' in vars(app))
    """
    asleep = ["heavy"] if delete.startswith("del ") else []
    case.check({**HEAVY, "main.py": main}, asleep=asleep)


def test_the_environment_that_the_body_reads_is_that_of_the_first_use(case: Case) -> None:
    heavy = {"heavy.py": "import os\nMODE = os.environ.get('MODE', 'none')"}
    main = "import os, heavy\nos.environ['MODE'] = 'late'\nprint(heavy.MODE)"
    assert case.lazy({**heavy, "main.py": main}).stdout == "late\n"


def test_patching_a_sleeping_name_of_the_importer(case: Case) -> None:
    main = """
        import app, sys
        from unittest import mock
        with mock.patch('app.f') as fake:
            fake.return_value = 'fake'
            print(app.use())
        print(app.use(), app.f is sys.modules['heavy'].f)
    """
    case.check({**HEAVY, "main.py": main})


def test_patching_the_module_is_seen_through_the_module(case: Case) -> None:
    main = """
        import app
        from unittest import mock
        with mock.patch('heavy.f', lambda: 'fake'):
            print(app.attribute())
        print(app.attribute())
    """
    case.check({**HEAVY, "main.py": main})


def test_patching_the_module_before_the_importers_name_is_resolved(case: Case) -> None:
    main = """
        import app
        from unittest import mock
        with mock.patch('heavy.f', lambda: 'fake'):
            print(app.use())
    """
    assert case.lazy({**HEAVY, "main.py": main}).stdout in ("f\n", "fake\n")


def test_a_module_may_change_its_class(case: Case) -> None:
    heavy = """
        import sys, types
        class Special(types.ModuleType):
            @property
            def version(self): return 7
            def __setattr__(self, name, value): raise AttributeError('read-only ' + name)
        sys.modules[__name__].__class__ = Special
        def f(): return 'f'
    """
    main = """
        import heavy, app
        print(heavy.version, type(heavy).__name__, app.f())
        try: heavy.x = 1
        except AttributeError as error: print(error)
    """
    importer = heavy + "\n        import heavy as h\n        from heavy import f\n"
    files = {"heavy/__init__.py": heavy, "heavy/sub.py": "", "app.py": importer, "main.py": main}
    case.check(files, awake=["heavy"])


@pytest.mark.parametrize(
    "importer", ["from heavy import now", "from heavy import now, X", "from heavy import now as n"]
)
def test_an_attribute_that_a_class_of_the_packages_own_makes_up_is_made_up_each_time(case: Case, importer: str) -> None:
    heavy = """
        import itertools, sys, types
        count = itertools.count(1)
        class Module(types.ModuleType):
            def __getattr__(self, name):
                if name == 'now': return next(count)
                raise AttributeError(name)
        sys.modules[__name__].__class__ = Module
        X = 1
    """
    main = """
        import heavy, app
        print(app.use(), heavy.now, heavy.now, 'now' in vars(heavy))
    """
    use = f"{importer}\ndef use(): return {'n' if ' as ' in importer else 'now'}\n"
    case.check({"heavy/__init__.py": heavy, "app.py": use, "main.py": main}, awake=["heavy"])


def test_an_importer_of_a_class_of_its_own_yields_the_real_objects(case: Case) -> None:
    app = """
        import sys, types
        from heavy import f
        class Special(types.ModuleType):
            def __getattribute__(self, name): return super().__getattribute__(name)
            def __setattr__(self, name, value): super().__setattr__(name, value)
        sys.modules[__name__].__class__ = Special
    """
    case.check({**HEAVY, "app.py": app, "main.py": "import app\napp.x = 1\nprint(app.f(), app.x)"})


def test_a_patched_sys_modules_around_the_first_use(case: Case) -> None:
    main = """
        import sys, types, app
        from unittest import mock
        with mock.patch.dict(sys.modules):
            print(app.use())
        print(app.use(), app.attribute())
    """
    case.check({**HEAVY, "main.py": main})


@pytest.mark.parametrize("name", ["f", "heavy"])
@pytest.mark.parametrize("write", ["app.{} = fake", "vars(app)['{}'] = fake"])
def test_a_name_set_from_outside_while_asleep_never_loads_the_module(case: Case, name: str, write: str) -> None:
    main = f"""
        import app, types
        fake = types.SimpleNamespace(f=lambda: 'fake') if '{name}' == 'heavy' else lambda: 'fake'
        {write.format(name)}
        print(app.{"use" if name == "f" else "attribute"}(), app.{name} is fake)
    """
    case.check({**HEAVY, "main.py": main}, asleep=["heavy"])


@names_engine
@difference("a store by a C function compares the key in a frame that does something else, and wakes it")
@pytest.mark.parametrize("write", ["setattr(app, 'f', fake)", "vars(app).update(f=fake)", "app.__setattr__('f', fake)"])
def test_a_name_set_by_a_function_while_asleep_never_loads_the_module(case: Case, write: str) -> None:
    main = f"import app\nfake = lambda: 'fake'\n{write}\nprint(app.use(), app.f is fake)"
    case.check({**HEAVY, "main.py": main}, asleep=["heavy"])


@pytest.mark.parametrize("count", [8, 9, 20, 41, 42, 43, 83, 84, 85, 170, 171, 172])
@pytest.mark.parametrize(
    "write", ["setattr(app, 'f', 'fake')", "vars(app).pop('f')", "vars(app).setdefault('f', 1)", "app.f"]
)
def test_the_first_use_touches_no_other_name(case: Case, count: int, write: str) -> None:
    # The lookup that is under way must not go on in the new table with an index of the old one.
    before = "".join(f"n{number} = {number}\n" for number in range(count))
    after = "".join(f"m{number} = {number}\n" for number in range(6))
    app = f"hole = gap = 1\n{before}del hole, gap\nfrom heavy import f\n{after}"
    main = f"""
        import app
        {write}
        found = [(n, v) for n, v in vars(app).items() if n[0] in 'nm']
        print(len(found), [(n, v) for n, v in found if v != int(n[1:])])
        print(getattr(app, 'f', 'none') if {write.startswith("setattr")} else 'f' in vars(app))
    """
    case.check({**HEAVY, "app.py": app, "main.py": main})


@pytest.mark.parametrize("first", ["", "app.heavy.X"])
def test_reloading_a_lazily_imported_module(case: Case, first: str) -> None:
    main = f"""
        import app, importlib
        {first}
        again = importlib.reload(app.heavy)
        print(again is app.heavy, app.heavy.X, app.use())
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


@pytest.mark.parametrize("use", ["", "app.use()"])
def test_reloading_the_importing_module(case: Case, use: str) -> None:
    main = f"""
        import app, importlib
        {use}
        importlib.reload(app)
        app.extra = 1
        importlib.reload(app)
        print(app.use(), app.attribute(), app.extra)
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


def test_reloading_the_importing_module_wakes_nothing(case: Case) -> None:
    main = "import app, importlib\nimportlib.reload(app)\nprint(app.use.__name__)"
    case.check({**HEAVY, "main.py": main}, asleep=["heavy"])


@pytest.mark.parametrize("replacement", ["Shell()", "Shell('heavy')"])
def test_a_module_that_replaces_itself_by_an_object(case: Case, replacement: str) -> None:
    base = "object" if replacement == "Shell()" else "types.ModuleType"
    heavy = f"""
        import sys, types
        class Shell({base}):
            def __getattr__(self, name):
                if name.startswith('__'): raise AttributeError(name)
                return 'command ' + name
        sys.modules[__name__] = {replacement}
    """
    main = """
        import heavy, sys
        import heavy as h
        from heavy import ls
        print(heavy.ls, h is heavy, heavy is sys.modules['heavy'], ls)
    """
    case.check({"heavy.py": heavy, "main.py": main}, awake=["heavy"])


REPLACED = """
    import sys, types
    class Plain:
        def __init__(self, name): self.__name__ = name
    real = {base}('heavy')
    real.__path__, real.__spec__ = __path__, __spec__
    sys.modules['heavy'] = real
"""


@pytest.mark.parametrize("base", ["types.ModuleType", "Plain"])
def test_a_submodule_is_bound_on_what_a_package_replaced_itself_by(case: Case, base: str) -> None:
    main = "import heavy.sub\nprint(heavy.sub.Y)"
    files = {"heavy/__init__.py": REPLACED.format(base=base), "heavy/sub.py": "Y = 2", "main.py": main}
    case.check(files, awake=["heavy.sub"])


BROKEN = {
    "heavy/__init__.py": REPLACED.format(base="Plain"),
    "heavy/sub.py": "print('sub runs')\nraise OSError('broken')",
    "heavy/other.py": "Z = 3",
    "app.py": "import heavy.sub\ndef use(): return heavy.sub",
    "other.py": "import heavy\nprint(heavy.__name__)",
    "third.py": "import heavy.other\nprint(heavy.other.Z)",
}


def test_a_submodule_of_a_replaced_package_fails_where_it_is_used_itself(case: Case) -> None:
    main = """
        import app, other, third
        for _ in range(2):
            try: app.use()
            except OSError as error: print(error)
    """
    outcome = case.lazy({**BROKEN, "main.py": main})
    said = outcome.stdout.split("\n")
    assert said[-5:] == ["sub runs", "broken", "sub runs", "broken", ""] or NATIVE
    assert [line for line in said if line not in ("sub runs", "")] == ["heavy", "3", "broken", "broken"]


@difference("no key can stand in an object, so what waits for it is imported with it")
def test_an_unused_submodule_of_a_replaced_package_never_runs(case: Case) -> None:
    files = {**BROKEN, "heavy/sub.py": "Y = 2", "main.py": "import app, other"}
    case.check(files, asleep=["heavy.sub"])


def test_a_submodule_of_a_replaced_package_that_fails_at_its_first_use_runs_once(case: Case) -> None:
    main = """
        try:
            import app
            app.use()
        except OSError as error: print(error)
    """
    case.check({**BROKEN, "main.py": main})


@pytest.mark.parametrize("statement", ["import heavy.sub as sub", "from heavy import sub"])
def test_a_submodule_imported_under_another_name_is_bound_there_too(case: Case, statement: str) -> None:
    main = f"{statement}\nimport heavy\nprint(heavy.sub.Y)"
    files = {"heavy/__init__.py": REPLACED.format(base="types.ModuleType"), "heavy/sub.py": "Y = 2", "main.py": main}
    case.check(files, awake=["heavy.sub"])


@pytest.mark.parametrize(
    "statement", ["import space.sub", "import space.deep.leaf", "import space.sub, space.deep.leaf"]
)
def test_a_submodule_of_a_namespace_package_is_bound_on_it(case: Case, statement: str) -> None:
    use = {"import space.sub": "space.sub.Y"}.get(statement, "space.deep.leaf.Z")
    files = {"space/sub.py": "Y = 2", "space/deep/leaf.py": "Z = 3", "main.py": f"{statement}\nprint({use})"}
    case.check(files, ["space"])


def test_an_attribute_set_as_the_very_first_use_stays(case: Case) -> None:
    main = "import heavy\nheavy.X = 'set'\nprint(heavy.X, heavy.f())"
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


def test_attributes_set_and_deleted_on_a_lazily_imported_module_stick(case: Case) -> None:
    main = """
        import heavy
        del heavy.X
        heavy.new = 3
        import heavy as again
        print(hasattr(again, 'X'), again.new)
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


def test_a_stub_in_sys_modules_placed_before_the_first_use_is_used(case: Case) -> None:
    main = """
        import sys, types, app
        stub = types.ModuleType('heavy')
        stub.f = lambda: 'stub'
        sys.modules['heavy'] = stub
        print(app.use(), app.attribute())
    """
    assert case.lazy({**HEAVY, "main.py": main}).stdout in ("f f\n", "stub stub\n")


@pytest.mark.parametrize("statement", ["import app", "import app2"])
def test_a_stub_in_sys_modules_placed_before_the_import_is_used(case: Case, statement: str) -> None:
    main = f"""
        import sys, types
        stub = sys.modules['heavy'] = types.ModuleType('heavy')
        stub.f = lambda: 'stub'
        stub.sub = sys.modules['heavy.sub'] = types.ModuleType('heavy.sub')
        {statement} as app
        print(app.use())
    """
    app2 = "import heavy.sub\ndef use(): return heavy.f(), heavy.sub.__name__\n"
    case.check({**HEAVY, "app2.py": app2, "main.py": main})


def test_an_entry_of_sys_path_added_before_the_first_use(case: Case) -> None:
    main = "import sys\nimport heavy\nsys.path.append('lib')\nprint(heavy.X)"
    assert case.lazy({"lib/heavy.py": "X = 1", "main.py": main}).stdout == "1\n"


def test_an_entry_of_sys_path_that_is_gone_at_the_first_use(case: Case) -> None:
    main = """
        import sys
        sys.path.append('lib')
        import heavy
        sys.path.remove('lib')
        try: print(heavy.X)
        except ModuleNotFoundError as error: print(error)
    """
    outcome = case.lazy({"lib/heavy.py": "X = 1", "main.py": main})
    assert outcome.stdout in ("1\n", "No module named 'heavy'\n")
