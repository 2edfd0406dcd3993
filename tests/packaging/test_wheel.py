"""What the wheel and the source distribution hold."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

import dormant
from support import ROOT, SRC, run

if TYPE_CHECKING:
    from pathlib import Path

INFO = f"dormant-{dormant.__version__}.dist-info"

pytestmark = pytest.mark.slow


@pytest.fixture
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_root_holds_the_package_the_startup_line_and_the_metadata(names: list[str]) -> None:
    assert {name.partition("/")[0] for name in names} == {"dormant", "dormant.pth", INFO}


def test_the_wheel_is_pure_python_for_any_platform(wheel: Path) -> None:
    assert wheel.name == f"dormant-{dormant.__version__}-py3-none-any.whl"


def test_the_package_holds_what_lies_in_the_source_tree(names: list[str]) -> None:
    sources = {path.relative_to(SRC).as_posix() for path in SRC.glob("dormant/**/*") if path.is_file()}
    assert {name for name in names if name.startswith("dormant/")} == {n for n in sources if "__pycache__" not in n}


@pytest.mark.parametrize("name", ["dormant/py.typed", "dormant/config/never.toml", f"{INFO}/licenses/LICENSE"])
def test_files_that_are_no_modules_are_there(names: list[str], name: str) -> None:
    assert name in names


def test_the_startup_line_is_the_one_in_the_source_tree(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("dormant.pth") == (SRC / "dormant.pth").read_bytes()


def test_pytest_finds_the_plugin(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"{INFO}/entry_points.txt").decode()
    assert "[pytest11]\ndormant = dormant.check.plugin\n" in text
    assert (SRC / "dormant" / "check" / "plugin.py").is_file()


def test_the_description_is_the_readme(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert (ROOT / "README.md").read_text() in archive.read(f"{INFO}/METADATA").decode()


def test_status_compares_what_a_start_runs_with_the_record(tools: Path, wheel: Path, tmp_path: Path) -> None:
    run([tools / "uv", "venv", "--quiet", "--python", sys.executable, tmp_path / "venv"])
    python = tmp_path / "venv" / "bin" / "python"
    run([tools / "uv", "pip", "install", "--quiet", "--python", python, wheel], timeout=300)
    status = [python, "-m", "dormant", "status", "--no-cost", "--format", "json"]
    found = json.loads(run(status).stdout)
    states = {file["name"]: file["state"] for file in found["startup_code"]}
    assert set(states.values()) == {"as shipped"}
    assert {"dormant/settings.py", "dormant/policy.py", "dormant/engine/names.py"} <= set(states)
    assert found["hook"]["state"] == "as shipped"
    with zipfile.ZipFile(wheel) as archive:
        for file in [*found["startup_code"], {"name": "dormant.pth", **found["hook"]}]:
            assert file["sha256"] == hashlib.sha256(archive.read(file["name"])).hexdigest()
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    with (site / "dormant" / "policy.py").open("a") as module:
        module.write("# changed\n")
    (site / "dormant" / "engine" / "shims.py").unlink()
    done = run(status, check=False)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    states = {file["name"]: file["state"] for file in found["startup_code"]}
    assert (states["dormant/policy.py"], states["dormant/engine/shims.py"]) == ("changed", "missing")
    assert any("dormant/engine/shims.py, dormant/policy.py; install" in text for text in found["problems"])


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="this is no clone")
def test_the_source_distribution_holds_all_that_the_repository_does(sdist: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tracked = {name for name in listed.split("\0") if name and (ROOT / name).exists()}
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert tracked - held == set()
    assert {name for name in held if name.startswith((".venv", ".nox", ".git/"))} == set()
