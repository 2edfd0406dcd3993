"""A settings file that is damaged, forged or not a file is used rightly or ignored with one line; no start fails."""

from __future__ import annotations

import os
import random
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

import dormant
from dormant import first_line
from dormant.settings import FILE_NAME, Settings, SettingsError, dump, load
from support import Environment, run, write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Counts

SETTINGS = Settings(
    ("heavy", "pandas", "google.cloud"),
    exclude=("pandas.plotting",),
    never=("gevent.monkey",),
    overrides=((("pandas",), None, True), (("google.cloud",), ("app", "__main__"), None)),
    attributes=(("heavy", "Client", "heavy.client:Client"),),
    source="/srv/Überprojekt/pyproject.toml",
    mtime_ns=1_700_000_000_123_456_789,
    size=512,
    digest="0123456789abcdef",
)
DATA = dump(SETTINGS)
APP = {"heavy.py": "print('heavy runs')\nX = 1\n", "main.py": "import heavy\nprint('main')\nprint(heavy.X)\n"}
LAZY, EAGER = "main\nheavy runs\n1\n", "heavy runs\nmain\n1\n"


def fields(settings: Settings) -> list[object]:
    """Return what the settings hold, to be compared."""
    return [getattr(settings, name) for name in Settings.__slots__]


def verdict(data: bytes) -> str:
    """Return what becomes of a settings file: "right", "ignored", or what is wrong."""
    try:
        found = load(data)
    except (SettingsError, ValueError) as error:
        return "ignored" if str(error) and "\n" not in str(error) else f"says {error!r}"
    except BaseException as error:
        return repr(error)
    return "right" if fields(found) == fields(SETTINGS) else "other settings"


def test_the_verdict_can_be_that_something_is_wrong() -> None:
    assert verdict(DATA) == "right"
    assert verdict(dump(Settings(("other",)))) == "other settings"


def test_every_value_of_every_byte(counted: Counts) -> None:
    seen: dict[str, int] = {}
    for place in range(len(DATA)):
        for value in range(256):
            if value != DATA[place]:
                outcome = verdict(DATA[:place] + bytes((value,)) + DATA[place + 1 :])
                seen[outcome] = seen.get(outcome, 0) + 1
    total = sum(seen.values())
    counted("a byte of the settings is another one", total, seen.get("ignored", 0) + seen.get("right", 0))
    assert set(seen) <= {"ignored", "right"}
    assert total == 255 * len(DATA)


def test_every_truncation_and_every_lost_or_doubled_byte(counted: Counts) -> None:
    cases = [DATA[:end] for end in range(len(DATA))]
    cases += [DATA[:place] + DATA[place + 1 :] for place in range(len(DATA))]
    cases += [DATA[:place] + DATA[place : place + 1] + DATA[place:] for place in range(len(DATA))]
    outcomes = [verdict(case) for case in cases]
    survived = sum(outcome in ("ignored", "right") for outcome in outcomes)
    counted("the settings are cut, or a byte is lost or doubled", len(cases), survived)
    # A space of the first line that is there twice changes nothing.
    assert set(outcomes[: 2 * len(DATA)]) == {"ignored"}
    assert set(outcomes) <= {"ignored", "right"}


def test_starts_with_a_damaged_file_run_the_program(
    stress_environment: Environment, tmp_path: Path, counted: Counts
) -> None:
    write_tree(tmp_path, APP)
    data = dump(Settings(("heavy",)))
    chance = random.Random(1)
    cases = [data, b"", data[:1], data[:-1], b"\0" * 4096, data * 2, os.urandom(512)]
    for _ in range(24):
        place = chance.randrange(len(data))
        cases.append(data[:place] + bytes((data[place] ^ 1 << chance.randrange(8),)) + data[place + 1 :])
    counted("a program starts with damaged settings", len(cases), 0)
    for case in cases:
        (stress_environment.site / FILE_NAME).write_bytes(case)
        done = stress_environment.run("main.py", cwd=tmp_path)
        used = done.stderr == ""
        assert done.stdout == (LAZY if used else EAGER)
        assert used or (done.stderr.startswith("dormant: can't use ") and done.stderr.count("\n") == 1)
        assert used or "run `dormant sync`" in done.stderr
        counted("a program starts with damaged settings", 0, 1)


