"""Packages of every kind work as deferred modules and as importers."""

from __future__ import annotations

import compileall
import importlib.util
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import write_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Case

NATIVE = sys.version_info >= (3, 15)


def fault(reason: str) -> pytest.MarkDecorator:
    """Mark a case that is wrong on 3.15 today."""
    return pytest.mark.xfail(NATIVE, strict=True, reason=reason)


SUBMODULE_FIRST = fault("3.15 takes a submodule before it asks the __getattr__ of the package for the name")

# A package that imports its own modules, deferred too.
INSIDE: Mapping[str, object] = {"overrides": ((("pkg",), None, True),)}
within = pytest.mark.parametrize("options", [{}, INSIDE], ids=["across", "within"])

PKG = {
    "pkg/__init__.py": "VERSION = '1'\n",
    "pkg/a.py": "A = 'a'\n",
    "pkg/b.py": "B = 'b'\n",
    "pkg/data/text.txt": "some text\n",
    "pkg/data/__init__.py": "",
}


@pytest.mark.parametrize("first", ["", "import pkg\n", "import pkg.b\n", "from pkg import a\n", "import pkg\npkg\n"])
@within
def test_a_star_import_loads_the_submodules_that_all_lists(
    case: Case, first: str, options: Mapping[str, object]
) -> None:
    case.check({
        **PKG,
        "pkg/__init__.py": "__all__ = ['a', 'b', 'VERSION', 'get']\nVERSION = '1'\ndef get(): return a.A\n",
        "main.py": f"{first}from pkg import *\nimport sys\nprint(b.B, VERSION, get(), a is sys.modules['pkg.a'])\n",
    }, ("pkg",), awake=["pkg.a", "pkg.b"], **options)  # fmt: skip


def test_a_star_import_of_what_is_not_there_is_the_eager_error(case: Case) -> None:
    case.check({
        **PKG,
        "pkg/__init__.py": "__all__ = ['a', 'nope']\n",
        "main.py": "import pkg\ntry: from pkg import *\nexcept AttributeError as error: print(error, 'a' in dir())\n",
    }, ("pkg",))  # fmt: skip


@within
def test_a_package_run_by_name_uses_relative_imports(case: Case, options: Mapping[str, object]) -> None:
    case.check({
        "pkg/__init__.py": "from .a import A\nfrom . import b\ndef top(): return A, b.B\n",
        "pkg/__main__.py": """\
            import sys
            from . import top, b
            from .a import A as again
            from .inner import leaf
            from .inner.leaf import up
            import pkg.b as module
            def main(): print(__name__, __package__, top(), b.B, again, leaf.L, up(), module is b)
            if __name__ == "__main__": main()
            """,
        "pkg/a.py": "A = 'a'\n",
        "pkg/b.py": "from .a import A\nB = 'b'\n",
        "pkg/inner/__init__.py": "from ..b import B\n",
        "pkg/inner/leaf.py": "from .. import a\nfrom . import B\nL = 'leaf'\ndef up(): return a.A, B\n",
    }, ("pkg",), command=("-m", "pkg", "argument"), **options)  # fmt: skip


def test_a_package_run_by_name_leaves_its_own_modules_asleep_if_it_says_so(case: Case) -> None:
    case.check({
        "pkg/__init__.py": "from .a import A\n",
        "pkg/__main__.py": "from . import b\nfrom .b import B\nimport pkg.b\nprint('main')\n",
        "pkg/a.py": "A = 'a'\n",
        "pkg/b.py": "B = 'b'\n",
    }, ("pkg",), command=("-m", "pkg"), asleep=["pkg.a", "pkg.b"], **INSIDE)  # fmt: skip


