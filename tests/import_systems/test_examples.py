"""Each import system of the shelf gives the same results with dormant off and on, and its modules wait.

An example is a folder with a `main.py`, which runs by itself. Its modules say on standard error when they run, and
the program says when it first uses them. docs/import-systems.md lists them, with the modules that wait.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from support import ROOT, Environment, clean_env, write_tree

if TYPE_CHECKING:
    import subprocess

EXAMPLES = Path(__file__).parent / "examples"
PAGE = (ROOT / "docs" / "import-systems.md").read_text(encoding="utf-8")
# A row: a link to the folder, the system, the modules that wait, what dormant does.
ROW = re.compile(r"^\| \[\d+\]\(\S+/examples/(\w+)/main\.py\) \|[^|]+\|([^|]+)\|[^|]+\|$", re.MULTILINE)
WAITING = {name: set(re.findall(r"`([\w.]+)`", modules)) for name, modules in ROW.findall(PAGE)}


class Order(NamedTuple):
    """The modules that ran before and after the first use."""

    before: list[str]
    after: list[str]


def order_of(stderr: str) -> Order:
    """Return when each module ran, by what they say themselves."""
    before, marker, after = stderr.partition("first use\n")
    assert marker, stderr
    return Order(*(re.findall(r"^runs (\S+)$", part, re.MULTILINE) for part in (before, after)))


@pytest.fixture(scope="module")
def example_environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment that has the libraries of the Python that runs the tests."""
    made = Environment(tmp_path_factory.mktemp("shelf") / "venv")
    (made.site / "_libraries.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    return made


def run_example(environment: Environment, copy: Path, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a fresh copy of an example, as a user would."""
    shutil.copytree(EXAMPLES / name, copy, ignore=shutil.ignore_patterns("__pycache__"))
    done = environment.run("main.py", cwd=copy, env=clean_env(**variables))
    assert "dormant:" not in done.stderr
    return done


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_an_example_prints_the_same_and_its_modules_wait(
    example_environment: Environment, tmp_path: Path, name: str
) -> None:
    off = run_example(example_environment, tmp_path / "off", name, DORMANT="0")
    on = run_example(example_environment, tmp_path / "on", name, DORMANT_CONFIG="pyproject.toml")
    assert on.stdout == off.stdout
    eager, lazy = order_of(off.stderr), order_of(on.stderr)
    waiting = set(eager.before) - set(lazy.before)
    assert waiting == WAITING[name]
    assert set(lazy.before) <= set(eager.before)
    assert waiting <= set(lazy.after)


def test_every_example_is_in_the_table() -> None:
    assert set(WAITING) == {path.name for path in EXAMPLES.iterdir()}
    assert all(WAITING.values())


def test_the_guard_in_force_at_the_first_use_decides(example_environment: Environment, tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "[tool.dormant]\npackages = ['tool']\n",
        "tool.py": "print('tool runs')\n",
        "user.py": "import tool\ndef use(): return tool.__name__\n",
        "main.py": """
            import sys, user
            class Guard:
                def find_spec(self, name, path=None, target=None):
                    if name == 'tool': raise ImportError('not allowed')
            sys.meta_path.insert(0, Guard())
            for attempt in range(2):
                try: print(user.use())
                except ImportError as error: print(error)
            sys.meta_path.pop(0)
            print(user.use())
        """,
    }
    write_tree(tmp_path, files)
    done = example_environment.run("main.py", cwd=tmp_path, env=clean_env(DORMANT_CONFIG="pyproject.toml"))
    assert done.stdout.splitlines() == ["not allowed", "not allowed", "tool runs", "tool"]
