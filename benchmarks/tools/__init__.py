"""Real tools: what dormant gains for programs that were not written for it.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..suite import environments
from ..suite.environments import WORK, InstallError, write_tree
from ..suite.results import Key, Results
from ..suite.sides import Side, interleave, working
from .tools import TOOLS, Tool, search_path

if TYPE_CHECKING:
    from ..suite.environments import Environment

PART = "tools"
PYTHONS = ("3.13", "3.14", "3.15")
NATIVE = "3.15"
ROUNDS = 7

OFF = "without dormant"
HAND = "dormant"
SUGGESTED = "dormant, as suggested"
ALL = "every import lazy"
# Notes.
FAILED = "failed"
PACKAGES = "packages"


def rounds_of(program: str, rounds: int = ROUNDS) -> int:  # noqa: ARG001 - the other parts' depends on it
    """Return how often *program* is measured: all of them *rounds* times."""
    return rounds


def measure(python: str, rounds: int) -> Results:
    """Measure every tool on a Python; what can't be installed or breaks is noted."""
    results = Results(PART, python)
    for tool in TOOLS:
        try:
            made = _environments(python, tool)
        except InstallError as error:
            results.note(Key(" ".join(tool.cheap), OFF, FAILED), f"can't be installed: {error}")
            continue
        results.note(Key(tool.name, OFF, PACKAGES), environments.packages(made[OFF]))
        for command in (tool.cheap, tool.task):
            program = " ".join(command)
            kept = working(
                [_side(tool, name, environment, command) for name, environment in made.items()],
                lambda side, reason, program=program: results.note(Key(program, side.name, FAILED), reason),
            )
            if kept:
                results.add_runs(program, interleave(kept, rounds))
    return results


def _environments(python: str, tool: Tool) -> dict[str, Environment]:
    """Return the environment of each side.

    Raises:
        InstallError: the tool can't be installed.
    """
    made = {
        OFF: environments.make(python, f"{PART}/{tool.name}-off", tool.requirements),
        HAND: environments.make(python, f"{PART}/{tool.name}-hand", tool.requirements, dormant=tool.configuration),
    }
    suggested = tool.suggested(python)
    if suggested:
        name = f"{PART}/{tool.name}-suggested"
        made[SUGGESTED] = environments.make(python, name, tool.requirements, dormant=suggested)
    if python == NATIVE:
        made[ALL] = made[OFF]
    return made


def _side(tool: Tool, name: str, environment: Environment, command: tuple[str, ...]) -> Side:
    """Return a side of a command; all of them work in folders of the same contents."""
    folder = WORK / "programs" / PART / tool.name
    if not folder.exists():
        write_tree(folder, {"config/empty": "", **tool.files})
    variables = {**tool.variables, "PATH": search_path(environment)}
    if name == ALL:
        variables["PYTHON_LAZY_IMPORTS"] = "all"
    return Side(name, [environment.program(command[0]), *command[1:]], variables, folder)