@pytest.mark.parametrize(
    "code",
    ["import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)\n",
     "import os\n__path__.append(os.path.join(os.path.dirname(__file__), '..', 'elsewhere', 'pkg'))\n",
     "__path__ = [*__path__, __path__[0].replace('pkg', 'elsewhere/pkg')]\n",
     "__path__.insert(0, __path__[0].replace('pkg', 'elsewhere/pkg'))\nfrom . import far\n"],
)  # fmt: skip
@within
def test_a_package_may_change_where_its_submodules_are(case: Case, code: str, options: Mapping[str, object]) -> None:
    case.check({
        "pkg/__init__.py": f"{code}X = 1\n",
        "pkg/near.py": "from . import far\nN = 'near'\ndef get(): return far.F\n",
        "elsewhere/pkg/__init__.py": "raise Exception('the wrong one')\n",
        "elsewhere/pkg/far.py": "F = 'far'\n",
        "main.py": """\
            import sys
            sys.path.append(__file__[:-7] + "elsewhere")
            import pkg.far
            import pkg.near as near
            from pkg import far
            from pkg.far import F
            print(pkg.far.F, near.N, near.get(), far.F, F, len(pkg.__path__), pkg.X)
            """,
    }, ("pkg",), **options)  # fmt: skip


@pytest.mark.parametrize(
    "main",
    ["import pkg\nprint(pkg.__all__)\nprint(pkg.lazily, pkg.lazily)",
     "from pkg import lazily\nprint(lazily)",
     "from pkg import lazily as x, a as y\nprint(x, y.A)",
     "import pkg\nprint(dir(pkg))", "from pkg import a\nprint(a.A)", "import pkg\nprint(pkg.a.A)",
     "import pkg.a\nprint(pkg.a.A, pkg.lazily)",
     "import pkg\nfor _ in range(2):\n    try: pkg.nope\n    except AttributeError as error: print(error)",
     "def use():\n    from pkg import nope\ntry: use()\nexcept ImportError as error: print(error)",
     "from pkg import *\nprint(lazily, a.A)", "import pkg\nprint(hasattr(pkg, 'nope'), hasattr(pkg, 'lazily'))"],
)  # fmt: skip
@within
def test_a_package_that_provides_its_names_by_getattr(case: Case, main: str, options: Mapping[str, object]) -> None:
    case.check({
        "pkg/__init__.py": """\
            __all__ = ["lazily", "a"]
            def __getattr__(name):
                if name == "lazily":
                    print("asked for", name)
                    from .b import B
                    globals()[name] = B
                    return B
                if name == "a":
                    import importlib
                    return importlib.import_module(".a", __name__)
                raise AttributeError(f"no {name}")
            def __dir__(): return [*__all__, "listed"]
            """,
        "pkg/a.py": "A = 'a'\n",
        "pkg/b.py": "B = 'b'\n",
        "main.py": main,
    }, ("pkg",), **options)  # fmt: skip


CORE = {
    "pkg/__init__.py": """\
        VERSION = "1"
        from . import core
        from .core import Engine, run as start
        from pkg.core.deep import LEVEL
        import pkg.core.deep
        class lazy_default:
            def __new__(cls): return Engine, start(), LEVEL, core
        """,
    "pkg/core/__init__.py": "from .deep import LEVEL\nclass Engine: pass\ndef run(): return 'ran', LEVEL\n",
    "pkg/core/deep.py": "LEVEL = 3\n",
}


@pytest.mark.parametrize("main", ["import pkg\nprint(pkg.VERSION)", "from pkg import VERSION\nprint(VERSION)",
                                  "import pkg\nfrom pkg import Engine, start\nprint(pkg.VERSION, pkg.lazy_default)",
                                  "import pkg\nprint('Engine' in dir(pkg), vars(pkg)['VERSION'])"])  # fmt: skip
def test_using_a_plain_name_of_a_package_leaves_its_core_asleep(case: Case, main: str) -> None:
    case.check({**CORE, "main.py": main}, ("pkg",), asleep=["pkg.core", "pkg.core.deep"], **INSIDE)


@within
@pytest.mark.parametrize("main", ["import pkg\nprint(pkg.Engine, pkg.start(), pkg.LEVEL, pkg.core.deep.LEVEL)",
                                  "from pkg import Engine, core, LEVEL\nprint(Engine is core.Engine, LEVEL)",
                                  "import pkg\nprint(pkg.lazy_default()[:3])", "import pkg.core\nprint(pkg.core.run())",
                                  "from pkg import *\nprint(Engine, start(), LEVEL, core.deep.LEVEL)"])  # fmt: skip
def test_what_a_package_reexports_is_the_real_object(case: Case, main: str, options: Mapping[str, object]) -> None:
    case.check({**CORE, "main.py": main}, ("pkg",), awake=["pkg.core.deep"], **options)


