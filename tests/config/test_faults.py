"""Every fault of a configuration is told at once, at its line and column, with what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dormant.config import compile_file, compile_table
from dormant.config.options import nearest
from dormant.errors import ConfigError
from support import Environment, clean_env, with_libraries
from support.messages import is_listed

if TYPE_CHECKING:
    from pathlib import Path


def faults_of(path: Path) -> list[str]:
    """Return the faults of a file, without its path."""
    with pytest.raises(ConfigError) as caught:
        compile_file(path)
    assert all(fault.startswith(f"{path}:") for fault in caught.value.faults)
    assert "\n" not in "".join(caught.value.faults)
    return [fault[len(f"{path}:") :] for fault in caught.value.faults]


HEAD = "[tool.dormant]\n"

ONE_FAULT = {
    "unknown key": (HEAD + "  pakages = []", "2:3: unknown key `pakages` in [tool.dormant]; did you mean `packages`?"),
    "unknown key, nothing near": (
        HEAD + "zzz = 1",
        (
            "2:1: unknown key `zzz` in [tool.dormant]; "
            "the keys are packages, exclude, importers, override, target, attributes"
        ),
    ),
    "quoted unknown key": (
        HEAD + '"pack ages" = []',
        "2:1: unknown key `pack ages` in [tool.dormant]; did you mean `packages`?",
    ),
    "unknown table": (
        HEAD + "[tool.dormant.exclud]\nx = 1",
        "2:15: unknown key `exclud` in [tool.dormant]; did you mean `exclude`?",
    ),
    "unknown table without a header of its own": (
        "[tool.dormant.exclud.x]\ny = 1",
        "1:15: unknown key `exclud` in [tool.dormant]; did you mean `exclude`?",
    ),
    "unknown dotted key": (
        "[tool]\ndormant.exclud.x = 1",
        "2:9: unknown key `exclud` in [tool.dormant]; did you mean `exclude`?",
    ),
    "wrong case": (HEAD + "Packages = []", "2:1: unknown key `Packages` in [tool.dormant]; did you mean `packages`?"),
    "tool is a value": ("tool = 3", "1:1: `tool` is an integer, not a table; write [tool.dormant]"),
    "dormant is a value": ("[tool]\ndormant = true", "2:1: `dormant` is a boolean, not a table; write [tool.dormant]"),
    "packages is a string": (
        HEAD + 'packages = "numpy"',
        '2:1: `packages` is a string, not a list of import names; write packages = ["numpy"]',
    ),
    "exclude is a date": (
        HEAD + "exclude = 2026-01-01",
        '2:1: `exclude` is a date or time, not a list of import names; write exclude = ["name"]',
    ),
    "an element is a number": (
        HEAD + 'packages = [\n  "a", # one\n  2.5,\n]',
        "4:3: `packages` holds a float; write an import name in quotes",
    ),
    "an element is a table": (
        HEAD + "importers = [{}]",
        "2:14: `importers` holds a table; write an import name in quotes",
    ),
    "empty name": (HEAD + 'packages = [""]', "2:13: a name is empty; write an import name or remove it"),
    "name with a star": (
        HEAD + 'packages = ["a.*"]',
        "2:13: `a.*` is not an import name; write `a`, which covers all below it",
    ),
    "relative name": (HEAD + 'packages = [".a"]', "2:13: `.a` is a relative name; write the absolute import name"),
    "dot at the end": (
        HEAD + 'packages = ["a."]',
        "2:13: `a.` is not an import name; write the name that an import statement uses",
    ),
    "keyword": (
        HEAD + 'packages = ["a.class"]',
        "2:13: `a.class` can't be imported, as `class` is a Python keyword; remove it",
    ),
    "name with spaces": (HEAD + 'packages = [" a "]', "2:13: ` a ` is not an import name; write `a`"),
    "several names in one": (
        HEAD + 'packages = ["pan das"]',
        "2:13: `pan das` is not an import name; write the name that an import statement uses",
    ),
    "requirement with a space": (
        HEAD + 'packages = ["numpy >=2"]',
        "2:13: `numpy >=2` is not an import name; write `numpy`",
    ),
    "requirement": (HEAD + 'packages = ["numpy>=2"]', "2:13: `numpy>=2` is not an import name; write `numpy`"),
    "control characters": (
        HEAD + 'packages = ["a\\nb"]',
        "2:13: `a\\nb` is not an import name; write the name that an import statement uses",
    ),
    "star in exclude": (HEAD + 'exclude = ["*"]', '2:12: "*" can\'t stand in `exclude`; name what it is to hold'),
    "columns count characters": (
        HEAD + 'packages = ["é", "ü", 1]',
        "2:23: `packages` holds an integer; write an import name in quotes",
    ),
    "Windows line ends": (
        "[tool.dormant]\r\npackages = [\r\n  1\r\n]\r\n",
        "3:3: `packages` holds an integer; write an import name in quotes",
    ),
    "override is a table": (
        "[tool.dormant.override]\npackages = []",
        "1:15: `override` is a table, not an array of tables; write [[tool.dormant.override]]",
    ),
    "override holds a number": (
        HEAD + "override = [1]",
        "2:13: an override is an integer, not a table; write [[tool.dormant.override]]",
    ),
    "override without packages": (
        HEAD + "[[tool.dormant.override]]\ninside = true",
        '2:1: this override names no packages; add packages = ["name"]',
    ),
    "override of nothing": (
        HEAD + "[[tool.dormant.override]]\npackages = []",
        '2:1: this override names no packages; add packages = ["name"]',
    ),
    "unknown key in an override": (
        HEAD + 'packages = ["a"]\n[[tool.dormant.override]]\npackages = ["a"]\ninsid = true',
        "5:1: unknown key `insid` in [[tool.dormant.override]]; did you mean `inside`?",
    ),
    "inside is a string": (
        HEAD + 'packages = ["a"]\n[[tool.dormant.override]]\npackages = ["a"]\ninside = "yes"',
        "5:1: `inside` is a string, not a boolean; write true or false",
    ),
    "override that packages does not cover": (
        HEAD + 'packages = ["a.b"]\n[[tool.dormant.override]]\npackages = ["a.b.c", "a"]',
        "4:22: `a` is not covered by `packages`; add it there",
    ),
    "star in an override only": (
        HEAD + 'packages = ["a"]\n[[tool.dormant.override]]\npackages = ["*"]',
        '4:13: "*" is not in `packages`; add it there or name packages',
    ),
    "one name in two overrides": (
        HEAD + 'packages = ["a"]\n[[tool.dormant.override]]\npackages = ["a"]\n'
        '[[tool.dormant.override]]\npackages = [ "a" ]',
        "6:14: `a` is in two overrides; keep it in one of them",
    ),
    "attributes is an array": (
        HEAD + "attributes = []",
        "2:1: `attributes` is an array, not a table; write [tool.dormant.attributes.PACKAGE]",
    ),
    "shim outside a package": (
        '[tool.dormant.attributes]\nThing = "a:b"',
        "2:1: `Thing` stands in no package; move it into [tool.dormant.attributes.PACKAGE]",
    ),
    "shim of a bad package": (
        '[tool.dormant.attributes."a-b"]\nThing = "a:b"',
        "1:26: `a-b` is not an import name; write the name that an import statement uses",
    ),
    "shim with a bad name": (
        '[tool.dormant.attributes.a]\n"x.y" = "a:b"',
        "2:1: `x.y` is not the name of an attribute; write an identifier",
    ),
    "shim of the import system's own": (
        '[tool.dormant.attributes.a]\n__path__ = "a:b"',
        "2:1: `__path__` belongs to the import system; remove it",
    ),
    "shim with a dot for a colon": (
        '[tool.dormant.attributes.a]\nThing = "a.b.Thing"',
        '2:1: `a.b.Thing` is not of the form module:attribute; write "a.b:Thing"',
    ),
    "shim with a dotted attribute": (
        '[tool.dormant.attributes.a]\nThing = "a:b.c"',
        '2:1: `a:b.c` is not of the form module:attribute; write "module:attribute"',
    ),
    "shim that is a number": (
        "[tool.dormant.attributes.a]\nThing = 1",
        '2:1: `Thing` is an integer, not a string; write "module:attribute"',
    ),
    "shim given twice": (
        '[tool.dormant.attributes.a.b]\nThing = "a:b"\n[tool.dormant.attributes."a.b"]\nThing = "a:c"',
        "4:1: `Thing` of `a.b` is given twice; remove one of them",
    ),
    "a shim that is its own target": (
        '[tool.dormant.attributes.shim]\nSelf = "shim:Self"',
        "2:1: `Self` of `shim` leads back to itself; name the module that defines it",
    ),
    "a standard module in a header": (
        '# one\n\n[tool.dormant.attributes.os]\nThing = "a:b"\nOther = "a:c"',
        "3:26: `os` must never be deferred: site has loaded it before any program starts; remove it",
    ),
    "a standard module in a dotted key": (
        '[tool.dormant]\nattributes.os.path.Thing = "a:b"',
        (
            "2:15: `os.path` is below `os`, which must never be deferred: "
            "site has loaded it before any program starts; remove it"
        ),
    ),
    "a standard module in an inline table": (
        '[tool.dormant]\nattributes = {os = {Thing = "a:b"}}',
        "2:15: `os` must never be deferred: site has loaded it before any program starts; remove it",
    ),
    "shim of a package that must not be deferred": (
        '[tool.dormant.attributes.sys]\nThing = "a:b"',
        "1:26: `sys` must never be deferred: it is the interpreter; remove it",
    ),
    "inline tables": (
        'tool = {dormant = {packages = ["a"], override = [{packages = ["a"], insid = true}]}}',
        "1:69: unknown key `insid` in [[tool.dormant.override]]; did you mean `inside`?",
    ),
}


@pytest.mark.parametrize(("text", "fault"), ONE_FAULT.values(), ids=list(ONE_FAULT))
def test_a_fault_is_told_at_its_place(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text.encode())
    assert faults_of(path) == [fault]
    assert is_listed(fault.partition(": ")[2])


def test_all_faults_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[project]\nname = "x"\n\n[tool.dormant]\npackages = [\n  "a",  # fine\n  "",\n  3,\n]\nexclud = []\n\n'
        '[tool.other]\nx = 1\n\n[[tool.dormant.override]]\npackages = ["b"]\ninside = 1\n'
    )
    assert [fault.partition(": ")[0] for fault in faults_of(path)] == ["7:3", "8:3", "10:1", "16:13", "17:1"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a =", "1:4"),
        ("[x\n", "1:3"),
        ("ok = 1\nx = [1,\n 2 3]\n", "3:4"),
        ('x = "abc', "1:9"),
    ],
)
def test_what_is_not_toml_is_one_fault(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    (fault,) = faults_of(path)
    assert fault.startswith(f"{place}: it is not valid TOML: ")


@pytest.mark.parametrize("text", ["a = 1\na = 2\n", "a = " + "[" * 5000, "a = " + "9" * 5000, "a" + ".a" * 5000])
def test_a_hostile_text_is_one_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    assert len(faults_of(path)) == 1


def test_a_file_that_is_not_utf8_is_one_fault_at_the_first_bad_byte(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes("# é\nx = 'é".encode() + b"\xe9'")
    assert faults_of(path) == ["2:7: it is not UTF-8; save it in that encoding"]


def test_a_byte_order_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(HEAD, encoding="utf-8-sig")
    assert faults_of(path) == ["1:1: it begins with a byte order mark, which TOML forbids; save it without one"]


def test_a_folder_a_pipe_and_a_missing_file_are_one_fault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    not_a_file = ["1:1: it is not a file; give the path of a pyproject.toml"]
    assert faults_of(tmp_path) == not_a_file
    assert faults_of(tmp_path / "pipe") == not_a_file
    assert faults_of(tmp_path / "none") == [
        "1:1: it can't be read (No such file or directory); correct the path or its permissions"
    ]


def test_a_distribution_name_is_answered_with_its_import_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "scikit_learn-1.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: scikit-learn\nVersion: 1.5\n")
    (info / "top_level.txt").write_text("sklearn\n_private\n")
    monkeypatch.syspath_prepend(tmp_path)
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.dormant]\npackages = ["Scikit-Learn"]\n')
    assert faults_of(path) == ["2:13: `Scikit-Learn` is not an import name; write `sklearn`"]


def test_what_is_installed_is_read_once_for_all_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: calls.append(1) or {"real": ["a-b"]})
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.dormant]\npackages = ["a-b", "A.b-", "c-d"]\n[tool.dormant.attributes."e-f"]\nx = "y:z"\n')
    advice = [fault.partition("; ")[2] for fault in faults_of(path)]
    unknown = "write the name that an import statement uses"
    assert (advice, len(calls)) == (["write `real`", "write `real`", unknown, unknown], 1)


def test_a_start_with_a_fault_does_not_read_what_is_installed(environment: Environment, tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.dormant]\npackages = ["a-b"]\n')
    with_libraries(environment)
    done = environment.run(
        "-c", "import sys; print('importlib.metadata' in sys.modules)", env=clean_env(DORMANT_CONFIG=str(path))
    )
    assert "`a-b` is not an import name" in done.stderr
    assert done.stdout == "False\n"


def test_a_long_list_of_faults_is_told_whole(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.dormant]\npackages = [\n" + '"",\n' * 2000 + "]\n")
    faults = faults_of(path)
    assert len(faults) == 2000
    assert faults[-1].startswith("2002:1: ")


def test_a_text_that_holds_the_markers_themselves_keeps_its_positions(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('# marker "marker-0-"\n[tool.dormant]\npackages = ["marker", "markerx-1-", 1] # marker-0-\n')
    assert [fault.partition(": ")[0] for fault in faults_of(path)] == ["3:23", "3:37"]


def test_a_snake_case_key_is_answered_with_the_kebab_case_one() -> None:
    assert nearest("on_error", ["on-error", "one-error"]) == "on-error"
    assert nearest("qqq", ["on-error"]) == ""


def test_a_table_from_code_has_faults_that_name_the_element() -> None:
    with pytest.raises(ConfigError) as caught:
        compile_table({"packages": ["a", "b-c"], "override": [{"packages": ["z"], "inside": 1}], "x": 1})
    assert sorted(fault.partition(": ")[0] for fault in caught.value.faults) == [
        "override[0].inside",
        "override[0].packages[0]",
        "packages[1]",
        "x",
    ]


def test_shims_that_lead_to_each_other_are_faults_and_one_that_leads_on_is_none(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[tool.dormant.attributes.shim]\nFirst = "pair:Second"\nOther = "shim:First"\nGood = "shim:Free"\n'
        '[tool.dormant.attributes.pair]\nSecond = "shim:First"\n'
    )
    advice = "leads back to itself; name the module that defines it"
    assert faults_of(path) == [f"2:1: `First` of `shim` {advice}", f"6:1: `Second` of `pair` {advice}"]
