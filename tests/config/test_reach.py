"""Which of the named packages can never be deferred: those of which no part may wait."""

from __future__ import annotations

from typing import Any

import pytest

from dormant.config import compile_table
from dormant.config.reach import EXCLUDED, NO_IMPORTERS, OWN_IMPORTERS, never_waiting

PACKAGES = ["alpha", "beta.below"]


def override(*packages: str, **values: object) -> dict[str, Any]:
    """Return a table with one override."""
    return {"override": [{"packages": list(packages), **values}]}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({}, {}),
        ({"exclude": ["alpha"]}, {"alpha": EXCLUDED}),
        ({"exclude": ["alpha.part"]}, {}),
        ({"exclude": ["beta"]}, {"beta.below": EXCLUDED}),
        ({"importers": []}, {"alpha": NO_IMPORTERS, "beta.below": NO_IMPORTERS}),
        ({"importers": [], **override("alpha", importers=["app"])}, {"beta.below": NO_IMPORTERS}),
        ({"importers": [], **override("alpha.part", importers=["app"])}, {"beta.below": NO_IMPORTERS}),
        ({"importers": ["beta"]}, {"beta.below": OWN_IMPORTERS}),
        ({"importers": ["beta"], **override("beta.below", inside=True)}, {}),
        (override("alpha", importers=[]), {"alpha": NO_IMPORTERS}),
    ],
)
def test_what_can_never_wait_is_found_with_the_reason(table: dict[str, Any], expected: dict[str, str]) -> None:
    assert never_waiting(compile_table({"packages": PACKAGES, **table})) == expected


def test_everything_waits_unless_nothing_may_import_it() -> None:
    assert never_waiting(compile_table({"packages": ["*"], "exclude": ["alpha"]})) == {}
    assert never_waiting(compile_table({"packages": ["*"], "importers": []})) == {"*": NO_IMPORTERS}
    table = {"packages": ["*"], "importers": [], **override("alpha", importers=["app"])}
    assert never_waiting(compile_table(table)) == {}
