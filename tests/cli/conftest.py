"""An environment in which the `dormant` command runs as its user would run it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from support import Environment, clean_env

if TYPE_CHECKING:
    import subprocess


class Tool:
    """The command in an environment of its own, run in a project's folder.

    Attributes:
        environment: the virtual environment.
        project: the folder that the command runs in; it holds a pyproject.toml.
    """

    def __init__(self, environment: Environment, project: Path) -> None:
        self.environment = environment
        self.project = project
        # The libraries of the Python that runs the tests, without what its own `.pth` files do.
        libraries = Path(click.__file__).parents[1]
        (environment.site / "_libraries.pth").write_text(f"{libraries}\n")

    @property
    def settings(self) -> Path:
        """The settings file of the environment."""
        return self.environment.site / "dormant.settings"

    def __call__(self, *words: object, code: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `dormant` with *words* and fail if it doesn't exit with *code*."""
        done = self.environment.run(
            "-m", "dormant", *map(str, words), cwd=self.project, check=False, env=clean_env(**variables)
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def configure(self, text: str) -> Path:
        """Write the project's pyproject.toml and return its path."""
        path = self.project / "pyproject.toml"
        path.write_text(text)
        return path


@pytest.fixture
def tool(environment: Environment, tmp_path: Path) -> Tool:
    """Return the command, in an environment that nothing is registered with."""
    project = tmp_path / "project"
    project.mkdir()
    made = Tool(environment, project)
    made.configure('[project]\nname = "x"\n')
    return made
