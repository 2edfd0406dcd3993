"""The test matrix: every Python that is here is tested, the absent ones are named.

`nox -s test` runs all Pythons, `nox -s test-3.13` one of them, `nox -s lint` ruff and mypy. What follows `--` goes to
pytest: `nox -s test-3.13 -- -k init`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nox

sys.path.insert(0, str(Path(__file__).parent / "tests"))

from support import pythons

PROJECT = nox.project.load_toml("pyproject.toml")
PRESENT = list(pythons.present())

# What runs inside the user's programs; the command line is the same code on every Python.
INTERPRETER = [f"tests/{room}" for room in ("startup", "engine", "conformance", "import_systems")]

nox.options.sessions = ["test", "lint"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
os.environ["PATH"] = pythons.search_path()


def install(session: nox.Session, *groups: str) -> None:
    """Install the package as it lies here and the named dependency groups; forget what the shell tells Python."""
    for name in os.environ:
        if name.startswith(("PYTHON", "DORMANT")):
            session.env[name] = None
    session.install("-e", ".", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session(python=pythons.VERSIONS)
def test(session: nox.Session) -> None:
    """Run the tests: all on the newest Python, the quick ones on the oldest, elsewhere what the interpreter runs."""
    everything = session.python == PRESENT[-1] or session.posargs
    # The tests in a browser need a Chromium as well; where there is none they are skipped. One Python builds the site.
    groups = [*(["browser"] if everything else []), *(["docs"] if session.python == PRESENT[-1] else [])]
    install(session, "test", *groups)
    # A folder of its own: pytest removes what runs before the last three have left in the common one.
    with tempfile.TemporaryDirectory(prefix="test-run-", ignore_cleanup_errors=True) as folder:
        session.env["PYTEST_DEBUG_TEMPROOT"] = folder
        rooms = INTERPRETER
        if session.python == PRESENT[0]:
            rooms = ["--ignore=tests/docs"]
        elif session.python == PRESENT[-2]:
            # The newest with our own engine, where all are here.
            rooms = [*INTERPRETER, "tests/stress", "tests/packaging"]
        selection = [] if everything else ["-m", "not slow", *rooms]
        session.run("python", "-m", "pytest", "-n", "2", *selection, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types."""
    install(session, "dev")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into `.docs`."""
    install(session, "docs")
    session.run("python", "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", ".docs")
