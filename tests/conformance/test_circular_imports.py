"""Modules that import each other work deferred wherever they work eagerly, and in more cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Case

# A package that imports its own modules, deferred too.
INSIDE: Mapping[str, object] = {"overrides": ((("pkg",), None, True),)}
within = pytest.mark.parametrize("options", [{}, INSIDE], ids=["across", "within"])

# A finder that serves `pkg.extern.x` with `pkg._vendor.x`, whose modules ask for each other under the first name.
VENDORED = {
    "pkg/__init__.py": """\
        import pkg.extern
        from pkg.extern import packing
        from pkg.extern.packing import specs
        import pkg.dist
        def setup(): return pkg.dist.name(), packing.NAME, specs.of("x")
        """,
    "pkg/dist.py": """\
        from pkg.extern import packing, jar
        from pkg.extern.packing.version import V
        import pkg
        def name(): return packing.NAME, jar.X, V, pkg.setup.__name__
        """,
    "pkg/extern/__init__.py": """\
        import importlib, importlib.util, sys
        class Vendored:
            def __init__(self, root, home): self.root, self.home = root + ".", home + "."
            def find_spec(self, name, path=None, target=None):
                if name.startswith(self.root): return importlib.util.spec_from_loader(name, self)
            def create_module(self, spec):
                module = importlib.import_module(self.home + spec.name[len(self.root):])
                sys.modules[spec.name] = module
                return module
            def exec_module(self, module): pass
        sys.meta_path.append(Vendored(__name__, "pkg._vendor"))
        """,
    "pkg/_vendor/__init__.py": "",
    "pkg/_vendor/jar.py": "import pkg.extern.packing\nX = 'jar'\n",
    "pkg/_vendor/packing/__init__.py": "from . import specs, version\nNAME = __name__\n",
    "pkg/_vendor/packing/specs.py": """\
        from .version import V
        import pkg.extern.jar
        from pkg.extern import jar
        def of(x): return V, jar.X, x
        """,
    "pkg/_vendor/packing/version.py": "import pkg._vendor.packing as packing\nV = '1'\n",
}


@within
@pytest.mark.parametrize("use", ["pkg.setup()", "pkg.dist.name()", "pkg.extern.packing.specs.of('y')"])
def test_a_vendored_package_that_goes_round_in_circles(case: Case, use: str, options: Mapping[str, object]) -> None:
    case.check({**VENDORED, "main.py": f"import pkg\nprint({use})\nprint({use})\n"}, ("pkg",), **options)


@pytest.mark.parametrize("use", ["a.f()", "b.Y", "b.Y, a.f()", "a.X, b.Y"])
def test_a_first_use_while_the_other_module_initialises_sees_what_is_defined_by_then(case: Case, use: str) -> None:
    case.check({
        "a.py": "X = 1\nimport b\ndef f(): return b.Y\n",
        "b.py": "import a\nY = a.X + 1\ndef g(): return a.f()\n",
        "main.py": f"import a, b\nprint({use}, b.g())\n",
    }, ("a", "b"))  # fmt: skip


@pytest.mark.parametrize("use", ["a.f()", "a.X, b.Y", "a.Z, b.g()"])
def test_a_first_use_in_the_body_of_the_other_module_sees_what_is_defined_by_then(case: Case, use: str) -> None:
    case.check({
        "a.py": "X = 1\nimport b\nZ = b.Y\ndef f(): return Z\n",
        "b.py": "import a\nY = a.X + 1\ndef g(): return a.f()\n",
        "main.py": f"import a, b\nprint({use})\n",
    }, ("a", "b"))  # fmt: skip


def test_a_first_use_too_early_in_a_cycle_is_the_error_of_the_eager_program(case: Case) -> None:
    case.check({
        "a.py": "import b\nZ = b.Y\nX = 1\n",
        "b.py": "import a\nY = a.X + 1\n",
        "main.py": """\
            import sys
            def use():
                import a
                return a.Z
            for _ in range(2):
                try: use()
                except AttributeError as error: print(error)
            print([name for name in ("a", "b") if name in sys.modules])
            """,
    }, ("a", "b"))  # fmt: skip


def test_an_attribute_used_later_than_the_cycle_works(case: Case) -> None:
    outcome = case.lazy({
        "a.py": "import b\nX = 1\ndef f(): return b.Y\n",
        "b.py": "import a\nY = a.X + 1\n",
        "main.py": "import a\nprint(a.f())\n",
    }, ("a", "b"))  # fmt: skip
    assert outcome.stdout == "2\n"


@pytest.mark.parametrize(
    ("use", "printed"),
    [("fa()", "('a', 'fb')"), ("fb()", "('a', 'fa')"), ("fb(), fa()", "('a', 'fa') ('a', 'fb')")],
)
def test_a_cycle_of_from_imports_works(case: Case, use: str, printed: str) -> None:
    """Eagerly it is an ImportError."""
    outcome = case.lazy({
        "a.py": "from b import fb\nVA = 'a'\ndef fa(): return VA, fb.__name__\n",
        "b.py": "from a import fa, VA\ndef fb(): return VA, fa.__name__\n",
        "main.py": f"from a import fa\nfrom b import fb\nprint({use})\n",
    }, ("a", "b"))  # fmt: skip
    assert outcome.stdout == printed + "\n"


def test_a_cycle_of_from_imports_inside_a_package_works(case: Case) -> None:
    outcome = case.lazy({
        "pkg/__init__.py": "from .a import A\nfrom .b import B\n",
        "pkg/a.py": "from .b import B\nclass A:\n    def other(self): return B\n",
        "pkg/b.py": "from .a import A\nclass B:\n    def other(self): return A\n",
        "main.py": "import pkg\nprint(pkg.A().other() is pkg.B, pkg.B().other() is pkg.A)\n",
    }, ("pkg",), **INSIDE)  # fmt: skip
    assert outcome.stdout == "True True\n"


def test_a_cycle_used_in_class_bodies_is_never_silently_wrong(case: Case) -> None:
    """Each module needs the other's class at once: no order can work, and it must end in an error, not in recursion."""
    outcome = case.lazy({
        "a.py": "from b import B\nclass A(B): pass\n",
        "b.py": "from a import A\nclass B(A): pass\n",
        "main.py": """\
            import sys
            from a import A
            for _ in range(2):
                try: A
                except ImportError as error: print(type(error) is RecursionError, "A" in str(error))
            print("a" in sys.modules, "b" in sys.modules)
            """,
    }, ("a", "b"))  # fmt: skip
    assert outcome.stdout == "False True\nFalse True\nFalse False\n"


