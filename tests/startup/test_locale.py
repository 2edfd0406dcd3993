"""A start in a locale that has no name for the project's path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dormant.settings import FILE_NAME, Settings, dump
from support import clean_env, with_libraries, write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from support import Environment


def test_a_project_with_a_path_beyond_ascii_is_deferred_in_the_c_locale(
    environment: Environment, tmp_path: Path
) -> None:
    project = tmp_path / "pröject"
    write_tree(project, {"pyproject.toml": "[tool.dormant]\npackages = ['heavy']\n"})
    write_tree(tmp_path, {"heavy.py": "print('heavy runs')", "main.py": "import heavy"})
    source = project / "pyproject.toml"
    env = clean_env(LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    status = source.stat()
    settings = Settings(("heavy",), source=str(source), mtime_ns=status.st_mtime_ns, size=status.st_size)
    (environment.site / FILE_NAME).write_bytes(dump(settings))
    done = environment.run("main.py", cwd=tmp_path, env=env)
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("registered_in", ["C", "C.UTF-8"])
def test_a_project_with_a_path_beyond_ascii_is_shown_in_the_c_locale(
    environment: Environment, tmp_path: Path, registered_in: str
) -> None:
    with_libraries(environment)
    project = tmp_path / "pröject"
    write_tree(project, {"pyproject.toml": "[tool.dormant]\npackages = ['json']\n"})
    plain = clean_env(LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    environment.run("-m", "dormant", "sync", cwd=project, env={**plain, "LC_ALL": registered_in})
    written = (environment.site / FILE_NAME).read_bytes()
    assert f"source {project}/pyproject.toml\n".encode() in written
    for words in (["status", "--no-cost"], ["off"], ["run", "--", environment.python, "-c", "import json"], ["on"]):
        environment.run("-m", "dormant", *words, cwd=project, env=plain)
    done = environment.run("-m", "dormant", "status", "--no-cost", "--format=json", cwd=project, env=plain)
    assert json.loads(done.stdout)["settings"]["state"] == "fresh"
    assert (environment.site / FILE_NAME).read_bytes() == written
