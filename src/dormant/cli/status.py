"""`dormant status`: what is active in this environment, and why.

Phase: cold. May import: click, the standard library, `dormant.config`, `dormant.measure`.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click import style

from .output import echo, format_option, note, print_json, symbol

if TYPE_CHECKING:
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
        _show(facts)
        for fault in facts.faults:
            note(fault)
    return _FAULTY if facts.faults else _BROKEN if facts.problems else 0


def _show(facts: Facts) -> None:
    dot = symbol("·", "-")
    echo(style(f"dormant {facts.version} {dot} {facts.python} {dot} {facts.environment}", bold=True))
    echo()
    waiting = any(not package.never_waits for package in facts.packages)
    if facts.active and facts.packages and not waiting and not facts.attributes:
        _line("Active", "but none of the packages named below can be deferred", "idle")
    elif facts.active:
        _line("Active", f"what is named below is imported on first use (engine: {facts.engine})", "good")
    else:
        bad = bool(facts.faults or facts.problems)
        _line("Not active", facts.reason, "bad" if bad else "idle")
    for problem in facts.problems:
        _line("Problem", problem, "bad")
    if facts.faults:
        count = len(facts.faults)
        _line("Problem", f"{count} fault{'s' if count > 1 else ''} in {facts.source}, listed below", "bad")
    mood = "bad" if facts.hook.state in ("missing", "changed") else "good"
    _line("Hook", f"{facts.hook.path} ({facts.hook.state})", mood)
    _show_settings(facts)
    _line("Switches", f"  {dot}  ".join(_switch(*item) for item in facts.switches.items()))
    if facts.cost is not None:
        _line("Start cost", _cost(facts.cost))
    _line("Other hooks", facts.import_hooks[0] if facts.import_hooks else "none")
    for hook in facts.import_hooks[1:]:
        _line("", hook)
    _show_packages(facts.packages)
    _show_attributes(facts.attributes)
    _show_startup_files(facts)
    _show_startup_code(facts)


def _line(label: str, text: str, mood: str = "") -> None:
    marks = {"good": style(symbol("✓", "+"), fg="green"), "bad": _bad(symbol("✗", "!")), "idle": symbol("○", "o")}
    shown = _bad(text) if mood == "bad" else text
    echo(marks.get(mood, " "), " ", style(label.ljust(_WIDTH), dim=True), shown)


def _bad(text: str) -> str:
    return style(text, fg="red", bold=True)


def _show_settings(facts: Facts) -> None:
    compiled = facts.settings
    if compiled is None or compiled.age is None:
        _line("Settings", "none")
    else:
        mood = {"fresh": "good", "without source": "good", "unusable": "bad"}.get(compiled.state, "idle")
        detail = f": {compiled.detail}" if compiled.detail else ""
        more = "" if compiled.writable else ", and the environment can't be written"
        if facts.switches["DORMANT_CONFIG"]:
            mood, more = "bad" if mood == "bad" else "idle", more + ", not used while DORMANT_CONFIG is set"
        _line("Settings", f"{compiled.state}{detail}, written {_ago(compiled.age)}{more}", mood)
        _line("", compiled.path)
    if facts.source:
        _line("Project", facts.source)


def _show_packages(packages: list[Package]) -> None:
    if not packages:
        return
    echo()
    echo(style("Packages", bold=True))
    width = max(len(package.name) for package in packages)
    for package in packages:
        text = package.hint if package.state == "all" else package.state
        if package.state == "missing":
            text = f"not installed here{'; ' + package.hint if package.hint else ''}"
        if package.never_waits:
            text += f"; never deferred, because {package.never_waits}"
        elif package.stays_eager:
            text += f", without {', '.join(package.stays_eager)}"
        idle = package.state == "missing" or bool(package.never_waits)
        mark = symbol("○", "o") if idle else symbol("✓", "+")
        echo(style(f"{mark} {package.name.ljust(width)}  {text}", fg="yellow" if idle else None))


def _show_attributes(attributes: dict[str, str]) -> None:
    if not attributes:
        return
    echo()
    echo(style("Attributes", bold=True))
    width = max(map(len, attributes))
    for name, target in attributes.items():
        echo(f"  {name.ljust(width)}  is {target}, imported on first access")


def _show_startup_files(facts: Facts) -> None:
    echo()
    if not facts.startup_files:
        echo(style("No other startup files", bold=True))
        return
    echo(style("Other startup files", bold=True))
    names = [Path(file.path).name for file in facts.startup_files]
    owners = [file.owner or "owner unknown" for file in facts.startup_files]
    for name, owner, file in zip(names, owners, facts.startup_files, strict=True):
        what = "runs code" if file.runs_code else "adds paths"
        checksum = f"sha256 {file.sha256[:12]}" if file.sha256 else "can't be read"
        echo(f"  {name.ljust(max(map(len, names)))}  {owner.ljust(max(map(len, owners)))}  {what:10}  {checksum}")
    for folder in dict.fromkeys(str(Path(file.path).parent) for file in facts.startup_files):
        echo(style(f"  in {folder}", dim=True))


def _show_startup_code(facts: Facts) -> None:
    if not facts.startup_code:
        return
    echo()
    states = {facts.hook.state, *(file.state for file in facts.startup_code)}
    if states == {"as shipped"}:
        count = len(facts.startup_code) + 1
        echo(style("What a start may run of dormant", bold=True), f": {count} files, all as shipped by RECORD")
        return
    echo(style("What a start may run of dormant, compared with RECORD", bold=True))
    width = max(len(file.name) for file in facts.startup_code)
    for name, sha256, state in [
        ("dormant.pth", facts.hook.sha256, facts.hook.state),
        *((file.name, file.sha256, file.state) for file in facts.startup_code),
    ]:
        line = f"  {name.ljust(width)}  sha256 {sha256[:12] or '-':12}  {state}"
        echo(_bad(line) if state in ("changed", "missing") else line)


def _switch(name: str, value: str | None) -> str:
    if value is None:
        return f"{name} not set"
    idle = " (means nothing: only DORMANT=0 turns it off)" if name == "DORMANT" and value != "0" else ""
    return f"{name}={value}{idle}"


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
