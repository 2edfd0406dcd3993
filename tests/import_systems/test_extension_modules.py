"""Extension modules import at once, whatever in C they do it by, and can wait like all others until they are used."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.cases import Case

    Build = Callable[..., Path]

SOURCE = Path(__file__).parent / "extension.c"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
HEADERS = Path(sysconfig.get_path("include"))
# Debian's pyconfig.h includes another one from the folder above.
INCLUDE = (f"-I{HEADERS}", "-idirafter", str(HEADERS.parent))
HEAVY = {
    "heavy/__init__.py": "X = 'of heavy'\ndef f(): return 'f'\n",
    "heavy/sub.py": "Y = 'of sub'\n",
    "app.py": "import heavy\nfrom heavy import f\nimport heavy.sub\n",
}
# What modules that wait share with those that import at once.
SEEN = "\nprint('heavy' in sys.modules, 'heavy.sub' in sys.modules)\n"

phases = pytest.mark.parametrize("single_phase", [True, False], ids=["one phase", "two phases"])


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a function that compiles the extension, once for each set of macros, and returns the file."""
    compiler = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if compiler is None:
        pytest.skip("no C compiler is on the search path")
    probe = subprocess.run(
        [compiler, "-E", *INCLUDE, "-"], input="#include <Python.h>", capture_output=True, text=True, check=False
    )
    if probe.returncode != 0:
        pytest.skip(f"this Python's headers can't be used: {probe.stderr.partition(chr(10))[0]}")
    folder = tmp_path_factory.mktemp("extensions")

    def build(*, single_phase: bool = False, at_init: str = "") -> Path:
        file = folder / f"{single_phase}-{at_init}{SUFFIX}"
        if not file.exists():
            macros = ["-DSINGLE_PHASE"] if single_phase else []
            macros += [f'-DAT_INIT="{at_init}"'] if at_init else []
            undefined = ["-undefined", "dynamic_lookup"] if sys.platform == "darwin" else []
            flags = ["-shared", "-fPIC", "-O0", "-w", *undefined, *macros]
            done = subprocess.run(
                [compiler, *flags, *INCLUDE, SOURCE, "-o", file], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{shlex.join(map(str, done.args))}\n{done.stderr}"
        return file

    return build


@pytest.fixture
def extension(built: Build, case: Case) -> Build:
    """Return a function that puts the extension `_ext`, made with these macros, into a folder of the case."""

    def put(folder: str = "", **macros: object) -> Path:
        file = case.folder / folder / f"_ext{SUFFIX}"
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(built(**macros), file)
        return file

    return put


@phases
def test_an_extension_imports_at_once_when_it_is_initialised(case: Case, extension: Build, single_phase: bool) -> None:
    extension(single_phase=single_phase, at_init="heavy")
    main = f"import sys, _ext{SEEN}print(_ext.AT_INIT)"
    assert case.check({**HEAVY, "main.py": main}).stdout == "True False\nof heavy\n"


@phases
@pytest.mark.parametrize("function", ["by_name", "by_builtin"])
@pytest.mark.parametrize("place", ["main.py", "user.py"])
def test_an_extension_imports_at_once_when_a_function_of_it_is_called(
    case: Case, extension: Build, single_phase: bool, function: str, place: str
) -> None:
    extension(single_phase=single_phase)
    body = f"import sys, _ext\nheavy = _ext.{function}('heavy'){SEEN}print(heavy.X, heavy is sys.modules['heavy'])"
    files = {**HEAVY, "main.py": "import user", place: body}
    assert case.check(files).stdout == "True False\nof heavy True\n"


def test_the_same_import_in_python_waits(case: Case, extension: Build) -> None:
    extension()
    case.check({**HEAVY, "main.py": "import _ext, app\nprint(_ext.ANSWER)"}, asleep=["heavy"])


@phases
def test_an_extension_and_python_share_what_one_waits_for(case: Case, extension: Build, single_phase: bool) -> None:
    extension(single_phase=single_phase)
    main = """
        import sys, _ext, app
        sub = _ext.by_name('heavy.sub')
        print(sub.Y, app.heavy.sub is sub, sub is sys.modules['heavy.sub'], app.f())
        print(sorted(name for name in vars(app) if name[0] != '_'))
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy.sub"])


@phases
@pytest.mark.parametrize("read", ["_ext.attribute(app, '{}')", "_ext.item(app, '{}')"])
def test_code_in_c_reads_the_real_object_from_an_importing_module(
    case: Case, extension: Build, single_phase: bool, read: str
) -> None:
    if "item" in read and sys.version_info >= (3, 15):
        pytest.skip("PEP 810: a namespace holds lazy_import objects for whoever reads it as a dict")
    extension(single_phase=single_phase)
    main = f"import sys, _ext, app\nprint({read.format('f')}(), {read.format('heavy')} is sys.modules['heavy'])"
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


@phases
@pytest.mark.parametrize("at_init", ["", "pkg.sub"])
def test_an_extension_imports_its_siblings_by_a_relative_import(
    case: Case, extension: Build, single_phase: bool, at_init: str
) -> None:
    extension("pkg", single_phase=single_phase, at_init=at_init)
    files = {
        "pkg/__init__.py": "from . import sub\nfrom . import _ext\nfrom ._ext import relative\n",
        "pkg/sub.py": "X = 'of sub'\n",
        "main.py": "import pkg\nprint(pkg._ext.relative('sub').X, pkg.relative('sub') is pkg.sub, pkg.sub.X)",
    }
    case.check(files, ["pkg"], overrides=((("pkg",), None, True),), awake=["pkg.sub", "pkg._ext"])


# The statement, what it binds, the module.
STATEMENTS = [
    ("import _ext", "_ext", "_ext"),
    ("from pkg import _ext", "_ext", "pkg._ext"),
    ("import pkg._ext", "pkg._ext", "pkg._ext"),
    ("import pkg._ext as e", "e", "pkg._ext"),
]
targets = pytest.mark.parametrize(("statement", "name", "module"), STATEMENTS, ids=[line for line, _, _ in STATEMENTS])


@phases
@targets
def test_an_extension_waits_until_it_is_used(
    case: Case, extension: Build, single_phase: bool, statement: str, name: str, module: str
) -> None:
    extension("pkg" if "pkg" in module else "", single_phase=single_phase)
    files = {"app.py": f"{statement}\ndef use(): return {name}\n", "main.py": "import app\nprint('end')"}
    files |= {"pkg/__init__.py": ""} if "pkg" in module else {}
    case.check(files, ["_ext", "pkg"], asleep=[module])
    main = """
        import sys, app
        ext = app.use()
        print(ext.ANSWER, ext.__name__, ext.__doc__, ext.__spec__.name, type(ext.__loader__).__name__, type(ext))
        print(ext.__spec__.loader is ext.__loader__, ext.__file__[-30:], sorted(vars(ext)), ext is app.use())
        print(ext.by_name('json').dumps([ext.ANSWER]), ext.by_name.__module__)
        print(sys.modules[ext.__spec__.name] is ext, sorted(key for key in vars(app) if key[0] != '_'))
    """
    case.check({**files, "main.py": main}, ["_ext", "pkg"], awake=[module])


@phases
@pytest.mark.parametrize("inside", [True, False])
def test_a_name_of_an_extension_waits_through_the_package_that_hands_it_on(
    case: Case, extension: Build, single_phase: bool, inside: bool
) -> None:
    extension("pkg", single_phase=single_phase)
    files = {
        "pkg/__init__.py": "from ._ext import ANSWER, by_name\n",
        "app.py": "from pkg import ANSWER, by_name\ndef use(): return ANSWER, by_name('pkg').__name__\n",
        "main.py": "import app\nprint('end')",
    }
    overrides = ((("pkg",), None, inside),)
    case.check(files, ["pkg"], overrides=overrides, asleep=["pkg", "pkg._ext"])
    case.check({**files, "main.py": "import app\nprint(app.use())"}, ["pkg"], overrides=overrides, awake=["pkg._ext"])


@phases
def test_an_extension_that_waits_imports_what_waits(case: Case, extension: Build, single_phase: bool) -> None:
    extension(single_phase=single_phase, at_init="heavy")
    app = "import heavy.sub\nimport _ext\ndef use(): return _ext.AT_INIT, heavy.sub.Y, heavy.X\n"
    case.check({**HEAVY, "app.py": app, "main.py": "import app\nprint('end')"}, ["heavy", "_ext"],
               asleep=["heavy", "heavy.sub", "_ext"])  # fmt: skip
    case.check({**HEAVY, "app.py": app, "main.py": "import app\nprint(app.use())"}, ["heavy", "_ext"])


@phases
def test_an_extension_that_imports_its_importer_at_first_use(case: Case, extension: Build, single_phase: bool) -> None:
    extension(single_phase=single_phase, at_init="app")
    app = "X = 'of app'\nimport _ext\ndef use(): return _ext.AT_INIT\n"
    case.check({"app.py": app, "main.py": "import app\nprint(app.use())"}, ["_ext"], awake=["_ext"])


@phases
def test_an_extension_that_fails_raises_its_error_at_each_use(case: Case, extension: Build, single_phase: bool) -> None:
    extension(single_phase=single_phase, at_init="not_there")
    main = """
        import _ext
        for attempt in range(2):
            try: _ext
            except ImportError as error: print(type(error).__name__, error, error.name)
    """
    said = "ModuleNotFoundError No module named 'not_there' not_there\n"
    assert case.lazy({"main.py": main}, ["_ext"]).stdout == 2 * said


LOUD = """
    import sys
    from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder
    class Loud(ExtensionFileLoader):
        def exec_module(self, module):
            super().exec_module(module)
            module.LOUD = True
    sys.path.append(__file__[:-7] + 'hidden')
    sys.path_hooks.insert(0, FileFinder.path_hook((Loud, EXTENSION_SUFFIXES)))
    import _ext
"""


@phases
@pytest.mark.parametrize("at_init", ["", "heavy"])
@pytest.mark.parametrize("packages", [["heavy"], ["_ext"]])
def test_an_extension_loaded_by_a_loader_of_somebodys_own(
    case: Case, extension: Build, single_phase: bool, at_init: str, packages: list[str]
) -> None:
    extension("hidden", single_phase=single_phase, at_init=at_init)
    main = f"""{LOUD}
    print(_ext.LOUD, _ext.ANSWER, _ext.by_name('heavy').X, type(_ext.__loader__), type(_ext.__spec__.loader))
    """
    case.check({**HEAVY, "main.py": main}, packages, awake=["heavy", "_ext"])


@phases
def test_an_extension_loaded_by_a_loader_of_somebodys_own_has_the_names_it_had(
    case: Case, extension: Build, single_phase: bool
) -> None:
    extension("hidden", single_phase=single_phase)
    main = f"{LOUD}    print(sorted(vars(_ext)))"
    case.check({**HEAVY, "main.py": main})


def test_code_in_c_called_before_the_first_import_statement_imports_at_once(case: Case, extension: Build) -> None:
    extension()
    main = """
        import sys, _ext
        from importlib.machinery import SourceFileLoader
        class Loader(SourceFileLoader):
            def exec_module(self, module):
                module.by_name = _ext.by_name
                super().exec_module(module)
        sys.path_importer_cache.clear()
        from importlib.machinery import FileFinder
        sys.path_hooks.insert(0, FileFinder.path_hook((Loader, ['.py'])))
        import app
        print(app.VALUE, app.heavy.X)
    """
    app = "VALUE = by_name('heavy').X\nimport heavy\nimport heavy.sub\n"
    case.check({**HEAVY, "app.py": app, "main.py": main}, awake=["heavy"], asleep=["heavy.sub"])
