"""The report is made from the stored results, and from nothing else."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from benchmarks.__main__ import DOCS, PARTS, RESULTS
from benchmarks.own_cost import NAMED, WITHOUT, nothing, used
from benchmarks.own_cost.report import USED as ABOVE_EAGER
from benchmarks.own_cost.report import per_import
from benchmarks.peers import LOADED, PART, TOUCH, UNUSED, USED, rounds_of
from benchmarks.peers.peers import DORMANT, EAGER, FLOOR
from benchmarks.report.page import other_rounds
from benchmarks.report.reading import reading
from benchmarks.suite.environments import Environment
from benchmarks.suite.results import CPU, Key, Results, Store
from benchmarks.tools.report import means

from benchmarks import own_cost, report, tools
from dormant.measure.process import Run

if TYPE_CHECKING:
    from benchmarks.suite.sides import Side


@pytest.fixture(scope="module")
def rendered() -> dict[str, str]:
    return report.render(Store(RESULTS))


def test_the_report_is_what_the_stored_results_give(rendered: dict[str, str]) -> None:
    written = [DOCS / report.PAGE, *(DOCS / report.CHARTS).glob("*.svg")]
    files = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in written}
    assert files.keys() == rendered.keys()
    assert [name for name in files if files[name] != rendered[name]] == []


def test_another_value_gives_another_report(rendered: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(RESULTS, tmp_path, dirs_exist_ok=True)
    results = Store(tmp_path).part(PART)[0]
    values = results.values(UNUSED, DORMANT)
    results.add(Key(UNUSED, DORMANT, CPU), [2 * value for value in values])
    results.save(tmp_path)
    changed = report.render(Store(tmp_path))
    differing = {name for name in rendered if rendered[name] != changed[name]}
    charts = {f"{report.CHARTS}/{PART}-{results.python}-{theme}.svg" for theme in ("light", "dark")}
    assert differing == {report.PAGE, *charts}


def test_every_part_was_measured() -> None:
    assert {*PARTS} <= {results.part for results in Store(RESULTS)}


def test_every_chart_is_shown_in_light_and_in_dark(rendered: dict[str, str]) -> None:
    shown = set(re.findall(r'(?:src|srcset)="(benchmarks/[^"]+)"', rendered[report.PAGE]))
    assert shown == rendered.keys() - {report.PAGE}
    assert {name.replace("-dark.", "-light.") for name in shown if "-dark." in name} == {
        name for name in shown if "-light." in name
    }


def test_every_chart_is_well_formed_and_says_the_same_in_both_themes(rendered: dict[str, str]) -> None:
    said = {name: list(ET.fromstring(text).itertext()) for name, text in rendered.items() if "svg" in name}
    assert all(texts == said[name.replace("-dark.", "-light.")] for name, texts in said.items())


def test_the_reading_is_three_sentences(rendered: dict[str, str]) -> None:
    paragraphs = re.findall(
        r"^\*\*(Where it leads|Where it does not|The limit)\.\*\* (.+)$", rendered[report.PAGE], re.M
    )
    assert [name for name, _ in paragraphs] == ["Where it leads", "Where it does not", "The limit"]
    assert all(re.search(r"\d", sentence) for _, sentence in paragraphs)


def test_results_of_another_number_of_rounds_are_named(tmp_path: Path) -> None:
    results = Results(PART, "3.13")
    results.add(Key(UNUSED, DORMANT, CPU), [0.5] * rounds_of(UNUSED))
    results.add(Key(USED, DORMANT, CPU), [0.5] * rounds_of(USED))
    results.note(Key(USED, DORMANT, "packages"), "some")
    results.save(tmp_path)
    assert other_rounds(Store(tmp_path)) == ""
    results.add(Key(USED, DORMANT, CPU), [0.5] * 3)
    results.save(tmp_path)
    assert f"- {PART}, Python 3.13, 3 instead of {rounds_of(USED)}: {USED}\n" in other_rounds(Store(tmp_path))


def test_every_way_that_beats_dormant_is_named_on_each_python(tmp_path: Path) -> None:
    for python, milliseconds in (("3.11", 3.0), ("3.15", 1.0)):
        results = Results(PART, python)
        for side, time in ((EAGER, 90.0), (FLOOR, 10.0), (DORMANT, 12.0), ("etils", 10.0 + milliseconds)):
            results.add(Key(UNUSED, side, CPU), [time / 1000] * 7)
            results.add(Key(USED, side, CPU), [0.1] * 7)
            results.note(Key(UNUSED, side, LOADED), "nothing")
            results.note(Key(UNUSED, side, TOUCH), "8 of 8")
        results.save(tmp_path)
    said = reading(Store(tmp_path))
    assert "above the floor: on Python 3.15 etils 1.0 ms, dormant 2.0 ms." in said
    assert "on Python 3.11" not in said.partition("Where it does not")[2].partition("The limit")[0]


def test_only_what_is_slower_beyond_noise_counts_as_slower(tmp_path: Path) -> None:
    results = Results(tools.PART, "3.13")
    for program, on in (("noise", [0.9, 1.3, 0.8, 1.3, 1.4, 1.2, 0.7]), ("slower", [1.1] * 7), ("quicker", [0.5] * 7)):
        results.add(Key(program, tools.OFF, CPU), [1.0] * 7)
        results.add(Key(program, tools.HAND, CPU), on)
    results.save(tmp_path)
    said = reading(Store(tmp_path))
    assert "1 of 3 runs of real tools take more CPU time with it beyond noise, at most 1.10 times as much" in said
    assert "1 more seem to take over 2% more" in said


def test_means_are_of_commands_of_one_kind() -> None:
    assert means({"black --version": 0.25, "twine upload --help": 1.0, "mkdocs build -q": 0.75}) == {
        "cheap commands": (2, pytest.approx(0.5)), "tasks": (1, pytest.approx(0.75)),
    }  # fmt: skip


def test_what_an_import_costs_above_eager_is_taken_within_each_round() -> None:
    results = Results(own_cost.PART, "3.13")
    # Each round is slower than the one before, for all alike, and the start costs 1 s more with dormant.
    for program, side, base in (
        (nothing(10), WITHOUT, 1.0),
        (nothing(10), NAMED, 2.0),
        (used(10), WITHOUT, 3.0),
        (used(10), NAMED, 5.0),
        (own_cost.unused(10), WITHOUT, 3.0),
        (own_cost.unused(10), NAMED, 3.0),
        (own_cost.unused(10), own_cost.OTHERS, 3.0),
    ):
        results.add(Key(program, side, CPU), [base + 10 * turn for turn in range(7)])
    cost = per_import(results, 10)[ABOVE_EAGER]
    assert cost.interval is not None
    assert (cost.median, cost.interval.low, cost.interval.high) == pytest.approx((0.1, 0.1, 0.1))


def test_programs_that_are_subtracted_from_each_other_run_in_the_same_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def interleave(sides: list[Side], rounds: int, *, warm_ups: int) -> dict[str, list[Run]]:
        calls.append([side.name for side in sides])
        return {side.name: [Run(0, b"", b"", wall=1.0, cpu=1.0, memory=1)] * rounds for side in sides}

    monkeypatch.setattr(own_cost, "interleave", interleave)
    monkeypatch.setattr(own_cost, "tree", lambda count: None)
    monkeypatch.setattr(own_cost, "_environment", lambda *_: Environment(Path()))
    results = Results(own_cost.PART, "3.13")
    own_cost._modules(results, 15)
    assert [len(names) for names in calls] == [9] * len(own_cost.COUNTS)
    for count in own_cost.COUNTS:
        for kind in (nothing, own_cost.unused, used, own_cost.crowded):
            assert results.rounds(kind(count)) == {own_cost.rounds_of(kind(count))}


def test_no_path_of_the_machine_is_told(rendered: dict[str, str]) -> None:
    stored = {path.name: path.read_text(encoding="utf-8") for path in RESULTS.glob("*.json")}
    paths = {
        name: re.findall(r"/(?:tmp|root|home|work|Users)/[^\s\"']*", text)
        for name, text in {**stored, **rendered}.items()
    }
    assert {name: found for name, found in paths.items() if found} == {}