# The recipe that scientific packages share: a helper builds __getattr__, __dir__ and __all__ from two tables.
ATTACHED = {
    "attaching.py": """\
        import importlib
        def attach(package, submodules=(), attributes={}):
            homes = {name: module for module, names in attributes.items() for name in names}
            listed = sorted({*submodules, *homes})
            def __getattr__(name):
                if name in submodules: return importlib.import_module(f"{package}.{name}")
                if name in homes:
                    module = importlib.import_module(f"{package}.{homes[name]}")
                    value = getattr(module, name)
                    if name == homes[name]: importlib.import_module(package).__dict__[name] = value
                    return value
                raise AttributeError(f"No {package} attribute {name}")
            def __dir__(): return listed
            return __getattr__, __dir__, listed
        """,
    "pkg/__init__.py": """\
        from attaching import attach
        __getattr__, __dir__, __all__ = attach(__name__, ["a"], {"work": ["work"], "more": ["other"]})
        """,
    "pkg/a.py": "from . import work\nA = 'a'\ndef get(): return work()\n",
    "pkg/work.py": "def work(): return 'worked'\n",
    "pkg/more.py": "def other(): return 'other'\n",
}


@pytest.mark.parametrize(
    "main",
    ["import pkg\nprint(pkg.work(), pkg.a.A, pkg.other(), dir(pkg), pkg.__all__)",
     "import pkg\nprint(pkg.other(), pkg.work(), pkg.work(), hasattr(pkg, 'nope'))", "from pkg import a\nprint(a.A)",
     "from pkg import other\nprint(other())",
     pytest.param("from pkg import work, a\nprint(work(), a.get())", marks=SUBMODULE_FIRST)],
)  # fmt: skip
@pytest.mark.parametrize("packages", [("pkg",), ("pkg", "attaching")])
@within
def test_a_package_that_is_lazy_by_itself(
    case: Case, main: str, packages: tuple[str, ...], options: Mapping[str, object]
) -> None:
    case.check({**ATTACHED, "main.py": main}, packages, **options)


@pytest.mark.parametrize("options", [{}, pytest.param(INSIDE, marks=SUBMODULE_FIRST)], ids=["across", "within"])
def test_a_star_import_from_a_package_that_is_lazy_by_itself(case: Case, options: Mapping[str, object]) -> None:
    case.check({**ATTACHED, "main.py": "from pkg import *\nprint(work(), a.A, other())\n"}, ("pkg",), **options)


@pytest.mark.parametrize("statement", ["import pkg", "import pkg.a", "from pkg import a, work"])
def test_a_package_that_is_lazy_by_itself_sleeps(case: Case, statement: str) -> None:
    case.check({**ATTACHED, "main.py": statement}, ("pkg", "attaching"), asleep=["pkg", "attaching"])


NAMESPACE = {
    "one/space/left.py": "L = 'left'\ndef get():\n    from space import right\n    return right.R\n",
    "two/space/right.py": "import space.left\nR = 'right'\ndef get(): return space.left.L\n",
    "two/space/deep/er.py": "D = 'deeper'\n",
}
PATHS = "import sys\nsys.path += [__file__[:-7] + 'one', __file__[:-7] + 'two']\n"


@pytest.mark.parametrize(
    "program",
    ["import space.left, space.right\nprint(space.left.L, space.right.R, space.right.get())",
     "import space.right as r, space.left as l\nprint(r.get(), l.get())", "from space import right\nprint(right.get())",
     "from space.right import R\nfrom space.deep.er import D\nprint(R, D)",
     "import space.deep.er\nprint(space.deep.er.D, len(space.__path__), space.__spec__.loader is None)",
     "from space.deep import er\nprint(er.D)", "import space\nprint(hasattr(space, 'left'), space.__name__)",
     "import space\nsys.path.append('nowhere')\nimport space.right\nprint(space.right.R, len(space.__path__))"],
)  # fmt: skip
@within
def test_a_namespace_package_over_two_folders(case: Case, program: str, options: Mapping[str, object]) -> None:
    if options:
        options = {"overrides": ((("space",), None, True),)}
    case.check({**NAMESPACE, "main.py": f"{PATHS}{program}\n"}, ("space",), **options)


