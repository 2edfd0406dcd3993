"""The public names of the package, from their docstrings.

Phase: cold. May import: `dormant`.
"""

from __future__ import annotations

import inspect
import re

import dormant

HEADINGS = ("Parameters", "Returns", "Raises", "Attributes")


def text() -> str:
    """Return a section for each public name."""
    return "\n\n".join(_section(name) for name in sorted(dormant.__all__, key=lambda name: (name[0].isupper(), name)))


def _section(name: str) -> str:
    """Return the section of one name: its signature, its text, and its methods."""
    thing = getattr(dormant, name)
    parts = [f"## {name}", _signature(f"dormant.{name}", thing), _flow(inspect.getdoc(thing) or "")]
    for method, function in vars(thing).items() if isinstance(thing, type) else []:
        if inspect.isfunction(function) and not method.startswith("_") and method not in ("count", "index"):
            parts += [_signature(f"{name}.{method}", function), _flow(inspect.getdoc(function) or "")]
    return "\n\n".join(parts)


def _signature(name: str, thing: object) -> str:
    """Return how *thing* is called, as a block of code; a class that users do not call has its name alone."""
    if isinstance(thing, type) and not name[8:9].islower():
        return f"`{name}`"
    signature = inspect.signature(thing)  # type: ignore[arg-type]
    shown = signature.replace(parameters=[one for one in signature.parameters.values() if one.name != "self"])
    # Annotations are texts in our sources; they are shown without quotes.
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", f"`{name}{shown}`")


def _flow(docstring: str) -> str:
    """Return a docstring as Markdown: headings bold, entries as a list, each paragraph on one line."""
    lines: list[str] = []
    heading = ""
    for line in docstring.splitlines():
        if line.rstrip(":") in HEADINGS and line.endswith(":"):
            heading = line[:-1]
            lines += [f"**{heading}**", ""]
        elif heading and line.startswith("    ") and not line.startswith("     "):
            entry = re.match(r"    (\w[\w.]*): (.*)", line)
            joined = not entry and lines[-1] != ""
            if joined:
                lines[-1] += " " + line.strip()
            else:
                lines.append(f"- `{entry[1]}`: {entry[2]}" if entry else line.strip())
        elif heading and line.strip():
            lines[-1] += " " + line.strip()
        elif line.strip() and lines and lines[-1] != "":
            lines[-1] += " " + line
        else:
            lines.append(line)
    return "\n".join(lines).strip()
