"""Import logs in the formats that other tools read, and as JSON.

Phase: cold. May import: the standard library.

A log says how long an import took, but not when it began. So a timeline is laid out: imports follow each other without
gaps, and the own time of a module comes after the imports that it caused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .totals import by_package, difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .parse import Import, Log

_SPEEDSCOPE_SCHEMA = "https://www.speedscope.app/file-format-schema.json"


def timeline(log: Log, process: int) -> Iterator[tuple[Import, int, bool]]:
    """Lay the imports of one process out and yield their beginnings and ends in order.

    Yields:
        The import, a time in microseconds from 0, and whether it begins then (otherwise it ends).
    """
    now = 0
    waiting = [(row, True) for row in reversed(log.roots) if row.process == process]
    while waiting:
        row, begins = waiting.pop()
        if begins:
            yield row, now, True
            waiting.append((row, False))
            waiting.extend((child, True) for child in reversed(row.children))
        else:
            now += row.own
            yield row, now, False


def speedscope(logs: Mapping[str, Log], *, name: str) -> dict[str, Any]:
    """Return *logs* in speedscope's file format, one evented profile for each process.

    Parameters:
        logs: the logs by their labels.
        name: what the file is about.
    """
    frames: dict[str, int] = {}
    profiles = []
    for label, log, process in _processes(logs):
        events = [
            {"type": "O" if begins else "C", "at": now, "frame": frames.setdefault(row.name, len(frames))}
            for row, now, begins in timeline(log, process)
        ]
        profiles.append(
            {
                "type": "evented",
                "name": label,
                "unit": "microseconds",
                "startValue": 0,
                "endValue": events[-1]["at"] if events else 0,
                "events": events,
            }
        )
    return {
        "$schema": _SPEEDSCOPE_SCHEMA,
        "name": name,
        "exporter": "dormant",
        "activeProfileIndex": 0,
        "shared": {"frames": [{"name": frame} for frame in frames]},
        "profiles": profiles,
    }


def chrome_trace(logs: Mapping[str, Log]) -> dict[str, Any]:
    """Return *logs* in Chrome's trace event format, for Perfetto and chrome://tracing; one track for each process."""
    events: list[dict[str, Any]] = []
    for number, (label, log, process) in enumerate(_processes(logs), 1):
        track = {"pid": number, "tid": 1}
        events.append({"ph": "M", "name": "process_name", **track, "args": {"name": label}})
        begun: dict[Import, int] = {}
        for row, now, begins in timeline(log, process):
            if begins:
                begun[row] = now
                continue
            span = {"ts": begun[row], "dur": now - begun[row]}
            times = {"own_us": row.own, "cumulative_us": row.cumulative}
            events.append({"ph": "X", "name": row.name, "cat": row.package, **track, **span, "args": times})
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def folded(logs: Mapping[str, Log]) -> str:
    """Return *logs* as folded stacks with own times in microseconds, for flame graphs.

    Two logs give two numbers in each line, which flamegraph.pl and inferno draw as a difference.
    """
    stacks = [_stacks(log) for log in logs.values()]
    names = dict.fromkeys(stack for found in stacks for stack in found)
    return "".join(f"{stack} {' '.join(str(found[stack]) for found in stacks)}\n" for stack in names)


def as_json(logs: Mapping[str, Log]) -> dict[str, Any]:
    """Return *logs* as plain values, with totals by package, and the difference if there are two logs."""
    pair = list(logs.values())
    changes = difference(pair[0], pair[1]) if len(pair) == 2 else None
    return {
        "logs": [_log_as_json(label, log) for label, log in logs.items()],
        "difference": None if changes is None else [{**asdict(change), "saved": change.saved} for change in changes],
    }


def _log_as_json(label: str, log: Log) -> dict[str, Any]:
    order = log.begun()
    places = {row: place for place, row in enumerate(order)}
    return {
        "label": label,
        "processes": log.processes,
        "modules": len(log.names),
        "total": log.total,
        "imports": [
            {
                "name": row.name,
                "own": row.own,
                "cumulative": row.cumulative,
                "parent": None if row.parent is None else places[row.parent],
                "process": row.process,
            }
            for row in order
        ],
        "packages": [asdict(total) for total in by_package(log).values()],
        "cached": dict(Counter(log.cached)),
    }


def _processes(logs: Mapping[str, Log]) -> Iterator[tuple[str, Log, int]]:
    """Yield each process of *logs* with a label of its own."""
    for label, log in logs.items():
        for process in range(log.processes):
            yield (label if log.processes == 1 else f"{label}, process {process + 1}"), log, process


def _stacks(log: Log) -> Counter[str]:
    """Return the own time of each chain of imports, outermost first, joined by semicolons."""
    found: Counter[str] = Counter()
    chains: dict[Import, str] = {}
    for row in log.begun():
        # The format separates by semicolons and spaces, which a name could only hold in a damaged log.
        name = row.name.replace(";", ":").replace(" ", "_")
        chains[row] = name if row.parent is None else f"{chains[row.parent]};{name}"
        found[chains[row]] += row.own
    return found
