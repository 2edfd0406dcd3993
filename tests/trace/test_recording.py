"""What a trace says of a run: which imports waited, which did not and why, and who loaded what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from dormant import policy
from dormant.engine import frames as recorder
from support.traced import by_module, names, places

if TYPE_CHECKING:
    from support.traced import Program

HEAVY = {"heavy/__init__.py": "def work(): pass\n", "heavy/sub.py": "x = 1\n"}
# On 3.15 the interpreter's own compiler leaves these out before anybody is asked.
NATIVE = sys.version_info >= (3, 15)


def test_the_use_of_a_deferred_name_is_told_with_its_place_and_what_led_there(program: Program) -> None:
    trace = program.trace(
        {
            **HEAVY,
            "app.py": "import heavy\n\ndef use():\n    heavy.work()\n",
            "main.py": "import app\n\ndef main():\n    app.use()\n\nmain()\n",
        }
    )
    load = by_module(trace)["heavy"]
    assert (load.how, load.reason) == ("use", "")
    assert (load.importer, load.line) == ("app", 1)
    assert places(load) == [("app", 4, "use"), ("__main__", 4, "main"), ("__main__", 6, "<module>")]
    (statement,) = trace.statements(deferred=True)
    assert (str(statement), statement.importer, statement.line) == ("import heavy", "app", 1)
    assert statement.at_us <= load.at_us


def test_what_is_never_used_is_never_loaded(program: Program) -> None:
    trace = program.trace({**HEAVY, "main.py": "import heavy\nfrom heavy.sub import x\n"})
    assert names(trace.statements(deferred=True)) == ["import heavy", "from heavy.sub import x"]
    assert trace.first_load("heavy") is None


def test_the_chain_of_imports_leads_from_the_module_to_the_main_program(program: Program) -> None:
    trace = program.trace(
        {
            **HEAVY,
            "main.py": "import one\n",
            "one.py": "\nimport two\n",
            "two.py": "import heavy\n\nclass Two(heavy.work.__class__ and object):\n    pass\n",
        }
    )
    chain = list(by_module(trace)["heavy"].chain())
    assert names([load for load, _ in chain]) == ["heavy", "two", "one"]
    assert [[frame.line for frame in frames] for _, frames in chain] == [[3], [2], [1]]


EAGER = [
    ("try:\n    import heavy\nexcept ImportError:\n    pass\n", policy.IN_BLOCK, {}),
    ("from heavy import *\n", recorder.STAR, {}),
    ("def f():\n    import heavy\nf()\n", policy.IN_FUNCTION, {}),
    ("class C:\n    import heavy\n", policy.IN_FUNCTION, {}),
    ("import importlib\nimportlib.import_module('heavy')\n", recorder.CALL, {}),
    ("__import__('heavy')\n", recorder.CALL, {}),
    ("import heavy\n", policy.NOT_NAMED, {"packages": ["other"]}),
    ("import heavy\n", policy.EXCLUDED, {"exclude": ["heavy"]}),
    ("import heavy\n", policy.IMPORTER, {"importers": ["other"]}),
    ("import dormant\nwith_ = dormant.suspended().__enter__()\nimport heavy\n", policy.SUSPENDED, {}),
    ("heavy = 1\nimport heavy\n", policy.BOUND, {}),
]


@pytest.mark.parametrize(("code", "reason", "keys"), EAGER)
def test_what_is_imported_at_once_has_its_reason(
    program: Program, code: str, reason: str, keys: dict[str, object]
) -> None:
    if reason == policy.BOUND and NATIVE:
        pytest.skip("the interpreter binds a lazy object there, too")
    trace = program.trace({**HEAVY, "app.py": code, "main.py": "import app\n"}, **keys)
    load = by_module(trace)["heavy"]
    assert load.reason == reason
    assert load.how == ("call" if reason == recorder.CALL else "statement")
    assert places(load)[-1] == ("app", code.count("\n"), "<module>") or reason in (policy.IN_FUNCTION, policy.IN_BLOCK)
    assert trace.statements(deferred=True) == []


def test_only_what_would_have_waited_is_eager_because_deferral_is_suspended(program: Program) -> None:
    code = "import dormant\ndormant.suspended().__enter__()\nimport heavy\nimport other\nimport barred\n"
    files = {**HEAVY, "other.py": "import deeper\n", "deeper.py": "", "barred.py": "", "main.py": code}
    trace = program.trace(files, packages=["heavy", "barred"], exclude=["barred"])
    reasons = {name: load.reason for name, load in by_module(trace).items() if name in ("heavy", "other", "barred")}
    assert reasons == {"heavy": policy.SUSPENDED, "other": policy.NOT_NAMED, "barred": policy.EXCLUDED}
    assert by_module(trace)["deeper"].reason == policy.NOT_NAMED


def test_a_package_s_own_imports_are_eager_for_that_reason(program: Program) -> None:
    trace = program.trace({
        "heavy/__init__.py": "from . import sub\n", "heavy/sub.py": "", "main.py": "import heavy\nheavy.sub\n",
    })  # fmt: skip
    assert by_module(trace)["heavy.sub"].reason == policy.SAME_PACKAGE


def test_an_import_of_what_is_loaded_already_says_so(program: Program) -> None:
    trace = program.trace({**HEAVY, "main.py": "import heavy\nheavy.work()\nimport app\n", "app.py": "import heavy\n"})
    (statement,) = trace.statements(deferred=False)
    assert (statement.importer, statement.reason) == ("app", policy.LOADED)


def test_an_extension_module_is_told_as_what_imports(program: Program) -> None:
    trace = program.trace({"main.py": "import decimal\n"}, packages=["numbers"], importers=["_decimal"])
    load = by_module(trace)["numbers"]
    assert (load.how, load.reason, load.importer) == ("call", recorder.EXTENSION, "_decimal")


def test_the_use_of_an_attribute_shim_is_told(program: Program) -> None:
    files = {**HEAVY, "app.py": "", "main.py": "import app\napp.Thing\n"}
    trace = program.trace(files, attributes={"app.Thing": "heavy.sub:x"})
    load = by_module(trace)["heavy.sub"]
    assert load.form == recorder.SHIM
    assert places(load) == [("__main__", 2, "<module>")]


def test_a_module_that_no_finder_knows_is_missing_and_not_loaded(program: Program) -> None:
    main = "try:\n    import nowhere\nexcept ImportError:\n    pass\nimport json.nothing as n\n"
    trace = program.trace({"main.py": main}, code=1)
    assert {"nowhere", "json.nothing"} <= set(names(trace.missing))
    assert trace.first_load("nowhere") is None


def test_what_goes_past_the_finders_is_found_at_the_end(program: Program) -> None:
    trace = program.trace({"main.py": "import sys\nsys.modules['heavy'] = sys\n"})
    (process,) = trace.processes
    assert "heavy" in process.unseen


def test_what_enable_defers_is_traced_too(program: Program) -> None:
    main = "import dormant\ndormant.enable(['light'])\nimport app\n"
    files = {**HEAVY, "light.py": "", "app.py": "import light\nlight\n", "main.py": main}
    # It reads TOML, which is a library on 3.10.
    libraries = {"PYTHONPATH": str(Path(click.__file__).parents[1])}
    assert by_module(program.trace(files, variables=libraries))["light"].how == "use"


def test_a_statement_in_a_loop_is_told_once(program: Program) -> None:
    trace = program.trace({**HEAVY, "main.py": "for i in range(9):\n    import heavy\n"})
    (process,) = trace.processes
    assert len(process.statements) == 1
