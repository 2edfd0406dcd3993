"""The commands, their arguments and their options, as click knows them.

Phase: cold. May import: click, `dormant.cli`.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import click

from dormant import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def text(pages: Path) -> str:
    """Return a section for each command; *pages* is the folder in which longer texts are looked for."""
    return "\n\n".join(_section(name, pages) for name in cli.COMMANDS)


def _section(name: str, pages: Path) -> str:
    """Return the section of one command."""
    group = click.Context(cli.dormant, info_name="dormant")
    command = cli.dormant.get_command(group, name)
    assert command is not None
    context = click.Context(command, info_name=name, parent=group)
    usage = " ".join(["dormant", name, *command.collect_usage_pieces(context)])
    parts = [f"## dormant {name}", f"`{usage}`", _flow(command.help or "")]
    rows = [*_rows(command)]
    if rows:
        parts.append("\n".join(["| option | default | meaning |", "| --- | --- | --- |", *rows]))
    if (pages / f"{name}.md").exists():
        parts.append(f"More: [{name}]({name}.md).")
    return "\n\n".join(parts)


def _flow(help_text: str) -> str:
    """Return click's help as Markdown: each paragraph on one line."""
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(help_text).replace("\b", "").strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _rows(command: click.Command) -> Iterator[str]:
    """Yield a row of the table for each option."""
    for option in command.params:
        if not isinstance(option, click.Option) or option.hidden:
            continue
        names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
        if not option.is_flag and not option.count:
            names = names[:-1] + f" {_value(option)}`"
        yield f"| {names} | {_default(option)} | {_flow(option.help or '')} |".replace("  ", " ")


def _value(option: click.Option) -> str:
    """Return what stands for the value of *option*."""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "\\|".join(map(str, option.type.choices))
    return option.type.name.upper()


def _default(option: click.Option) -> str:
    """Return the default of *option*, as its help shows it."""
    if isinstance(option.show_default, str):
        return option.show_default
    return str(option.default) if option.show_default and not option.is_flag else ""
