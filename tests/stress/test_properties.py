"""Properties that hold for any policy and any configuration, checked on generated ones."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dormant import Finder
from dormant.config import compile_table
from dormant.errors import ConfigError
from dormant.policy import DEFERRED, Policy
from dormant.settings import Settings, dump, load

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS = st.sampled_from(["a", "b", "ab", "json", "os", "größe"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(".".join)
LISTED = st.one_of(NAMES, st.just("*"))
LISTS = st.lists(LISTED, max_size=4, unique=True).map(tuple)
OVERRIDES = st.lists(st.tuples(LISTS.filter(bool), st.none() | LISTS, st.none() | st.booleans()), max_size=2).map(tuple)
SETTINGS = st.builds(
    Settings, LISTS, exclude=st.lists(NAMES, max_size=2).map(tuple), never=st.lists(NAMES, max_size=2).map(tuple),
    importers=st.lists(st.one_of(LISTED, st.just("__main__")), max_size=3).map(tuple), overrides=OVERRIDES,
)  # fmt: skip


def covers(name: str, module: str) -> bool:
    """Tell whether a listed name covers a module, as docs/configuration.md says."""
    if name == "*":
        return module.split(".")[0] not in sys.stdlib_module_names
    return module == name or module.startswith(f"{name}.")


def any_covers(names: Iterable[str], module: str) -> bool:
    return any(covers(name, module) for name in names)


def may_wait(given_settings: Settings, importer: str, home: str, target: str) -> bool:
    """Decide as docs/configuration.md says, with no thought for speed."""
    if any_covers(given_settings.exclude, target) or any_covers(given_settings.never, target):
        return False
    rules = dict.fromkeys(given_settings.packages, (given_settings.importers, False))
    for packages, importers, inside in given_settings.overrides:
        rule = (given_settings.importers if importers is None else importers, bool(inside))
        rules.update(dict.fromkeys(packages, rule))
    covering = [name for name in rules if covers(name, target)]
    if not covering:
        return False
    # The most exact name has the word; "*" is the least exact.
    importers, inside = rules[max(covering, key=lambda name: (name != "*", len(name)))]
    if not any_covers(importers, importer) and not (importer == "__main__" and any_covers(importers, home)):
        return False
    return inside or home != target.split(".")[0]


@settings(max_examples=300, deadline=None)
@given(SETTINGS, NAMES | st.just("__main__"), WORDS, NAMES)
def test_the_policy_decides_as_the_documents_say(
    given_settings: Settings, importer: str, program: str, target: str
) -> None:
    home = program if importer == "__main__" else importer.split(".")[0]
    policy = Policy(given_settings)
    deferred = policy.reason(importer, home, target) == DEFERRED
    assert deferred is may_wait(given_settings, importer, home, target)
    assert policy.reason(importer, home, target) == policy.reason(importer, home, target)
    # The quick questions may say yes too often, never no too often.
    if deferred:
        assert policy.is_named(target, importer)
        assert Finder(dump(given_settings)).concerns(importer, (target,))
        assert policy.may_import(importer) or importer == "__main__"


@settings(max_examples=100, deadline=None)
@given(SETTINGS)
def test_compiled_settings_decide_as_those_that_were_written(given_settings: Settings) -> None:
    read = load(dump(given_settings))
    assert [getattr(read, name) for name in Settings.__slots__] == [
        getattr(given_settings, name) for name in Settings.__slots__
    ]


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | LISTED
    | st.sampled_from(["a.", ".a", "a..b", "a.*", "*.a", "**", "", " ", "a b", "sys", "class", "a" * 5000, "\0", "-"]),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=6) | NAMES, values, max_size=3),
    max_leaves=8,
)  # fmt: skip
TABLES = st.dictionaries(
    st.sampled_from(["packages", "exclude", "importers", "override", "attributes", "target", "inside"])
    | st.text(max_size=5),
    VALUES,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_any_table_compiles_or_is_refused_in_whole_sentences(table: dict[str, Any]) -> None:
    try:
        compiled = compile_table(table)
    except ConfigError as error:
        faults = error.faults
    else:
        faults = None
    if faults is not None:
        assert faults
        assert all(fault and "\n" not in fault for fault in faults)
        return
    # What compiles can be written, read and asked.
    assert load(dump(compiled)).packages == compiled.packages
    assert Policy(compiled).reason("app", "app", "sys") != DEFERRED


def test_a_huge_configuration_compiles_and_decides() -> None:
    names = [f"p{number}.q{number}" for number in range(20_000)]
    policy = Policy(load(dump(compile_table({"packages": names, "exclude": [f"{name}.r" for name in names]}))))
    assert policy.reason("app", "app", "p7.q7.s") == DEFERRED
    assert policy.reason("app", "app", "p7.q7.r.s") != DEFERRED
    assert policy.reason("app", "app", "p7") != DEFERRED
