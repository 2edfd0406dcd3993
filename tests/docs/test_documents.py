"""What the documents say is true: commands, options, links and configuration."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import click
import pytest

import dormant
from dormant import cli
from dormant.config import compile_file, compile_table
from dormant.config.options import OPTIONS, OVERRIDE, TARGET
from support import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "benchmarks" / "README.md"])
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of *text* in *language*."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands_named(text: str) -> set[tuple[str, str]]:
    """Return what *text* writes as code after `dormant`: pairs of a command and the options beside it."""
    spans = re.findall(r"`([^`\n]+)`|^(?: {4}|\$ )(.+?)(?: {2,}#.*)?$", text, re.MULTILINE)
    lines = [one or other for one, other in spans]
    return {(match[1], match[2]) for line in lines if (match := re.match(r"dormant ([a-z]+)(.*)", line))}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_and_option_named_exists(document: Path) -> None:
    for name, rest in commands_named(document.read_text(encoding="utf-8")):
        assert name in cli.COMMANDS
        command = cli.dormant.get_command(click.Context(cli.dormant), name)
        options = {text for parameter in command.params for text in (*parameter.opts, *parameter.secondary_opts)}
        assert set(re.findall(r"--[a-z][a-z-]*", rest.partition(" -- ")[0])) <= options


def test_every_command_is_in_the_readme() -> None:
    assert {name for name, _ in commands_named(README)} == set(cli.COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("block", blocks(README, "toml"))
def test_every_configuration_in_the_readme_is_valid(block: str) -> None:
    compile_table(tomllib.loads(block)["tool"]["dormant"])


def test_every_key_is_described() -> None:
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", CONFIGURATION, re.MULTILINE))
    assert rows == {option.key for option in (*OPTIONS, *OVERRIDE, *TARGET)}


@pytest.mark.parametrize("block", blocks(README, "python"))
def test_every_public_name_used_in_the_readme_exists(block: str) -> None:
    attributes = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Attribute)]
    used = {node.attr for node in attributes if getattr(node.value, "id", "") == "dormant"}
    assert used <= set(dormant.__all__)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)$", README, re.MULTILINE))))
def test_every_make_target_in_the_readme_exists(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_demo_configuration_is_valid() -> None:
    assert "openpyxl" in compile_file(str(ROOT / "docs" / "demo" / "pyproject.toml")).packages
