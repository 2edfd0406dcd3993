"""Prints a trace, and the answer to why a package was loaded; both also as plain values for JSON.

Phase: cold. May import: the standard library, rich, `dormant.policy`, `dormant.config`, `dormant.measure`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from .. import policy
from ..config.names import is_standard
from ..measure.table import Table
from ..measure.title import short_title
from .record import short_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from .explain import Answer, State
    from .record import Frame, Load, Process, Statement, Trace

_MOST_NAMES = 6
_LONGEST_CHAIN = 12
# Reasons that say nothing of what is named.
_FOLDED = (policy.NOT_NAMED, policy.SAME_PACKAGE)
_STATES: dict[State, str] = {
    "loaded": "{package} was loaded {when} ms after the start:",
    "loaded unseen": "{package} was loaded, by code that goes past the import system: nobody was seen to do it.",
    "loaded before": "{package} was loaded before dormant started.",
    "never loaded": "{package} was never loaded: nothing used what was deferred.",
    "not found": "{package} is not installed: no finder knew it when it was imported here:",
    "not imported": "{package} was not imported by anything.",
}


def show(trace: Trace, console: Console, *, everything: bool = False) -> None:
    """Print *trace* on *console*.

    Parameters:
        everything: do not fold the packages that are not named, nor the statements that loaded nothing.
    """
    console.print(_heading(trace))
    deferred = trace.statements(deferred=True)
    console.print(_deferred(trace, deferred) if deferred else Text("\nNothing was deferred."))
    eager = [load for load in trace.first_loads().values() if load.reason not in ("", *_FOLDED)]
    if eager:
        console.print(_at_once(trace, eager))
    causes = {(load.file, load.line) for load in trace.loads}
    eager_statements = trace.statements(deferred=False)
    idle = [statement for statement in eager_statements if (statement.file, statement.line) not in causes]
    if idle and everything:
        console.print(_idle(idle))
    elif idle:
        reasons = Counter(statement.reason for statement in idle)
        console.print(
            Text("Eager statements that loaded nothing new: ").append(
                ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common()) + "."
            )
        )
    console.print(_not_named(trace, everything=everything))
    if trace.damaged:
        console.print(Text(f"note: {trace.damaged} lines of the trace can't be read"))


def _heading(trace: Trace) -> Text:
    first = trace.processes[0]
    parts = [command_of(first), f"Python {first.python}", f"engine {first.engine}"]
    if len(trace.processes) > 1:
        parts.append(f"{len(trace.processes)} processes")
    return Text(" · ".join(parts))


def command_of(process: Process) -> str:
    """Return the command of *process* in a line that is not too long."""
    return short_title(process.command[1:] or process.command)


def _deferred(trace: Trace, statements: Sequence[Statement]) -> Table:
    table = Table()
    table.add_column("deferred")
    table.add_column("imports", justify="right")
    for title in ("loaded", "by", "deferred at"):
        table.add_column(title)
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.target.partition(".")[0], []).append(statement)
    rows = []
    for package, group in groups.items():
        # Only a part of it may have been deferred.
        loads = [load for target in {found.target for found in group} if (load := trace.first_load(target)) is not None]
        rows.append((package, group, min(loads, key=lambda load: load.when, default=None)))
    rows.sort(key=lambda row: (row[2] is not None, row[2].when if row[2] else 0))
    for package, group, load in rows:
        statement = group[0]
        more = f" and {len(group) - 1} more" if len(group) > 1 else ""
        place = f"{short_path(statement.file)}:{statement.line}{more}"
        loaded = Text("never", style="green") if load is None else Text(f"at {_ms(load)} ms{_where(load, trace)}")
        table.add_row(package, str(len(group)), loaded, "" if load is None else _by(load), place)
    return table


def _where(load: Load, trace: Trace) -> str:
    """Return in how many processes the module of *load* was loaded, if there are several."""
    if len(trace.processes) == 1:
        return ""
    found = {other.process.pid for other in trace.loads if other.module == load.module}
    return f", in {len(found)} of {len(trace.processes)} processes"


def _at_once(trace: Trace, loads: Iterable[Load]) -> Table:
    table = Table()
    table.add_column("named, but imported at once")
    table.add_column("modules", justify="right")
    for title in ("because it is", "by"):
        table.add_column(title)
    modules = trace.count_modules()
    for load in loads:
        table.add_row(load.package, str(modules[load.package]), load.reason, _by(load))
    return table


def _idle(statements: Iterable[Statement]) -> Table:
    table = Table()
    for title in ("eager statement that loaded nothing new", "because", "at"):
        table.add_column(title)
    for statement in statements:
        table.add_row(str(statement), statement.reason, f"{short_path(statement.file)}:{statement.line}")
    return table


def _not_named(trace: Trace, *, everything: bool) -> Text:
    first = trace.first_loads()
    counts = {
        package: count for package, count in trace.count_modules().most_common() if first[package].reason in _FOLDED
    }
    others = {package: count for package, count in counts.items() if not is_standard(package)}
    shown = list(others)[: None if everything else _MOST_NAMES]
    listed = [f"{package} ({others[package]})" for package in shown]
    if len(others) > len(shown):
        listed.append(f"{len(others) - len(shown)} more packages")
    standard = sum(counts.values()) - sum(others.values())
    text = f"Not named in packages: {sum(counts.values())} modules, {standard} of them of the standard library"
    return Text(text + (f"; {', '.join(listed)}." if listed else "."))


def _by(load: Load) -> str:
    return load.frames[0].short if load.frames else load.importer or "the interpreter"


def _ms(load: Load) -> str:
    return f"{load.at_us / 1000:.1f}"


def show_answer(answer: Answer, console: Console) -> None:
    """Print *answer* on *console*."""
    load = answer.load
    when = "" if load is None else _ms(load)
    console.print(Text(_STATES[answer.state].format(package=answer.package, when=when), style="bold"))
    if load is not None:
        if answer.child:
            console.print(Text(f"  in the child process {command_of(load.process)}"))
        if load.frames:
            _show_line(load.frames[0], console)
        for line in _chain(load):
            console.print(Text(line, style="dim"))
    for statement in answer.statements[:_MOST_NAMES]:
        console.print(Text(f"deferred  {short_path(statement.file)}:{statement.line}: {statement}"))
    if len(answer.statements) > _MOST_NAMES:
        console.print(Text(f"          and {len(answer.statements) - _MOST_NAMES} more"))
    if load is not None and load.reason and load.found:
        console.print(Text(f"eager     {load.reason}"))
    for number, sentence in enumerate(answer.advice):
        console.print(Text("change    " if number == 0 else "          ").append(sentence))


def _show_line(frame: Frame, console: Console) -> None:
    console.print(Text(f"\n  {frame}"))
    if frame.source:
        console.print(Text(f"    {frame.source}\n", style="cyan"))


def _chain(load: Load) -> list[str]:
    """Return the calls and imports that led to a load, innermost first, the line itself left out."""
    lines = []
    for number, (loaded, frames) in enumerate(load.chain()):
        if number:
            lines.append(f"  importing {loaded.module}")
        lines += [f"    from {frame.short}" for frame in frames[0 if number else 1 :] if not _is_starter(frame)]
    if len(lines) > _LONGEST_CHAIN:
        left = _LONGEST_CHAIN // 2
        lines[left:-left] = [f"    ... {len(lines) - 2 * left} more ..."]
    return lines


def _is_starter(frame: Frame) -> bool:
    """Tell whether *frame* is of what Python itself runs a module with."""
    return frame.module == "runpy" or frame.file.startswith("<frozen runpy")


def as_json(trace: Trace) -> dict[str, Any]:
    """Return *trace* as plain values: times in microseconds since tracing started in the process."""
    return {"damaged_lines": trace.damaged, "processes": [_process(process) for process in trace.processes]}


def _process(process: Process) -> dict[str, Any]:
    return {
        "pid": process.pid,
        "parent": process.parent,
        "origin": None if process.origin is None else process.origin.pid,
        "command": process.command,
        "executable": process.executable,
        "python": process.python,
        "engine": process.engine,
        "configuration": process.source,
        "packages": process.packages,
        "started_us": process.started_us,
        "deferred": [
            {**_statement(statement), "loaded": _loaded(statement, process)}
            for statement in process.statements
            if not statement.reason
        ],
        "eager": [
            {**_statement(statement), "reason": statement.reason}
            for statement in process.statements
            if statement.reason
        ],
        "loads": [load_as_json(load) for load in process.loads if load.found],
        "missing": [load_as_json(load) for load in process.loads if not load.found],
        "loaded_before": sorted(process.modules),
        "loaded_unseen": process.unseen,
    }


def _loaded(statement: Statement, process: Process) -> dict[str, Any] | None:
    load = process.load_of(statement.target)
    return None if load is None else {"at_us": load.at_us, "by": load.frames[0]._asdict() if load.frames else None}


def _statement(statement: Statement) -> dict[str, Any]:
    values = asdict(statement)
    del values["reason"]
    return {**values, "statement": str(statement)}


def load_as_json(load: Load) -> dict[str, Any]:
    """Return *load* as plain values."""
    return {
        "module": load.module,
        "at_us": load.at_us,
        "how": load.how,
        "reason": load.reason,
        "form": load.form,
        "statement": {"importer": load.importer, "file": load.file, "line": load.line} if load.file else None,
        "frames": [frame._asdict() for frame in load.frames],
        "chain": [loaded.module for loaded, _ in load.chain()][1:],
    }


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return *answer* as plain values."""
    load = answer.load
    return {
        "package": answer.package,
        "state": answer.state,
        "load": None if load is None else load_as_json(load),
        "process": None if load is None else {"pid": load.process.pid, "command": load.process.command},
        "source_line": load.frames[0].source if load is not None and load.frames else "",
        "deferred": [_statement(statement) for statement in answer.statements],
        "change": answer.advice,
    }


def who_loaded(load: Load) -> str:
    """Return in one line who loaded a module, and through which imports."""
    through = " < ".join(dict.fromkeys(loaded.module for loaded, _ in load.chain()))
    by = _by(load)
    source = load.frames[0].source if load.frames else ""
    reason = f" ({load.reason})" if load.reason else " (the use of a deferred name)"
    return f"{through}, by {by}" + (f": {source}" if source else "") + reason
