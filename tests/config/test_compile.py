"""What a configuration means, once compiled."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dormant.config import compile_file, compile_table
from dormant.config.names import is_import_name
from dormant.policy import DEFERRED, EXCLUDED, NEVER, Policy
from dormant.settings import Settings, digest_of, dump, load
from support import SRC, run

if TYPE_CHECKING:
    from pathlib import Path


def compiled(folder: Path, text: str) -> Settings:
    """Compile the text of a pyproject.toml."""
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return compile_file(path)


def fields(settings: Settings) -> dict[str, object]:
    """Return what settings hold."""
    return {name: getattr(settings, name) for name in Settings.__slots__}


def test_a_full_table_is_compiled_with_the_stamp_of_its_file(tmp_path: Path) -> None:
    settings = compiled(
        tmp_path,
        """
        [tool.dormant]
        packages = ["numpy", "a.b", "gevent"]
        exclude = ["numpy.testing"]
        importers = ["app", "*"]
        [[tool.dormant.override]]
        packages = ["a.b.c"]
        inside = true
        [[tool.dormant.override]]
        packages = ["numpy"]
        importers = ["json"]
        [tool.dormant.attributes.pkg]
        Thing = "pkg.core:Thing"
        [tool.dormant.attributes.deep.er]
        Other = "x:y"
        """,
    )
    path = tmp_path / "pyproject.toml"
    assert fields(settings) == {
        "packages": ("numpy", "a.b", "gevent"),
        "exclude": ("numpy.testing",),
        "never": ("gevent.monkey",),
        "importers": ("app", "*"),
        "overrides": ((("a.b.c",), None, True), (("numpy",), ("json",), None)),
        "attributes": (("pkg", "Thing", "pkg.core:Thing"), ("deep.er", "Other", "x:y")),
        "source": str(path),
        "mtime_ns": path.stat().st_mtime_ns,
        "size": path.stat().st_size,
        "digest": digest_of(path.read_bytes()),
        "enabled": True,
    }


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'\n", "[tool.other]\nx = 1\n", "[tool.dormant]\n"])
def test_without_a_table_nothing_is_named(tmp_path: Path, text: str) -> None:
    settings = compiled(tmp_path, text)
    assert (settings.packages, settings.importers, settings.overrides, settings.attributes) == ((), ("*",), (), ())


def test_duplicates_and_useless_excludes_are_harmless(tmp_path: Path) -> None:
    settings = compiled(tmp_path, '[tool.dormant]\npackages = ["a", "b", "a"]\nexclude = ["z", "z"]\n')
    assert settings.packages == ("a", "b")
    assert settings.exclude == ("z",)


def test_names_are_compared_as_python_compares_identifiers(tmp_path: Path) -> None:
    settings = compiled(tmp_path, '[tool.dormant]\npackages = ["\N{LATIN SMALL LIGATURE FI}nance", "münze"]\n')
    assert settings.packages == ("finance", "münze")


def test_a_very_large_configuration_compiles(tmp_path: Path) -> None:
    names = ", ".join(f'"package{number}"' for number in range(20_000))
    assert len(compiled(tmp_path, f"[tool.dormant]\npackages = [{names}]\n").packages) == 20_000


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(tmp_path, "")
    monkeypatch.chdir(tmp_path)
    assert compile_file("pyproject.toml").source == str(tmp_path / "pyproject.toml")


def test_a_table_from_code_has_no_source() -> None:
    settings = compile_table({"packages": ["a"], "override": [{"packages": ["a"], "inside": True}]})
    assert settings.packages == ("a",)
    assert settings.overrides == ((("a",), None, True),)
    assert settings.source == ""


def test_compiling_a_good_file_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.dormant]\npackages = ["numpy", "*"]\n')
    program = """
