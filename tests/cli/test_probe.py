"""An interpreter that can't be asked is named with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dormant.cli.probe import probe
from dormant.errors import DormantError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "why"), [("echo it is broken >&2; exit 3", "it is broken"), ("exit 3", "it exits with 3")]
)
def test_an_interpreter_that_fails_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    with pytest.raises(DormantError) as caught:
        probe()
    assert str(caught.value) == f"{python} can't be started to look at it ({why}); try `python -c pass`"
