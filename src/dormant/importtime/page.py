"""One self-contained HTML page of one or two import logs.

Phase: cold. May import: the standard library.

The page is `template/page.html` with the style, the scripts and the data, as JSON, put in. It asks the network for
nothing.
"""

from __future__ import annotations

import html
import json
import re
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .totals import by_module, by_package, difference, sentence, summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .parse import Log
    from .totals import Total

# In the order in which they need each other.
_SCRIPTS = ("tree", "icicle", "table", "page")
_WHATS = ("loaded", "never loaded", "partly loaded", "loaded later", "new")


def render(
    logs: Mapping[str, Log],
    *,
    title: str,
    facts: str = "",
    verdict: str = "",
    measured: Mapping[str, Any] | None = None,
) -> str:
    """Return the page.

    Parameters:
        logs: none, one, or two by their labels; the first of two is the one without deferral.
        title: what was run, or read.
        facts: how it was run.
        verdict: the result in words; by default what the logs say.
        measured: what `dormant compare` measured besides: `labels`, `rows` and `notes`.
    """
    data = {"title": title, "measured": measured, **_data(logs)}
    parts = {
        "title": html.escape(title),
        "facts": html.escape(facts),
        "verdict": html.escape(verdict or _verdict(logs)),
        "style": _template("page.css"),
        "script": "\n".join(_template(f"{name}.js") for name in _SCRIPTS),
        "data": _embedded(data),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _template("page.html"))


def _template(name: str) -> str:
    return (files(__package__) / "template" / name).read_text(encoding="utf-8").strip()


def _embedded(data: Mapping[str, Any]) -> str:
    """Return *data* as JSON that can't end the script element that it stands in, nor open a comment there."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _verdict(logs: Mapping[str, Log]) -> str:
    first, *rest = logs.values()
    return sentence(difference(first, rest[0])) if rest else summary(first)


def _data(logs: Mapping[str, Log]) -> dict[str, Any]:
    """Return the logs as plain values, each name of a module written once."""
    names = {name: place for place, name in enumerate(sorted(set().union(*(log.names for log in logs.values()))))}
    whats = {"packages": _whats(logs, modules=False), "modules": _whats(logs, modules=True)}
    summed = {
        "packages": [by_package(log) for log in logs.values()],
        "modules": [by_module(log) for log in logs.values()],
    }
    packages = {name.partition(".")[0] for name in names}
    return {
        "names": list(names),
        "standard": sorted(packages & (sys.stdlib_module_names | {"zipimport", "__main__"})),
        "whats": _WHATS,
        "what": [_WHATS.index(whats["modules"].get(name, "loaded")) for name in names],
        "runs": [_run(label, log, names) for label, log in logs.items()],
        "totals": {
            kind: [
                [name, _WHATS.index(whats[kind].get(name, "loaded")), *(_total(found.get(name)) for found in totals)]
                for name in dict.fromkeys(name for found in totals for name in found)
            ]
            for kind, totals in summed.items()
        },
    }


def _whats(logs: Mapping[str, Log], *, modules: bool) -> dict[str, str]:
    if len(logs) < 2:
        return {}
    off, on = logs.values()
    return {change.name: change.what for change in difference(off, on, modules=modules)}


def _run(label: str, log: Log, names: Mapping[str, int]) -> dict[str, Any]:
    order = log.begun()
    places = {row: place for place, row in enumerate(order)}
    return {
        "label": label,
        "total": log.total,
        "modules": len(log.names),
        "processes": log.processes,
        "name": [names[row.name] for row in order],
        "own": [row.own for row in order],
        "parent": [-1 if row.parent is None else places[row.parent] for row in order],
        "process": [row.process for row in order],
    }


def _total(total: Total | None) -> list[int] | None:
    return None if total is None else [total.own, total.cumulative, total.modules]
