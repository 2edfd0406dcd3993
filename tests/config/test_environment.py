"""How a project is registered with an environment, and what stands in the way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dormant.config import environment as rooms
from dormant.config.environment import (
    Environment,
    find_environment,
    is_writable,
    read_settings,
    register,
    set_enabled,
    unregister,
    write_settings,
)
from dormant.config.startup_files import startup_files
from dormant.config.state import Kind, state_of
from dormant.errors import DormantError
from dormant.settings import Settings, SettingsError, digest_of

RECORD = "dormant.pth,sha256=abc,12\ndormant/__init__.py,,\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make a site directory that dormant was installed in."""
    folder = tmp_path / "site-packages"
    info = folder / "dormant-0.1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "dormant.pth").write_text("# the hook\n")
    (info / "RECORD").write_text(RECORD)
    return folder


@pytest.fixture
def here(site: Path) -> Environment:
    """Return the environment of that directory."""
    return Environment(str(site))


def record_of(site: Path) -> str:
    """Return the contents of RECORD, byte for byte."""
    return (site / "dormant-0.1.0.dist-info" / "RECORD").read_bytes().decode()


def settings_for(source: str = "/one/pyproject.toml", **fields: object) -> Settings:
    """Return settings with a source."""
    return Settings(("numpy",), source=source, **fields)  # type: ignore[arg-type]


class TestRegister:
    def test_the_settings_are_written_and_nothing_else_is_left(self, here: Environment, site: Path) -> None:
        assert register(here, settings_for()) == ""
        found = read_settings(here)
        assert found is not None
        assert found.packages == ("numpy",)
        assert sorted(path.name for path in site.iterdir()) == [
            "dormant-0.1.0.dist-info",
            "dormant.pth",
            "dormant.settings",
        ]

    def test_the_settings_can_be_read_by_all_who_can_read_the_hook(self, here: Environment, site: Path) -> None:
        (site / "dormant.pth").chmod(0o644)
        before = os.umask(0o077)
        try:
            register(here, settings_for())
        finally:
            os.umask(before)
        assert (site / "dormant.settings").stat().st_mode & 0o777 == 0o644

    def test_a_second_project_replaces_the_first_and_is_told_so(self, here: Environment) -> None:
        register(here, settings_for("/one/pyproject.toml"))
        assert register(here, settings_for("/one/pyproject.toml")) == ""
        assert register(here, settings_for("/two/pyproject.toml")) == "/one/pyproject.toml"
        found = read_settings(here)
        assert found is not None
        assert found.source == "/two/pyproject.toml"

    def test_damaged_settings_are_replaced(self, here: Environment) -> None:
        Path(here.settings).write_bytes(b"\0 nonsense")
        assert register(here, settings_for()) == ""
        assert read_settings(here) is not None

    def test_what_was_switched_off_stays_off(self, here: Environment) -> None:
        register(here, settings_for())
        set_enabled(here, False)
        register(here, settings_for("/two/pyproject.toml"))
        found = read_settings(here)
        assert found is not None
        assert not found.enabled

    def test_a_path_with_a_line_break_is_refused(self, here: Environment) -> None:
        with pytest.raises(DormantError, match="holds a line break; rename it"):
            register(here, settings_for("/a\nb/pyproject.toml"))


class TestRecord:
    def test_the_file_is_entered_once(self, here: Environment, site: Path) -> None:
        register(here, settings_for())
        register(here, settings_for())
        assert record_of(site) == RECORD + "dormant.settings,,\n"

    def test_the_line_ends_of_the_record_are_kept(self, here: Environment, site: Path) -> None:
        record = site / "dormant-0.1.0.dist-info" / "RECORD"
        record.write_bytes(b"a,,\r\nb,,\r\n")
        register(here, settings_for())
        assert record_of(site) == "a,,\r\nb,,\r\ndormant.settings,,\r\n"

    def test_a_record_without_a_last_line_end_gets_one(self, here: Environment, site: Path) -> None:
        (site / "dormant-0.1.0.dist-info" / "RECORD").write_text("a,,")
        register(here, settings_for())
        assert record_of(site) == "a,,\ndormant.settings,,\n"

    def test_an_environment_without_a_record_is_registered_all_the_same(self, here: Environment, site: Path) -> None:
        (site / "dormant-0.1.0.dist-info" / "RECORD").unlink()
        register(here, settings_for())
        assert read_settings(here) is not None

    def test_unregistering_takes_file_and_entry_away(self, here: Environment, site: Path) -> None:
        register(here, settings_for())
        assert unregister(here)
        assert not unregister(here)
        assert record_of(site) == RECORD
        assert not Path(here.settings).exists()