@pytest.mark.parametrize("use", ["a.fa(2)", "b.fb(2)", "a.fa(3), b.fb(3)"])
@pytest.mark.parametrize("form", ["import {0}", "import {0} as {0}"])
def test_a_cycle_used_only_inside_functions_works_both_ways(case: Case, form: str, use: str) -> None:
    case.check({
        "a.py": form.format("b") + "\ndef fa(n): return ['a', *(b.fb(n - 1) if n else [])]\n",
        "b.py": form.format("a") + "\ndef fb(n): return ['b', *(a.fa(n - 1) if n else [])]\n",
        "main.py": f"import a, b\nprint({use})\n",
    }, ("a", "b"))  # fmt: skip


def test_a_cycle_that_is_never_used_sleeps(case: Case) -> None:
    case.check({
        "a.py": "import b\n", "b.py": "import a\n", "main.py": "import a\n",
    }, ("a", "b"), asleep=["a", "b"])  # fmt: skip


@within
@pytest.mark.parametrize("first", ["a", "b"])
def test_a_cycle_broken_by_an_import_in_a_function(case: Case, first: str, options: Mapping[str, object]) -> None:
    case.check({
        "pkg/__init__.py": "",
        "pkg/a.py": "from .b import B\nB\ndef get_B(): return B\n",
        "pkg/b.py": "class B:\n    def same(self):\n        from .a import get_B\n        return get_B() is B\n",
        "main.py": f"import pkg.{first}\nfrom pkg.b import B\nfrom pkg.a import get_B\nprint(B().same(), get_B())\n",
    }, ("pkg",), **options)  # fmt: skip


