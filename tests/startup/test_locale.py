"""A start in a locale that has no name for the project's path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dormant.settings import FILE_NAME, Settings, dump
from support import clean_env, write_tree

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
