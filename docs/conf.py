"""The site's configuration for Sphinx.

Phase: cold. May import: the standard library, what Sphinx brings.

`nox -s docs` builds the site into `.docs`; every warning is an error there. The pages are Markdown that reads well
without being built.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
# Files that must stand elsewhere in the repository, and the pages that show them on the site.
ELSEWHERE = {
    "contributing": "CONTRIBUTING.md",
    "changes": "CHANGELOG.md",
    "reporting": "SECURITY.md",
    "benchmarking": "benchmarks/README.md",
}

_VERSION = re.compile(r'^__version__ = "(.+)"', re.MULTILINE)

project = "dormant"
author = "the dormant authors"
release = version = _VERSION.findall((ROOT / "src/dormant/__init__.py").read_text())[0]

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["demo", "generate"]
myst_heading_anchors = 3

# It would turn `--option` in running text into a dash.
smartquotes = False

html_theme = "furo"
html_title = f"dormant {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
pygments_style = "friendly"
pygments_dark_style = "monokai"


def read_elsewhere(_application: Sphinx, page: str, source: list[str]) -> None:
    """Put the text of a file in ELSEWHERE into its page, and let links between pages and these files meet."""
    folder = "docs"
    if page in ELSEWHERE:
        path = ROOT / ELSEWHERE[page]
        source[0] = path.read_text(encoding="utf-8")
        folder = str(path.parent.relative_to(ROOT))
    elif "/" in page:
        folder += "/" + page.rpartition("/")[0]
    source[0] = re.sub(r"\]\(([^):#]+\.md)(?=[)#])", lambda match: f"]({_target(folder, match[1])}", source[0])


def _target(folder: str, link: str) -> str:
    """Return what *link*, written in a file in *folder* of the repository, is on the site: an absolute path."""
    path = posixpath.normpath(f"{folder}/{link}")
    pages = {file: name for name, file in ELSEWHERE.items()}
    return f"/{pages[path]}.md" if path in pages else "/" + path.removeprefix("docs/")


def copy_charts(application: Sphinx, error: Exception | None) -> None:
    """Put the charts where the page of the benchmarks looks for them; Sphinx doesn't follow `<picture>`."""
    if error is None:
        shutil.copytree(ROOT / "docs" / "benchmarks", Path(application.outdir, "benchmarks"), dirs_exist_ok=True)


def setup(application: Sphinx) -> None:
    """Tell Sphinx what to call."""
    application.connect("source-read", read_elsewhere)
    application.connect("build-finished", copy_charts)
