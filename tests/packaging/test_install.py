"""Installing with pip and with uv, regular and editable: the hook works, and removing it leaves nothing behind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support import ROOT, run, write_tree

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PROJECT = {
    "pyproject.toml": """
        [project]
        name = "example"
        version = "1"

        [tool.dormant]
        packages = ["heavy"]
    """,
    "heavy.py": "print('heavy runs')",
    "app.py": """
        import heavy
        print('app ends')
    """,
}


class Installation:
    """A virtual environment without pip, served by an installer from outside."""

    def __init__(self, folder: Path, tools: Path, installer: str) -> None:
        run([sys.executable, "-m", "venv", "--without-pip", folder])
        self.python = folder / "bin" / "python"
        self.site = next(folder.glob("lib/python*/site-packages"))
        self.programs = folder / "bin"
        self._tools = tools
        self._installer = installer

    def install(self, *words: str | Path) -> None:
        self._call("install", *words)

    def uninstall(self, *names: str) -> None:
        self._call("uninstall", *(["--yes"] if self._installer == "pip" else []), *names)

    def _call(self, command: str, *words: str | Path) -> None:
        if self._installer == "pip":
            run([self._tools / "python", "-m", "pip", "--python", self.python, command, "--quiet", *words], timeout=300)
        else:
            run([self._tools / "uv", "pip", command, "--quiet", "--python", self.python, *words], timeout=300)

    def files(self) -> set[str]:
        """Return what lies in the environment, but for bytecode of what stays."""
        folders = (self.site, self.programs)
        return {str(path) for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts}


@pytest.mark.parametrize("editable", [False, True], ids=["regular", "editable"])
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_an_installed_project_starts_lazily_and_removal_leaves_nothing(
    tmp_path: Path, tools: Path, wheel: Path, installer: str, editable: bool
) -> None:
    installation = Installation(tmp_path / "venv", tools, installer)
    installation.install("click>=8.1", "rich>=13", "tomlkit>=0.12", "tomli>=2")
    before = installation.files()
    project = write_tree(tmp_path / "project", PROJECT)

    installation.install("--no-deps", *(["-e", ROOT] if editable else [wheel]))
    assert run([installation.python, "app.py"], cwd=project).stdout == "heavy runs\napp ends\n"

    run([installation.programs / "dormant", "init"], cwd=project)
    assert run([installation.python, "app.py"], cwd=project).stdout == "app ends\n"

    installation.uninstall("dormant")
    assert installation.files() == before
    assert not (installation.site / "dormant").exists()
    done = run([installation.python, "app.py"], cwd=project)
    assert (done.stdout, done.stderr) == ("heavy runs\napp ends\n", "")


def test_an_upgrade_removes_the_registration_and_sync_restores_it(tmp_path: Path, tools: Path, wheel: Path) -> None:
    installation = Installation(tmp_path / "venv", tools, "uv")
    installation.install(wheel)
    project = write_tree(tmp_path / "project", PROJECT)
    run([installation.programs / "dormant", "init"], cwd=project)

    installation.install("--reinstall-package", "dormant", wheel)
    assert run([installation.python, "app.py"], cwd=project).stdout == "heavy runs\napp ends\n"

    run([installation.programs / "dormant", "sync"], cwd=project)
    assert run([installation.python, "app.py"], cwd=project).stdout == "app ends\n"
