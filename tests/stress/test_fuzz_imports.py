"""Modules of the standard library hold the same with everything deferred, once all is loaded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import SRC, clean_env, run

if TYPE_CHECKING:
    from conftest import Counts

FUZZ = Path(__file__).parent / "fuzz_imports.py"
MODULES = (
    "asyncio", "concurrent", "configparser", "csv", "dataclasses", "difflib", "doctest", "email", "html",
    "http", "imaplib", "json", "logging", "mailbox", "multiprocessing", "pathlib", "pdb", "pydoc", "smtplib", "sqlite3",
    "statistics", "tarfile", "tempfile", "unittest", "urllib", "wsgiref", "xml", "xmlrpc", "zipfile",
)  # fmt: skip


@pytest.mark.slow
def test_the_standard_library_holds_the_same_with_everything_deferred(counted: Counts) -> None:
    counted("a module is imported with everything deferred, and compared", len(MODULES), 0)
    # The path carries the libraries that dormant needs, and not the startup lines beside them.
    path = f"{SRC}:{Path(pytest.__file__).parents[1]}"
    done = run([sys.executable, "-S", FUZZ, *MODULES], env=clean_env(PYTHONPATH=path), timeout=300)
    counted("a module is imported with everything deferred, and compared", 0, len(MODULES))
    assert done.stdout == f"{len(MODULES)} modules, {len(MODULES)} can be imported, 0 differ\n"


@pytest.mark.slow
def test_a_module_that_differs_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("")
    (tmp_path / "eager.py").write_text("import one\nN = 1 if 'one' in __import__('sys').modules else 'one'\n")
    path = f"{SRC}:{Path(pytest.__file__).parents[1]}:{tmp_path}"
    done = run([sys.executable, "-S", FUZZ, "eager"], env=clean_env(PYTHONPATH=path), check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("eager: N ('int', '') ('str', '')\n")
