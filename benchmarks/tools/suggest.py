"""Let `dormant suggest` write a configuration for each tool: `python -m benchmarks.tools.suggest [TOOL...]`.

Phase: cold. May import: the standard library, click, the suite.

It takes minutes for each tool, so it is no part of measuring; what it writes is kept in `suggested`, by Python.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import click

from ..suite import environments
from ..suite.environments import clean_env, write_tree
from . import PART, PYTHONS
from .tools import SUGGESTED, TOOLS, Tool, search_path

# Seconds for measuring each command: the suite measures the result again.
_MEASURING = "2"


@click.command()
@click.argument("names", nargs=-1, metavar="[TOOL]...")
@click.option("--python", "pythons", multiple=True, default=PYTHONS, help="A version such as 3.13; may be repeated.")
def main(names: tuple[str, ...], pythons: tuple[str, ...]) -> None:
    """Write suggested configurations of the tools NAMES, or of all."""
    for python in pythons:
        for tool in TOOLS:
            if not names or tool.name in names:
                click.echo(f"{tool.name}, Python {python}: {suggest(python, tool)}")


def suggest(python: str, tool: Tool) -> str:
    """Write the suggested configuration of a tool, and return what there is to say about it."""
    made = environments.make(python, f"{PART}/{tool.name}-unregistered", tool.requirements, dormant="")
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_tree(Path(temporary), {"config/empty": "", **tool.files, "pyproject.toml": ""})
        command = [made.python, "-m", "dormant", "suggest", "--apply", "--max-time", _MEASURING]
        for words in (tool.cheap, tool.task):
            command += ["--command", subprocess.list2cmdline(words)]
        done = subprocess.run(
            [str(word) for word in command],
            cwd=folder,
            env=clean_env(**tool.variables, PATH=search_path(made)),
            capture_output=True,
            text=True,
            check=False,
        )
        written = (folder / "pyproject.toml").read_text(encoding="utf-8")
    _, found, table = written.partition("[tool.dormant]\n")
    if done.returncode != 0 or not found:
        lines = (done.stderr or done.stdout).strip().splitlines()
        return f"nothing written: {lines[-1] if lines else f'exit status {done.returncode}'}"
    lines = [line.partition("#")[0].rstrip() for line in table.splitlines()]
    if "packages = []" in lines:
        return "nothing written: no package is worth deferring"
    write_tree(SUGGESTED, {f"{python}/{tool.name}.toml": "".join(f"{line}\n" for line in lines if line)})
    return "written"


if __name__ == "__main__":
    main()
