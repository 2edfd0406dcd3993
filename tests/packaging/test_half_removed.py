"""A package that was removed by hand, wholly or in part, must not be noticed by any program."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from dormant import settings
from support import SRC, Environment, clean_env, run, with_libraries, write_tree

if TYPE_CHECKING:
    from pathlib import Path

LEFT = {
    "only the startup line": None,
    "all but __init__.py": "__init__.py",
    "all but settings.py": "settings.py",
    "all but policy.py": "policy.py",
    "all but the engine": "engine",
    **{f"all but {name}": f"engine/{name}.py" for name in ("bytecode", "deferred", "keys", "names", "native")},
}

# What compiling loads, at a start.
CONFIG = ("__init__", "environment", "names", "options")


@pytest.fixture
def copied(tmp_path: Path) -> Environment:
    """Make an environment that holds a copy of the package, as a regular install does, with a package registered."""
    environment = Environment(tmp_path / "venv")
    (environment.site / "_editable_impl_dormant.pth").unlink()
    shutil.copytree(SRC / "dormant", environment.site / "dormant", ignore=shutil.ignore_patterns("__pycache__"))
    (environment.site / settings.FILE_NAME).write_bytes(settings.dump(settings.Settings(("heavy",))))
    return environment


@pytest.mark.parametrize("missing", LEFT.values(), ids=LEFT)
@pytest.mark.parametrize(
    "program", ["print('works')", "import heavy; print(heavy.X)", "import app; print(app.heavy.X)"]
)
def test_a_half_removed_package_is_silent(
    copied: Environment, tmp_path: Path, missing: str | None, program: str
) -> None:
    package = copied.site / "dormant"
    target = package / missing if missing else package
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    write_tree(tmp_path, {"heavy.py": "X = 'works'", "app.py": "import heavy"})
    done = copied.run("-c", program, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("works\n", "")


@pytest.mark.parametrize("missing", ["config", "errors.py", *(f"config/{name}.py" for name in CONFIG)])
@pytest.mark.parametrize("variable", [True, False], ids=["a variable", "an edited file"])
def test_a_half_removed_package_is_silent_where_it_would_compile(
    copied: Environment, tmp_path: Path, missing: str, variable: bool
) -> None:
    project = write_tree(tmp_path, {"pyproject.toml": "[tool.dormant]\npackages = ['heavy']\n"}) / "pyproject.toml"
    registered = settings.Settings(("heavy",), source=str(project), size=1)
    (copied.site / settings.FILE_NAME).write_bytes(settings.dump(registered))
    target = copied.site / "dormant" / missing
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    env = clean_env(DORMANT_CONFIG=str(project)) if variable else clean_env()
    done = with_libraries(copied).run("-c", "print('works')", env=env)
    assert (done.stdout, done.stderr) == ("works\n", "")


def test_a_whole_package_defers(copied: Environment, tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "app", {"heavy.py": "print('heavy runs')", "main.py": "import heavy"})
    assert run([copied.python, folder / "main.py"]).stdout == ""


def test_a_folder_named_dormant_in_the_working_directory_is_not_taken_for_the_package(
    copied: Environment, tmp_path: Path
) -> None:
    shutil.rmtree(copied.site / "dormant")
    folder = write_tree(tmp_path / "work", {"dormant/__init__.py": "print('planted')"})
    done = copied.run("-c", "pass", cwd=folder)
    assert (done.stdout, done.stderr) == ("", "")
