"""Other people's finders, loaders and `__import__` act on deferred modules and importers as on all others."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from support import difference

if TYPE_CHECKING:
    from conftest import Case

HEAVY = {
    "heavy/__init__.py": "X = 1\nclass C: pass\ndef f(): return 'f'\n",
    "heavy/sub.py": "Y = 2\n",
    "app.py": "import heavy\nfrom heavy import f\ndef use(): return f()\n",
}

TRANSFORMING = """
    import ast, sys
    from importlib.machinery import FileFinder, SourceFileLoader, SOURCE_SUFFIXES
    class Numbers(ast.NodeTransformer):
        def visit_Constant(self, node):
            if type(node.value) is not int or not 0 < node.value < 100: return node
            return ast.copy_location(ast.Constant(node.value + 100), node)
    class Transforming(SourceFileLoader):
        def source_to_code(self, data, path, *, _optimize=-1):
            tree = ast.fix_missing_locations(Numbers().visit(ast.parse(data)))
            return compile(tree, path, 'exec', dont_inherit=True, optimize=_optimize)
        def get_code(self, fullname):
            path = self.get_filename(fullname)
            return self.source_to_code(self.get_data(path), path)
    sys.path_hooks.insert(0, FileFinder.path_hook((Transforming, SOURCE_SUFFIXES)))
    sys.path_importer_cache.clear()
"""

MEMORY = """
    import sys
    from importlib.abc import Loader, MetaPathFinder
    from importlib.machinery import ModuleSpec
    SOURCES = {
        'heavy': 'X = 1\\ndef f(): return "f"',
        'heavy.sub': 'Y = 2',
        'app': 'import heavy.sub\\nfrom heavy import f\\ndef use(): return f(), heavy.sub.Y',
    }
    class Memory(MetaPathFinder, Loader):
        def find_spec(self, name, path=None, target=None):
            if name in SOURCES:
                return ModuleSpec(name, self, is_package=name == 'heavy')
        def create_module(self, spec):
            return None
        def exec_module(self, module):
            print('runs', module.__name__)
            exec(SOURCES[module.__name__], module.__dict__)
    FINDER = Memory()
    sys.meta_path.insert(0, FINDER)
