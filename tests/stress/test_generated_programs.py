"""Generated programs have the same namespaces and behave the same with dormant off and on, once everything is loaded.

A program is a set of modules in two packages and beside them, whose statements are drawn at random. A module imports
only such as come after it, because import cycles may rightly behave better when they are deferred.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dormant.settings import FILE_NAME, Settings, dump
from support import clean_env, write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DrawFn

    from conftest import Counts
    from support import Environment

MODULES = ("one", "one.a", "one.b", "one.b.deep", "two", "two.c", "three", "four")
PACKAGES = ("one", "one.b", "two")
CONSTANTS = ("X", "Y", "f", "C")
BODY = "X = {0!r}\nY = [1, 2]\ndef f(): return {0!r}\nclass C: value = {0!r}\n"
# Loads everything, then tells each namespace as names and values that mean the same in each process.
MAIN = """\
import sys
order = sys.argv[1].split(",")
for name in order[: len(order) // 2]:
    __import__(name)
if "dormant" in sys.modules:
    import dormant
    failed = dormant.load_all()
    assert not failed, failed
    assert not dormant.status().pending
import importlib, json
for name in order:
    importlib.import_module(name)
if "dormant" in sys.modules:
    assert not dormant.load_all()
def told(value):
    if type(value).__name__ in ("Deferred", "lazy_import"): return "a placeholder"
    if isinstance(value, type(sys)): return "module " + value.__name__
    if isinstance(value, type): return f"class {value.__module__}.{value.__qualname__}"
    if callable(value):
        try: return f"function {value.__module__}.{value.__qualname__} gives {value()!r}"
        except Exception as error: return f"function {value.__module__} raises {error!r}"
    return repr(value)
found = {
    f"{name}: {key}": told(value) for name in order for key, value in sorted(vars(sys.modules[name]).items())
    if not key.startswith("__") or key in ("__all__", "__doc__", "__name__")
}
print(json.dumps(found))
"""


class Program(NamedTuple):
    """A generated program: its files, the order in which its modules are imported, and what is deferred."""

    files: dict[str, str]
    order: tuple[str, ...]
    packages: tuple[str, ...]


def path_of(module: str) -> str:
    """Return the file of a module."""
    return module.replace(".", "/") + ("/__init__.py" if module in PACKAGES else ".py")


def reach(module: str) -> list[str]:
    """Return the modules that *module* may import: those after it, and not the packages around it or below it."""
    return [name for name in MODULES[MODULES.index(module) + 1 :] if not name.startswith(f"{module}.")]


@st.composite
def statements(draw: DrawFn, module: str) -> list[str]:
    """Draw the lines of one module."""
    lines = BODY.format(module).splitlines()
    bound = list(CONSTANTS)
    for number in range(draw(st.integers(0, 6)) if reach(module) else 0):
        target = draw(st.sampled_from(reach(module)))
        name = draw(st.sampled_from(CONSTANTS))
        alias = draw(st.sampled_from([f"n{number}", "X", "shared", "three"]))
        form = draw(st.integers(0, 12))
        new = alias
        if form == 0:
            line, new = f"import {target}", target.partition(".")[0]
        elif form == 1:
            line = f"import {target} as {alias}"
        elif form == 2:
            line = f"from {target} import {name} as {alias}"
        elif form == 3:
            line, new = f"from {target} import {name}", name
        elif form == 4:
            line = f"from {target} import X as first, {name} as {alias}"
        elif form == 5:
            line = f"try:\n    import {target} as {alias}\nexcept ImportError:\n    {alias} = None"
        elif form == 6:
            line = f"def {alias}():\n    import {target}\n    from {target} import f\n    return f()"
        elif form == 7:
            line, new = f"from {target} import *", "X"
        elif form == 8:
            line = f"if X:\n    from {target} import {name} as {alias}\nelse:\n    {alias} = 0"
        elif form == 9:
            line = f"class {alias}:\n    from {target} import {name} as inner\n    got = repr(inner)[:3]"
        elif form == 10:
            line = f"from {target} import {name} as {alias}\ndel {alias}\n{alias} = 'again'"
        elif form == 11:
            line = f"for {alias} in range(2):\n    import {target} as {alias}"
        else:
            package, _, child = target.rpartition(".")
            line = f"from {package} import {child} as {alias}" if package else f"import {target} as {alias}"
        lines += line.split("\n")
        bound.append(new)
        if draw(st.booleans()):
            used = draw(st.sampled_from(bound))
            uses = (
                f"u{number} = repr(getattr({used}, 'X', None))",
                f"def u{number}(): return repr(getattr({used}, 'X', None))",
                f"u{number} = [{used}][0]",
                f"u{number} = '{used}' in globals()",
                f"u{number} = {used}",
                f"{used} = {used}",
            )
            lines.append(draw(st.sampled_from(uses)))
    if draw(st.booleans()):
        lines.append(f"__all__ = {sorted(set(CONSTANTS) & set(bound))!r}")
    return lines


@st.composite
def programs(draw: DrawFn) -> Program:
    """Draw a program."""
    files = {path_of(module): "\n".join(draw(statements(module))) + "\n" for module in MODULES}
    order = draw(st.permutations(MODULES))
    packages = draw(st.sampled_from([("*",), ("one", "two", "three", "four"), ("two", "one.b"), ("three",)]))
    return Program({**files, "main.py": MAIN}, tuple(order), packages)


def outcome(environment: Environment, folder: Path, program: Program, *, off: bool) -> dict[str, object]:
    """Run a program and return what it tells: "module: name" → value."""
    data = Settings(program.packages, overrides=((program.packages, None, True),))
    (environment.site / FILE_NAME).write_bytes(dump(data))
    env = clean_env(**({"DORMANT": "0"} if off else {}), PYTHONDONTWRITEBYTECODE="1")
    done = environment.run("main.py", ",".join(program.order), cwd=folder, env=env, check=False)
    if done.returncode != 0:
        return {"error": done.stderr.splitlines()[-1]}
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("examples", [25, pytest.param(300, marks=pytest.mark.slow)])
def test_a_generated_program_is_the_same_once_all_is_loaded(
    stress_environment: Environment, tmp_path: Path, counted: Counts, examples: int
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        # Shrinking would start thousands of interpreters.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def check(program: Program) -> None:
        folder = tmp_path / "program"
        shutil.rmtree(folder, ignore_errors=True)
        write_tree(folder, program.files)
        counted("a generated program is run off and on", 1, 0)
        on, off = (outcome(stress_environment, folder, program, off=off) for off in (False, True))
        assert {name: (off.get(name), on.get(name)) for name in {*on, *off} if on.get(name) != off.get(name)} == {}
        counted("a generated program is run off and on", 0, 1)

    check()
