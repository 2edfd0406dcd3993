"""Fixtures that every room of tests may use."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

pytest.register_assert_rewrite("support.cases")

from support import Environment  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

# Where continuous integration, `make` or a shell sets these, every program under test prints otherwise: pytest repeats
# whole messages, rich colours or folds its lines, `make` names the directory.
PRINTING = ("CI", "BUILD_NUMBER", "GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "PY_COLORS", "COLUMNS", "LINES")
for name in (*PRINTING, "MAKELEVEL", "MAKEFLAGS", "MFLAGS"):
    os.environ.pop(name, None)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A fresh virtual environment with dormant in it."""
    return Environment(tmp_path / "venv")


@pytest.fixture(scope="session")
def shared_environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A virtual environment with dormant in it, for tests that only start programs and register nothing."""
    return Environment(tmp_path_factory.mktemp("shared") / "venv")
