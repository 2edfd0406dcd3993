"""The report is made from the stored results, and from nothing else."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from benchmarks.__main__ import DOCS, PARTS, RESULTS
from benchmarks.peers import PART, UNUSED
from benchmarks.peers.peers import DORMANT
from benchmarks.suite.results import CPU, Key, Store

from benchmarks import report

if TYPE_CHECKING:
    from pathlib import Path


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


def test_no_path_of_the_machine_is_told(rendered: dict[str, str]) -> None:
    stored = {path.name: path.read_text(encoding="utf-8") for path in RESULTS.glob("*.json")}
    paths = {
        name: re.findall(r"/(?:tmp|root|home|work|Users)/[^\s\"']*", text)
        for name, text in {**stored, **rendered}.items()
    }
    assert {name: found for name, found in paths.items() if found} == {}
