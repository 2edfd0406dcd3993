"""Whatever happens while the settings are written, the next start finds the old or the new ones, whole."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dormant.config.environment import Environment, read_settings, register, unregister
from dormant.errors import DormantError
from dormant.settings import FILE_NAME, Settings, dump
from support import SRC, clean_env, run

if TYPE_CHECKING:
    from conftest import Counts

WRITER = Path(__file__).parent / "writer.py"
SYNC = """
import sys
from dormant.config.environment import Environment, register
from dormant.errors import DormantError
from dormant.settings import Settings
try:
    register(Environment(sys.argv[1]), Settings(tuple("new%d" % n for n in range(200)), source="new"))
except DormantError as error:
    sys.exit(str(error))
"""


def may_mount() -> bool:
    """Tell whether this user may mount a file system in a mount namespace of a child's own."""
    try:
        command = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


needs_mount = pytest.mark.skipif(not may_mount(), reason="this user may not mount file systems")


def make_site(folder: Path) -> Path:
    """Make a site directory that dormant was installed in, with a project registered."""
    info = folder / "dormant-0.1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "dormant.pth").write_text("# the hook\n")
    (info / "RECORD").write_text("dormant.pth,sha256=abc,12\n")
    register(Environment(str(folder)), Settings(("old",), source="old"))
    return folder


def names_in(site: Path) -> tuple[str, ...]:
    """Return the packages that the settings name."""
    settings = read_settings(Environment(str(site)))
    assert settings is not None
    return settings.packages


def temporary_files(site: Path) -> list[str]:
    """Return what a writer may leave behind."""
    return [path.name for path in site.rglob("*.tmp")]


@pytest.mark.parametrize("kills", [300, pytest.param(3000, marks=pytest.mark.slow)])
def test_a_writer_that_is_killed_leaves_the_old_or_the_new_settings(
    tmp_path: Path, kills: int, counted: Counts
) -> None:
    site = make_site(tmp_path / "site")
    register(Environment(str(site)), Settings(tuple(f"one_{n}" for n in range(5)), source="one"))
    done = run([sys.executable, WRITER, site, str(kills), "seed"], env=clean_env(PYTHONPATH=str(SRC)), timeout=300)
    found = json.loads(done.stdout)
    counted("a writer of the settings is killed at a random moment", kills, kills - len(found["faults"]))
    assert found["faults"] == []
    assert found["left"] == []
    # The twin: without kills in the middle of a write, nothing of this would have been tested.
    assert found["in the middle"] > kills / 50


def test_writers_side_by_side_leave_one_whole_file(tmp_path: Path, counted: Counts) -> None:
    site = make_site(tmp_path / "site")
    code = "import sys; sys.path[:0] = sys.argv[2:]; import writer\n"
    code += "for _ in range(40):\n  for source, names in writer.NAMES.items():\n"
    code += "    writer.register(writer.Environment(sys.argv[1]), writer.Settings(names, source=source))\n"
    code += "    fault = writer.fault_in(writer.Environment(sys.argv[1]))\n    if fault: print(fault)\n"
    command = [sys.executable, "-c", code, site, SRC, WRITER.parent]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [writer.communicate(timeout=60) for writer in writers]
    counted("writers of the settings at the same time, each checks what it finds", 240, 240 - sum(map(len, said[0])))
    assert said == [("", "")] * 3
    assert temporary_files(site) == []


