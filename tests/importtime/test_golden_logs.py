"""Logs that real interpreters of each version wrote are read without loss, and what is broken does no harm."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dormant.importtime.exports import timeline
from dormant.importtime.parse import Log, dump, parse
from dormant.importtime.totals import by_module, by_package
from dormant.importtime.tree import Node, tree

LOGS = sorted(Path(__file__).parent.glob("logs/*.log"))
# Independent of the parser: what CPython writes for an import that it carried out.
LINE = re.compile(rb"import time: +(\d+) \| +(\d+) \|( +)(\S+)$", re.MULTILINE)


@pytest.fixture(params=LOGS, ids=lambda path: path.stem)
def data(request: pytest.FixtureRequest) -> bytes:
    return request.param.read_bytes()


def begun(log: Log) -> list[str]:
    return [row.name for row in log.begun()]


def all_nodes(nodes: list[Node]) -> list[Node]:
    return [one for node in nodes for one in (node, *all_nodes(node.children))]


def test_there_is_a_log_of_every_version() -> None:
    level_1 = {f"3.{minor}-level-1" for minor in range(10, 16)}
    assert {path.stem for path in LOGS} == {*level_1, "3.14-level-2", "3.15-level-2"}


def test_every_line_is_read_and_the_programs_own_text_is_left(data: bytes) -> None:
    log = parse(data)
    expected = [(int(own), int(cumulative), name.decode()) for own, cumulative, _, name in LINE.findall(data)]
    assert [(row.own, row.cumulative, row.name) for row in log.imports] == expected
    assert log.stderr == "no line endthe end\n"
    assert log.processes == 1
    assert len(log.cached) == data.count(b"cached     |")


def test_level_2_names_what_was_served_from_sys_modules(data: bytes) -> None:
    cached = parse(data).cached
    assert ("json" in cached) == (b"cached" in data)


def test_the_tree_is_that_of_the_indentation(data: bytes) -> None:
    log = parse(data)
    depths = {name.decode(): (len(spaces) - 1) // 2 for _, _, spaces, name in LINE.findall(data)}
    for row in log.imports:
        steps = 0
        above = row.parent
        while above is not None:
            above, steps = above.parent, steps + 1
        assert steps == depths[row.name]


def test_a_parents_time_is_its_own_and_its_childrens_within_rounding(data: bytes) -> None:
    for row in parse(data).imports:
        together = row.own + sum(child.cumulative for child in row.children)
        assert 0 <= together - row.cumulative <= len(row.children) + 1


@pytest.mark.parametrize("modules", [True, False], ids=["modules", "folded"])
def test_the_totals_of_the_tree_are_those_of_the_log(data: bytes, modules: bool) -> None:
    log = parse(data)
    (outermost,) = tree(log, modules=modules)
    nodes = all_nodes(outermost)
    assert sum(node.own for node in nodes) == log.total
    assert sum(node.modules for node in nodes) == len(log.imports)
    assert sum(node.cumulative for node in outermost) == sum(row.cumulative for row in log.roots)
    assert {node.name for node in nodes} == {row.name if modules else row.package for row in log.imports}


def test_the_totals_by_package_and_by_module_are_those_of_the_log(data: bytes) -> None:
    log = parse(data)
    for totals in (by_package(log), by_module(log)):
        assert sum(total.own for total in totals.values()) == log.total
        assert sum(total.modules for total in totals.values()) == len(log.names)


def test_a_log_of_powershell_is_the_same_log(data: bytes) -> None:
    text = data.decode().replace("\n", "\r\n")
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert begun(parse(text.encode(encoding))) == begun(parse(data))


@given(data=st.data(), path=st.sampled_from(LOGS))
def test_a_truncated_log_keeps_every_whole_line(data: st.DataObject, path: Path) -> None:
    whole = path.read_bytes()
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    lines = LINE.findall(cut[: cut.rfind(b"\n") + 1])
    found = [row.name for row in parse(cut).imports]
    assert found[: len(lines)] == [name.decode() for *_, name in lines]
    assert len(found) <= len(lines) + 1


@given(data=st.data(), path=st.sampled_from(LOGS), text=st.text(max_size=60))
def test_foreign_text_between_the_lines_is_left_as_it_is(data: st.DataObject, path: Path, text: str) -> None:
    lines = path.read_bytes().decode().splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines)))
    foreign = text.replace("import time: ", "") + "\n"
    log = parse("".join([*lines[:place], foreign, *lines[place:]]))
    assert begun(log) == begun(parse("".join(lines)))
    assert foreign in log.stderr


BROKEN = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.just("import time: self [us] | cumulative | imported package"),
        st.builds(
            "import time: {:9} | {:10} | {}{}".format,
            st.integers(0, 10**20),
            st.integers(0, 10**20),
            st.integers(0, 9).map(lambda depth: " " * depth),
            st.sampled_from(["a", "a.b", "a.b.c", "d", "d.e", ""]),
        ),
        st.just("import time: cached    | cached     |   a.b"),
        st.just("import time:       239 |        2"),
    ),
    max_size=30,
)


@given(BROKEN, st.sampled_from(["\n", "\r\n", " ", ""]))
def test_whatever_was_written_can_be_summed_up_and_laid_out(lines: list[str], end: str) -> None:
    log = parse(end.join(lines))
    everything = sorted(row.name for row in log.imports)
    assert sorted(begun(log)) == everything
    assert sum(total.own for total in by_package(log).values()) == log.total
    for modules in (True, False):
        nodes = [node for process in tree(log, modules=modules) for node in all_nodes(process)]
        assert (sum(node.own for node in nodes), sum(node.modules for node in nodes)) == (log.total, len(everything))
    ends = [list(timeline(log, process))[-1:] for process in range(log.processes)]
    assert sum(now for _, now, _ in itertools.chain.from_iterable(ends)) == log.total


@given(BROKEN)
def test_a_log_that_was_read_can_be_written_and_read_again(lines: list[str]) -> None:
    log = parse("\n".join(lines))
    again = parse(dump(log))
    assert [(row.name, row.own, row.cumulative, row.depth, row.process) for row in again.imports] == [
        (row.name, row.own, row.cumulative, row.depth, row.process) for row in log.imports
    ]
    assert begun(again) == begun(log)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_log_without_imports_or_with(data: bytes) -> None:
    assert isinstance(parse(data), Log)
