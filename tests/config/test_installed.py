"""Where a module is installed is found without importing anything."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from dormant.config.installed import find_module
from support import write_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the portions of a namespace package in two places."""
    body = "raise SystemExit\n"
    write_tree(tmp_path / "one", {"cloudy/deep/first.py": body, "cloudy/package/__init__.py": body})
    write_tree(tmp_path / "two", {"cloudy/deep/second.py": body})
    monkeypatch.syspath_prepend(tmp_path / "one")
    monkeypatch.syspath_prepend(tmp_path / "two")
    return tmp_path


@pytest.mark.parametrize("name", ["cloudy", "cloudy.deep", "cloudy.deep.first", "cloudy.deep.second", "cloudy.package"])
def test_what_is_in_a_namespace_package_is_found(sites: Path, name: str) -> None:
    assert find_module(name) is not None
    assert "cloudy" not in sys.modules


@pytest.mark.parametrize("name", ["cloudy.absent", "cloudy.deep.absent", "cloudy.package.absent", "absent.below"])
def test_what_is_not_there_is_not_found(sites: Path, name: str) -> None:
    assert find_module(name) is None


def test_a_namespace_package_in_another_one_has_all_of_its_portions(sites: Path) -> None:
    spec = find_module("cloudy.deep")
    assert spec is not None
    expected = [str(sites / side / "cloudy" / "deep") for side in ("two", "one")]
    assert list(spec.submodule_search_locations or ()) == expected
