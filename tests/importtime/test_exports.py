"""What is written for other tools is what their formats ask for, and carries the log's own times."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dormant.importtime.exports import as_json, chrome_trace, folded, speedscope, timeline
from dormant.importtime.parse import Log, parse

LOGS = Path(__file__).parent / "logs"
EAGER = (
    "import time: self [us] | cumulative | imported package\n"
    "import time:         5 |          5 |     b.x\n"
    "import time:        10 |         15 |   b\n"
    "import time:       100 |        115 | a\n"
    "import time:         7 |          7 | c\n"
)
LAZY = EAGER[: EAGER.index("import time:         5")] + "import time:         8 |          8 | c\n"


@pytest.fixture
def pair() -> dict[str, Log]:
    return {"off": parse(EAGER), "on": parse(LAZY)}


def nested(events: list[dict[str, Any]]) -> int:
    """Check that evented frames open and close like brackets, in order of time; return the deepest nesting."""
    stack: list[int] = []
    deepest, last = 0, 0
    for event in events:
        assert event.keys() == {"type", "at", "frame"}
        assert event["at"] >= last
        last = event["at"]
        if event["type"] == "O":
            stack.append(event["frame"])
        else:
            assert (event["type"], stack.pop()) == ("C", event["frame"])
        deepest = max(deepest, len(stack))
    assert stack == []
    return deepest


def test_a_timeline_puts_imports_one_after_the_other(pair: dict[str, Log]) -> None:
    found = [(row.name, now, "begins" if begins else "ends") for row, now, begins in timeline(pair["off"], 0)]
    assert found == [
        ("a", 0, "begins"),
        ("b", 0, "begins"),
        ("b.x", 0, "begins"),
        ("b.x", 5, "ends"),
        ("b", 15, "ends"),
        ("a", 115, "ends"),
        ("c", 115, "begins"),
        ("c", 122, "ends"),
    ]


def test_speedscope_gets_a_balanced_profile_for_each_run(pair: dict[str, Log]) -> None:
    found = json.loads(json.dumps(speedscope(pair, name="tool")))
    assert found["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    assert [profile["name"] for profile in found["profiles"]] == ["off", "on"]
    for profile, log in zip(found["profiles"], pair.values(), strict=True):
        assert (profile["type"], profile["unit"], profile["startValue"]) == ("evented", "microseconds", 0)
        assert profile["endValue"] == log.total
        assert len(profile["events"]) == 2 * len(log.imports)
    assert nested(found["profiles"][0]["events"]) == 3
    assert [frame["name"] for frame in found["shared"]["frames"]] == ["a", "b", "b.x", "c"]


@pytest.mark.parametrize("path", sorted(LOGS.glob("*.log")), ids=lambda path: path.stem)
def test_profiles_of_real_logs_are_balanced_and_complete(path: Path) -> None:
    log = parse(path.read_bytes())
    (profile,) = speedscope({"a": log}, name="a")["profiles"]
    nested(profile["events"])
    assert profile["endValue"] == log.total


def test_each_process_has_a_profile_of_its_own() -> None:
    log = parse(EAGER + LAZY)
    assert [profile["name"] for profile in speedscope({"x": log}, name="x")["profiles"]] == [
        "x, process 1",
        "x, process 2",
    ]
    assert {event["pid"] for event in chrome_trace({"x": log})["traceEvents"]} == {1, 2}


def test_chrome_gets_complete_events_inside_each_other(pair: dict[str, Log]) -> None:
    events = json.loads(json.dumps(chrome_trace(pair)))["traceEvents"]
    named = {(event["pid"], event["args"]["name"]) for event in events if event["ph"] == "M"}
    assert named == {(1, "off"), (2, "on")}
    spans = {event["name"]: event for event in events if event["ph"] == "X" and event["pid"] == 1}
    assert {name: (span["ts"], span["dur"]) for name, span in spans.items()} == {
        "a": (0, 115),
        "b": (0, 15),
        "b.x": (0, 5),
        "c": (115, 7),
    }
    assert spans["b.x"]["cat"] == "b"
    assert spans["b"]["args"] == {"own_us": 10, "cumulative_us": 15}


def test_folded_stacks_carry_own_times(pair: dict[str, Log]) -> None:
    assert folded({"off": pair["off"]}) == "a 100\na;b 10\na;b;b.x 5\nc 7\n"


def test_folded_stacks_of_two_logs_carry_both_times(pair: dict[str, Log]) -> None:
    assert folded(pair) == "a 100 0\na;b 10 0\na;b;b.x 5 0\nc 7 8\n"


def test_a_name_that_would_break_a_folded_line_is_changed() -> None:
    assert folded({"x": parse("import time: 1 | 1 | odd; name\n")}) == "odd:_name 1\n"


def test_json_holds_the_tree_the_totals_and_the_difference(pair: dict[str, Log]) -> None:
    found = json.loads(json.dumps(as_json(pair)))
    off = found["logs"][0]
    assert (off["label"], off["total"], off["modules"], off["processes"], off["cached"]) == ("off", 122, 4, 1, {})
    assert [(row["name"], row["parent"]) for row in off["imports"]] == [("a", None), ("b", 0), ("b.x", 1), ("c", None)]
    assert {total["name"]: total["cumulative"] for total in off["packages"]} == {"a": 115, "b": 15, "c": 7}
    assert {change["name"]: (change["what"], change["saved"]) for change in found["difference"]} == {
        "a": ("never loaded", 100),
        "b": ("never loaded", 15),
        "c": ("loaded", -1),
    }


def test_json_of_one_log_has_no_difference_and_counts_what_was_cached() -> None:
    log = parse(EAGER + "import time: cached    | cached     |   re\n" * 2)
    found = as_json({"x": log})
    assert (found["difference"], found["logs"][0]["cached"]) == (None, {"re": 2})
