"""Fixtures that every room of tests may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import Environment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A fresh virtual environment with dormant in it."""
    return Environment(tmp_path / "venv")


@pytest.fixture(scope="session")
def shared_environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A virtual environment with dormant in it, for tests that only start programs and register nothing."""
    return Environment(tmp_path_factory.mktemp("shared") / "venv")
