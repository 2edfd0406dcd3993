"""`dormant status`: what is active in this environment, and why.

Phase: cold. May import: click, rich, the standard library, `dormant.config`, `dormant.measure`.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import console, format_option, note, print_json, symbol

if TYPE_CHECKING:
    from rich.console import Console

    from .facts import Cost, Facts, Package

_BROKEN = 1
_FAULTY = 2
_WIDTH = 13
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))


@click.command()
@click.option("--cost/--no-cost", default=True, show_default=True, help="Measure what dormant costs a start.")
@format_option
def command(cost: bool, output_format: str) -> int:
    """Show what is active in this environment, and why.

    The exit status is 0 if all is well, 1 if something is broken, 2 if the configuration holds faults. What is only
    switched off or not configured is well.
    """
    from .facts import gather

    facts = gather(measure=cost)
    if output_format == "json":
        print_json(dataclasses.asdict(facts))
    else:
        _show(facts, console())
        for fault in facts.faults:
            note(fault)
    return _FAULTY if facts.faults else _BROKEN if facts.problems else 0


def _show(facts: Facts, out: Console) -> None:
    dot = symbol("·", "-")
    out.print(f"dormant {facts.version} {dot} {facts.python} {dot} {facts.environment}", style="bold")
    out.print()
    if facts.active:
        _line(out, "Active", f"what is named below is imported on first use (engine: {facts.engine})", "good")
    else:
        bad = bool(facts.faults or facts.problems)
        _line(out, "Not active", facts.reason, "bad" if bad else "idle")
    for problem in facts.problems:
        _line(out, "Problem", problem, "bad")
    if facts.faults:
        count = len(facts.faults)
        _line(out, "Problem", f"{count} fault{'s' if count > 1 else ''} in {facts.source}, listed below", "bad")
    _line(out, "Hook", f"{facts.hook.path} ({facts.hook.state})", "bad" if facts.hook.state == "missing" else "good")
    _show_settings(facts, out)
    _line(out, "Switches", f"  {dot}  ".join(_switch(*item) for item in facts.switches.items()))
    if facts.cost is not None:
        _line(out, "Start cost", _cost(facts.cost))
    _line(out, "Other hooks", facts.import_hooks[0] if facts.import_hooks else "none")
    for hook in facts.import_hooks[1:]:
        _line(out, "", hook)
    _show_packages(facts.packages, out)
    _show_attributes(facts.attributes, out)
    _show_startup_files(facts, out)
    _show_startup_code(facts, out)


def _line(out: Console, label: str, text: str, mood: str = "") -> None:
    from rich.text import Text

    marks = {"good": (symbol("✓", "+"), "green"), "bad": (symbol("✗", "!"), "bold red"), "idle": (symbol("○", "o"), "")}
    mark, style = marks.get(mood, (" ", ""))
    out.print(Text.assemble((mark, style), " ", (label.ljust(_WIDTH), "dim"), (text, style if mood == "bad" else "")))


def _show_settings(facts: Facts, out: Console) -> None:
    compiled = facts.settings
    if compiled is None or compiled.age is None:
        _line(out, "Settings", "none")
    else:
        mood = {"fresh": "good", "without source": "good", "unusable": "bad"}.get(compiled.state, "idle")
        detail = f": {compiled.detail}" if compiled.detail else ""
        read_only = "" if compiled.writable else ", and the environment can't be written"
        _line(out, "Settings", f"{compiled.state}{detail}, written {_ago(compiled.age)}{read_only}", mood)
        _line(out, "", compiled.path)
    if facts.source:
        _line(out, "Project", facts.source)


def _show_packages(packages: list[Package], out: Console) -> None:
    if not packages:
        return
    out.print()
    out.print("Packages", style="bold")
    width = max(len(package.name) for package in packages)
    for package in packages:
        text = package.hint if package.state == "all" else package.state
        if package.state == "missing":
            text = f"not installed here{'; ' + package.hint if package.hint else ''}"
        if package.stays_eager:
            text += f", without {', '.join(package.stays_eager)}"
        mark = symbol("○", "o") if package.state == "missing" else symbol("✓", "+")
        out.print(f"{mark} {package.name.ljust(width)}  {text}", style="" if package.state != "missing" else "yellow")


def _show_attributes(attributes: dict[str, str], out: Console) -> None:
    if not attributes:
        return
    out.print()
    out.print("Attributes", style="bold")
    width = max(map(len, attributes))
    for name, target in attributes.items():
        out.print(f"  {name.ljust(width)}  is {target}, imported on first access")


def _show_startup_files(facts: Facts, out: Console) -> None:
    out.print()
    if not facts.startup_files:
        out.print("No other startup files", style="bold")
        return
    out.print("Other startup files", style="bold")
    names = [Path(file.path).name for file in facts.startup_files]
    owners = [file.owner or "owner unknown" for file in facts.startup_files]
    for name, owner, file in zip(names, owners, facts.startup_files, strict=True):
        what = "runs code" if file.runs_code else "adds paths"
        checksum = f"sha256 {file.sha256[:12]}" if file.sha256 else "can't be read"
        out.print(f"  {name.ljust(max(map(len, names)))}  {owner.ljust(max(map(len, owners)))}  {what:10}  {checksum}")
    for folder in dict.fromkeys(str(Path(file.path).parent) for file in facts.startup_files):
        out.print(f"  in {folder}", style="dim")


def _show_startup_code(facts: Facts, out: Console) -> None:
    if not facts.startup_code:
        return
    out.print()
    out.print("What a start may run of dormant, compared with RECORD", style="bold")
    width = max(len(file.name) for file in facts.startup_code)
    for name, sha256, state in [
        ("dormant.pth", facts.hook.sha256, facts.hook.state),
        *((file.name, file.sha256, file.state) for file in facts.startup_code),
    ]:
        style = "bold red" if state in ("changed", "missing") else ""
        out.print(f"  {name.ljust(width)}  sha256 {sha256[:12] or '-':12}  {state}", style=style)


def _switch(name: str, value: str | None) -> str:
    return f"{name} not set" if value is None else f"{name}={value}"


def _cost(cost: Cost) -> str:
    half = (cost.high - cost.low) / 2
    spread = f"{symbol('±', '+-')} {half:.1f} ms"
    text = f"{cost.difference:+.1f} {spread} on a bare start of {cost.off:.1f} ms processor time, n={cost.pairs} pairs"
    return f"{text} (within noise)" if cost.low <= 0 <= cost.high else text


def _ago(seconds: float) -> str:
    for size, unit in _UNITS:
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
