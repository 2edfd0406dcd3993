"""What is printed says where the time went, and what is left out is summed up, not lost."""

from __future__ import annotations

import io

from rich.console import Console

from dormant.importtime.parse import Log, parse
from dormant.importtime.show import show_difference, show_totals, show_tree
from dormant.importtime.totals import difference

HEADER = "import time: self [us] | cumulative | imported package\n"
OFF = HEADER + (
    "import time:      2000 |       2000 |     numpy.core\n"
    "import time:      1000 |       3000 |   numpy\n"
    "import time:      4000 |       4000 |   pandas.io\n"
    "import time:       300 |        300 |   re\n"
    "import time:      9000 |      16300 | pandas\n"
    "import time:      1500 |       1500 | argparse\n"
)
ON = HEADER + "import time:      1600 |       1600 | argparse\nimport time:      1200 |       1200 | dormant\n"


def tree_of(log: Log, *, modules: bool = False, least: float = 1000, depth: int | None = None) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=200, highlight=False)
    show_tree(log, console, modules=modules, least=least, depth=depth, symbol=lambda unicode, plain: plain)
    return [line.strip() for line in out.getvalue().splitlines() if line.strip()]


def test_packages_are_folded_and_small_ones_summed_up() -> None:
    assert tree_of(parse(OFF))[2:] == [
        "16.3      13.0   pandas  2 modules",
        "3.0       3.0   |- numpy  2 modules",
        "`- ... 1 more, 0.3 ms",
        "1.5       1.5   argparse",
        "6 modules, 17.8 ms of import time.",
    ]


def test_each_module_has_its_line_where_asked() -> None:
    assert tree_of(parse(OFF), modules=True, least=0)[2:-1] == [
        "16.3       9.0   pandas",
        "3.0       1.0   |- numpy",
        "2.0       2.0   |  `- numpy.core",
        "4.0       4.0   |- pandas.io",
        "0.3       0.3   `- re",
        "1.5       1.5   argparse",
    ]


def test_levels_below_the_depth_are_counted() -> None:
    assert tree_of(parse(OFF), modules=True, depth=1)[2:-1] == [
        "16.3       9.0   pandas",
        "`- ... 4 more, 7.3 ms",
        "1.5       1.5   argparse",
    ]


def test_several_processes_have_a_tree_each() -> None:
    lines = tree_of(parse(OFF + ON))
    assert [line for line in lines if "process" in line] == [
        "17.8             process 1",
        "2.8             process 2",
        "7 modules, 20.6 ms of import time, 2 processes.",
    ]


def test_the_table_starts_with_the_most_own_time() -> None:
    out = io.StringIO()
    show_totals(parse(OFF), Console(file=out, width=200), modules=False, least=1000)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines() if line.strip()]
    assert lines[0] == "package own, ms share cumulative, ms modules"
    assert lines[2:] == [
        "pandas 13.0 73% 16.3 2",
        "numpy 3.0 17% 3.0 2",
        "argparse 1.5 8% 1.5 1",
        "1 more 0.3 2% 1",
        "6 modules, 17.8 ms of import time.",
    ]


def test_the_difference_says_what_is_gone_and_what_is_new() -> None:
    out = io.StringIO()
    changes = difference(parse(OFF), parse(ON))
    show_difference(changes, ("off", "on"), Console(file=out, width=200), least=1000)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines() if line.strip()]
    assert lines[2:] == [
        "pandas 13.0 - 2 -> 0 never loaded",
        "numpy 3.0 - 2 -> 0 never loaded",
        "dormant - 1.2 0 -> 1 new",
        "2 more 1.8 1.6",
        "Imports take 15.0 ms less: 2.8 ms instead of 17.8 (-84%), for 2 modules instead of 6.",
    ]
