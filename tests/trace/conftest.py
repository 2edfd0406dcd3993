"""A program that runs with DORMANT_TRACE set, in a real interpreter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.traced import Program

if TYPE_CHECKING:
    from pathlib import Path

    from support import Environment


@pytest.fixture
def program(shared_environment: Environment, tmp_path: Path) -> Program:
    """Return a program that is still to be written."""
    return Program(shared_environment, tmp_path)
