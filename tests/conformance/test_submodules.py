"""A package has the submodules and attributes that the eager program's has, each run when it is used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Case

NATIVE = sys.version_info >= (3, 15)

# A package that imports its own modules, deferred too.
INSIDE: Mapping[str, object] = {"overrides": ((("pkg",), None, True),)}
within = pytest.mark.parametrize("options", [{}, INSIDE], ids=["across", "within"])

PKG = {
    "pkg/__init__.py": "X = 1\n",
    "pkg/a.py": "A = 'a'\n",
    "pkg/b.py": "B = 'b'\n",
    "pkg/inner/__init__.py": "I = 'inner'\n",
    "pkg/inner/leaf.py": "L = 'leaf'\n",
}


@pytest.mark.parametrize("statement", ["from pkg import x", "from pkg import x as x", "import pkg\nfrom pkg import x"])
@pytest.mark.parametrize("first", ["", "import pkg.x as module; module\n", "import pkg.y; pkg.y\n"])
def test_of_an_attribute_and_a_submodule_of_one_name_the_eager_one_wins(case: Case, statement: str, first: str) -> None:
    case.check({
        "pkg/__init__.py": "def x(): return 'attribute'\n",
        "pkg/x.py": "Y = 'module'\n",
        "pkg/y.py": "",
        "main.py": f"{first}{statement}\nprint(type(x).__name__, x.__name__)\nimport pkg\nprint(pkg.x is x)\n",
    }, ("pkg",))  # fmt: skip


def test_an_attribute_that_has_the_name_of_a_submodule_leaves_the_submodule_asleep(case: Case) -> None:
    outcome = case.lazy({
        "pkg/__init__.py": "def x(): return 'attribute'\n",
        "pkg/x.py": "print('pkg.x runs')\n",
        "main.py": "from pkg import x\nprint(x())\n",
    }, ("pkg",))  # fmt: skip
    assert outcome.stdout == "attribute\n"


@pytest.mark.parametrize("statement", ["import a.b.c.d", "import a.b.c.d as d", "from a.b.c import d",
                                       "from a.b.c.d import X as d"])  # fmt: skip
def test_parents_run_before_children_and_each_once(case: Case, statement: str) -> None:
    case.check({
        "a/__init__.py": "print('a runs')\n",
        "a/b/__init__.py": "print('b runs')\n",
        "a/b/c/__init__.py": "print('c runs')\n",
        "a/b/c/d.py": "print('d runs')\nX = 1\n",
        "main.py": f"{statement}\n{'a.b.c.d' if statement == 'import a.b.c.d' else 'd'}\nimport a.b.c.d\n"
            "import sys\nprint(a.b.c.d is sys.modules['a.b.c.d'], a.b.c is sys.modules['a.b.c'])\n",
    }, ("a",))  # fmt: skip


def test_the_parents_of_a_submodule_may_run_when_they_are_used(case: Case) -> None:
    outcome = case.lazy({
        "a/__init__.py": "print('a runs')\n",
        "a/b/__init__.py": "print('b runs')\n",
        "a/b/c.py": "print('c runs')\nX = 1\n",
        "main.py": "import a.b.c\nprint('start')\na\nprint('a used')\na.b\nprint('b used')\na.b.c\nprint('c used')\n",
    }, ("a",))  # fmt: skip
    printed = outcome.stdout.splitlines()
    assert printed[0] == "start"
    assert [line for line in printed if line.endswith("runs")] == ["a runs", "b runs", "c runs"]
    for name in "abc":
        assert printed.index(f"{name} runs") < printed.index(f"{name} used")


def test_a_child_imported_anew_is_a_new_module(case: Case) -> None:
    case.check({**PKG, "main.py": """\
        import sys
        import pkg.a
        first = pkg.a
        del sys.modules["pkg.a"]
        import importlib
        second = importlib.import_module("pkg.a")
        print(first is second, second is sys.modules["pkg.a"], pkg.a is second)
        del sys.modules["pkg.a"]
        def load():
            import pkg.a
            return pkg.a
        third = load()
        print(third in (first, second), third is pkg.a, third is sys.modules["pkg.a"])
        """}, ("pkg",))  # fmt: skip


@pytest.mark.parametrize("statement", ["import pkg.a as again", "from pkg import a as again"])
def test_a_child_imported_anew_by_a_module_is_one_that_works(case: Case, statement: str) -> None:
    outcome = case.lazy({
        **PKG,
        "other.py": f"{statement}\n",
        "main.py": """\
            import sys
            import pkg.a
            first = pkg.a
            del sys.modules["pkg.a"]
            import other
            print(other.again.A, other.again in (first, sys.modules.get("pkg.a")), pkg.a.A)
            """,
    }, ("pkg",))  # fmt: skip
    assert outcome.stdout == "a True a\n"


unlisted = pytest.mark.skipif(NATIVE, reason="under PEP 810 a package lists a sleeping submodule once it is asked for")


@pytest.mark.parametrize(
    "look",
    ["pkg.__path__[0][-4:]", "hasattr(pkg, 'a')", "pkg.__spec__.submodule_search_locations[0][-4:]",
     *(pytest.param(look, marks=unlisted) for look in ("dir(pkg)", "list(vars(pkg))", "[*pkg.__dict__]"))],
)  # fmt: skip
@pytest.mark.parametrize("statement", ["import pkg", "import pkg.a", "import pkg.a\nimport pkg.inner.leaf",
                                       "import pkg\nfrom pkg import X"])  # fmt: skip
def test_looking_at_a_package_gives_what_it_gives_eagerly(case: Case, statement: str, look: str) -> None:
    main = f"{statement}\nvalue = {look}\nprint(sorted(value) if isinstance(value, list) else value)\n"
    case.check({**PKG, "main.py": main}, ("pkg",))


@within
@pytest.mark.parametrize("core", ["", "__all__ = ['run', 'Public']\n", "__all__ = ['run', 'sub']\n"])
def test_a_star_import_of_a_module_of_the_package_stays_eager(
    case: Case, core: str, options: Mapping[str, object]
) -> None:
    case.check({
        "pkg/__init__.py": "from .core import *\nfrom . import core\n__all__ = getattr(core, '__all__', [])\n",
        "pkg/core/__init__.py": f"{core}print('core runs')\ndef run(): return 1\nclass Public: pass\n_hidden = 1\n",
        "pkg/core/sub.py": "",
        "main.py": "import pkg\nprint(pkg.run(), pkg.__all__, sorted(n for n in vars(pkg) if n[0] != '_'))\n"
            "from pkg import *\nprint(sorted(n for n in globals() if n[0] != '_'))\n",
    }, ("pkg",), **options)  # fmt: skip


# What a from import leaves on its own package before it is used: the submodule, as eagerly; under PEP 810 nothing yet.
left_behind = pytest.mark.parametrize(
    "options",
    [pytest.param({}, id="across"),
     pytest.param(INSIDE, id="within", marks=pytest.mark.skipif(NATIVE, reason="a NameError under PEP 810"))],
)  # fmt: skip


@left_behind
@pytest.mark.parametrize("use", ["pkg.merge()", "pkg.merge", "pkg.core.check()", ""])
def test_a_package_deletes_the_submodule_that_a_from_import_left(
    case: Case, use: str, options: Mapping[str, object]
) -> None:
    case.check({
        "pkg/__init__.py": "from .exceptions import merge\ndel exceptions\nfrom . import core\n",
        "pkg/exceptions.py": "def merge(): return 'merged'\n",
        "pkg/core.py": "from .exceptions import merge\ndef check(): return merge()\n",
        "main.py": f"import pkg\npkg\n{use}\nprint(pkg.merge(), pkg.core.check())\n",
    }, ("pkg",), **options)  # fmt: skip


def test_deleting_the_submodule_that_a_from_import_left_wakes_nothing(case: Case) -> None:
    case.check({
        "pkg/__init__.py": "from .exceptions import merge\nif 'exceptions' in globals(): del exceptions\nX = 1\n",
        "pkg/exceptions.py": "def merge(): return 'merged'\n",
        "main.py": "import pkg\nprint(pkg.X)\n",
    }, ("pkg",), asleep=["pkg.exceptions"], **INSIDE)  # fmt: skip


@left_behind
@pytest.mark.parametrize("use", ["core.run()", "core", "core.run is run", "[core for _ in range(2)][0].run()",
                                 "globals()['core'].run()", "(lambda: core.run())()"])  # fmt: skip
def test_the_submodule_that_a_from_import_leaves_is_a_name_of_the_package(
    case: Case, use: str, options: Mapping[str, object]
) -> None:
    case.check({
        "pkg/__init__.py": f"from .core import run\nvalue = {use}\n",
        "pkg/core.py": "def run(): return 'ran'\n",
        "main.py": "import pkg\nprint(pkg.value, pkg.core.run())\n",
    }, ("pkg",), **options)  # fmt: skip


@pytest.mark.parametrize("here", ["import pkg", "import pkg as p\npkg = p", "import pkg.b"])
@pytest.mark.parametrize("there", ["import pkg.a", "import pkg.a as a", "from pkg import a"])
def test_a_submodule_that_another_module_uses_is_visible_here(case: Case, here: str, there: str) -> None:
    use = "pkg.a" if there == "import pkg.a" else "a"
    case.check({
        **PKG,
        "other.py": f"{there}\ndef use(): return {use}\n",
        "main.py": f"{here}\nimport other\nother.use()\nprint(pkg.a.A, pkg.X)\n",
    }, ("pkg",), awake=["pkg.a"])  # fmt: skip


@pytest.mark.parametrize("here", ["import pkg", "import pkg.b", "import pkg as p\npkg = p"])
@pytest.mark.parametrize("there", ["import pkg.a", "import pkg.a as a", "from pkg import a", "from pkg.a import A"])
@pytest.mark.parametrize("order", ["before", "after"])
def test_a_submodule_that_another_module_only_imports_is_visible_here(
    case: Case, here: str, there: str, order: str
) -> None:
    lines = ["import other", here]
    main = "\n".join(lines if order == "before" else lines[::-1])
    case.check({**PKG, "other.py": there, "main.py": f"{main}\nprint(pkg.a.A, pkg.X)\n"}, ("pkg",), awake=["pkg.a"])


@pytest.mark.parametrize("here", ["import pkg\npkg", "import pkg.b\npkg.b"])
@pytest.mark.parametrize("there", ["import pkg.a", "import pkg.a as a", "from pkg import a", "from pkg.a import A"])
def test_a_submodule_imported_when_its_package_is_loaded_already_is_visible(case: Case, here: str, there: str) -> None:
    case.check({**PKG, "other.py": there, "main.py": f"{here}\nimport other\nprint(pkg.a.A)\n"}, ("pkg",))


@within
@pytest.mark.parametrize("statement", ["from .sub import f", "from .sub import f\nf", "from . import sub",
                                       "import pkg.sub", "import pkg.sub as f"])  # fmt: skip
@pytest.mark.parametrize("order", ["variable first", "import first"])
def test_a_variable_and_a_submodule_of_one_name(
    case: Case, statement: str, order: str, options: Mapping[str, object]
) -> None:
    """Which of the two is last depends on when the import is done; once used it stays."""
    lines = ["sub = 'variable'", statement]
    body = "\n".join(lines if order == "variable first" else lines[::-1])
    outcome = case.lazy({
        "pkg/__init__.py": f"def f(): return sub\n{body}\n",
        "pkg/sub.py": "def f(): return 'f'\n",
        "main.py": "import pkg\npkg.f\nprint(*(getattr(pkg.sub, '__name__', pkg.sub) for _ in range(2)))\n",
    }, ("pkg",), **options)  # fmt: skip
    assert outcome.stdout in ("variable variable\n", "pkg.sub pkg.sub\n")


@within
def test_a_variable_after_the_first_use_wins(case: Case, options: Mapping[str, object]) -> None:
    case.check({
        "pkg/__init__.py": "from .sub import f\nf\nsub = 'variable'\n",
        "pkg/sub.py": "def f(): return 'f'\n",
        "main.py": "import pkg\nprint(pkg.sub, pkg.f(), pkg.sub)\nfrom pkg import sub\nprint(sub)\n",
    }, ("pkg",), **options)  # fmt: skip


def test_an_attribute_that_is_no_module_cannot_be_imported_by_its_path(case: Case) -> None:
    outcome = case.lazy({**PKG, "main.py": """\
        import pkg.a.A as first
        import pkg.X as second
        for _ in range(2):
            for use in (lambda: first, lambda: second):
                try: print(use())
                except ModuleNotFoundError as error: print(error, error.name)
        import sys
        print("pkg" in sys.modules, __import__("pkg.a").a.A)
        """}, ("pkg",))  # fmt: skip
    failures = "No module named 'pkg.a.A'; 'pkg.a' is not a package pkg.a.A\nNo module named 'pkg.X' pkg.X\n"
    assert outcome.stdout == f"{failures}{failures}True a\n"


@pytest.mark.parametrize("use", ["pkg.a", "pkg.inner.leaf", "getattr(pkg, 'a')", "vars(pkg)['a']"])
@pytest.mark.parametrize("statement", ["import pkg", "import pkg.b",
                                       "import pkg.b\npkg.b", "from pkg import b\nimport pkg"])  # fmt: skip
def test_a_submodule_that_nobody_imported_is_no_attribute(case: Case, statement: str, use: str) -> None:
    case.check({**PKG, "main.py": f"""\
{statement}
for _ in range(2):
    try: print({use})
    except (AttributeError, KeyError) as error: print(type(error), error)
