"""The suite is imported from the repository, and works in a folder of the test's own."""

from __future__ import annotations

import sys

import pytest

from support import ROOT

sys.path.append(str(ROOT))

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def only_this_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the suite find no other Python than the one that runs the tests; return its version."""
    from benchmarks.suite import environments

    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    monkeypatch.setattr(environments, "WORK", tmp_path / "work")
    monkeypatch.setattr(environments.pythons, "present", lambda: {version: sys.executable})
    return version