import sys
sys.path.insert(0, sys.argv[2])
from dormant.config import compile_file
from dormant.config.environment import write_settings
write_settings(sys.argv[3], compile_file(sys.argv[1]))
print(*sorted(sys.modules))
"""
    # On 3.10 tomli is in site-packages.
    flags = ["-I", "-S"] if sys.version_info >= (3, 11) else ["-I"]
    done = run([sys.executable, *flags, "-c", program, tmp_path / "pyproject.toml", SRC, tmp_path / "out"])
    modules = done.stdout.split()
    assert sorted(name for name in modules if name.startswith("dormant")) == [
        "dormant",
        "dormant.config",
        "dormant.config.environment",
        "dormant.config.names",
        "dormant.config.options",
        "dormant.errors",
        "dormant.policy",
        "dormant.settings",
    ], done.stderr
    heavy = {"tomlkit", "difflib", "click", "rich", "importlib.metadata", "importlib.resources", "ast", "json"}
    if sys.version_info >= (3, 11):
        heavy |= {"pathlib", "unicodedata", "inspect"}
    assert not heavy.intersection(modules)


class TestNeverDeferred:
    def test_a_name_below_a_named_package_stays_eager(self) -> None:
        policy = Policy(compile_table({"packages": ["gevent"], "exclude": ["gevent.pool"]}))
        assert policy.reason("app", "app", "gevent") == DEFERRED
        assert policy.reason("app", "app", "gevent.monkey") == NEVER
        assert policy.reason("app", "app", "gevent.pool") == EXCLUDED
        assert policy.reason("app", "app", "gevent", ("spawn", "monkey")) == NEVER
        assert policy.reason("app", "app", "gevent", ("pool",)) == EXCLUDED
        assert policy.reason("app", "app", "gevent", ("spawn",)) == DEFERRED

    def test_generated_modules_of_protocol_buffers_stay_eager(self) -> None:
        policy = Policy(compile_table({"packages": ["google.protobuf"]}))
        assert policy.reason("app", "app", "google.protobuf.json_format") == DEFERRED
        assert policy.reason("app", "app", "google.protobuf.timestamp_pb2") == NEVER
        assert policy.reason("app", "app", "google.protobuf", ("timestamp_pb2",)) == NEVER

    def test_the_star_covers_none_of_them(self) -> None:
        settings = compile_table({"packages": ["*"]})
        assert {"dormant", "pip", "setuptools", "gevent.monkey", "truststore", "sitecustomize"} <= set(settings.never)
        policy = Policy(settings)
        assert policy.reason("app", "app", "pip._internal.cli") == NEVER
        assert policy.reason("app", "app", "requests") == DEFERRED

    def test_the_module_importlib_is_one_but_importlib_metadata_is_none(self) -> None:
        assert compile_table({"packages": ["importlib.metadata"]}).packages == ("importlib.metadata",)
        with pytest.raises(Exception, match="`importlib` must never be deferred"):
            compile_table({"packages": ["importlib"]})

    def test_naming_one_says_the_reason(self) -> None:
        with pytest.raises(Exception, match=r"`gevent.monkey` must never be deferred: it patches .*; remove it$"):
            compile_table({"packages": ["gevent.monkey"]})
        with pytest.raises(Exception, match=r"`pip._vendor` is below `pip`, which must never be deferred: "):
            compile_table({"packages": ["pip._vendor"]})

    def test_every_entry_is_an_import_name_with_a_reason_and_is_listed_once(self) -> None:
        if sys.version_info >= (3, 11):
            import tomllib
        else:
            import tomli as tomllib
        text = (SRC / "dormant" / "config" / "never.toml").read_text(encoding="utf-8")
        entries = [entry for table in tomllib.loads(text).values() for entry in table.items()]
        names = [name for name, _ in entries]
        assert len(set(names)) == len(names) > 50
        assert all(is_import_name(name) for name in names)
        assert all(reason and not reason.endswith(".") for _, reason in entries)


part = st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd"]), min_size=1, max_size=8).map(
    lambda text: unicodedata.normalize("NFKC", text)
)
name = st.lists(part, min_size=1, max_size=3).map(".".join).filter(is_import_name)
names = st.lists(name, max_size=5).map(tuple)
some_names = st.lists(name, min_size=1, max_size=5).map(tuple)
overrides = st.tuples(some_names, st.none() | some_names, st.none() | st.booleans())
path_text = st.text(st.characters(exclude_characters="\0\r\n", codec="utf-8"), max_size=40).map(lambda text: f"/{text}")


@given(
    st.builds(
        Settings,
        names,
        exclude=names,
        never=names,
        importers=names,
        overrides=st.lists(overrides, max_size=3).map(tuple),
        attributes=st.lists(st.tuples(name, part.filter(is_import_name), st.just("a.b:c")), max_size=3).map(tuple),
        source=path_text,
        mtime_ns=st.integers(0, 2**63),
        size=st.integers(0, 2**40),
        digest=st.just("0123456789abcdef"),
        enabled=st.booleans(),
    )
)
def test_settings_come_back_as_they_were_written(settings: Settings) -> None:
    assert fields(load(dump(settings))) == fields(settings)