"""


def test_a_transforming_loader_transforms_deferred_modules_and_importers(case: Case) -> None:
    main = f"{TRANSFORMING}\n    import app\n    print(app.heavy.X, app.use(), app.N)"
    app = "import heavy\nfrom heavy import f\nN = 5\ndef use(): return f()\n"
    case.check({**HEAVY, "app.py": app, "main.py": main}, awake=["heavy"])


def test_an_importer_loaded_by_somebody_elses_loader_defers(case: Case) -> None:
    main = f"{TRANSFORMING}\n    import app\n    print(app.N)"
    case.check({**HEAVY, "app.py": "import heavy\nN = 5\n", "main.py": main}, asleep=["heavy"])


@pytest.mark.parametrize("place", ["first", "last"])
def test_an_in_memory_finder_serves_importers_and_deferred_modules(case: Case, place: str) -> None:
    memory = MEMORY if place == "first" else MEMORY.replace("insert(0, FINDER)", "append(FINDER)")
    outcome = case.lazy({"main.py": f"{memory}\n    import app\n    print('imported')\n    print(app.use())"})
    assert sorted(outcome.stdout.split("\n")) == [
        "",
        "('f', 2)",
        "imported",
        "runs app",
        "runs heavy",
        "runs heavy.sub",
    ]


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="3.15 has no load_module")
def test_a_legacy_loader_serves_a_package_with_submodules(case: Case) -> None:
    main = """
        import sys, types
        from importlib.machinery import ModuleSpec
        SOURCES = {'heavy': 'def f(): return "f"', 'heavy.sub': 'Y = 2'}
        class Legacy:
            def find_spec(self, name, path=None, target=None):
                if name in SOURCES: return ModuleSpec(name, self, is_package=name == 'heavy')
            def load_module(self, name):
                module = sys.modules.setdefault(name, types.ModuleType(name))
                module.__loader__ = self
                if name == 'heavy': module.__path__ = []
                exec(SOURCES[name], module.__dict__)
                return module
        sys.meta_path.append(Legacy())
        import app
        print(app.use())
    """
    app = "import heavy.sub\nfrom heavy import f\ndef use(): return f(), heavy.sub.Y\n"
    case.check({"main.py": main, "app.py": app}, stderr=False, env={"PYTHONWARNINGS": "ignore"})


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="3.15 has no load_module")
def test_a_legacy_loader_serves_importers_and_single_modules(case: Case) -> None:
    main = """
        import sys, types
        from importlib.machinery import ModuleSpec
        SOURCES = {'heavy': 'def f(): return "f"', 'app': 'from heavy import f\\ndef use(): return f()'}
        class Legacy:
            def find_spec(self, name, path=None, target=None):
                if name in SOURCES: return ModuleSpec(name, self)
            def load_module(self, name):
                module = sys.modules.setdefault(name, types.ModuleType(name))
                module.__loader__ = self
                exec(SOURCES[name], module.__dict__)
                return module
        sys.meta_path.append(Legacy())
        import app
        print(app.use())
    """
    case.check({"main.py": main}, stderr=False, env={"PYTHONWARNINGS": "ignore"})


def test_a_wrapped_import_function_sees_the_import(case: Case) -> None:
    main = """
        import builtins
        real = builtins.__import__
        def wrapped(name, globals=None, locals=None, fromlist=(), level=0):
            if name.startswith('heavy'): print('asked', name, fromlist)
            return real(name, globals, locals, fromlist, level)
        builtins.__import__ = wrapped
        import app
        print(app.use())
    """
    case.check({**HEAVY, "app.py": "from heavy import f\ndef use(): return f()\n", "main.py": main})


def test_a_wrapped_import_function_that_refuses_is_obeyed(case: Case) -> None:
    main = """
        import builtins
        real = builtins.__import__
        def wrapped(name, *rest):
            if name == 'heavy': raise ImportError('forbidden')
            return real(name, *rest)
        builtins.__import__ = wrapped
        try:
            import app
            print(app.use())
        except ImportError as error: print(error)
    """
    case.check({**HEAVY, "main.py": main})


EDITABLE = """
    import sys
    from importlib.machinery import PathFinder, ModuleSpec
    from importlib.util import spec_from_file_location
    from pathlib import Path
    MAPPING = {'heavy': 'elsewhere/src/heavy'}
    class Editable:
        @classmethod
        def find_spec(cls, fullname, path=None, target=None):
            parent, _, child = fullname.rpartition('.')
            if fullname in MAPPING:
                return spec_from_file_location(fullname, Path(MAPPING[fullname], '__init__.py').resolve())
            return None
    sys.meta_path.append(Editable)
