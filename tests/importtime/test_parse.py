"""An import log of any version, however it was captured, gives the right tree and the program's own stderr."""

from __future__ import annotations

from dormant.importtime.parse import parse
from support import clean_env, run

HEADER = "import time: self [us] | cumulative | imported package\n"
LEVEL_1 = (
    HEADER
    + "import time:       239 |        239 |   _io\n"
    + "import time:       657 |       1120 | _frozen_importlib_external\n"
    + "import time:       473 |        473 |       p\n"
    + "import time:       439 |        911 |     inner\n"
    + "import time:       336 |        336 |     p.sub\n"
    + "import time:       658 |       1905 |   b\n"
    + "import time:      4105 |       7291 | a\n"
)


def parents(text: str) -> dict[str, str | None]:
    return {row.name: row.parent.name if row.parent else None for row in parse(text).imports}


def test_indentation_becomes_parents() -> None:
    assert parents(LEVEL_1) == {
        "_io": "_frozen_importlib_external",
        "_frozen_importlib_external": None,
        "p": "inner",
        "inner": "b",
        "p.sub": "b",
        "b": "a",
        "a": None,
    }


def test_times_and_children_are_kept_in_order() -> None:
    log = parse(LEVEL_1)
    last = log.imports[-1]
    assert (last.name, last.own, last.cumulative, last.depth, last.package) == ("a", 4105, 7291, 0, "a")
    assert [child.name for child in last.children[0].children] == ["inner", "p.sub"]
    assert [row.name for row in log.roots] == ["_frozen_importlib_external", "a"]


def test_begun_lists_a_parent_before_its_children() -> None:
    begun = [row.name for row in parse(LEVEL_1).begun()]
    assert begun == ["_frozen_importlib_external", "_io", "a", "b", "inner", "p", "p.sub"]


def test_the_programs_own_stderr_comes_back_as_it_was_written() -> None:
    lines = LEVEL_1.splitlines(keepends=True)
    text = "warning: x\n" + lines[0] + lines[1] + "no line end yet" + lines[2] + ", now\n" + "".join(lines[3:]) + "end"
    log = parse(text)
    assert log.stderr == "warning: x\nno line end yet, now\nend"
    assert len(log.imports) == 7


def test_text_that_only_looks_like_a_log_stays_with_the_program() -> None:
    text = "import time: unknown\nimport time: 5 | x\n"
    log = parse(text)
    assert (log.imports, log.stderr, log.processes) == ([], text, 0)


def test_cached_rows_of_level_2_stand_outside_the_tree() -> None:
    text = LEVEL_1.replace(
        "import time:       336", "import time: cached    | cached     |    _io\nimport time:       336"
    )
    log = parse(text)
    assert log.cached == ["_io"]
    assert parents(text) == parents(LEVEL_1)
    assert log.stderr == ""


def test_several_processes_are_counted_and_their_trees_kept_apart() -> None:
    child = HEADER + "import time:        10 |         10 | c\n"
    log = parse(LEVEL_1 + child)
    assert log.processes == 2
    assert [(row.name, row.process) for row in log.imports[-2:]] == [("a", 0), ("c", 1)]


def test_lines_before_the_first_process_is_named_are_a_process_of_their_own() -> None:
    log = parse("import time:        10 |         10 |   lost\n" + LEVEL_1)
    assert (log.processes, log.imports[0].process, log.imports[-1].process) == (2, 0, 1)


def test_an_import_cut_off_before_its_parent_finished_is_a_root() -> None:
    log = parse(HEADER + "import time:        10 |         10 |     deep\n")
    assert [(row.name, row.depth, row.parent) for row in log.roots] == [("deep", 2, None)]


def test_a_utf_16_log_of_powershell_with_windows_line_ends_is_read() -> None:
    data = LEVEL_1.replace("\n", "\r\n").encode("utf-16")
    assert [row.name for row in parse(data).imports] == [row.name for row in parse(LEVEL_1).imports]


def test_bytes_that_are_not_utf_8_do_not_stop_the_parser() -> None:
    log = parse(LEVEL_1.encode() + b"\xff\n")
    assert log.stderr.encode("utf-8", "surrogateescape") == b"\xff\n"


def test_the_log_of_this_interpreter_is_understood() -> None:
    import sys

    code = "import sys, colorsys; sys.stderr.write('mine')"
    done = run([sys.executable, "-c", code], env=clean_env(PYTHONPROFILEIMPORTTIME="1"))
    log = parse(done.stderr)
    assert "colorsys" in log.names
    assert (log.stderr, log.processes) == ("mine", 1)