def test_a_portion_of_a_namespace_package_sleeps(case: Case) -> None:
    program = f"{PATHS}import space.left, space.right\nfrom space.deep import er\nprint(space.left.L)\n"
    case.check({**NAMESPACE, "main.py": program}, ("space",), asleep=["space.right", "space.deep.er"])


@pytest.mark.parametrize(
    "use",
    ["importlib.resources.files('pkg.data').joinpath('text.txt').read_text()",
     "importlib.resources.files(pkg).joinpath('data', 'text.txt').read_text()",
     "importlib.resources.files(data).joinpath('text.txt').read_text()",
     "importlib.resources.read_text('pkg.data', 'text.txt') if sys.version_info >= (3, 13) else 'some text'",
     "pkgutil.get_data('pkg', 'data/text.txt')", "pkgutil.get_data('pkg.data', 'text.txt')",
     "sorted(m.name for m in pkgutil.iter_modules(pkg.__path__))",
     "sorted(m.name for m in pkgutil.walk_packages(pkg.__path__, 'pkg.'))",
     "pkgutil.find_spec('pkg') if hasattr(pkgutil, 'find_spec') else 0", "pkgutil.resolve_name('pkg.a:A')"],
)  # fmt: skip
def test_resources_of_a_sleeping_package_are_found(case: Case, use: str) -> None:
    case.check({**PKG, "main.py": f"""\
        import importlib.resources, pkgutil, sys
        import pkg
        from pkg import data
        print({use})
        print(pkg.VERSION, data.__name__)
        """}, ("pkg",))  # fmt: skip


@pytest.mark.parametrize("use", ["metadata.version('pkg')", "metadata.metadata('pkg')['Name']",
                                 "[e.value for e in metadata.entry_points(group='pkg.plugs')]",
                                 "sorted(map(str, metadata.files('pkg') or ()))"])  # fmt: skip
def test_the_metadata_of_a_sleeping_package_leaves_it_asleep(case: Case, use: str) -> None:
    case.check({
        **PKG,
        "pkg-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n",
        "pkg-1.0.dist-info/entry_points.txt": "[pkg.plugs]\nfirst = pkg.a:A\n",
        "pkg-1.0.dist-info/RECORD": "pkg/__init__.py,,\npkg/a.py,,\n",
        "main.py": f"from importlib import metadata\nimport pkg\nfrom pkg import a\nprint({use})\n",
    }, ("pkg",), asleep=["pkg", "pkg.a"])  # fmt: skip


def test_an_entry_point_loads_what_it_names(case: Case) -> None:
    case.check({
        **PKG,
        "pkg-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n",
        "pkg-1.0.dist-info/entry_points.txt": "[pkg.plugs]\nfirst = pkg.a:A\nsecond = pkg.b\n",
        "main.py": "from importlib import metadata\nimport pkg.a\n"
            "print([e.load() for e in metadata.entry_points(group='pkg.plugs')][0], pkg.a.A, pkg.b.B)\n",
    }, ("pkg",))  # fmt: skip


@pytest.mark.parametrize("run", ["runpy.run_path(__file__[:-7] + 'script.py')", "runpy.run_module('script')",
                                 "runpy.run_path(__file__[:-7] + 'script.py', {'given': 1}, '__main__')",
                                 "runpy.run_module('script', run_name='__main__', alter_sys=True)",
                                 "runpy.run_module('pkg.runs')", "runpy.run_module('pkg', run_name='other')",
                                 "runpy.run_path(__file__[:-7] + 'pkg')"])  # fmt: skip
@pytest.mark.parametrize("place", ["script", "module"])
def test_scripts_run_by_runpy(case: Case, run: str, place: str) -> None:
    script = """\
        import pkg.a
        from pkg.b import B
        from pkg import VERSION
        def use(): return pkg.a.A, B, VERSION
        print(__name__, use(), __spec__ and __spec__.name)
        """
    program = f"import runpy\nimport pkg\nspace = {run}\nprint(space['B'], space['__name__'])\n"
    program += "try: print(space['use']())\nexcept TypeError as error: print(error)\n"
    case.check({
        **PKG, "script.py": script, "pkg/runs.py": script, "pkg/__main__.py": script,
        **({"main.py": program} if place == "script" else {"main.py": "import app1\n", "app1.py": program}),
    }, ("pkg",), stderr=False)  # fmt: skip


