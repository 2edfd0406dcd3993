"""Every planted side effect is found under its name, or its package is dropped by the runs; none is opted in."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dormant.suggest import dynamic, static
from dormant.suggest.effects import EFFECTS, table
from support import ROOT, Environment, clean_env, run, write_tree

if TYPE_CHECKING:
    from dormant.suggest.effects import Finding

_spec = importlib.util.spec_from_file_location("suggest_shelf", Path(__file__).with_name("shelf.py"))
assert _spec is not None
assert _spec.loader is not None
shelf = importlib.util.module_from_spec(_spec)
sys.modules["suggest_shelf"] = shelf
_spec.loader.exec_module(shelf)
EVERYTHING = {**shelf.SHELF, **shelf.HARMLESS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(tmp_path_factory.mktemp("shelf"), shelf.files())


def findings(name: str, folder: Path) -> list[Finding]:
    found = dynamic.inspect(
        name,
        [name],
        ["other", "ok_proxy"],
        python=sys.executable,
        environment=clean_env(DORMANT="0"),
        folder=folder,
        script_folder=folder,
        timeout=30,
    )
    return static.confirmed(static.find(name, found.files), found.findings, complete=found.complete)


@pytest.mark.parametrize("name", EVERYTHING)
def test_each_planted_side_effect_is_found(name: str, folder: Path) -> None:
    found = findings(name, folder)
    assert EVERYTHING[name].effect in {finding.effect for finding in found}, found


@pytest.mark.parametrize("name", shelf.HARMLESS)
def test_what_is_harmless_is_called_so(name: str, folder: Path) -> None:
    assert {finding.meaning for finding in findings(name, folder)} == {"harmless"}


def test_a_package_without_side_effects_has_none(folder: Path) -> None:
    assert findings("other", folder) == []


def test_the_defaults_that_a_module_brings_are_no_side_effect(folder: Path) -> None:
    write_tree(folder, {"plain.py": "import asyncio.events, decimal, multiprocessing.context, socket, tempfile\n"})
    assert "process-wide default" not in {finding.effect for finding in findings("plain", folder)}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("if not TYPE_CHECKING:\n    STARTED = time.time()\n", True),
        ("if TYPE_CHECKING:\n    STARTED = time.time()\n", False),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    STARTED = time.time()\n", True),
        ("if typing.TYPE_CHECKING or hasattr(time, 'time'):\n    STARTED = time.time()\n", True),
        ("if typing.TYPE_CHECKING and hasattr(time, 'time'):\n    STARTED = time.time()\n", False),
        ("if __name__ == '__main__':\n    STARTED = time.time()\n", False),
        ("match 1:\n    case 1:\n        STARTED = time.time()\n", True),
        ("def wait(since=time.time()): pass\n", True),
        ("def wait(*, since=time.time()): pass\n", True),
        ("wait = lambda *, since=time.time(): since\n", True),
        ("def wait(*, since=None): return time.time()\n", False),
        ("wait = lambda: time.time()\n", False),
    ],
)
def test_what_an_import_runs_is_read_and_nothing_else(tmp_path: Path, source: str, found: bool) -> None:
    text = f"import time, typing\nfrom typing import TYPE_CHECKING\n{source}"
    path = write_tree(tmp_path, {"clocked.py": text}) / "clocked.py"
    assert [one.effect for one in static.find("clocked", [str(path)])] == ["clock read"] * found


def test_the_shelf_holds_every_kind() -> None:
    assert {hazard.effect for hazard in EVERYTHING.values()} == set(EFFECTS)


def test_the_documented_table_is_that_of_the_code() -> None:
    assert table() in (ROOT / "docs" / "suggest.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_no_hazard_is_opted_in_and_what_is_harmless_is(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, shelf.files())
    words = ["-m", "dormant", "suggest", "--format=json", "--no-inside", "--max-time=1"]
    words += ["--", str(shared_environment.python), "app.py"]
    done = run([sys.executable, *words], cwd=tmp_path, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    verdicts = {verdict["package"]: verdict for verdict in result["verdicts"]}
    assert {verdicts[name]["verdict"] for name in shelf.SHELF} <= {"unsafe", "no gain"}
    assert set(result["packages"]) >= set(shelf.HARMLESS)
    assert not set(result["packages"]) & set(shelf.SHELF)
