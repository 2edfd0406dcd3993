"""What a start does, as the interpreter's audit hooks see it (PEP 578): docs/security.md promises it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dormant.settings import FILE_NAME, Settings, dump
from support import SRC, Environment, clean_env, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

# Runs from a `.pth` file that comes before dormant's.
PROBE = """\
import atexit, sys
seen = []
def hook(event, args):
    if event.startswith(("open", "os.", "socket.", "subprocess.", "shutil.", "ctypes.", "urllib.", "tempfile.")):
        seen.append((event, [str(arg) for arg in args]))
sys.addaudithook(hook)
def show():
    found = seen[:]
    import json
    print(json.dumps(found))
atexit.register(show)
"""
WRITING = ("os.rename", "os.remove", "os.chmod", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate")
STARTING = ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "subprocess.Popen")


class Seen(NamedTuple):
    """What one run did."""

    read: set[str]
    written: set[str]
    started: list[str]
    connected: list[str]


@pytest.fixture
def watched(environment: Environment) -> Environment:
    """Return an environment whose starts are watched."""
    environment.site.joinpath("a_probe.pth").write_text("import start_probe\n")
    environment.site.joinpath("start_probe.py").write_text(PROBE)
    # The libraries that compiling needs, such as tomli on 3.10.
    environment.site.joinpath("b_libraries.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    return environment


def watch(environment: Environment, *command: str, cwd: Path | None = None, **variables: str) -> Seen:
    """Run a program twice, so that its bytecode is there, and return what the second run did."""
    environment.run(*command, cwd=cwd, env=clean_env(**variables))
    return watch_once(environment, *command, cwd=cwd, **variables)


def watch_once(environment: Environment, *command: str, cwd: Path | None = None, **variables: str) -> Seen:
    """Run a program and return what it did."""
    done = environment.run(*command, cwd=cwd, env=clean_env(**variables))
    events = json.loads(done.stdout.splitlines()[-1])
    opened = [args for event, args in events if event == "open"]
    write_flags = 0o1 | 0o2
    # A number is the descriptor of a file that `os.open` has opened, which is seen as well.
    written = {path for path, _, flags in opened if int(flags) & write_flags and not path.isdecimal()}
    written.update(args[0] for event, args in events if event in WRITING)
    return Seen(
        {path for path, _, _ in opened} - written,
        written,
        [event for event, _ in events if event in STARTING],
        [event for event, _ in events if event.startswith(("socket.", "urllib."))],
    )


def register(environment: Environment, **fields: object) -> Path:
    """Write settings and return their path."""
    path = environment.site / FILE_NAME
    path.write_bytes(dump(Settings(("heavy",), **fields)))  # type: ignore[arg-type]
    return path


def others(paths: set[str]) -> Iterator[str]:
    """Return the paths that are no modules of dormant."""
    for path in sorted(paths):
        if not Path(path).is_relative_to(SRC / "dormant") or Path(path).suffix not in (".py", ".pyc"):
            yield path


def test_a_start_reads_its_modules_and_the_settings_and_does_nothing_else(watched: Environment) -> None:
    without = watch(watched, "-c", "pass")
    path = register(watched)
    found = watch(watched, "-c", "pass")
    assert list(others(found.read - without.read)) == [str(path)]
    assert found.written == set()
    assert found.started == found.connected == []


def test_deferring_and_loading_reads_what_the_program_imports(watched: Environment, tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "app", {"heavy.py": "X = 1\n", "main.py": "import heavy\nprint(heavy.X)\n"})
    without = watch(watched, "main.py", cwd=folder)
    path = register(watched)
    found = watch(watched, "main.py", cwd=folder)
    # The script is looked through for the names of packages before it runs.
    assert sorted(others(found.read - without.read)) == sorted([str(path), "main.py"])
    assert found.written == set()
    assert found.started == found.connected == []


def test_a_changed_project_is_read_and_only_the_settings_are_written(watched: Environment, tmp_path: Path) -> None:
    source = write_tree(tmp_path, {"pyproject.toml": "[tool.dormant]\npackages = ['json']\n"}) / "pyproject.toml"
    register(watched, source=str(source), size=1)
    watch(watched, "-c", "pass")
    path = register(watched, source=str(source), size=1)
    found = watch_once(watched, "-c", "pass")
    assert str(source) in found.read
    # The temporary file takes the place of the settings in one step.
    assert {file.partition(FILE_NAME)[0] for file in found.written} == {f"{path.parent}/"}
    assert all(file == str(path) or file.endswith(".tmp") for file in found.written)
    assert found.started == found.connected == []
    assert not list(path.parent.glob("*.tmp"))


def test_an_environment_without_settings_reads_nothing_of_ours(watched: Environment) -> None:
    found = watch(watched, "-c", "pass")
    assert not [path for path in found.read if Path(path).is_relative_to(SRC / "dormant")]


def test_the_watch_sees_what_a_start_must_not_do(watched: Environment, tmp_path: Path) -> None:
    evil = "import os, socket\nsocket.socket().close()\nos.system('true')\nopen('written', 'w').close()\n"
    folder = write_tree(tmp_path / "evil", {"main.py": evil})
    found = watch(watched, "main.py", cwd=folder)
    assert "os.system" in found.started
    assert "socket.__new__" in found.connected
    assert "written" in found.written