# The lines that a start reads.
HEAD = "enabled yes\nsource \nstamp 0 0 -\nnamed *\ninside\nlooked-at *\nshimmed\n"


def signed(body: str) -> bytes:
    """Return a settings file with this body and a right checksum, as an attacker would write it."""
    data = body.encode()
    return first_line(data) + b"\n" + data


@pytest.mark.parametrize(
    "body",
    [
        "",
        "packages\n",
        "packages heavy\npackages\nimporters\n",
        "override\n",
        "override a b\n",
        "attribute heavy X\n",
        "attribute heavy X nothing\n",
        "attribute heavy __path__ os:path\n",
        "attribute heavy X os:path\n",
        "stamp x y z\n",
        "stamp " + "9" * 6000 + " 1 -\n",
        "packages heavy\nsource \0\n",
        "packages heavy\nsource /dev/zero\n",
        "packages heavy\nsource /proc/self/mem\n",
        "packages heavy\nsource " + "a/" * 5000 + "\n",
        "packages .. . a..b -1 * heavy. .heavy\n",
        "packages * heavy\nimporters * heavy main __main__\noverride * * yes\n",
        "packages " + " ".join(f"p{n}" for n in range(50_000)) + "\n",
        "packages " + "a." * 20_000 + "a\n",
        "nonsense\n" * 1000,
        "packages sys builtins os importlib encodings site codecs io abc dormant\nimporters * sys os site\n",
    ],
    ids=lambda body: body[:30],
)
def test_a_forged_file_starts_no_wrong_program(
    stress_environment: Environment, tmp_path: Path, body: str, counted: Counts
) -> None:
    counted("a program starts with forged settings", 1, 0)
    write_tree(tmp_path, APP)
    for text in (body, HEAD + body):
        (stress_environment.site / FILE_NAME).write_bytes(signed(text))
        done = stress_environment.run("main.py", cwd=tmp_path)
        assert done.stdout in (LAZY, EAGER)
        assert done.stderr.count("\n") <= 1
        assert done.stderr == "" or done.stderr.startswith("dormant: ")
    counted("a program starts with forged settings", 0, 1)


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing", "link to itself", "socket", "device"])
def test_something_else_in_the_place_of_the_settings_is_passed_over(environment: Environment, kind: str) -> None:
    path = environment.site / FILE_NAME
    make_something_else(path, kind)
    done = environment.run("-c", "print('works')")
    assert (done.stdout, done.stderr) == ("works\n", "")


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing", "link to itself", "socket", "device"])
def test_something_else_in_the_place_of_the_project_leaves_the_settings_in_force(
    stress_environment: Environment, tmp_path: Path, kind: str
) -> None:
    write_tree(tmp_path, APP)
    make_something_else(tmp_path / "pyproject.toml", kind)
    settings = Settings(("heavy",), source=str(tmp_path / "pyproject.toml"), size=1)
    (stress_environment.site / FILE_NAME).write_bytes(dump(settings))
    done = stress_environment.run("main.py", cwd=tmp_path)
    assert (done.stdout, done.stderr) == (LAZY, "")


