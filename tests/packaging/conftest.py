"""The installers and the wheel, each made once for a run of the tests."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment of its own with pip and uv, and return the folder of its programs."""
    folder = tmp_path_factory.mktemp("tools")
    run([sys.executable, ROOT / "tests" / "support" / "bootstrap.py", folder, "uv"], timeout=300)
    return folder / "bin"


@pytest.fixture(scope="session")
def wheel(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this work tree."""
    folder = tmp_path_factory.mktemp("wheel")
    run([tools / "python", "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT], timeout=300)
    return next(folder.glob("dormant-*.whl"))


@pytest.fixture(scope="session")
def sdist(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution from this work tree."""
    folder = tmp_path_factory.mktemp("sdist")
    run([tools / "uv", "build", "--quiet", "--sdist", "-o", folder, ROOT], timeout=300)
    return next(folder.glob("dormant-*.tar.gz"))
