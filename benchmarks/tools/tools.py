"""The tools, their commands, and the files that these work on.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..suite.environments import Environment

CONFIGURATIONS = Path(__file__).parent / "configurations"
SUGGESTED = Path(__file__).parent / "suggested"
# `/dev/null` keeps a configuration of whoever measures out of it.
_NOTHING = "/dev/null"


class Tool(NamedTuple):
    """A command-line tool.

    Attributes:
        requirements: what to install, as for pip; the first is the tool.
        cheap: a command that needs next to nothing of what the tool imports.
        task: a small real task.
        files: relative path → text of the files that the task works on.
        variables: environment variables.
        only_help: whether the task just prints help, so that it is to be counted as a cheap command.
    """

    requirements: tuple[str, ...]
    cheap: tuple[str, ...]
    task: tuple[str, ...]
    files: dict[str, str] = {}  # noqa: RUF012 - never changed
    variables: dict[str, str] = {}  # noqa: RUF012
    only_help: bool = False

    @property
    def name(self) -> str:
        """The tool's name on PyPI."""
        return self.requirements[0].partition("==")[0]

    @property
    def configuration(self) -> str:
        """What was written by hand to stand below `[tool.dormant]`."""
        return (CONFIGURATIONS / f"{self.name}.toml").read_text(encoding="utf-8")

    def suggested(self, python: str) -> str:
        """Return what `dormant suggest` found to stand there on a Python; "" if it was not asked, or found nothing."""
        path = SUGGESTED / python / f"{self.name}.toml"
        return path.read_text(encoding="utf-8") if path.exists() else ""


def search_path(environment: Environment) -> str:
    """Return a search path on which the commands of *environment* come first."""
    return os.pathsep.join([str(environment.folder / "bin"), os.environ["PATH"]])


_SAMPLE = '''"""A small module."""

import os, sys
def total(numbers):
    result = 0
    for number in numbers :
        result += number
    return result


print(total(int(word) for word in sys.argv[1:]), os.sep)
'''
_APP = '''"""A small web application."""

from flask import Flask
from sqlalchemy import create_engine, text

app = Flask(__name__)


@app.get("/")
def index():
    with create_engine("sqlite://").connect() as connection:
        return str(connection.execute(text("select 1")).scalar())
'''
_PAGE = "# Title\n\nA page with a [link](second.md).\n"
_NOTEBOOK = """{
 "cells": [{"cell_type": "code", "execution_count": null, "id": "a1", "metadata": {"tags": ["parameters"]},
            "outputs": [], "source": ["rate = 2  # how fast"]}],
 "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
 "nbformat": 4, "nbformat_minor": 5
}
"""

TOOLS = (
    Tool(
        ("awscli==1.46.3",),
        ("aws", "--version"),
        ("aws", "configure", "list"),
        variables={
            "AWS_CONFIG_FILE": _NOTHING,
            "AWS_SHARED_CREDENTIALS_FILE": _NOTHING,
            "AWS_EC2_METADATA_DISABLED": "true",
        },
    ),
    Tool(("black==26.10.1",), ("black", "--version"), ("black", "-q", "-c", "x = {  'a':37 }")),
    Tool(
        ("celery==5.7.0",),
        ("celery", "--version"),
        ("celery", "-A", "jobs", "inspect", "--help"),
        {"jobs.py": 'from celery import Celery\n\napp = Celery("jobs", broker="memory://")\n'},
        only_help=True,
    ),
    Tool(
        ("csvkit==2.2.0",),
        ("csvcut", "--version"),
        ("in2csv", "cities.json"),
        {"cities.json": '[{"name": "Oslo", "population": 700000}, {"name": "Rome", "population": 2800000}]\n'},
    ),
    Tool(
        ("datasette==0.65.5", "setuptools<81"),
        ("datasette", "--version"),
        ("datasette", "--get", "/-/versions.json", "--setting", "sql_time_limit_ms", "1000"),
    ),
    Tool(("flask==3.1.3", "sqlalchemy==2.1.9"), ("flask", "--version"), ("flask", "routes"), {"app.py": _APP}),
    Tool(
        ("httpie==3.2.4",),
        ("http", "--version"),
        ("http", "--ignore-stdin", "--offline", "POST", "example.org", "name=value"),
        variables={"HTTPIE_CONFIG_DIR": "config"},
    ),
    Tool(
        ("ipython==9.18.1",),
        ("ipython", "--version"),
        ("ipython", "--no-banner", "--HistoryManager.enabled=False", "-c", "print(6 * 7)"),
        variables={"IPYTHONDIR": "config"},
    ),
    Tool(
        ("mkdocs==1.6.1",),
        ("mkdocs", "--version"),
        ("mkdocs", "build", "-q"),
        {"mkdocs.yml": "site_name: Sample\n", "docs/index.md": _PAGE, "docs/second.md": "# Second\n"},
    ),
    Tool(
        ("papermill==2.7.0",),
        ("papermill", "--version"),
        ("papermill", "--help-notebook", "notebook.ipynb"),
        {"notebook.ipynb": _NOTEBOOK},
        only_help=True,
    ),
    Tool(
        ("pylint==4.1.4",),
        ("pylint", "--version"),
        ("pylint", "--exit-zero", "--score=n", "sample.py"),
        {"sample.py": _SAMPLE},
        {"PYLINTHOME": "config"},
    ),
    Tool(("scrapy==2.19.0",), ("scrapy", "version"), ("scrapy", "settings", "--get", "BOT_NAME")),
    Tool(
        ("sphinx==9.2.0",),
        ("sphinx-build", "--version"),
        ("sphinx-build", "-q", "-E", ".", "site"),
        {"conf.py": 'project = "Sample"\n', "index.rst": "Title\n=====\n\nText.\n"},
    ),
    Tool(("twine==7.0.0",), ("twine", "--version"), ("twine", "upload", "--help"), only_help=True),
)
# The commands, as the results call them, that print a version or help and do nothing else.
CHEAP = frozenset(" ".join(tool.cheap) for tool in TOOLS) | {" ".join(tool.task) for tool in TOOLS if tool.only_help}
