"""`dormant suggest`: find out what to defer, prove it on commands, and write it into pyproject.toml.

Phase: cold. May import: click; `dormant.suggest` and rich when the command runs.
"""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from ..errors import ConfigError, DormantError
from .options import FiniteNumber, config_option, timeout_option
from .output import console, format_option, note, print_json, progress

if TYPE_CHECKING:
    from ..suggest.result import Suggestion

_NOT_PROVEN = 1


def split(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> list[list[str]]:
    """Return the words of command lines in quotes."""
    try:
        return [words for value in values if (words := shlex.split(value))]
    except ValueError as error:
        raise click.BadParameter(f"{error}: check the quotes") from error


@click.command(context_settings={"allow_interspersed_args": False})
@click.option(
    "--command",
    "more",
    multiple=True,
    metavar="COMMAND",
    callback=split,
    help="One more command, in quotes; repeatable.",
)
@click.option(
    "--test",
    "tests",
    multiple=True,
    metavar="COMMAND",
    callback=split,
    help="A test suite, in quotes, whose exit code must stay the same; repeatable.",
)
@click.option("--apply", is_flag=True, help="Write the result into pyproject.toml.")
@config_option("Start from this pyproject.toml, and write into it; by default the nearest one.")
@click.option("--inside/--no-inside", default=True, show_default=True, help="Try imports within packages as well.")
@click.option(
    "--max-time",
    type=FiniteNumber(0, min_open=True),
    metavar="SECONDS",
    default=20,
    show_default=True,
    help="Time for measuring each command.",
)
@click.option(
    "--stdin",
    type=click.File("rb"),
    metavar="FILE",
    help='What the commands read from standard input; "-" is that of this command.',
)
@click.option("--max-runs", type=click.IntRange(1), metavar="N", help="Make no more runs than this.")
@timeout_option
@click.option("--ignore-failure", is_flag=True, help="Accept commands that exit non-zero.")
@format_option
@click.argument("words", metavar="[-- COMMAND...]", nargs=-1, type=click.UNPROCESSED)
def command(
    more: list[list[str]],
    tests: list[list[str]],
    apply: bool,
    config: Path | None,
    inside: bool,
    max_time: float,
    stdin: IO[bytes] | None,
    max_runs: int | None,
    timeout: float,
    ignore_failure: bool,
    output_format: str,
    words: tuple[str, ...],
) -> int:
    """Find out which packages are worth deferring, and prove on COMMAND that nothing else changes.

    Without a COMMAND, those of [[tool.dormant.target]] in pyproject.toml are taken.

    The exit status is 1 if the set that was found did not pass all of its runs.
    """
    from ..suggest.prepare import prepare, project_of
    from ..suggest.session import Options, Session, runs_needed

    folder = Path.cwd()
    project = project_of(folder, config)
    commands = [list(words)] * bool(words) + more
    if not commands:
        commands, folder = _targets(project)
    if apply and project is None:
        raise DormantError("there is no pyproject.toml here or above: make one (it may be empty) or use --config")
    with (
        tempfile.TemporaryDirectory(prefix="dormant-") as scratch,
        progress(" ".join(shlex.join(commands[0]).split())) as step,
    ):
        place = prepare(
            commands,
            tests,
            os.environ,
            project=project,
            folder=folder,
            scratch=Path(scratch),
            timeout=timeout,
            most_runs=max_runs or runs_needed(len(commands), len(tests)),
            stdin=None if stdin is None else _kept(stdin, Path(scratch, "stdin")),
            step=step,
        )
        session = Session(place, Options(ignore_failure, inside, max_time), tell=note)
        for text in place.notes:
            note(f"note: {text}")
        note(
            f"At most {place.runs.most} runs, each killed after {timeout:g} s, in a copy of {folder}; "
            "and for each package one import in a child."
        )
        result = session.search()
    _print(result, output_format)
    if apply and project is not None:
        write_result(project, result)
    return 0 if result.proven else _NOT_PROVEN


def _kept(stdin: IO[bytes], path: Path) -> Path:
    """Return *path*, to which all that can be read from *stdin* was copied: a pipe can be read once only."""
    with path.open("wb") as file:
        shutil.copyfileobj(stdin, file)
    return path


def _targets(project: Path | None) -> tuple[list[list[str]], Path]:
    """Return the commands of the project's targets, and the directory that they run in.

    Raises:
        click.UsageError: there is no project.
        DormantError: it has no targets.
    """
    if project is None:
        raise click.UsageError("name a command after --, as in `dormant suggest -- mytool list`")
    from ..check.target import read_targets

    try:
        return [list(target.command) for target in read_targets(project, ())], project.absolute().parent
    except ConfigError:
        raise
    except DormantError as error:
        raise DormantError(f"{error}; or name a command after --, as in `dormant suggest -- mytool list`") from None


def _print(result: Suggestion, output_format: str) -> None:
    if output_format == "json":
        print_json(result.as_json())
        return
    from ..suggest.report import show

    show(result, console())


def write_result(project: Path, result: Suggestion) -> None:
    """Write what was found into the pyproject.toml *project*, if there is anything to write, and say so.

    Raises:
        ConfigError: it can't be edited.
    """
    if not result.proven:
        note(f"{project} is left as it was: the set did not pass all of its runs")
        return
    if result.choices and not result.savings:
        note(f"{project} is left as it was: the set was not measured; allow more runs with --max-runs")
        return
    if result.choices and not result.gains:
        note(f"{project} is left as it was: the gain can't be told from noise; measure longer with --max-time")
        return
    from ..config.project import write_project
    from ..suggest.apply import applied

    before, after = applied(project, result)
    if before == after:
        if result.choices:
            note(f"{project} says so already")
        else:
            note(f"{project} is left as it was: there is nothing to write")
        return
    write_project(project, after)
    count = len(result.choices)
    if count:
        note(f"Wrote {count} package{'' if count == 1 else 's'} into {project}; {in_force(project)}")
    else:
        note(f"Took packages out of {project}; {in_force(project)}")


def in_force(project: Path) -> str:
    """Return in words whether what *project* says now is in force in this environment, and what to do if not."""
    from ..config.environment import find_environment, is_writable
    from ..config.state import state_of

    try:
        environment = find_environment()
    except DormantError:
        return "dormant.pth is missing here, so nothing is in force"
    settings = state_of(environment).settings
    if settings is None or settings.source != str(project.absolute()):
        return f"it isn't registered with this environment: run `dormant sync --config {project}`"
    if not settings.enabled:
        return "dormant is switched off here: run `dormant on`"
    if not is_writable(environment):
        return "this environment can't be written, so the old settings stand: run `dormant sync` where it can"
    return "in force from the next start on"
