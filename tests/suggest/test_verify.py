"""`dormant check --verify` proves an existing configuration, and names the package that makes a difference."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from support import Environment, clean_env, run, write_tree

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "registry.py": "NAMES = []\n",
    "plugin.py": "import registry\nregistry.NAMES.append('plugin')\n",
    "fine.py": "VALUE = 1\n",
    "app.py": "import fine, plugin, registry\nprint(registry.NAMES, fine.VALUE)\n",
}


def check(
    environment: Environment, folder: Path, packages: list[str], *, code: int, main: str = "app.py", inside: str = ""
) -> Any:
    text = f"[tool.dormant]\npackages = {json.dumps(packages)}\n"
    if inside:
        text += f'[[tool.dormant.override]]\npackages = ["{inside}"]\ninside = true\n'
    text += "[[tool.dormant.target]]\n"
    text += 'name = "app"\nmax-modules = 9999\n'
    write_tree(folder, {**FILES, "pyproject.toml": text + f'command = ["{environment.python}", "{main}"]\n'})
    command = [sys.executable, "-m", "dormant", "check", "--verify", "--format=json"]
    done = run(command, cwd=folder, env=clean_env(), check=False)
    assert done.returncode == code, done.stderr
    (found,) = json.loads(done.stdout)["targets"]
    return next(limit for limit in found["limits"] if limit["limit"] == "same behaviour")


def test_a_configuration_that_changes_nothing_passes(shared_environment: Environment, tmp_path: Path) -> None:
    assert check(shared_environment, tmp_path, ["fine"], code=0)["passed"]


@pytest.mark.parametrize("packages", [["fine", "plugin"], ["*"]])
def test_the_package_that_makes_a_difference_is_named(
    shared_environment: Environment, tmp_path: Path, packages: list[str]
) -> None:
    found = check(shared_environment, tmp_path, packages, code=1)
    assert found["text"] == "stdout differed: plugin"
    assert "-['plugin'] 1" in found["details"]


@pytest.mark.parametrize(
    ("packages", "inside", "culprit"),
    [(["*"], "mytool", "mytool (inside)"), (["mytool"], "mytool.plugin", "mytool")],
)
def test_an_override_for_what_packages_only_covers_is_proven_too(
    shared_environment: Environment, tmp_path: Path, packages: list[str], inside: str, culprit: str
) -> None:
    write_tree(tmp_path, {
        "mytool/__init__.py": "",
        "mytool/registry.py": "NAMES = []\n",
        "mytool/plugin.py": "from mytool.registry import NAMES\nNAMES.append('plugin')\nVALUE = 1\n",
        "mytool/main.py": "from mytool.plugin import VALUE\nfrom mytool import registry\nprint(registry.NAMES)\n",
        "tool.py": "import mytool.main\nmytool.main.registry\n",
    })  # fmt: skip
    found = check(shared_environment, tmp_path, packages, code=1, main="tool.py", inside=inside)
    assert found["text"] == f"stdout differed: {culprit}"


def test_a_command_that_differs_from_itself_is_not_trusted(shared_environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {"random_app.py": "import os, fine\nprint(os.urandom(9))\n"})
    found = check(shared_environment, tmp_path, ["fine"], code=0, main="random_app.py")
    assert found["text"] == "not trusted: it differs from itself without dormant in stdout"
