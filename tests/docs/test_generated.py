"""What is written from the code agrees with the code; what is written by hand is checked against it."""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from dormant import NEVER_IN
from support import ROOT, SRC, run
from support.messages import is_listed

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

sys.path.insert(0, str(ROOT / "docs" / "generate"))
import rooms

sys.path.pop(0)


def check(root: Path) -> subprocess.CompletedProcess[str]:
    """Compare the generated parts below *root* with the code that this Python imports."""
    return run([sys.executable, root / "docs" / "generate", "--check"], check=False)


def test_every_generated_part_agrees_with_the_code() -> None:
    done = check(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "said",
    [
        "`shim` defines `own` itself, at shim.py:3; remove it here or choose another name",
        "it is not UTF-8; save it in that encoding",
        "OSError: no such file; the import stays eager (DORMANT=0 turns it off)",
        "the command fails with exit code 3: mend it, or compare it all the same with --ignore-failure",
        "sleep didn't finish within 2 s and was killed: give it more with --timeout",
        "/app/pyproject.toml has changed since it was compiled; run `dormant sync`",
        "tool is not on PATH: check the command after --",
        "tool is not an executable file: check the command after --",
        "[tool.dormant] can't be added to it (it is an inline table); write the table by hand",
        "`os.path` is below `os`, which must never be deferred: site needs it; remove it",
    ],
)
def test_what_is_said_by_way_of_a_name_or_a_function_is_on_the_page_of_messages(said: str) -> None:
    assert is_listed(said)
    assert not is_listed(said[:-1])


def test_the_page_of_messages_does_not_hold_everything() -> None:
    assert not is_listed("`shim` does something that nobody thought of; mend it")


def test_a_generated_part_that_is_changed_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(SRC, tmp_path / "src")
    for folder in ("benchmarks", "tests/support"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "CONTRIBUTING.md", tmp_path)
    pages = ("commands", "api", "comparison", "messages")
    paths = [*(tmp_path / "docs" / f"{page}.md" for page in pages), tmp_path / "CONTRIBUTING.md"]
    for path in paths:
        before, mark, after = path.read_text().partition("from the code -->\n\n")
        path.write_text(f"{before}{mark}A word. {after}")
    done = check(tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(", ".join(path.name for path in paths) + ": ")


def test_nothing_that_a_start_loads_imports_a_cold_room() -> None:
    found = rooms.rooms(SRC / "dormant")
    early = {name for name, room in found.items() if room.phase != "cold"}
    assert {name for name in early if not found[name].loads <= early} == set()


def test_the_map_tells_early_imports_from_late_ones(tmp_path: Path) -> None:
    start = '"""Starts.\n\nPhase: startup."""\nfrom . import a\ndef f():\n    from .b import c\n'
    (tmp_path / "start.py").write_text(start)
    (tmp_path / "a.py").write_text('"""A.\n\nPhase: import."""\nimport sys\nif TYPE_CHECKING:\n    from . import b\n')
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "__init__.py").write_text('"""B.\n\nPhase: cold."""\nfrom ..a import x\nfrom . import inner\n')
    (tmp_path / "b" / "inner.py").write_text("import dormant.start\n")
    found = rooms.rooms(tmp_path)
    assert (found["start"].loads, found["start"].reaches) == ({"a"}, {"b"})
    assert (found["a"].loads, found["a"].reaches) == (set(), set())
    assert found["b"].loads == {"a", "start"}
    assert found["b"].phase == "cold"
    drawing = rooms.text(tmp_path).splitlines()
    assert "startup   1 start  \\  ●  ○" in drawing
    assert "cold      3 b      ●  ●  \\" in drawing


def test_every_environment_variable_of_ours_is_described() -> None:
    sources = [*SRC.rglob("*.py"), SRC / "dormant.pth"]
    used = {word for path in sources for word in re.findall(r"\bDORMANT(?:_[A-Z]+)*\b", path.read_text("utf-8"))}
    page = (ROOT / "docs" / "environment-variables.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(DORMANT\w*)", page, re.MULTILINE)) == used


@pytest.mark.parametrize("page", ["README.md", "docs/security.md"])
def test_the_programs_that_run_without_dormant_are_named(page: str) -> None:
    (names,) = re.findall(r": ([^:;]*\bensurepip\b.*?)\.(?:\s)", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert set(re.split(r",? and |,\s|\s", names)) >= NEVER_IN
