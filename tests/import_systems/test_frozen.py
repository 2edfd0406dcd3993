"""Programs whose modules are frozen, by a tool such as PyInstaller or into the interpreter, run as ever."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import SRC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.cases import Case

# What such a tool puts into its archive: code objects, and nothing on the disk.
MODULES = {
    "heavy": "from . import sub\nX = 'of heavy'\ndef f(): return __name__, sub.Y\n",
    "heavy.sub": "Y = 'of sub'\n",
    "app": "import heavy\nfrom heavy import f\nimport heavy.sub as s\ndef use(): return heavy.X, f(), s.Y\n",
    "nobody": "import heavy\n",
}
# What the tool's program does before the user's: the modules seem to be in a folder that is not there.
ARCHIVE = """
import marshal, sys
from importlib.machinery import ModuleSpec
sys.frozen = True
FOLDER = __file__[:-7] + 'bundle/'
PACKAGES = {packages}
NAMES = {{name: name.replace('.', '/') + ('/__init__' if name in PACKAGES else '') for name in {modules}}}
ARCHIVE = {{
    name: marshal.dumps(compile(text, NAMES[name] + '.py', 'exec')) for name, text in {modules}.items()
}}
def spec_of(name, loader):
    if name in ARCHIVE:
        spec = ModuleSpec(name, loader, origin=FOLDER + NAMES[name] + '.pyc', is_package=name in PACKAGES)
        spec.has_location = True
        if name in PACKAGES: spec.submodule_search_locations.append(FOLDER + name.replace('.', '/'))
        return spec
"""
# A loader that runs the code by itself, as PyInstaller's and py2exe's do.
RUNS_CODE = """
class Frozen:
    def find_spec(self, name, path=None, target=None):
        return spec_of(name, self)
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        exec(marshal.loads(ARCHIVE[module.__spec__.name]), module.__dict__)
"""
# One that has `exec_module` from the standard library.
GIVES_CODE = """
from importlib.abc import InspectLoader, MetaPathFinder
class Frozen(InspectLoader, MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        return spec_of(name, self)
    def is_package(self, name):
        return name in PACKAGES
    def get_source(self, name):
        return None
    def get_code(self, name):
        return marshal.loads(ARCHIVE[name])
"""
PLACES = {
    "first": "sys.meta_path.insert(0, Frozen())\n",
    "last": "sys.meta_path.append(Frozen())\n",
    "on the path": """
def hook(entry):
    if entry.startswith(FOLDER): return Frozen()
    raise ImportError(entry)
sys.path_hooks.insert(0, hook)
sys.path.insert(0, FOLDER)
""",
}
USE = """
import app
print(app.use(), app.heavy.__name__, app.heavy.__file__[-25:], app.heavy.__path__[0][-13:])
print(app.__spec__.loader is app.__loader__, type(app.__loader__), type(app.heavy.sub.__loader__))
print(sorted(vars(app)))
"""

loaders = pytest.mark.parametrize("loader", [RUNS_CODE, GIVES_CODE], ids=["runs code", "gives code"])
places = pytest.mark.parametrize("place", PLACES)


def frozen(loader: str, place: str, modules: dict[str, str] = MODULES) -> str:
    """Return what the program of a freezing tool does before the user's own."""
    packages = {name for name in modules if any(other.startswith(f"{name}.") for other in modules)}
    return ARCHIVE.format(modules=repr(modules), packages=repr(packages)) + loader + PLACES[place]


@loaders
@places
@pytest.mark.parametrize("inside", [False, True])
def test_a_frozen_program_prints_the_same(case: Case, loader: str, place: str, inside: bool) -> None:
    main = frozen(loader, place) + USE
    case.check({"main.py": main}, overrides=((("heavy",), None, inside),), awake=["app", "heavy.sub"])


@loaders
@places
def test_frozen_modules_wait_unless_the_finder_of_the_tool_comes_first(case: Case, loader: str, place: str) -> None:
    main = frozen(loader, place) + "import nobody\nprint('end')"
    loaded = {"awake" if place == "first" else "asleep": ["heavy", "heavy.sub"]}
    case.check({"main.py": main}, **loaded)  # type: ignore[arg-type]


@loaders
@places
def test_what_the_frozen_main_program_imports_waits(case: Case, loader: str, place: str) -> None:
    case.check({"main.py": frozen(loader, place) + "import heavy\nprint('end')"}, asleep=["heavy", "heavy.sub"])


@loaders
@places
def test_the_traceback_of_a_frozen_program_is_the_eager_one(case: Case, loader: str, place: str) -> None:
    main = frozen(loader, place) + "import app\napp.use()\napp.s.nope\n"
    case.check({"main.py": main}, exit_code=1)


@loaders
def test_a_frozen_module_that_is_missing_is_missing_when_it_is_used(case: Case, loader: str) -> None:
    app = "import heavy\ndef use():\n    try: heavy\n    except ImportError as error: return str(error), error.name\n"
    main = frozen(loader, "last", {"app": app}) + "import app\nprint(app.use(), app.use())"
    said = "(\"No module named 'heavy'\", 'heavy')"
    assert case.lazy({"main.py": main}).stdout == f"{said} {said}\n"


# Dormant itself in the archive. Its data file lies beside it on the disk, where such tools put data files.
OURS = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path.read_text(encoding="utf-8")
    for path in SRC.glob("dormant/**/*.py")
}
DATA = {str(path.relative_to(SRC)): path.read_text(encoding="utf-8") for path in SRC.glob("dormant/**/*.toml")}
# Without `site`, so that no other dormant is there, but with tomli for 3.10; DORMANT=0 turns this one off, too.
ALONE: Mapping[str, object] = {"env": {"PYTHONPATH": str(Path(pytest.__file__).parents[1])}}
ENABLE = "import dormant\ndormant.enable(['heavy'])\n"


