"""The report: docs/benchmarks.md and its charts, made from the stored results and from nothing else.

Phase: cold. May import: the standard library, the suite, the parts' reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..suite.self_check import check_all

if TYPE_CHECKING:
    from pathlib import Path

    from ..suite.results import Store

PAGE = "benchmarks.md"
CHARTS = "benchmarks"


def write(store: Store, docs: Path) -> list[Path]:
    """Write the report of *store* into the folder *docs*, remove charts that are no longer part of it, and return it.

    Raises:
        SelfCheckError: the self-check of a Python did not pass, or is missing; nothing is written.
    """
    files = {docs / name: content for name, content in render(store).items()}
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for path in set((docs / CHARTS).glob("*.svg")) - set(files):
        path.unlink()
    return list(files)


def render(store: Store) -> dict[str, str]:
    """Return the files of the report: path below the folder of documents → text.

    Raises:
        SelfCheckError: the self-check of a Python did not pass, or is missing.
    """
    from ..fleets import report as fleets
    from ..own_cost import report as own_cost
    from ..peers import report as peers
    from ..tools import report as tools
    from . import chart, page

    check_all(store)
    parts = [part for part in (peers, tools, own_cost, fleets) if store.part(part.PART)]
    files = {PAGE: page.page(store, [part.section(store) for part in parts])}
    for theme in chart.THEMES:
        for part in parts:
            for name, drawing in part.charts(store, theme).items():
                files[f"{CHARTS}/{name}-{theme.name}.svg"] = drawing
    return files
