"""The site builds without a warning."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support import ROOT, clean_env

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site and return its folder."""
    for library in ("sphinx", "furo", "myst_parser"):
        pytest.importorskip(library, reason=f"{library} is not here: the dependency group `docs` brings it")
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT / "docs", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def build(sources: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Build a site with warnings as errors."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-E", "-q", "-d", folder / "doctrees"]
    return subprocess.run(
        [*map(str, command), str(sources), str(folder)], env=clean_env(), capture_output=True, text=True, check=False
    )


def test_every_page_is_built(site: Path) -> None:
    pages = {str(path.relative_to(ROOT / "docs").with_suffix(".html")) for path in ROOT.glob("docs/**/*.md")}
    assert {page for page in pages if not (site / page).exists()} == set()


def test_the_changelog_is_part_of_the_site(site: Path) -> None:
    assert "Keep a Changelog" in (site / "changes.html").read_text(encoding="utf-8")


def test_a_page_that_leads_nowhere_is_an_error(site: Path, tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser"]\n')
    (tmp_path / "index.md").write_text("# Start\n\n[on](missing.md)\n")
    assert build(tmp_path, tmp_path / "site").returncode != 0
