"""Results, stored as pyperf files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyperf
import pytest
from benchmarks.suite.results import CPU, MEMORY, Key, Results, Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    results = Results("part", "3.9")
    results.add(Key("program", "eager", CPU), [0.25, 0.5, 0.75])
    results.add(Key("program", "eager", MEMORY), [1024, 1024, 2048])
    results.note(Key("program", "other", "failed"), "why")
    return results.save(tmp_path)


def test_what_is_stored_is_read_again(stored: Path) -> None:
    loaded = Store(stored.parent).get("part", "3.9")
    assert loaded.values("program", "eager") == [0.25, 0.5, 0.75]
    assert loaded.values("program", "eager", MEMORY) == [1024, 1024, 2048]
    assert loaded.text("program", "other", "failed") == "why"
    assert loaded.sides("program") == ["eager", "other"]


def test_what_was_not_measured_is_empty(stored: Path) -> None:
    loaded = Results.load(stored)
    assert loaded.values("program", "other") == []
    assert loaded.text("program", "eager", "failed") == ""


def test_the_file_is_a_pyperf_suite_with_units(stored: Path) -> None:
    suite = pyperf.BenchmarkSuite.load(str(stored))
    units = {benchmark.get_name(): benchmark.get_unit() for benchmark in suite}
    assert units["program / eager / CPU time"] == "second"
    assert units["program / eager / peak memory"] == "byte"


def test_pythons_are_in_the_order_of_their_versions(tmp_path: Path) -> None:
    for python in ("3.9", "3.10"):
        results = Results("part", python)
        results.note(Key("program", "side", "note"), "text")
        results.save(tmp_path)
    assert [results.python for results in Store(tmp_path).part("part")] == ["3.9", "3.10"]