MOVES = {
    "pkg/__init__.py": """\
        import sys, types, importlib.util
        class Moved(types.ModuleType):
            __path__ = []
            def __getattr__(self, name):
                if name == "sep":
                    import os
                    return os.sep
                raise AttributeError(name)
        moves = Moved(__name__ + ".moves")
        sys.modules[moves.__name__] = moves
        maths = sys.modules[__name__ + ".moves.maths"] = types.ModuleType("maths")
        maths.pi = 3
        moves.maths = maths
        class Finder:
            def find_spec(self, name, path=None, target=None):
                if name == "pkg.moves.late": return importlib.util.spec_from_loader(name, self)
            def create_module(self, spec): return None
            def exec_module(self, module): module.L = "late"
        sys.meta_path.append(Finder())
        """,
}


@pytest.mark.parametrize(
    ("statement", "use"),
    [("import pkg.moves", "pkg.moves.sep"), ("from pkg import moves", "moves.sep"),
     ("from pkg.moves import sep", "sep"),
     ("import pkg.moves.maths", "pkg.moves.maths.pi"), ("from pkg.moves import maths", "maths.pi"),
     ("from pkg.moves.maths import pi", "pi"), ("import pkg.moves.maths as m", "m.pi"),
     ("import pkg.moves.late", "pkg.moves.late.L"), ("from pkg.moves import late", "late.L"),
     ("import pkg", "pkg.moves.maths.pi, pkg.moves.sep")],
)  # fmt: skip
def test_submodules_that_a_module_makes_when_it_runs(case: Case, statement: str, use: str) -> None:
    case.check({**MOVES, "main.py": f"{statement}\nprint('start')\nprint({use})\nprint({use})\n"}, ("pkg",))
    case.check({**MOVES, "main.py": f"{statement}\nprint('start')\n"}, ("pkg",), asleep=["pkg", "pkg.moves"])


@pytest.mark.parametrize("used", [True, False])
def test_a_package_without_sources(case: Case, used: bool) -> None:
    write_tree(case.folder, {
        "pkg/__init__.py": "import pkg.a\nfrom other import O\ndef f(): return pkg.a.A, O\n",
        "pkg/a.py": "A = 'a'\n",
        "other.py": "O = 'other'\n",
    })  # fmt: skip
    compileall.compile_dir(case.folder, legacy=True, quiet=2)
    for source in case.folder.rglob("*.py"):
        source.unlink()
    main = "import pkg\nfrom pkg import f\nfrom other import O\n"
    main += "print(f(), O, pkg.a.A, pkg.__file__[-4:])\n" if used else ""
    loaded: dict[str, list[str]] = {"awake" if used else "asleep": ["pkg", "other"]}
    case.check({"main.py": main}, ("pkg", "other"), **loaded)  # type: ignore[arg-type]


