"""`dormant importtime`: read import logs, or run a command to get them; show, compare and export them.

Phase: cold. May import: click; `dormant.importtime`, `dormant.measure` and rich when the command runs.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import DormantError
from .options import FiniteNumber, OutputFile, given, measuring_options, one_document, prepared
from .output import console, format_option, note, print_json, symbol, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..importtime.parse import Log

_MOST_LOGS = 2


class LogsOrCommand(click.Command):
    """A command whose arguments are files, or a program and its arguments after `--`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what follows the first `--` as `ctx.obj`, and parse the rest."""
        words = None
        if "--" in args:
            place = args.index("--")
            args, words = args[:place], args[place + 1 :]
        else:
            first = next((word for word in args if not word.startswith("-")), "")
            if first and not os.path.lexists(first) and shutil.which(first):
                ctx.fail(f"{first} is no log but a program: write `--` before it")
        ctx.obj = words
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what the usage line says after the command's name."""
        return [*super().collect_usage_pieces(ctx)[:1], "{LOG [LOG] | -- COMMAND...}"]


def _file_option(name: str, text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(name, type=OutputFile(dash=True), metavar="FILE", help=text)


@click.command(cls=LogsOrCommand)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--off", is_flag=True, help="Run the command without dormant.")
@click.option("--both", is_flag=True, help="Run the command with dormant off and on, and compare.")
@measuring_options
@click.option("--table", is_flag=True, help="Show a table by package instead of the tree.")
@click.option("--modules", is_flag=True, help="Show each module instead of folding it into its package.")
@click.option(
    "--min-ms",
    type=FiniteNumber(0),
    metavar="MS",
    default=1.0,
    show_default=True,
    help="Sum up what took less time than this.",
)
@click.option("--depth", type=click.IntRange(1), metavar="N", help="Show so many levels of the tree.")
@_file_option("--html", "Write one self-contained page; two runs are drawn above each other.")
@_file_option("--speedscope", "Write a profile for speedscope.")
@_file_option("--chrome", "Write trace events, for Perfetto and chrome://tracing.")
@_file_option("--folded", "Write folded stacks in microseconds, for flame graphs.")
@format_option
@click.pass_obj
def command(
    words: list[str] | None,
    paths: tuple[str, ...],
    off: bool,
    both: bool,
    config: Path | None,
    packages: tuple[str, ...],
    timeout: float,
    table: bool,
    modules: bool,
    min_ms: float,
    depth: int | None,
    html: Path | None,
    speedscope: Path | None,
    chrome: Path | None,
    folded: Path | None,
    output_format: str,
) -> None:
    """Show what imports cost: in logs of `python -X importtime`, or in a run of a command.

    One log gives a tree. Two are compared, the one without deferral first. "-" reads standard input, or writes an
    export to standard output. A command is run with its input closed and its output hidden, a few times if it is
    quick, and the quickest log is shown.
    """
    both = both or config is not None or bool(packages)
    _check_usage(words, paths, off=off, both=both)
    exports = {"html": html, "speedscope": speedscope, "chrome": chrome, "folded": folded}
    wanted = {kind: path for kind, path in exports.items() if path is not None}
    one_document(wanted.values(), output_format)
    facts = ""
    if words is None:
        logs = _read(paths)
        title = " and ".join(logs)
    else:
        from ..measure.title import title as title_of

        title = title_of(words)
        if both:
            logs, facts = _run_both(words, config=config, packages=packages, timeout=timeout)
        else:
            logs = _run(words, title, off=off, timeout=timeout)
    for kind, path in wanted.items():
        write(path, _export(kind, logs, title, facts))
    if output_format == "json":
        from ..importtime.exports import as_json

        print_json({"command": words, **as_json(logs)})
    elif not wanted:
        _show(logs, table=table, modules=modules, least=min_ms * 1000, depth=depth)


def _check_usage(words: list[str] | None, paths: Sequence[str], *, off: bool, both: bool) -> None:
    """Raise a usage error where the arguments don't go together."""
    if words is None:
        if not paths:
            raise click.UsageError("name a log, or a command after `--`")
        if len(paths) > _MOST_LOGS:
            raise click.UsageError("no more than two logs can be compared")
        if off or both or given("timeout"):
            raise click.UsageError("--off, --both, --config, --packages and --timeout are for a command after `--`")
        return
    if paths:
        raise click.UsageError("name logs or a command, not both")
    if not words:
        raise click.UsageError("no command after `--`")
    if off and both:
        raise click.UsageError("--off runs the command once: leave out --both, --config and --packages")


def _read(paths: Sequence[str]) -> dict[str, Log]:
    """Return the logs in files by their names.

    Raises:
        DormantError: a file can't be read, or holds no log.
    """
    from ..importtime.parse import parse

    logs: dict[str, Log] = {}
    for path in paths:
        try:
            data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        except OSError as error:
            raise DormantError(f"{path} can't be read ({error.strerror}); check its permissions") from error
        log = parse(data)
        if not log.imports:
            raise DormantError(f"{path} holds no import log; make one with `python -X importtime PROGRAM 2> {path}`")
        label = "standard input" if path == "-" else Path(path).name
        logs[label if label not in logs else path if path not in logs else f"{path} (again)"] = log
    return logs


def _run(words: Sequence[str], label: str, *, off: bool, timeout: float) -> dict[str, Log]:
    """Run a command as the environment is, or with dormant off, and return its log, by its *label*."""
    from ..measure.arms import without_spoilers

    environment, notes = without_spoilers(os.environ)
    if off:
        environment["DORMANT"] = "0"
    logs = _record(words, {label: environment}, timeout)
    for text in notes:
        note(f"note: {text}")
    _require_log(words, logs)
    return logs


def _require_log(words: Sequence[str], logs: dict[str, Log]) -> None:
    """Raise a DormantError if no run of a command wrote a log."""
    if not any(log.imports for log in logs.values()):
        raise DormantError(
            f"{words[0]} wrote no import log: it isn't Python, or its interpreter ignores environment variables "
            "(-E or -I?)"
        )


def _run_both(
    words: Sequence[str], *, config: Path | None, packages: tuple[str, ...], timeout: float
) -> tuple[dict[str, Log], str]:
    """Run a command with dormant off and on, and return both logs, and in words how it was run."""
    from ..measure.compare import check_logs

    with prepared(words, config=config, packages=packages, timeout=timeout) as arms:
        logs = _record(words, {"off": arms.off, "on": arms.on}, timeout)
    _require_log(words, logs)
    for text in [*arms.notes, *check_logs(words, arms.interpreter, {"off": logs["off"], "on": logs["on"]})]:
        note(f"note: {text}")
    return logs, " · ".join(filter(None, [str(arms.interpreter or ""), f"on: {arms.configuration}"]))


def _record(words: Sequence[str], environments: dict[str, dict[str, str]], timeout: float) -> dict[str, Log]:
    """Run a command once in each environment to fill caches, then for its logs; mention that it fails."""
    from ..importtime.record import quickest
    from ..measure.process import last_line, run

    for environment in environments.values():
        run(words, environment, timeout=timeout)
    found = quickest(words, environments, timeout=timeout)
    for log, done in found.values():
        if done.exit_code:
            said = last_line(log.stderr)
            note(f"note: the command exits with {done.exit_code}" + (f": {said}" if said else ""))
    return {label: log for label, (log, _) in found.items()}


def _export(kind: str, logs: dict[str, Log], title: str, facts: str) -> str:
    """Return the text of an export."""
    if kind == "html":
        from ..importtime.page import render

        return render(logs, title=title, facts=facts)
    from ..importtime import exports

    if kind == "folded":
        return exports.folded(logs)
    found = exports.speedscope(logs, name=title) if kind == "speedscope" else exports.chrome_trace(logs)
    import json

    return json.dumps(found, separators=(",", ":"))


def _show(logs: dict[str, Log], *, table: bool, modules: bool, least: float, depth: int | None) -> None:
    """Print a tree or a table of one log, or the difference of two."""
    from ..importtime import show
    from ..importtime.totals import difference

    out = console()
    first, *rest = logs.items()
    if rest:
        ((other, log),) = rest
        changes = difference(first[1], log, modules=modules)
        show.show_difference(changes, (first[0], other), out, least=least, what="modules" if modules else "packages")
    elif table:
        show.show_totals(first[1], out, modules=modules, least=least)
    else:
        show.show_tree(first[1], out, modules=modules, least=least, depth=depth, symbol=symbol)
