"""A shim whose name the package defines itself is a fault that names both places."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from dormant.config import compile_file
from dormant.config.attributes import attribute_clashes
from support import write_tree

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = """
    from typing import TYPE_CHECKING
    import os.path as paths, json.decoder
    if TYPE_CHECKING:
        from shop.core import Typed
    else:
        Otherwise = 1
    declared: int
    annotated: int = 1
    first, (second, *rest) = 1, (2, 3)
    def function():
        local = 1
    class Class:
        member = 1
    for step in [thing for thing in ()]:
        pass
    try:
        import missing as optional
    except ImportError:
        optional = None
    if (walrus := 1):
        pass
"""
OWN = ["paths", "json", "Otherwise", "annotated", "first", "second", "rest", "function", "Class", "step"]
OWN += ["optional", "walrus"]
FREE = ["Typed", "declared", "local", "member", "thing", "decoder", "Other"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a package `shop` and return the folder of a project."""
    inner = "Deep = 1\nraise SystemExit\n"
    write_tree(tmp_path / "site", {"shop/__init__.py": PACKAGE, "shop/inner/__init__.py": inner})
    monkeypatch.syspath_prepend(tmp_path / "site")
    return tmp_path


def clashes(project: Path, text: str) -> list[str]:
    """Return the clashes of a configuration, without the folder's path."""
    path = project / "pyproject.toml"
    path.write_text(text)
    return [clash.replace(str(project), "") for clash in attribute_clashes(compile_file(path))]


@pytest.mark.parametrize("name", OWN)
def test_what_the_package_binds_is_a_clash(project: Path, name: str) -> None:
    (clash,) = clashes(project, f'[tool.dormant.attributes.shop]\nFree = "shop.core:Free"\n{name} = "shop.core:x"\n')
    assert clash.startswith(f"/pyproject.toml:3:1: `shop` defines `{name}` itself, at /site/shop/__init__.py:")
    assert clash.endswith("; remove it here or choose another name")


def test_what_the_package_does_not_bind_is_none(project: Path) -> None:
    lines = "".join(f'{name} = "shop.core:x"\n' for name in FREE)
    assert clashes(project, "[tool.dormant.attributes.shop]\n" + lines) == []


@pytest.mark.parametrize("file", ["shop/client.py", "shop/client/__init__.py", "shop/client/data.txt"])
def test_a_submodule_of_the_package_is_a_clash(project: Path, file: str) -> None:
    write_tree(project / "site", {file: "raise SystemExit\n"})
    (clash,) = clashes(project, '[tool.dormant.attributes.shop]\nFree = "shop.core:Free"\nclient = "alpha:X"\n')
    where = "/site/" + file.removesuffix("/data.txt")
    advice = "remove it here or choose another name"
    assert clash == f"/pyproject.toml:3:1: `client` is a submodule of `shop`, at {where}; {advice}"


def test_a_dotted_package_is_looked_at_without_running_anything(project: Path) -> None:
    text = '[tool.dormant.attributes.shop.inner]\nDeep = "shop.core:x"\n'
    expected = "/pyproject.toml:2:1: `shop.inner` defines `Deep` itself, at /site/shop/inner/__init__.py:1; "
    assert clashes(project, text)[0].startswith(expected)
    assert clashes(project, text.replace("shop.inner", '"shop.inner"'))[0].startswith(expected)
    assert "shop" not in sys.modules


def test_a_package_that_is_missing_or_cannot_be_read_is_no_clash(project: Path) -> None:
    write_tree(project / "site", {"broken/__init__.py": "def (:\n"})
    text = '[tool.dormant.attributes.{}]\nx = "shop.core:x"\n'
    assert clashes(project, text.format("absent")) == []
    assert clashes(project, text.format("broken")) == []
    assert clashes(project, text.format("math")) == []
