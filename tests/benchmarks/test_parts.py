"""The parts of the suite: documented, complete, and run by one command each."""

from __future__ import annotations

import ast
import shutil
import sys

import pytest
from benchmarks.__main__ import PARTS
from benchmarks.own_cost import COUNTS, programs
from benchmarks.peers.peers import CONFIGURATION, PEERS, PROGRAMS
from benchmarks.suite import environments
from benchmarks.tools.tools import SUGGESTED, TOOLS

from dormant.config import compile_table
from dormant.settings import FILE_NAME, Settings, dump
from support import ROOT, Environment, run

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("part", PARTS)
def test_every_part_says_in_one_line_what_it_is(part: str) -> None:
    lines = (ROOT / "benchmarks" / part / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    assert f"`{part}`" in (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("part", PARTS)
def test_make_runs_every_part(part: str) -> None:
    assert f"-m benchmarks {part}\n" in run(["make", "-n", f"bench-{part}"], cwd=ROOT).stdout


def test_every_peer_has_a_program() -> None:
    for peer in PEERS:
        assert {"app.py", "main.py", "activate.py", "neighbour.py"} <= peer.files().keys()
        assert not peer.folder or (PROGRAMS / peer.folder).is_dir()
    assert {path.name for path in PROGRAMS.iterdir()} == {"common", *(peer.folder for peer in PEERS if peer.folder)}


def test_every_peer_is_pinned() -> None:
    loose = [peer.name for peer in PEERS for text in peer.requirements if "==" not in text and "@" not in text]
    assert loose == []


def test_every_program_is_python() -> None:
    for path in PROGRAMS.rglob("*.py"):
        if path.parent.name != "lazy-keyword":
            ast.parse(path.read_text(encoding="utf-8"))


def test_every_configuration_is_valid() -> None:
    tables = [CONFIGURATION, *(tool.configuration for tool in TOOLS)]
    tables += [path.read_text(encoding="utf-8") for path in SUGGESTED.rglob("*.toml")]
    for table in tables:
        compile_table(tomllib.loads(f"[tool.dormant]\n{table}")["tool"]["dormant"])


def test_at_least_twelve_tools_take_part() -> None:
    assert len({tool.name for tool in TOOLS}) >= 12


def test_the_generated_programs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "WORK", tmp_path)
    folder = programs.tree(COUNTS[0])
    for program in ("import_none", "import_all", "use_all", "use_crowd"):
        run([sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, ''); import {program}"], cwd=folder)


def test_an_environment_is_made_once(only_this_python: str) -> None:
    first = environments.make(only_this_python, "part/side", files={"module.py": "VALUE = 1"})
    (first.folder / "mark").write_text("")
    again = environments.make(only_this_python, "part/side", files={"module.py": "VALUE = 1"})
    assert (again.folder / "mark").exists()
    other = environments.make(only_this_python, "part/side", files={"module.py": "VALUE = 2"})
    assert not (other.folder / "mark").exists()
    assert run([other.python, "-c", "import module; print(module.VALUE)"]).stdout == "2\n"


@pytest.mark.parametrize("configured", [True, False])
def test_an_environment_in_which_dormant_is_not_active_is_found_out(
    environment: Environment, *, configured: bool
) -> None:
    if configured:
        (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy",))))
    done = environment.run("-c", environments._ACTIVE, check=False)
    assert (done.returncode == 0) is configured