CORE = "from . import VERSION\ndef run(): return 'core of ' + VERSION\n"


@within
@pytest.mark.parametrize("statement", ["from . import core", "from .core import run", "import pkg.core",
                                       "from pkg import core", "import pkg.core as core"])  # fmt: skip
def test_a_package_whose_module_asks_for_what_is_defined_above(
    case: Case, statement: str, options: Mapping[str, object]
) -> None:
    case.check({
        "pkg/__init__.py": f"VERSION = '1'\n{statement}\ndef get(): return VERSION\n",
        "pkg/core.py": CORE,
        "main.py": "import pkg\nprint(pkg.get(), pkg.core.run(), pkg.core.VERSION)\n",
    }, ("pkg",), awake=["pkg.core"], **options)  # fmt: skip


@pytest.mark.parametrize("statement", ["from . import core", "from .core import run", "import pkg.core"])
def test_a_package_whose_module_asks_for_what_is_defined_below(case: Case, statement: str) -> None:
    """Eagerly it is an ImportError."""
    files = {
        "pkg/__init__.py": f"{statement}\nVERSION = '1'\n",
        "pkg/core.py": CORE,
        "main.py": "import pkg\nprint(pkg.VERSION, pkg.core.run())\n",
    }
    assert case.lazy(files, ("pkg",), **INSIDE).stdout == "1 core of 1\n"


def test_a_package_deferred_only_across_fails_as_the_eager_one_does(case: Case) -> None:
    case.check({
        "pkg/__init__.py": "from . import core\nVERSION = '1'\n",
        "pkg/core.py": CORE,
        "main.py": """\
            def use():
                import pkg
                return pkg.VERSION
            for _ in range(2):
                try: use()
                except ImportError as error: print(error)
            """,
    }, ("pkg",))  # fmt: skip


@pytest.mark.parametrize("options", [{}, {"overrides": ((("itself",), None, True),)}], ids=["across", "within"])
@pytest.mark.parametrize(
    "body",
    ["import itself\ndef get(): return itself", "import itself as me\ndef get(): return me",
     "import sys\nme = sys.modules[__name__]\nimport itself\ndef get(): return itself if itself is me else None",
     "X = 1\nfrom itself import X as y\ndef get(): return y", "import itself\nitself.Z = 5\ndef get(): return Z",
     "def get(): return later()\nimport itself\ndef later(): return itself.get.__name__"],
)  # fmt: skip
def test_a_module_that_imports_itself(case: Case, body: str, options: Mapping[str, object]) -> None:
    main = "import itself\nprint(itself.get(), itself.get())\n"
    case.check({"itself.py": f"print('itself runs')\n{body}\n", "main.py": main}, ("itself",), **options)


@within
@pytest.mark.parametrize("statement", ["import pkg", "from . import sub", "import pkg.sub", "from pkg import sub",
                                       "import pkg.sub as sub", "from pkg.sub import get"])  # fmt: skip
def test_a_package_that_imports_itself(case: Case, statement: str, options: Mapping[str, object]) -> None:
    case.check({
        "pkg/__init__.py": f"X = 1\n{statement}\n",
        "pkg/sub.py": "import pkg\nfrom . import X\ndef get(): return pkg.X, X\n",
        "main.py": "import pkg\nimport pkg.sub\nprint(pkg.X, pkg.sub.get())\n",
    }, ("pkg",), **options)  # fmt: skip


def test_a_ring_of_many_modules_is_no_deep_recursion(case: Case) -> None:
    count = 60
    ring = {
        f"ring/m{n}.py": f"import ring.m{(n + 1) % count} as following\nX = {n}\ndef f(): return following.X\n"
        for n in range(count)
    }
    case.check({
        "ring/__init__.py": "", **ring, "main.py": "import ring.m0, ring.m7\nprint(ring.m0.f(), ring.m7.f())\n",
    }, ("ring",), asleep=["ring.m30"], overrides=((("ring",), None, True),))  # fmt: skip
