"""The HTML page is one file that asks the network for nothing, and holds what it was given, whatever that was."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from dormant.importtime.page import render
from dormant.importtime.parse import Log, parse

OFF = parse("import time: 5 | 5 |   b.x\nimport time: 100 | 105 | a\nimport time: 7 | 7 | re\n")
ON = parse("import time: 8 | 8 | re\nimport time: 2 | 2 | dormant\n")
EVIL = "</script><script>alert(1)</script><!--"


class Elements(HTMLParser):
    """Collects the elements of a page, and the text in its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.texts.append(data)


def data_of(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Elements(page).texts[0])
    return found


def test_the_page_refers_to_nothing_outside() -> None:
    page = render({"off": OFF, "on": ON}, title="tool")
    elements = Elements(page).found
    references = [value for _, attributes in elements for key, value in attributes.items() if key in ("src", "href")]
    assert references == ["data:,"]
    assert re.findall(r"@import|url\(|@font-face|fetch\(|XMLHttpRequest", page) == []
    assert set(re.findall(r"https?://[^\s\"']+", page)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("log", [OFF, parse(f"import time: 1 | 1 | {EVIL}\n")], ids=["plain", "evil"])
def test_what_the_page_shows_can_not_become_part_of_it(log: Log) -> None:
    plain = Elements(render({"off": OFF}, title="x", facts="x", verdict="x")).found
    page = render({EVIL: log}, title=EVIL, facts=EVIL, verdict=EVIL)
    assert Elements(page).found == plain
    assert data_of(page)["runs"][0]["label"] == EVIL


def test_braces_in_a_title_stay_as_they_are() -> None:
    assert "<h1>{{style}}</h1>" in render({"off": OFF}, title="{{style}}")


def test_the_data_hold_both_runs_and_what_changed() -> None:
    data = data_of(render({"off": OFF, "on": ON}, title="tool"))
    assert data["names"] == ["a", "b.x", "dormant", "re"]
    assert [data["whats"][what] for what in data["what"]] == ["never loaded", "never loaded", "new", "loaded"]
    off = data["runs"][0]
    assert ([data["names"][place] for place in off["name"]], off["parent"]) == (["a", "b.x", "re"], [-1, 0, -1])
    assert off["total"] == OFF.total
    assert data["totals"]["packages"][0] == ["a", 1, [100, 105, 1], None]
    assert data["standard"] == ["re"]


def test_one_log_has_no_difference() -> None:
    data = data_of(render({"tool": OFF}, title="tool"))
    assert (len(data["runs"]), set(data["what"])) == (1, {0})


def test_the_verdict_is_readable_without_scripts() -> None:
    assert "Imports take 0.1 ms less: 0.0 ms instead of 0.1 (-91%)" in render({"off": OFF, "on": ON}, title="tool")