def extension() -> Path:
    """Return the file of an extension module of this Python that a program does not load by itself."""
    for name in ("_crypt", "_queue", "_csv", "_json", "_bisect", "_heapq", "_zoneinfo", "_lsprof", "_testcapi"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None and Path(spec.origin).is_file():
            return Path(spec.origin)
    pytest.skip("all extension modules are built into this Python")


@pytest.mark.parametrize("statement", ["import {0}", "import {0} as module", "from {0} import __name__ as n",
                                       "import ext.{0} as module", "from ext import {0}"])  # fmt: skip
def test_an_extension_module_sleeps_and_wakes(case: Case, statement: str) -> None:
    file = extension()
    name = file.name.partition(".")[0]
    (case.folder / "ext").mkdir()
    (case.folder / "ext" / "__init__.py").touch()
    shutil.copy(file, case.folder / "ext")
    statement = statement.format(name)
    bound = statement.split()[-1]
    target = f"ext.{name}" if "ext" in statement else name
    case.check({"main.py": f"{statement}\n"}, ("ext", name), asleep=[target])
    main = f"{statement}\nprint({bound})\nimport sys\nprint(sys.modules[{target!r}].__name__, type({bound}).__name__)\n"
    case.check({"main.py": main}, ("ext", name), awake=[target])


ZIPPED = {
    "pkg/__init__.py": "from .a import A\nimport pkg.b\nfrom helper import H\ndef f(): return A, pkg.b.B, H\n",
    "pkg/a.py": "A = 'a'\n",
    "pkg/b.py": "B = 'b'\n",
    "pkg/text.txt": "some text\n",
    "helper.py": "H = 'helper'\n",
}


def archive(file: Path, files: Mapping[str, str], start: bytes = b"") -> None:
    """Write *files* into a ZIP archive that begins with *start*."""
    with file.open("wb") as stream:
        stream.write(start)
    with zipfile.ZipFile(file, "a") as zipped:
        for name, text in files.items():
            zipped.writestr(name, text)


@within
@pytest.mark.parametrize("use", ["pkg.f(), f(), B", "pkg.__file__[-24:], pkg.__loader__.archive[-12:]",
                                 "pkgutil.get_data('pkg', 'text.txt')", "inspect.getsource(f)", "''"])  # fmt: skip
def test_a_package_in_a_zip_archive(case: Case, use: str, options: Mapping[str, object]) -> None:
    archive(case.folder / "packages.zip", ZIPPED)
    main = "import sys, pkgutil, inspect\nsys.path.insert(0, __file__[:-7] + 'packages.zip')\n"
    main += f"import pkg\nfrom pkg import f\nfrom pkg.b import B\nprint({use})\n"
    asleep = [] if use != "''" else ["pkg", "helper", "pkg.b"]
    case.check({"main.py": main}, ("pkg", "helper"), asleep=asleep, **options)


@within
@pytest.mark.parametrize("used", [True, False])
def test_a_zip_application_with_packages_of_its_own(case: Case, used: bool, options: Mapping[str, object]) -> None:
    main = "import pkg\nfrom pkg import f as g\nfrom helper import H\nprint(__name__, __file__[-15:])\n"
    archive(
        case.folder / "app.pyz",
        {**ZIPPED, "__main__.py": main + ("print(pkg.f(), g(), H)\n" if used else "")},
        b"#!/usr/bin/env python3\n",
    )
    loaded: dict[str, list[str]] = {"awake" if used else "asleep": ["pkg", "helper"]}
    case.check({}, ("pkg", "helper"), command=("app.pyz",), **loaded, **options)  # type: ignore[arg-type]


def test_the_traceback_of_a_zip_application_is_the_eager_one(case: Case) -> None:
    archive(case.folder / "app.pyz", {
        **ZIPPED, "__main__.py": "import pkg\npkg\n\nimport helper\nhelper\npkg.f().nope\n",
    })  # fmt: skip
    case.check({}, ("pkg", "helper"), command=("app.pyz",), exit_code=1)


def test_a_star_that_waits_inside_lets_the_modules_of_any_package_wait(case: Case) -> None:
    files = {
        "heavy/__init__.py": "from . import sub\nfrom heavy.other import Y\nX = 1\n",
        "heavy/sub.py": "",
        "heavy/other.py": "Y = 2\n",
        "main.py": "__import__('heavy')\nprint('end')\n",
    }
    case.check(files, ["*"], overrides=((("*",), None, True),), asleep=["heavy.sub", "heavy.other"], awake=["heavy"])


def test_a_shim_stays_when_its_package_is_reloaded(case: Case) -> None:
    main = "import importlib, heavy\nprint(heavy.own)\nimportlib.reload(heavy)\nprint(heavy.own, heavy.late)\n"
    files = {"heavy/__init__.py": "", "heavy/client.py": "X = 1\nY = 2\n", "main.py": main}
    attributes = (("heavy", "own", "heavy.client:X"), ("heavy", "late", "heavy.client:Y"))
    outcome = case.lazy(files, (), attributes=attributes)
    assert (outcome.stdout, outcome.stderr) == ("1\n1 2\n", "")


def test_a_namespace_package_may_have_shims(case: Case) -> None:
    main = "import space\nprint(space.own, 'own' in dir(space), space.__file__)\nfrom space import own\n"
    files = {"space/client.py": "X = 1\n", "main.py": main}
    assert case.lazy(files, (), attributes=(("space", "own", "space.client:X"),)).stdout == "1 True None\n"
