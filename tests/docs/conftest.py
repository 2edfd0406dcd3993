"""The places in which the code blocks of a page run: one that is quick to make, and one with pip."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from support import ROOT, SRC, Environment, clean_env, run
from support.pages import results, script, unlike

if TYPE_CHECKING:
    from support.pages import Page

WORLD = Path(__file__).parent / "world"

# A comparison makes as few pairs of runs as it can: what it prints is checked, not what it measures.
DORMANT = """\
import sys
from dormant.cli import main
if sys.argv[1:2] == ["compare"]:
    sys.argv[2:2] = ["--max-time", "0"]
raise SystemExit(main())
"""
CHECK_CONFIGURATION = """\
import sys
from dormant.config import compile_file
compile_file(sys.argv[1])
"""
# What "edit the file" in a page means: name two packages.
EDITOR = """\
import pathlib, re, sys
path = pathlib.Path(sys.argv[1])
text = re.sub(r"(?m)^packages = .*", 'packages = ["pandas", "boto3"]', path.read_text())
path.write_text(text)
"""


class World:
    """A user's home with a project in it.

    Attributes:
        home: what HOME is.
        project: the folder that the commands run in.
        programs: a folder on the search path.
    """

    def __init__(self, folder: Path, project: str = "mytool") -> None:
        self.home = folder / "home"
        self.project = self.home / project
        self.programs = folder / "programs"
        self._blocks = folder / "blocks"
        for made in (self.project, self.programs, self._blocks):
            made.mkdir(parents=True)
        self.variables = {"HOME": str(self.home), "EDITOR": "edit", "PATH": f"{self.programs}:/usr/bin:/bin"}

    def program(self, name: str, python: str | Path, code: str) -> None:
        """Put a program on the search path."""
        path = self.programs / name
        path.write_text(f"#!{python}\n{code}")
        path.chmod(0o755)

    def play(self, page: Page) -> None:
        """Run every block of *page* in its order, and compare what the commands print with what the page shows."""
        steps = page.steps(self._blocks)
        done = subprocess.run(
            ["bash", "-c", script(steps)],
            cwd=self.project,
            env=clean_env(**self.variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        home = str(self.home)
        for number, step in enumerate(steps):
            found = results(done.stdout)
            assert number < len(found), f"{page.path}:{step.line}: `{step.command}` was not reached: {done.stdout}"
            status, output = found[number]
            output = output.replace(home, "/home/me")
            assert status == 0 or step.may_fail, f"{page.path}:{step.line}: `{step.command}` exits {status}:\n{output}"
            difference = "" if step.expected is None else unlike(step.expected, output)
            assert not difference, f"{page.path}:{step.line}: `{step.command}` does not print {difference}\n{output}"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a place with an environment that holds dormant, mytool and stand-ins for what it imports."""
    made = World(tmp_path)
    environment = Environment(made.project / ".venv")
    (environment.site / "_libraries.pth").write_text(f"{Path(click.__file__).parents[1]}\n")
    shutil.copytree(WORLD, environment.site, dirs_exist_ok=True)
    (made.project / "pyproject.toml").write_text('[project]\nname = "mytool"\nversion = "1.0"\n')
    made.program("dormant", environment.python, DORMANT)
    made.program("mytool", environment.python, "from mytool import main\nmain()\n")
    made.program("pytest", environment.python, "import pytest\nraise SystemExit(pytest.main())\n")
    made.program("check_configuration", environment.python, CHECK_CONFIGURATION)
    made.program("edit", environment.python, EDITOR)
    for name in ("python", "python3"):
        made.program(name, "/bin/sh", f'exec {environment.python} "$@"\n')
    return made


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of dormant from this work tree."""
    folder = tmp_path_factory.mktemp("wheel")
    bootstrap = ROOT / "tests" / "support" / "bootstrap.py"
    run([sys.executable, bootstrap, folder / "venv"], timeout=300)
    run([folder / "venv/bin/python", "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT], timeout=300)
    return next(folder.glob("dormant-*.whl"))


@pytest.fixture
def bare_world(tmp_path: Path, wheel: Path) -> World:
    """Return a clone with `python3` alone; there, pip takes dormant from this work tree and all else from PyPI."""
    made = World(tmp_path, project="dormant")
    for name in ("src", "docs", "tests", "README.md", "LICENSE", "Makefile", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, made.project / name)
    # As if dormant of this very version were on PyPI.
    (tmp_path / "constraints").write_text("==".join(wheel.name.split("-")[:2]))
    made.variables |= {"PIP_CONSTRAINT": str(tmp_path / "constraints"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    made.variables["PIP_FIND_LINKS"] = str(wheel.parent)
    for name in ("python", "python3"):
        made.program(name, "/bin/sh", f'exec {sys.executable} "$@"\n')
    source = f"import sys\nsys.path.insert(0, {str(SRC)!r})\n"
    made.program("check_configuration", sys.executable, source + CHECK_CONFIGURATION)
    made.program("edit", sys.executable, EDITOR)
    return made
