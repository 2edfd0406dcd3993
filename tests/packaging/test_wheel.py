"""What the wheel holds."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

import dormant
from support import ROOT, SRC

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
