"""Tracers, profilers, debuggers and other tools see the program that they see without us."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from dormant.settings import Settings

if TYPE_CHECKING:
    from conftest import Case

HEAVY = {
    "heavy/__init__.py": "X = 1\nclass C:\n    x = 1\ndef f():\n    return 'f'\n",
    "heavy/sub.py": "Y = 2\n",
    "app.py": "import heavy\nfrom heavy import f\n\ndef use():\n    value = f()\n    return heavy.X, value\n\nuse()\n",
}


@pytest.mark.parametrize("tracer", ["sys.settrace", "threading.settrace"])
def test_a_tracer_sees_the_same_lines_of_the_importer(case: Case, tracer: str) -> None:
    main = f"""
        import sys, threading
        lines = []
        def trace(frame, event, argument):
            name = frame.f_code.co_filename
            if name.endswith('app.py'): lines.append((frame.f_code.co_name, event, frame.f_lineno))
            return trace
        {tracer}(trace)
        def run():
            import app
            app.use()
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        if {tracer!r} == 'sys.settrace': run()
        sys.settrace(None)
        threading.settrace(None)
        print([line for line in lines if line[0] == 'use'])
        print(sorted({{line for line in lines if line[1] == 'line'}}))
    """
    case.check({**HEAVY, "main.py": main})


def test_the_standard_trace_module_counts_the_same_lines(case: Case) -> None:
    main = """
        import trace
        tracer = trace.Trace(count=1, trace=0)
        tracer.runfunc(lambda: __import__('app'))
        counts = tracer.results().counts
        print(sorted({line for (file, line) in counts if file.endswith('app.py')}))
        print(sorted({line for (file, line) in counts if 'heavy' in file}))
    """
    case.check({**HEAVY, "main.py": main})


def test_profile_counts_deferred_functions_once_under_their_own_name(case: Case) -> None:
    main = """
        import cProfile, pstats
        profile = cProfile.Profile()
        profile.runcall(__import__, 'app')
        stats = pstats.Stats(profile).stats
        print(sorted((key[0][-17:], key[2], value[0]) for key, value in stats.items()
                     if key[0].endswith('app.py') and key[2] == 'use' or 'heavy' in key[0]))
    """
    case.check({**HEAVY, "main.py": main})


def test_importtime_lists_only_what_ran(case: Case) -> None:
    app = "import heavy.sub\nfrom heavy import f\n"
    outcome = case.lazy({**HEAVY, "main.py": "import app", "app.py": app}, command=("-X", "importtime", "main.py"))
    assert " heavy" not in outcome.stderr
    assert "app" in outcome.stderr
    used = case.lazy({**HEAVY, "main.py": "import app\napp.f", "app.py": app}, command=("-X", "importtime", "main.py"))
    assert " heavy\n" in used.stderr
    assert "heavy.sub" not in used.stderr


@pytest.mark.parametrize("option", ["-O", "-OO", "-B", "-I", "-s", "-Xdev", "-Xutf8", "-Walways", "-Werror"])
def test_interpreter_options_change_nothing(case: Case, option: str) -> None:
    main = '''
        """Doc."""
        import sys
        sys.path.insert(0, sys.argv[1])
        import app
        assert not 'asserted', 'asserts are on'
        print(__doc__, app.use(), app.heavy.C.__doc__)
    '''
    main = main.replace("assert not", "assert")
    case.check({**HEAVY, "main.py": main}, command=(option, "main.py", str(case.folder)))


def test_the_lazy_loader_recipe_on_a_configured_module(case: Case) -> None:
    main = """
        import importlib.util, sys, threading
        def lazy_import(name):
            spec = importlib.util.find_spec(name)
            loader = importlib.util.LazyLoader(spec.loader)
            spec.loader = loader
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            loader.exec_module(module)
            return module
        heavy = lazy_import('heavy')
        import app
        print(heavy.X, app.use(), app.heavy is heavy)
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


@pytest.mark.parametrize(
    "commands",
    [
        "b app.use\nc\nn\np value\nn\nc\n",
        "b app.use\nc\np f()\np heavy.X\nw\nc\n",
        "b app.use\nc\nn\nw\np f.__name__\nr\nc\n",
        "b app.use\nc\nargs\np sorted(globals())[-3:]\nl\nc\n",
        "b heavy/__init__.py:5\nc\np X\nc\n",
        "b app.use\nc\nn\nn\nn\nn\nn\n",
    ],
)
def test_pdb_shows_the_same(case: Case, commands: str) -> None:
    main = f"""
        import app, pdb, sys, io
        debugger = pdb.Pdb(stdin=io.StringIO({commands!r}), stdout=sys.stdout, nosigint=True, readrc=False)
        debugger.run('app.use()')
    """
    app = HEAVY["app.py"].replace("\nuse()\n", "")
    case.check({**HEAVY, "app.py": app, "main.py": main}, stderr=False)


def test_post_mortem_shows_the_same(case: Case) -> None:
    main = """
        import io, pdb, sys
        import app
        try: app.fail()
        except ZeroDivisionError: trace = sys.exc_info()[2]
        commands = io.StringIO('p local\\nw\\nu\\np f()\\nq\\n')
        debugger = pdb.Pdb(stdin=commands, stdout=sys.stdout, nosigint=True, readrc=False)
        debugger.reset()
        try: debugger.interaction(None, trace)
        except Exception as error: print(type(error))
    """
    app = "import heavy\nfrom heavy import f\ndef fail():\n    local = f()\n    return local, heavy.X / 0\n"
    case.check({**HEAVY, "app.py": app, "main.py": main}, stderr=False)