"""


def test_an_editable_finder_maps_a_package_to_a_source_folder(case: Case) -> None:
    main = f"{EDITABLE}\n    import app\n    print(app.use(), app.heavy.sub.Y, Path(app.heavy.__file__).parent.name)"
    files = {
        "elsewhere/src/heavy/__init__.py": HEAVY["heavy/__init__.py"],
        "elsewhere/src/heavy/sub.py": "Y = 2",
        "app.py": "import heavy.sub\nfrom heavy import f\ndef use(): return f()\n",
        "main.py": main,
    }
    case.check(files, awake=["heavy.sub"])


def test_an_editable_finder_maps_a_namespace(case: Case) -> None:
    main = """
        import sys
        from importlib.machinery import PathFinder
        class Editable:
            @classmethod
            def find_spec(cls, fullname, path=None, target=None):
                if fullname == 'heavy': return PathFinder.find_spec(fullname, ['elsewhere/src'])
        sys.meta_path.append(Editable)
        import app
        print(app.use())
    """
    files = {
        "elsewhere/src/heavy/sub.py": "Y = 2",
        "app.py": "import heavy.sub\ndef use(): return heavy.sub.Y\n",
        "main.py": main,
    }
    case.check(files)


def test_a_loader_that_decrypts_files_of_its_own_suffix(case: Case) -> None:
    main = """
        import codecs, sys
        from importlib.machinery import FileFinder, SourceFileLoader
        class Decrypting(SourceFileLoader):
            def get_data(self, path):
                data = super().get_data(path)
                return codecs.decode(data.decode(), 'rot13').encode() if path.endswith('.enc') else data
            def set_data(self, *arguments, **keywords): pass
        def hook(path):
            if not path.endswith('vault'): raise ImportError
            return FileFinder(path, (Decrypting, ['.enc']))
        sys.path_hooks.insert(0, hook)
        sys.path.append('vault')
        import app
        print(app.use())
    """
    files = {
        "vault/heavy.enc": "qrs s(): erghea 'f'\n",
        "vault/app.enc": "vzcbeg urnil\nqrs hfr(): erghea urnil.s()\n",
        "main.py": main,
    }
    case.check(files, awake=["heavy"])


def test_a_path_hook_for_entries_that_are_no_folders(case: Case) -> None:
    main = """
        import sys
        from importlib.machinery import ModuleSpec
        from importlib.util import spec_from_loader
        SOURCES = {'heavy': 'def f(): return "f"', 'app': 'import heavy\\ndef use(): return heavy.f()'}
        class Loader:
            def create_module(self, spec): return None
            def exec_module(self, module): exec(SOURCES[module.__name__], module.__dict__)
        class Entry:
            def find_spec(self, name, target=None):
                if name in SOURCES: return spec_from_loader(name, Loader(), origin='mem')
        def hook(path):
            if not path.startswith('mem://'): raise ImportError
            return Entry()
        sys.path_hooks.append(hook)
        sys.path.append('mem://')
        import app
        print(app.use(), type(app.__loader__).__name__, type(app.__spec__.loader).__name__, app.heavy.__spec__.origin)
    """
    case.check({"main.py": main}, awake=["heavy"])


def test_a_finder_installed_before_the_first_use(case: Case) -> None:
    main = f"import app\nif 1:\n{MEMORY}\nprint(app.use())"
    outcome = case.lazy({"app.py": "from heavy import f\ndef use(): return f()\n", "main.py": main})
    assert outcome.stdout == "runs heavy\nf\n"


def test_a_finder_removed_before_the_first_use(case: Case) -> None:
    memory = MEMORY.replace("    SOURCES", "    SOURCES", 1).replace("'app':", "'other':")
    use = "    try: print(app.use())\n    except ImportError as error: print(error)"
    main = f"{memory}\n    import app\n    sys.meta_path.remove(FINDER)\n{use}"
    outcome = case.lazy({"app.py": "from heavy import f\ndef use(): return f()\n", "main.py": main})
    assert outcome.stdout in ("runs heavy\nf\n", "No module named 'heavy'\n")


def test_a_finder_that_uses_a_module_its_own_file_imports_lazily(case: Case) -> None:
    # A finder that needs the module to answer for that very module can't work lazily, in PEP 810 neither.
    files = {
        "finder.py": """
            import sys
            import heavy
            class Finder:
                def find_spec(self, name, path=None, target=None):
                    if name.startswith('special'): heavy.f()
            sys.meta_path.insert(0, Finder())
        """,
        "special.py": "import heavy\nprint('special', heavy.X)",
        "main.py": "import finder\nimport special\nprint(special.heavy.f())",
    }
    case.check({**HEAVY, **files}, awake=["heavy"])


def test_a_hot_reload_finder_executes_a_changed_module_in_place(case: Case) -> None:
    main = """
        import importlib, pathlib, app
        print(app.heavy.X)
        pathlib.Path('heavy/__init__.py').write_text('X = 22\\ndef f(): return "new"\\n')
        importlib.invalidate_caches()
        importlib.reload(app.heavy)
        importlib.reload(app)
        print(app.heavy.X, app.use())
    """
    original = HEAVY["heavy/__init__.py"]
    assert case.lazy({**HEAVY, "heavy/__init__.py": original, "main.py": main}).stdout == "1\n22 new\n"


def test_a_guard_finder_is_never_bypassed(case: Case) -> None:
    main = """
        import sys
        class Guard:
            def find_spec(self, name, path=None, target=None):
                if name == 'heavy': raise ImportError('forbidden: ' + name)
        sys.meta_path.insert(0, Guard())
        try:
            import app
            print(app.use())
        except ImportError as error: print(error)
    """
    case.check({**HEAVY, "main.py": main})


def test_a_guarded_module_in_a_try_takes_the_fallback(case: Case) -> None:
    main = """
        import sys
        class Guard:
            def find_spec(self, name, path=None, target=None):
                if name == 'heavy': raise ImportError('forbidden: ' + name)
        sys.meta_path.insert(0, Guard())
        import guarded
        print(guarded.heavy)
    """
    case.check(
        {**HEAVY, "guarded.py": "try:\n    import heavy\nexcept ImportError:\n    heavy = None\n", "main.py": main}
    )


@pytest.mark.parametrize("place", ["insert(0, OBSERVER)", "insert(1, OBSERVER)"])
def test_an_observing_finder_is_asked_about_each_module_once(case: Case, place: str) -> None:
    main = f"""
        import sys
        asked = []
        class Observer:
            def find_spec(self, name, path=None, target=None): asked.append(name)
        OBSERVER = Observer()
        sys.meta_path.{place}
        import app
        app.use(), app.heavy.X
        try: import missing
        except ImportError as error: print(error)
        import heavy.sub
        heavy.sub.Y
        print(sorted(asked))
    """
    case.check({**HEAVY, "main.py": main})


@pytest.mark.parametrize("use", ["", "app.use()"])
def test_an_observing_finder_behind_all_others_is_asked_for_what_is_missing(case: Case, use: str) -> None:
    main = f"""
        import sys
        asked = []
        class Observer:
            def find_spec(self, name, path=None, target=None): asked.append(name)
        sys.meta_path.append(Observer())
        import app
        {use}
        try: import missing
        except ImportError as error: print(error)
        print(asked)
    """
    case.check({**HEAVY, "main.py": main})


def test_deferring_an_import_asks_no_finder_for_it(case: Case) -> None:
    main = """
        import sys
        class Observer:
            def find_spec(self, name, path=None, target=None):
                if name == 'heavy': print('asked')
        sys.meta_path.insert(0, Observer())
        import app
    """
    assert case.lazy({**HEAVY, "main.py": main}).stdout == ""


@pytest.mark.parametrize(
    "wrap",
    [
        "[Wrapped(finder) for finder in sys.meta_path]",
        "[finder if isinstance(finder, type) else Proxy(finder) for finder in sys.meta_path]",
        "sys.meta_path[::-1][::-1]",
    ],
)
def test_a_program_may_wrap_or_replace_all_finders(case: Case, wrap: str) -> None:
    main = f"""
        import sys
        class Wrapped:
            def __init__(self, finder): self.finder = finder
            def find_spec(self, name, path=None, target=None): return self.finder.find_spec(name, path, target)
        class Proxy:
            def __init__(self, finder): self.finder = finder
            def __getattr__(self, name): return getattr(self.finder, name)
        sys.meta_path[:] = {wrap}
        import app
        print(app.use(), app.heavy.X)
        try: import missing
        except ImportError as error: print(error)
    """
    case.check({**HEAVY, "main.py": main})


@pytest.mark.parametrize("place", ["append(Virtual())", "insert(0, Virtual())"])
@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_finder_that_installs_others_when_it_is_asked(case: Case, place: str, count: int) -> None:
    main = f"""
        import sys
        from importlib.machinery import ModuleSpec
        asked, installed = [], []
        class Virtual:
            def find_spec(self, name, path=None, target=None):
                asked.append(name)
                if name == 'virtual': return ModuleSpec(name, self)
            def create_module(self, spec): return None
            def exec_module(self, module): module.X = 1
        class Installer:
            def find_spec(self, name, path=None, target=None):
                if len(installed) < {count}:
                    installed.append(name)
                    sys.meta_path.{place}
        sys.meta_path.append(Installer())
        try:
            import virtual
            print(virtual.X)
        except ImportError as error:
            print(error)
        import heavy
        print(heavy.X, asked, installed)
    """
    case.check({**HEAVY, "main.py": main}, ["heavy", "virtual"])


@pytest.mark.parametrize(
    "copied", ["copy.copy(spec.loader)", "copy.deepcopy(spec.loader)", "copy.deepcopy(spec).loader"]
)
@pytest.mark.parametrize("loader", ["Own('secret')", "Class"])
def test_a_loader_may_copy_itself_when_it_creates_a_module(case: Case, copied: str, loader: str) -> None:
    main = f"""
        import copy, sys
        from importlib.machinery import ModuleSpec
        class Own:
            def __init__(self, key): self.key = key
            def create_module(self, spec):
                found = {copied}
                print(type(found) is Own, found.key, found is spec.loader, type(spec.loader.key).__name__)
            def exec_module(self, module): module.X = self.key
        class Class:
            @classmethod
            def create_module(cls, spec):
                print(hasattr({copied}, 'exec_module'))
            @classmethod
            def exec_module(cls, module): module.X = 'class'
        class Finder:
            def find_spec(self, name, path=None, target=None):
                if name == 'virtual': return ModuleSpec(name, {loader})
        sys.meta_path.append(Finder())
        import virtual
        print(virtual.X)
    """
    case.check({"main.py": main}, ["virtual"])


@difference("a loader that executes nothing is not to be told from one whose code uses no builtin")
def test_a_module_whose_loader_executes_nothing_holds_what_the_loader_puts_there(case: Case) -> None:
    main = """
        import sys
        from importlib.machinery import ModuleSpec
        class Data:
            def find_spec(self, name, path=None, target=None):
                if name == 'data': return ModuleSpec(name, self)
            def create_module(self, spec): return None
            def exec_module(self, module): module.X = 1
        sys.meta_path.append(Data())
        import data
        print(sorted(vars(data)))
    """
    case.check({"main.py": main})


def test_a_finder_of_versioned_modules(case: Case) -> None:
    main = """
        import re, sys
        from importlib.util import spec_from_file_location
        class Versions:
            def find_spec(self, name, path=None, target=None):
                match = re.fullmatch(r'(\\w+)_v(\\d+)', name)
                if match: return spec_from_file_location(name, f'versions/{match[2]}/{match[1]}.py')
        sys.meta_path.append(Versions())
        import app
        print(app.use())
    """
    files = {"versions/1/lib.py": "N = 1", "versions/2/lib.py": "N = 2", "main.py": main,
             "app.py": "import lib_v1, lib_v2\ndef use(): return lib_v1.N, lib_v2.N\n"}  # fmt: skip
    case.check(files, ["lib_v1", "lib_v2"], awake=["lib_v1", "lib_v2"])


def test_a_path_hook_of_lazy_loaders_stays_lazy(case: Case) -> None:
    main = """
        import sys, threading
        from importlib.machinery import FileFinder, SourceFileLoader, SOURCE_SUFFIXES
        from importlib.util import LazyLoader
        def hook(path):
            if not path.endswith('plugins'): raise ImportError
            return FileFinder(path, (LazyLoader.factory(SourceFileLoader), SOURCE_SUFFIXES))
        sys.path_hooks.insert(0, hook)
        sys.path.append('plugins')
        import late
        print('imported')
        late.x
    """
    case.check({**HEAVY, "plugins/late.py": "print('late runs')\nx = 1\n", "main.py": main})


@pytest.mark.parametrize("attribute", ["__loader__", "__spec__.name", "__spec__.loader"])
def test_a_loader_that_hands_out_another_module_leaves_that_as_it_is(case: Case, attribute: str) -> None:
    main = f"""
        import importlib, sys
        from importlib.machinery import ModuleSpec
        class Alias:
            def find_spec(self, name, path=None, target=None):
                if name == 'old': return ModuleSpec(name, self)
            def create_module(self, spec):
                module = importlib.import_module('heavy')
                self.spec = module.__spec__
                return module
            def exec_module(self, module): module.__spec__ = self.spec
        sys.meta_path.append(Alias())
        import old, heavy
        print(old is heavy, type(heavy.{attribute}), heavy.f())
    """
    case.check({**HEAVY, "main.py": main}, ["old", "heavy"])


def test_a_loader_may_create_an_object_that_takes_no_attributes(case: Case) -> None:
    main = """
        import sys
        from importlib.machinery import ModuleSpec
        class Thing:
            __slots__ = ()
            value = 7
        class Things:
            def find_spec(self, name, path=None, target=None):
                if name == 'thing': return ModuleSpec(name, self)
            def create_module(self, spec): return Thing()
            def exec_module(self, module): pass
        sys.meta_path.append(Things())
        import thing
        print(thing.value, type(thing).__name__)
    """
    case.check({"main.py": main}, ["thing"])


def test_a_loader_whose_own_exec_module_was_replaced_runs_it(case: Case) -> None:
    case.check({
        "heavy.py": "X = 1\n",
        "plain.py": "Y = 2\n",
        "app.py": "import heavy, plain\ndef use(): return heavy.X\n",
        "main.py": """\
            import sys
            from importlib.machinery import PathFinder
            class Wrapping:
                @staticmethod
                def find_spec(name, path=None, target=None):
                    spec = PathFinder.find_spec(name, path, target)
                    if spec is not None and name in ("app", "plain"):
                        real = spec.loader.exec_module
                        def wrapper(module):
                            print("before", module.__name__)
                            real(module)
                        spec.loader.exec_module = wrapper
                    return spec
            sys.meta_path.insert(1 if "dormant" in repr(sys.meta_path[0]) else 0, Wrapping)
            import app
            print(app.use())
            """,
    })  # fmt: skip


def test_a_finder_may_be_asked_at_the_top_level_of_the_main_program(case: Case) -> None:
    case.check({
        "main.py": """\
            import sys
            for finder in sys.meta_path:
                if hasattr(finder, "find_spec"): assert finder.find_spec("zzz", None) is None
            print("asked")
            """,
    })  # fmt: skip


def test_the_body_of_a_module_runs_no_deeper_than_ever(case: Case) -> None:
    # CPython maps memory for frames in pieces of 16 KB, at each call that needs one more, and deep imports come near
    # the limit of recursion.
    depth = textwrap.dedent("""
        import sys
        frame, depth = sys._getframe(), 0
        while frame:
            frame, depth = frame.f_back, depth + 1
        print(__name__, depth)
    """)
    case.check({
        "heavy.py": "", "main.py": "import first\n", "third.py": depth,
        "first.py": f"import heavy\n{depth}import second\n",
        "second.py": f"{depth}import third\nfrom heavy import __name__ as name\n",
    })  # fmt: skip


def test_code_that_no_compiler_made_runs(case: Case) -> None:
    # Instructions between the level and the import statement, with arguments that are no index of anything.
    main = """
        import dis, sys
        from importlib.machinery import FileFinder, SourceFileLoader, SOURCE_SUFFIXES
        class Obfuscating(SourceFileLoader):
            def get_code(self, fullname):
                code = super().get_code(fullname)
                if fullname != 'app': return code
                raw, filler = code.co_code, bytes((dis.opmap['NOP'], 200)) * 2
                place = next(each for each in range(0, len(raw), 2) if raw[each] == dis.opmap['IMPORT_NAME'])
                return code.replace(co_code=raw[:place] + filler + raw[place:])
        sys.path_hooks.insert(0, FileFinder.path_hook((Obfuscating, SOURCE_SUFFIXES)))
        sys.path_importer_cache.clear()
        import app
        print(app.heavy.X)
    """
    case.check({**HEAVY, "app.py": "import heavy\n", "main.py": main}, awake=["heavy"])