@loaders
@pytest.mark.parametrize("place", ["first", "on the path"])
def test_a_program_that_is_frozen_with_dormant_enables_it(case: Case, loader: str, place: str) -> None:
    main = frozen(loader, place, {**MODULES, **OURS}) + ENABLE + USE
    files = {f"bundle/{name}": text for name, text in DATA.items()}
    case.check({**files, "main.py": main}, command=["-S", "main.py"], **ALONE)  # type: ignore[arg-type]


def test_a_zip_application_that_holds_dormant_enables_it(case: Case) -> None:
    modules = {**MODULES, **OURS}
    with zipfile.ZipFile(case.folder / "app.pyz", "w") as archive:
        for name, text in modules.items():
            is_package = any(other.startswith(f"{name}.") for other in modules)
            archive.writestr(f"{name.replace('.', '/')}{'/__init__' if is_package else ''}.py", text)
        for name, text in DATA.items():
            archive.writestr(name, text)
        archive.writestr("__main__.py", ENABLE + USE)
    case.check({}, command=["-S", "app.pyz"], **ALONE)  # type: ignore[arg-type]


frozen_into_the_interpreter = pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import __hello__", "__hello__"),
        ("import __phello__.spam", "__phello__.spam"),
        ("import __phello__.spam as spam", "spam"),
        ("from __phello__ import spam", "spam"),
    ],
)


@frozen_into_the_interpreter
def test_a_module_frozen_into_the_interpreter_waits(case: Case, statement: str, name: str) -> None:
    main = f"import sys\n{statement}\nprint(sorted(sys.modules.keys() & {{'__hello__', '__phello__'}}))"
    assert case.lazy({"main.py": main}, ["__hello__", "__phello__"]).stdout == "[]\n"
    # Up to 3.10 these modules print when they run.
    assert case.lazy({"main.py": main}).stdout.endswith(f"['{'__phello__' if 'spam' in name else name}']\n")


@frozen_into_the_interpreter
def test_a_module_frozen_into_the_interpreter_is_the_same_when_it_is_used(
    case: Case, statement: str, name: str
) -> None:
    main = f"""
        import sys
        {statement}
        module = {name}
        print(module.__name__, module.__spec__.origin, module.__loader__, hasattr(module, '__file__'))
        print(sorted(vars(module)), sys.modules[module.__name__] is module)
    """
    case.check({"main.py": main}, ["__hello__", "__phello__"])