def make_something_else(path: Path, kind: str) -> None:
    """Make something at *path* that is no file."""
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to nothing":
        path.symlink_to("nothing")
    elif kind == "link to itself":
        path.symlink_to(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        os.mknod(path, stat.S_IFSOCK | 0o600)


def test_a_link_to_the_settings_is_followed(stress_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, APP)
    (tmp_path / "elsewhere").write_bytes(dump(Settings(("heavy",))))
    path = stress_environment.site / FILE_NAME
    path.unlink(missing_ok=True)
    path.symlink_to(tmp_path / "elsewhere")
    done = stress_environment.run("main.py", cwd=tmp_path)
    path.unlink()
    assert (done.stdout, done.stderr) == (LAZY, "")


@pytest.mark.skipif(os.getuid() != 0 or not shutil.which("setpriv"), reason="only root can give files away")
class TestOwners:
    """What belongs to somebody else is used as far as it can be read, and never in the way of a start."""

    # Permissions do not stop root, unless it gives up these rights.
    ORDINARY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner")
    SOMEBODY_ELSE = 65534

    def start(self, environment: Environment, folder: Path) -> tuple[str, str]:
        """Run the program without the rights of root."""
        done = run([*self.ORDINARY, environment.python, "-B", "main.py"], cwd=folder, check=False)
        return done.stdout, done.stderr

    def register(self, environment: Environment, folder: Path, packages: str) -> Path:
        """Register a project that has changed since, and give both away."""
        write_tree(folder, {**APP, "pyproject.toml": f"[tool.dormant]\npackages = {packages}\n"})
        path = environment.site / FILE_NAME
        path.unlink(missing_ok=True)
        path.write_bytes(dump(Settings(("heavy",), source=str(folder / "pyproject.toml"), size=1)))
        folder.chmod(0o755)
        for given in (path, folder, folder / "pyproject.toml"):
            os.chown(given, self.SOMEBODY_ELSE, self.SOMEBODY_ELSE)
        return path

    def test_settings_that_may_not_be_read_are_one_line(self, environment: Environment, tmp_path: Path) -> None:
        self.register(environment, tmp_path, "[]").chmod(0o600)
        stdout, stderr = self.start(environment, tmp_path)
        assert stdout == EAGER
        assert "can't read" in stderr
        assert "Permission denied" in stderr
        assert stderr.count("\n") == 1

    @pytest.mark.parametrize("mode", [0o000, 0o600])
    def test_a_project_that_may_not_be_read_leaves_the_settings_in_force(
        self, environment: Environment, tmp_path: Path, mode: int
    ) -> None:
        before = self.register(environment, tmp_path, "[]").read_bytes()
        (tmp_path / "pyproject.toml").chmod(mode)
        assert self.start(environment, tmp_path) == (LAZY, "")
        assert (environment.site / FILE_NAME).read_bytes() == before

    def test_in_an_environment_of_somebody_else_the_settings_stay_as_they_are(
        self, environment: Environment, tmp_path: Path
    ) -> None:
        path = self.register(environment, tmp_path, "[]")
        before = path.read_bytes()
        os.chown(environment.site, self.SOMEBODY_ELSE, self.SOMEBODY_ELSE)
        assert self.start(environment, tmp_path) == (LAZY, "")
        assert path.read_bytes() == before

    @pytest.mark.parametrize(("mode", "kept_fresh"), [(0o777, True), (0o1777, False)])
    def test_an_environment_that_all_may_write_takes_the_changed_project(
        self, environment: Environment, tmp_path: Path, mode: int, kept_fresh: bool
    ) -> None:
        path = self.register(environment, tmp_path, "[]")
        os.chown(environment.site, self.SOMEBODY_ELSE, self.SOMEBODY_ELSE)
        environment.site.chmod(mode)
        assert self.start(environment, tmp_path) == (EAGER, "")
        # In a sticky folder nobody may replace what belongs to others.
        assert load(path.read_bytes()).packages == (() if kept_fresh else ("heavy",))
        assert sorted(found.name for found in environment.site.glob(f"{FILE_NAME}*")) == [FILE_NAME]


def test_reading_never_raises_anything_but_its_own_error(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    for data in (b"", b"\xff" * 100, signed("stamp\n"), signed("enabled yes\nsource /\nstamp\n" + "named\n" * 5)):
        path.write_bytes(data)
        with pytest.raises(SettingsError, match="run `dormant sync`"):
            dormant.find(str(tmp_path))
