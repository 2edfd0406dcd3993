"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dormant.settings import FILE_NAME, Settings, dump
from support import SRC, Environment, clean_env, run, with_libraries, write_tree

if TYPE_CHECKING:
    from support.traced import Program

HEAVY = {"heavy.py": "x = 1\n", "light.py": ""}


def pytest_in(program: Program, tests: str, *words: str) -> str:
    """Run pytest on *tests* in the program's folder and return what it prints."""
    (program.folder / "test_it.py").write_text(tests)
    libraries = Path(pytest.__file__).parents[1]
    done = run(
        [sys.executable, "-S", "-m", "pytest", "-p", "no:cacheprovider", "-p", "dormant.check.plugin", *words],
        cwd=program.folder,
        env=clean_env(
            PYTHONPATH=f"{SRC}:{libraries}",
            PATH=f"{program.environment.folder / 'bin'}:/usr/bin:/bin",
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
        ),
        check=False,
    )
    return done.stdout + done.stderr


def test_a_command_that_keeps_to_its_limits_passes(program: Program) -> None:
    program.write({**HEAVY, "main.py": "import heavy\nimport light\n"})
    tests = """\
import pytest

@pytest.mark.startup(["python", "main.py"], must_not_load=["heavy"], max_modules=9)
def test_marked():
    pass

def test_fixture(startup):
    assert "light" in startup(["python", "main.py"], may_load=["light"]).modules
"""
    assert "2 passed" in pytest_in(program, tests, "--strict-markers")


def test_a_command_that_exits_non_zero_is_judged_if_asked_to(program: Program) -> None:
    program.write({**HEAVY, "main.py": "import heavy\nraise SystemExit(30)\n"})
    tests = """\
def test_refused(startup):
    startup(["python", "main.py"], must_not_load=["heavy"])

def test_judged(startup):
    assert startup(["python", "main.py"], must_not_load=["heavy"], ignore_failure=True).exit_code == 30
"""
    printed = pytest_in(program, tests)
    assert "the command fails with exit code 30" in printed
    assert "1 failed, 1 passed" in printed


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ("must_not_load=['light']", "must_not_load: light was loaded\n    light, by main.py:2: import light"),
        ("may_load=['heavy']", "may_load: light may not be loaded, and was\n    light, by main.py:2: import light"),
        ("max_modules=1, packages=['other']", "max_modules: 2 modules were imported, and 1 may be"),
    ],
)
def test_a_command_that_is_over_a_limit_fails_the_test_with_who_loaded_what(
    program: Program, limits: str, message: str
) -> None:
    program.write({**HEAVY, "main.py": "import heavy\nimport light\n"})
    call = f"['python', 'main.py'], {limits}"
    marked = f"import pytest\n@pytest.mark.startup({call})\ndef test_marked(): pass\n"
    tests = f"{marked}def test_it(startup): startup({call})\n"
    printed = pytest_in(program, tests)
    assert "2 failed" in printed
    assert printed.count(message) == 2


def test_a_command_that_can_t_be_run_fails_the_test_in_one_sentence(program: Program) -> None:
    program.write({})
    printed = pytest_in(program, "def test_it(startup): startup(['nowhere'])\n")
    assert "nowhere is not on PATH" in printed
    assert "Traceback" not in printed


def test_the_plugin_imports_nothing_of_weight_until_a_test_uses_it(program: Program) -> None:
    program.write({"main.py": ""})
    tests = """\
import sys

def loaded():
    return sorted(name for name in sys.modules if name.startswith("dormant"))

def test_before():
    assert loaded() == ["dormant", "dormant.check", "dormant.check.plugin"]

def test_after(startup):
    startup(["python", "main.py"])
    assert "dormant.trace.record" in loaded()
"""
    assert "2 passed" in pytest_in(program, tests)


@pytest.mark.parametrize("active", [True, False])
def test_pytest_does_not_warn_of_the_plugin_where_dormant_is_active(
    environment: Environment, tmp_path: Path, active: bool
) -> None:
    with_libraries(environment)
    (environment.site / "dormant").symlink_to(SRC / "dormant")
    write_tree(environment.site / "dormant-9.dist-info", {
        "METADATA": "Metadata-Version: 2.1\nName: dormant\nVersion: 9\n",
        "entry_points.txt": "[pytest11]\ndormant = dormant.check.plugin\n",
        "RECORD": "dormant/__init__.py,,\n",
    })  # fmt: skip
    if active:
        (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy",))))
    write_tree(tmp_path / "tests", {"test_it.py": "def test_it(): pass\n"})
    done = environment.run("-m", "pytest", "-W", "error", "-p", "no:cacheprovider", cwd=tmp_path / "tests", check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