def test_threads_that_write_at_the_same_moment_leave_a_file_that_can_be_used(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    environment = Environment(str(site))
    faults: list[BaseException] = []

    def write(source: str) -> None:
        for _ in range(50):
            try:
                register(environment, Settings((source,), source=source))
            except BaseException as error:
                faults.append(error)

    # Threads share a process id, and with it the name of the temporary file.
    threads = [threading.Thread(target=write, args=(source,)) for source in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names_in(site)[0] in ("one", "two")
    assert all(isinstance(error, DormantError) for error in faults)


@pytest.mark.parametrize("room", range(0, 1900, 95))
def test_a_disk_that_fills_up_while_writing_keeps_the_old_settings(tmp_path: Path, room: int, counted: Counts) -> None:
    site = make_site(tmp_path / "site")
    counted("the disk fills up at a byte of the settings", 1, 0)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = [sys.executable, "-B", "-c", SYNC, str(site)]
    env = clean_env(PYTHONPATH=str(SRC))
    done = subprocess.run(command, preexec_fn=limit, env=env, capture_output=True, text=True, check=False)
    new = tuple(f"new{n}" for n in range(200))
    size = len(dump(Settings(new, source="new")))
    assert names_in(site) == (new if room >= size else ("old",))
    assert ("can't be written (File too large)" in done.stderr) is (room < size)
    assert done.stderr.count("\n") == (room < size)
    assert temporary_files(site) == []
    counted("the disk fills up at a byte of the settings", 0, 1)


@needs_mount
@pytest.mark.parametrize(
    ("mount", "why"),
    [
        ("mount -t tmpfs -o size=12k tmpfs $0; cp -r $1/. $0; head -c 99999 /dev/zero > $0/filler", "No space left"),
        ("cp -r $1/. $0; mount --bind $0 $0; mount -o remount,ro,bind $0", "Read-only file system"),
    ],
)
def test_a_real_disk_that_takes_nothing_is_one_sentence(tmp_path: Path, mount: str, why: str) -> None:
    site = make_site(tmp_path / "site")
    disk = tmp_path / "disk"
    disk.mkdir()
    read = "import sys; from dormant.config import environment as e\n"
    read += "print(e.read_settings(e.Environment(sys.argv[1])).packages)"
    script = f"{mount} 2>&-; $2 -B -c '{SYNC}' $0; $2 -B -c '{read}' $0; ls $0"
    command = ["unshare", "--mount", "sh", "-c", script, disk, site, sys.executable]
    done = subprocess.run(
        list(map(str, command)), env=clean_env(PYTHONPATH=str(SRC)), capture_output=True, text=True, check=False
    )
    assert f"can't be written ({why}" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout.startswith("('old',)\n")
    assert ".tmp" not in done.stdout


class TestLinks:
    def test_a_link_in_the_place_of_the_temporary_file_is_not_written_through(self, tmp_path: Path) -> None:
        site = make_site(tmp_path / "site")
        precious = tmp_path / "precious"
        precious.write_text("precious")
        for name in (FILE_NAME, "dormant-0.1.0.dist-info/RECORD"):
            (site / f"{name}.{os.getpid()}.tmp").symlink_to(precious)
        unregister(Environment(str(site)))
        register(Environment(str(site)), Settings(("new",), source="new"))
        assert precious.read_text() == "precious"
        assert names_in(site) == ("new",)

    def test_a_link_in_the_place_of_the_settings_is_replaced(self, tmp_path: Path) -> None:
        site = make_site(tmp_path / "site")
        elsewhere = tmp_path / "elsewhere"
        (site / FILE_NAME).rename(elsewhere)
        before = elsewhere.read_bytes()
        (site / FILE_NAME).symlink_to(elsewhere)
        register(Environment(str(site)), Settings(("new",), source="new"))
        assert elsewhere.read_bytes() == before
        assert not (site / FILE_NAME).is_symlink()
        assert names_in(site) == ("new",)

    def test_forgetting_removes_the_link_and_not_what_it_leads_to(self, tmp_path: Path) -> None:
        site = make_site(tmp_path / "site")
        elsewhere = tmp_path / "elsewhere"
        (site / FILE_NAME).rename(elsewhere)
        (site / FILE_NAME).symlink_to(elsewhere)
        assert unregister(Environment(str(site)))
        assert elsewhere.exists()
        assert not (site / FILE_NAME).is_symlink()


def test_what_a_running_writer_is_writing_is_left_alone(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    fresh, old, foreign = (site / f"{FILE_NAME}.{middle}.tmp" for middle in ("1", "2", "backup"))
    for path in (fresh, old, foreign):
        path.write_text("")
    for path in (old, foreign):
        os.utime(path, (1, 1))
    register(Environment(str(site)), Settings(("new",), source="new"))
    assert sorted(temporary_files(site)) == sorted([fresh.name, foreign.name])
