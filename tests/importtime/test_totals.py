"""Import times are summed by package or module without counting twice, and two logs compare."""

from __future__ import annotations

from dormant.importtime.parse import Log, parse
from dormant.importtime.totals import by_module, by_package, difference


def log(*rows: tuple[int, str, int]) -> Log:
    """Return a log of rows (depth, name, own time), written in the order in which imports finish."""
    lines = ["import time: self [us] | cumulative | imported package"]
    totals: dict[int, int] = {}
    for depth, name, own in rows:
        cumulative = own + totals.pop(depth + 1, 0)
        totals[depth] = totals.get(depth, 0) + cumulative
        lines.append(f"import time: {own:9} | {cumulative:10} | {'  ' * depth}{name}")
    return parse("\n".join(lines) + "\n")


EAGER = log((1, "json", 5), (2, "numpy.core", 30), (1, "numpy", 10), (0, "pandas", 100), (0, "argparse", 7))


def test_own_time_is_that_of_the_packages_own_modules() -> None:
    found = by_package(EAGER)
    assert {name: (package.own, package.modules) for name, package in found.items()} == {
        "pandas": (100, 1),
        "json": (5, 1),
        "numpy": (40, 2),
        "argparse": (7, 1),
    }


def test_cumulative_time_counts_a_package_inside_itself_once() -> None:
    found = by_package(log((2, "a.x", 1), (1, "b", 2), (0, "a", 4)))
    assert (found["a"].cumulative, found["a"].own, found["b"].cumulative) == (7, 5, 3)


def test_packages_come_in_the_order_in_which_they_began() -> None:
    assert list(by_package(EAGER)) == ["pandas", "json", "numpy", "argparse"]


def test_a_module_imported_in_two_processes_is_one_module() -> None:
    twice = parse("import time:  5 |  5 | m\nimport time:  6 |  6 | m\n")
    assert (by_package(twice)["m"].modules, by_package(twice)["m"].own) == (1, 11)


def test_modules_are_summed_up_one_by_one() -> None:
    found = by_module(log((1, "a.x", 1), (1, "b", 2), (0, "a", 4)))
    assert {name: (total.own, total.cumulative) for name, total in found.items()} == {
        "a": (4, 7),
        "a.x": (1, 1),
        "b": (2, 2),
    }


def test_logs_can_be_compared_module_by_module() -> None:
    off = log((1, "a.x", 5), (1, "a.y", 1), (0, "a", 1))
    changes = difference(off, log((1, "a.y", 1), (0, "a", 1)), modules=True)
    assert {change.name: change.what for change in changes} == {"a": "loaded", "a.x": "never loaded", "a.y": "loaded"}


def test_a_package_that_is_gone_was_never_loaded_and_the_largest_difference_comes_first() -> None:
    changes = difference(EAGER, log((0, "argparse", 8)))
    assert [(change.name, change.what, change.saved) for change in changes] == [
        ("pandas", "never loaded", 100),
        ("numpy", "never loaded", 40),
        ("json", "never loaded", 5),
        ("argparse", "loaded", -1),
    ]


def test_a_package_that_only_deferral_loads_is_new() -> None:
    changes = {change.name: change.what for change in difference(EAGER, log((0, "pandas", 9), (0, "dis", 2)))}
    assert changes["dis"] == "new"


def test_a_package_loaded_after_those_that_it_came_before_is_loaded_later() -> None:
    off = log((0, "a", 1), (0, "b", 1), (0, "c", 1), (0, "d", 1))
    on = log((0, "b", 1), (0, "c", 1), (0, "a", 1), (0, "d", 1))
    assert {change.name: change.what for change in difference(off, on)} == {
        "a": "loaded later",
        "b": "loaded",
        "c": "loaded",
        "d": "loaded",
    }


def test_what_dormant_itself_loads_early_does_not_make_the_others_late() -> None:
    off = log((0, "a", 1), (0, "re", 1), (0, "b", 1))
    on = log((1, "re", 1), (0, "dormant", 1), (0, "a", 1), (0, "b", 1))
    assert {change.what for change in difference(off, on, leave_out=["dormant"])} == {"loaded"}


def test_a_package_with_fewer_modules_is_partly_loaded() -> None:
    off = log((1, "p.x", 1), (0, "p", 1))
    (change,) = difference(off, log((0, "p", 1)))
    assert change.what == "partly loaded"


def test_packages_can_be_left_out() -> None:
    assert difference(log((0, "p", 1)), log((0, "dormant", 1), (0, "p", 1)), leave_out=["dormant"])[0].name == "p"


def test_logs_without_imports_have_no_difference() -> None:
    assert difference(parse(""), parse("")) == []
