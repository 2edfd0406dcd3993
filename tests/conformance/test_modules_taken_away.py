"""Programs that take modules out of `sys.modules`, as tools that isolate tests do, or patch what we could call."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Case

FILES = {
    "heavy.py": "X = 7\n",
    "heavy2.py": "def f(): return 'f'\n",
    "app.py": "import heavy\nfrom heavy2 import f\ndef use(): return heavy.X, f()\n",
    "other.py": "import heavy2\ndef use(): return heavy2.f()\n",
}


@pytest.mark.parametrize(
    "main",
    [
        """
        with mock.patch.dict(sys.modules):
            import app
        print(app.use())
        """,
        """
        with mock.patch.dict(sys.modules):
            import app
        with mock.patch.dict(sys.modules):
            import other
        print(app.use(), other.use())
        """,
        """
        before = set(sys.modules)
        import app
        for name in set(sys.modules) - before: del sys.modules[name]
        print(app.use())
        import other
        print(other.use())
        """,
        """
        import app
        for name in list(sys.modules):
            if name.partition(".")[0] not in sys.stdlib_module_names and name != "__main__": del sys.modules[name]
        print(app.use())
        import other
        print(other.use())
        """,
        """
        import app
        with mock.patch("sys.modules", {}): print(app.__name__)
        print(app.use())
        """,
    ],
    ids=["patched", "patched twice", "new ones deleted", "all but the standard library deleted", "replaced"],
)
def test_what_is_deferred_outlives_the_modules(case: Case, main: str) -> None:
    case.check({**FILES, "main.py": f"import sys\nfrom unittest import mock\nif True:{main}"})


@pytest.mark.parametrize("answer", ["side_effect=AssertionError", "return_value=True", "return_value=False"])
def test_a_patched_question_for_files_is_not_asked_by_us(case: Case, answer: str) -> None:
    main = f"""
        import sys
        from unittest import mock
        with mock.patch("os.path.isfile", {answer}) as asked:
            import app
            print(app.use(), asked.call_args_list)
    """
    case.check({**FILES, "main.py": main})


def test_a_finder_that_forbids_our_modules_is_not_asked_for_them(case: Case) -> None:
    main = """
        import sys
        class Forbidding:
            @staticmethod
            def find_spec(name, path=None, target=None):
                if name.startswith("dormant"): raise ImportError(name)
        sys.meta_path.insert(0, Forbidding)
        import app
        print(app.use())
    """
    case.check({**FILES, "main.py": main})


def test_the_first_use_of_a_loaded_module_opens_no_file(case: Case) -> None:
    main = """
        import importlib, os, sys
        import app
        for name in ("hea" + "vy", "hea" + "vy2"): importlib.import_module(name)
        opened = []
        sys.addaudithook(lambda event, args: event in ("open", "os.listdir") and opened.append(args[0]))
        print(app.use(), opened)
    """
    case.check({**FILES, "main.py": main})


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="3.15 has lazy imports of its own")
def test_modules_that_are_imported_anew_again_and_again_leave_nothing_behind(case: Case) -> None:
    app = "import heavy\nfrom heavy import f, g, C, X\ndef use(): return heavy, f, g, C, X\n"
    heavy = "X = 7\ndef f(): return 'f'\ndef g(): return 'g'\nclass C: pass\n"
    main = """
        import importlib, sys
        import dormant
        for turn in range(2000):
            for name in ("app", "heavy"): sys.modules.pop(name, None)
            importlib.import_module("app").f
        engine, keys = dormant.current.engine, sys.modules["dormant.engine.keys"]
        print(max(map(len, (engine._keys, keys._heals, keys._waiting, keys._slow_lookups))) < 1500)
    """
    assert case.lazy({"heavy.py": heavy, "app.py": app, "main.py": main}).stdout == "True\n"