class TestSwitch:
    def test_it_is_kept_in_the_settings(self, here: Environment) -> None:
        register(here, settings_for())
        assert not set_enabled(here, False).enabled
        found = read_settings(here)
        assert found is not None
        assert not found.enabled
        assert set_enabled(here, True).enabled

    def test_without_a_project_there_is_nothing_to_switch(self, here: Environment) -> None:
        with pytest.raises(DormantError, match="no project is registered"):
            set_enabled(here, True)

    def test_where_it_can_not_be_switched_off_the_variable_is_named(
        self, here: Environment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(30, "Read-only file system")

        register(here, settings_for())
        monkeypatch.setattr("dormant.config.environment.write_settings", fail)
        with pytest.raises(DormantError, match=r"can't be written \(Read-only file system\).* set DORMANT=0"):
            set_enabled(here, False)

    def test_damaged_settings_are_not_switched(self, here: Environment) -> None:
        Path(here.settings).write_bytes(b"\0 nonsense")
        with pytest.raises(DormantError, match="it is damaged; run `dormant sync`"):
            set_enabled(here, True)


class TestNotWritable:
    # The tests may run as root, whom permissions do not stop.
    def test_a_read_only_file_system_is_one_sentence_and_leaves_nothing(
        self, here: Environment, site: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def replace(source: str, target: str) -> None:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), target)

        monkeypatch.setattr(rooms.os, "replace", replace)
        with pytest.raises(DormantError, match=r"dormant.settings can't be written \(Read-only file system\); make"):
            register(here, settings_for())
        assert not list(site.rglob("*.tmp"))
        assert record_of(site) == RECORD

    def test_a_folder_in_the_place_of_the_settings_is_one_sentence(self, here: Environment, site: Path) -> None:
        Path(here.settings).mkdir()
        assert not is_writable(here)
        with pytest.raises(DormantError, match="can't be written"):
            register(here, settings_for())
        assert not list(site.rglob("*.tmp"))
        with pytest.raises(SettingsError, match="can't be read"):
            read_settings(here)

    @pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not stop root")
    def test_a_folder_without_write_permission_is_one_sentence(self, here: Environment, site: Path) -> None:
        site.chmod(0o555)
        try:
            assert not is_writable(here)
            with pytest.raises(DormantError, match="can't be written"):
                register(here, settings_for())
        finally:
            site.chmod(0o755)


class TestState:
    def test_it_is_absent_fresh_stale_without_source_or_unusable(self, here: Environment, tmp_path: Path) -> None:
        source = tmp_path / "pyproject.toml"
        source.write_text("[tool.dormant]\n")
        assert state_of(here).kind is Kind.ABSENT
        write_settings(here.settings, settings_for(str(source), digest=digest_of(source.read_bytes())))
        assert state_of(here).kind is Kind.FRESH
        os.utime(source, (1, 1))
        assert state_of(here).kind is Kind.FRESH
        source.write_text("[tool.dormant]\n\n")
        assert state_of(here).kind is Kind.STALE
        source.unlink()
        assert state_of(here).kind is Kind.WITHOUT_SOURCE
        data = Path(here.settings).read_bytes()
        Path(here.settings).write_bytes(data[:-3])
        assert state_of(here)[:2] == (Kind.UNUSABLE, "it is damaged")
        Path(here.settings).write_bytes(data.replace(b"settings 2 ", b"settings 9 "))
        assert state_of(here)[:2] == (Kind.UNUSABLE, "it was written by another version of dormant")


def test_an_interpreter_without_the_hook_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "site_directories", lambda: [str(tmp_path)])
    with pytest.raises(DormantError, match="install dormant in it with pip"):
        find_environment()


def test_startup_files_are_listed_with_their_owners(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dormant.config.startup_files.site_directories", lambda: [str(site)])
    (site / "paths.pth").write_text("/somewhere\n")
    (site / "other.pth").write_text("import os\n")
    (site / "a-1.dist-info").mkdir()
    (site / "a-1.dist-info" / "RECORD").write_text("not_paths.pth,,\npaths.pth,,\n")
    (site / "dormant.pth").write_text("import os\n")
    found = {file.path.name: (file.owner, file.runs_code) for file in startup_files() if file.path.parent == site}
    assert found == {
        "dormant.pth": ("dormant 0.1.0", True),
        "paths.pth": ("a 1", False),
        "other.pth": ("", True),
    }