print(hasattr(pkg, "a"), getattr(pkg, "a", None), "a" in vars(pkg))
"""}, ("pkg",))  # fmt: skip


@pytest.mark.parametrize("load", ["pkg.X", "def load():\n    import pkg\nload()", "pkg"])
@pytest.mark.parametrize("statement", ["import pkg.a", "import pkg.inner.leaf"])
def test_a_sleeping_child_of_a_loaded_package_is_an_attribute(case: Case, load: str, statement: str) -> None:
    name = statement[7:]
    program = f"import pkg\n{load}\n{statement}\nprint(pkg.X)\n"
    case.check({**PKG, "main.py": program}, ("pkg",), asleep=[name])
    program += f"import sys\nprint({name} is sys.modules['{name}'], {name}.__name__)\n"
    case.check({**PKG, "main.py": program}, ("pkg",), awake=[name])


@pytest.mark.parametrize("statement", ["import pkg.a", "import pkg.a, pkg.inner.leaf"])
def test_asking_a_package_with_sleeping_children_for_what_it_does_not_have(case: Case, statement: str) -> None:
    main = f"import pkg\npkg.X\n{statement}\nprint(hasattr(pkg, 'b'), getattr(pkg, 'nope', 0), pkg.a.A)\n"
    case.check({**PKG, "main.py": main}, ("pkg",))


@pytest.mark.parametrize("statement", ["from .. import x", "from ..pkg import x", "from .. import a",
                                       "from ..pkg.a import A", "from ... import a"])  # fmt: skip
@within
def test_a_relative_import_beyond_the_top_level_is_the_eager_error(
    case: Case, statement: str, options: Mapping[str, object]
) -> None:
    case.check({
        **PKG,
        "pkg/a.py": f"{statement}\n",
        "pkg/inner/leaf.py": f"{statement.replace('..', '...')}\n",
        "main.py": """\
            import importlib
            for name in ("pkg.a", "pkg.inner.leaf"):
                try:
                    module = importlib.import_module(name)
                    for key in ("x", "a", "A"): getattr(module, key, None)
                except ImportError as error: print(name, error)
            """,
    }, ("pkg",), **options)  # fmt: skip


def test_a_relative_import_in_a_script_is_the_eager_error(case: Case) -> None:
    case.check({**PKG, "main.py": "import sys\nfrom . import pkg\n"}, ("pkg",), exit_code=1)
    case.check({**PKG, "main.py": "import sys\nfrom .pkg import a\n"}, ("pkg",), exit_code=1)


@within
@pytest.mark.parametrize("main", [
    "import pkg\nprint(pkg.some_func(), pkg.some_func.__name__)",
    "from pkg import some_func\nprint(some_func())",
    "import pkg\nfrom pkg import some_func as g\nprint(pkg.some_func is g, g())",
    "import pkg\nprint(pkg.use(), pkg.some_func())",
    "import pkg\nfor _ in range(3): print(callable(pkg.some_func), 'some_func' in vars(pkg))",
    "import pkg.some_func\nprint(pkg.some_func())",
])  # fmt: skip
def test_a_function_hides_the_module_that_it_comes_from(case: Case, main: str, options: Mapping[str, object]) -> None:
    case.check({
        "pkg/__init__.py": "from .some_func import some_func\ndef use(): return some_func()\n",
        "pkg/some_func.py": "def some_func(): return 'called'\n",
        "main.py": main,
    }, ("pkg",), **options)  # fmt: skip


@within
@pytest.mark.parametrize("statement", ["from . import f", "from .f import f", "from .f import g", "import pkg.f as f",
                                       "from .f import g as f"])  # fmt: skip
def test_a_function_hides_its_module_when_that_is_first_used_elsewhere(
    case: Case, statement: str, options: Mapping[str, object]
) -> None:
    case.check({
        "pkg/__init__.py": "from .f import f\ndef use(): return f()\n",
        "pkg/f.py": "def f(): return 'called'\ng = f\n",
        "pkg/other.py": f"{statement}\ndef use(): return f() if 'f' in globals() else g()\n",
        "main.py": "import pkg.other\nprint(pkg.other.use(), pkg.f(), pkg.use())\n",
    }, ("pkg",), **options)  # fmt: skip


@pytest.mark.parametrize("statement", ["import pkg.a, pkg.b", "import pkg.a\nimport pkg.b",
                                       "import pkg.b\nimport pkg.a", "from pkg import a, b\nimport pkg"])  # fmt: skip
@pytest.mark.parametrize("use", ["pkg.a.A", "pkg.a"])
def test_using_one_submodule_leaves_the_other_asleep(case: Case, statement: str, use: str) -> None:
    case.check({**PKG, "main.py": f"{statement}\n{use}\n{use}\n"}, ("pkg",), asleep=["pkg.b"], awake=["pkg.a"])


VERSIONED = {
    "pkg/__init__.py": "from .__version__ import __title__, __version__\ndef get(): return __version__\n",
    "pkg/__version__.py": "__version__ = '1.2'\n__title__ = 'title'\n",
    "pkg/a.py": "from . import __version__\ndef get(): return __version__\n",
    "pkg/c.py": "from .__version__ import __title__\n",
}


@within
@pytest.mark.parametrize("main", [
    "import pkg\nprint(pkg.__version__)", "from pkg import __version__\nprint(__version__)",
    "import pkg\nprint(pkg.get(), pkg.__version__, pkg.__version__)",
    "import pkg.a\nprint(pkg.a.get(), pkg.__version__)",
    "import pkg\nprint(getattr(pkg, '__version__', None), pkg.__title__)",
])  # fmt: skip
def test_a_version_submodule_does_not_overwrite_the_version(
    case: Case, main: str, options: Mapping[str, object]
) -> None:
    case.check({**VERSIONED, "main.py": main}, ("pkg",), **options)


@within
@pytest.mark.parametrize("main", [
    "import pkg\nfrom pkg.__version__ import __title__\nprint(__title__, pkg.__version__)",
    "import pkg\nimport pkg.a, pkg.c\nprint(pkg.c.__title__, pkg.__version__, pkg.a.get(), pkg.get())",
])  # fmt: skip
def test_a_version_submodule_that_is_first_used_elsewhere_does_not_overwrite_the_version(
    case: Case, main: str, options: Mapping[str, object]
) -> None:
    case.check({**VERSIONED, "main.py": main}, ("pkg",), **options)


@pytest.mark.parametrize(
    "statement", ["from . import a", "import pkg.a", "from .a import A", "import pkg.a as a", "import pkg.a as other"]
)
def test_what_a_package_imports_from_itself_sleeps(case: Case, statement: str) -> None:
    main = "import pkg\nprint(pkg.X)\n"
    files = {**PKG, "pkg/__init__.py": f"X = 1\n{statement}\n", "main.py": main}
    case.check(files, ("pkg",), asleep=["pkg.a"], **INSIDE)


def test_a_star_import_of_a_package_binds_what_others_took_from_it_lazily(case: Case) -> None:
    files = {
        "heavy/__init__.py": "from .version import VERSION\nfrom .things import *\n",
        "heavy/version.py": "VERSION = 1\n",
        "heavy/things.py": "class Thing: pass\nclass Other: pass\n",
        "app.py": "from heavy import Thing, things\nimport heavy\ndef use(): return heavy.Other, Thing, things.Other\n",
        "main.py": "import app\nprint(app.use(), app.heavy.Thing is app.Thing)\n",
    }
    case.check(files, overrides=((("heavy",), None, True),))


@pytest.mark.parametrize("before", ["", "from . import Thing\n", "from .things import Thing\n"])
def test_a_star_import_binds_a_name_that_sleeps_in_the_same_namespace(case: Case, before: str) -> None:
    files = {
        "heavy/__init__.py": f"{before}from .things import *\n",
        "heavy/things.py": "class Thing: where = 'things'\n",
        "heavy/Thing.py": "where = 'module'\n",
        "main.py": "import heavy\nprint(heavy.Thing.where)\n",
    }
    unused = ["heavy.Thing"] if before == "from . import Thing\n" else []
    case.check(files, overrides=((("heavy",), None, True),), asleep=unused)


def test_a_proxy_that_takes_the_place_of_a_package_passes_on_its_submodules(case: Case) -> None:
    files = {
        "heavy/__init__.py": "",
        "heavy/sub.py": "Y = 2\n",
        "proxy.py": """
            import sys
            class Proxy:
                def __init__(self, module): object.__setattr__(self, 'module', module)
                def __getattribute__(self, name): return getattr(object.__getattribute__(self, 'module'), name)
                def __setattr__(self, name, value): setattr(object.__getattribute__(self, 'module'), name, value)
        """,
        "heavy/other.py": "Z = 3\n",
        "app.py": "from heavy import sub\nfrom heavy.other import Z\ndef use(): return sub.Y\n",
        "main.py": """
            import importlib, sys
            importlib.import_module('heavy')
            import app
            from proxy import Proxy
            sys.modules['heavy'] = Proxy(sys.modules['heavy'])
            print(app.use(), sys.modules['heavy'].sub.Y, hasattr(sys.modules['heavy'], 'nope'))
        """,
    }
    case.check(files)


def test_a_package_gives_its_names_to_modules_whose_names_it_imports_by_star(case: Case) -> None:
    files = {
        "heavy/__init__.py": "from heavy.misc import *\nfrom heavy.later import *\n",
        "heavy/misc.py": "def groups(): return 'groups'\n",
        "heavy/later.py": "from heavy import groups\ndef later(): return groups()\n",
        "main.py": "import heavy\nprint(heavy.later(), heavy.groups())\n",
    }
    case.check(files, overrides=((("heavy",), None, True),))
    case.check({**files, "main.py": "import heavy\nprint(heavy.groups(), heavy.later())\n"},
               overrides=((("heavy",), None, True),))  # fmt: skip


def test_a_name_that_is_used_while_a_star_import_copies_it_is_copied(case: Case) -> None:
    files = {
        "heavy.py": "first, second = 1, 2\nimport sys\ngetattr(sys.modules['facade'], 'second', None)\n",
        "facade.py": "from heavy import first, second\n",
        "main.py": "first = 0\nfrom facade import *\nprint(first, second)\n",
    }
    case.check(files)


def test_a_submodule_imported_later_takes_the_place_of_a_sleeping_name(case: Case) -> None:
    case.check({
        "heavy.py": "VALUE = 42\n",
        "pkg/__init__.py": "from heavy import VALUE as config\n",
        "pkg/config.py": "",
        "main.py": "import pkg\n__import__('pkg.config')\nprint(pkg.config.__name__)\n",
    })  # fmt: skip


def test_asking_a_package_for_what_it_does_not_have_raises_no_error_of_its_submodules(case: Case) -> None:
    case.check({
        "heavy/__init__.py": "",
        "heavy/broken.py": "raise ValueError('broken')\n",
        "app.py": "import heavy\ntry:\n    import heavy.fine\nexcept ImportError: pass\n",
        "main.py": """\
            import app
            import heavy
            if hasattr(heavy, "nope"): print("nope")
            try: heavy.nope
            except AttributeError as error: print(error)
            """,
        "late.py": "",
    })  # fmt: skip
    outcome = case.lazy({
        "main.py": """\
            import heavy.broken
            import heavy
            print(hasattr(heavy, "nope"))
            try: heavy.broken
            except ValueError as error: print(error)
            """,
    })  # fmt: skip
    assert outcome.stdout == "False\nbroken\n"


@pytest.mark.parametrize("package", ["spaces", "spaces.inner"])
def test_a_submodule_of_a_namespace_package_is_an_attribute_of_it(case: Case, package: str) -> None:
    case.check({
        f"{package.replace('.', '/')}/heavy.py": "X = 1\n",
        "first.py": f"import {package}.heavy\n",
        "second.py": f"def use():\n    import {package}\n    return {package}.heavy.X\n",
        "main.py": f"""\
            import first, second
            print(second.use())
            import {package} as space
            values = {{name: value for name, value in vars(space).items() if name not in ("heavy", "inner")}}
            print(sorted(values), getattr(space, "__file__", 0), space.__spec__.loader is space.__loader__)
            print(type(space.__loader__).__name__)
            print(type(space.__path__).__name__, space.__spec__.origin, type(space).__name__)
            """,
    }, packages=("spaces",))  # fmt: skip


def test_a_question_asked_while_a_sibling_is_initialised_runs_nothing_half_made(case: Case) -> None:
    outcome = case.lazy({
        "heavy/__init__.py": "",
        "heavy/base.py": "import sys\nprint(hasattr(sys.modules['heavy'], 'nothing'))\nclass Base: pass\n",
        "heavy/tools.py": "print('tools starts')\nfrom heavy.base import Base\n",
        "main.py": "import heavy.tools, heavy.base as b\nprint(b.Base.__name__, heavy.tools.__name__)\n",
    })  # fmt: skip
    assert outcome.stdout == "False\ntools starts\nBase heavy.tools\n"


def test_an_alias_of_a_submodule_is_what_its_packages_bind(case: Case) -> None:
    package = "from . import b as _b\nclass b: c = 'another'\n"
    files = {"a/__init__.py": package, "a/b/__init__.py": "", "a/b/c.py": ""}
    case.check({**files, "main.py": "import a.b.c as d\nprint(d)\n"})


@pytest.mark.parametrize(
    "ask", ["hasattr(heavy, 'newer')", "getattr(heavy, 'newer', 'older')", "'newer' in dir(heavy)"]
)
def test_a_name_that_a_package_lacks_does_not_appear_in_it_when_its_import_fails(case: Case, ask: str) -> None:
    main = f"""
        try: import optional; optional.use()
        except ImportError as error: print(error.msg.partition(" (")[0])
        import heavy
        print(hasattr(heavy, "newer"), {ask}, type(heavy).__name__)
        import dormant
        dormant.load_all()
        print({ask}, hasattr(heavy, "newer"))
    """
    optional = "from heavy import newer\ndef use(): return newer\n"
    case.check({"heavy/__init__.py": "", "optional.py": optional, "main.py": main})


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="an AttributeError under PEP 810")
def test_an_alias_of_a_submodule_that_was_replaced_is_found_by_its_name(case: Case) -> None:
    files = {"a/__init__.py": "", "a/b/__init__.py": "import a\nclass b: pass\n", "a/b/c.py": "X = 1\n"}
    main = "import a.b\na.b\nimport a.b.c as d\na.b = a.b.b\nprint(d.X)\n"
    assert case.lazy({**files, "main.py": main}, ("a",)).stdout == "1\n"