def test_a_pickle_written_by_one_process_is_read_by_another(case: Case) -> None:
    main = """
        import pickle, subprocess, sys
        if len(sys.argv) > 1:
            import app
            print(type(pickle.load(sys.stdin.buffer)).__module__, app.use())
        else:
            from heavy import C
            out = subprocess.run([sys.executable, 'main.py', 'read'], input=pickle.dumps(C()), capture_output=True)
            print(out.stdout.decode(), out.stderr.decode())
    """
    case.check({**HEAVY, "main.py": main})


def test_compiled_files_stay_usable_by_a_plain_interpreter(case: Case) -> None:
    main = "import app, sys\nprint(app.use(), app.__cached__ if sys.version_info < (3, 15) else '')"
    files = {**HEAVY, "main.py": main}
    first = case.lazy(files)
    compiled = sorted(path.name for path in case.folder.rglob("*.pyc"))
    bytes_of = {path: path.read_bytes() for path in case.folder.rglob("*.pyc")}
    plain = case.run(None, ("main.py",), {})
    assert plain.stdout == first.stdout
    assert {path: path.read_bytes() for path in case.folder.rglob("*.pyc")} == bytes_of
    assert len(compiled) == 2
    for path in bytes_of:
        path.unlink()
    case.run(None, ("-m", "compileall", "-q", "app.py", "heavy/__init__.py"), {})
    bytes_of = {path: path.read_bytes() for path in case.folder.rglob("*.pyc")}
    # Not `case.lazy`: it writes the sources anew.
    assert case.run(Settings(("heavy",)), ("main.py",), {}).stdout == first.stdout
    assert {path: path.read_bytes() for path in case.folder.rglob("*.pyc")} == bytes_of


@pytest.mark.parametrize(
    "line",
    [
        "import heavy",
        "from heavy import f\nprint(f())",
        "import heavy as h; print(h.X)",
        "def g():\n    import heavy\n    return heavy.X\n",
    ],
)
def test_an_interactive_interpreter_runs_imports(case: Case, line: str) -> None:
    main = f"""
        import code
        console = code.InteractiveInterpreter()
        print(console.runsource({line!r}, symbol={"exec" if chr(10) in line else "single"!r}))
        console.runsource('print(sorted(n for n in locals() if n[0] != "_"))')
    """
    case.check({**HEAVY, "main.py": main})


@pytest.mark.parametrize(
    "reference", ["heavy:f", "heavy.f", "heavy.sub:Y", "heavy.sub.Y", "app:f", "app:heavy.X", "app.f"]
)
def test_string_references_resolve(case: Case, reference: str) -> None:
    show = "print(type(value), value() if callable(value) else value)"
    main = f"import app, pkgutil\nimport heavy.sub\nvalue = pkgutil.resolve_name({reference!r})\n{show}"
    app = "import heavy\nfrom heavy import f\n"
    case.check({**HEAVY, "app.py": app, "main.py": main}, stderr=True)


def test_logging_configuration_by_strings(case: Case) -> None:
    heavy = {
        "heavy.py": "import logging, sys\n"
        "class H(logging.StreamHandler):\n    def __init__(self): super().__init__(sys.stdout)\n"
    }
    main = """
        import logging.config
        import heavy
        handlers = {'h': {'class': 'heavy.H'}}
        logging.config.dictConfig({'version': 1, 'handlers': handlers, 'root': {'handlers': ['h'], 'level': 'INFO'}})
        logging.info('hello')
        print(type(logging.getLogger().handlers[0]) is heavy.H)
    """
    case.check({**heavy, "main.py": main}, awake=["heavy"])


def test_child_interpreters_defer_too(case: Case) -> None:
    main = """
        import subprocess, sys
        program = 'import app0, sys; print("heavy" in sys.modules)'
        print(subprocess.run([sys.executable, '-c', program], capture_output=True, text=True).stdout)
    """
    files = {**HEAVY, "app0.py": "import heavy\n", "main.py": main}
    assert case.lazy(files).stdout == "False\n\n"


def test_unittest_discovers_and_runs_tests_of_modules_with_lazy_imports(case: Case) -> None:
    test = """
        import unittest
        from unittest import mock
        import heavy
        from heavy import f
        import app
        def setUpModule(): heavy.ready = True
        class Test(unittest.TestCase):
            @mock.patch('app.f', return_value='fake')
            def test_patched(self, fake): self.assertEqual(app.use(), (1, 'fake'))
            @mock.patch('heavy.f', return_value='other')
            def test_module(self, fake): self.assertEqual(heavy.f(), 'other')
            def test_real(self): self.assertEqual((f(), heavy.ready, app.use()), ('f', True, (1, 'f')))
    """
    app = HEAVY["app.py"].replace("\nuse()\n", "")
    outcome = case.check({**HEAVY, "app.py": app, "test_app.py": test}, command=("-m", "unittest", "-q"), stderr=False)
    assert "Ran 3 tests" in outcome.stderr
    assert "OK" in outcome.stderr


def test_a_line_profiler_by_monitoring_sees_the_same_lines(case: Case) -> None:
    if sys.version_info < (3, 12):
        pytest.skip("sys.monitoring came with 3.12")
    main = """
        import sys
        lines = []
        def on_line(code, line):
            if code.co_filename.endswith('app.py'): lines.append((code.co_name, line))
        sys.monitoring.use_tool_id(3, 'test')
        sys.monitoring.register_callback(3, sys.monitoring.events.LINE, on_line)
        sys.monitoring.set_events(3, sys.monitoring.events.LINE)
        import app
        app.use()
        sys.monitoring.set_events(3, 0)
        print([line for line in lines if line[0] == 'use'], sorted(set(lines)))
    """
    case.check({**HEAVY, "main.py": main})
