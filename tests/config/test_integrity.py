"""What is compared with RECORD is all that a start may run of dormant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dormant.config import compile_file
from dormant.config.integrity import checked_files
from dormant.settings import dump
from support import SRC, with_libraries, write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from support import Environment

# It comes before dormant's line, and keeps the names of the files that are opened. Up to 3.14, `site` runs it twice.
WATCH = (
    "import sys; opened = sys.__dict__.setdefault('opened', []); "
    "sys.addaudithook(lambda event, args: event == 'open' and sys.opened.append(args[0]))"
)
PROGRAM = """
import sys
import dormant
dormant.status()
print(*sys.opened, sep="\\n")
print(*(module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] == "dormant"), sep="\\n")
"""


@pytest.mark.parametrize("changed", ["packages = ['json', 'html']", "packages = 7"], ids=["sound", "faulty"])
def test_all_that_a_start_with_a_changed_project_runs_is_compared(
    environment: Environment, tmp_path: Path, changed: str
) -> None:
    with_libraries(environment)
    project = write_tree(tmp_path, {"pyproject.toml": "[tool.dormant]\npackages = ['json']\n"}) / "pyproject.toml"
    (environment.site / "dormant.settings").write_bytes(dump(compile_file(project)))
    project.write_text(f"[tool.dormant]\n{changed}\n")
    (environment.site / "_before.pth").write_text(f"{WATCH}\n")
    told = environment.run("-c", PROGRAM).stdout.splitlines()
    used = {line.removeprefix(f"{SRC}/") for line in told if line.startswith(f"{SRC}/dormant/")}
    run = {name for name in used if name.endswith((".py", ".toml"))}
    assert {"dormant/config/__init__.py", "dormant/config/never.toml", "dormant/errors.py", "dormant/api.py"} <= run
    assert run <= {file.name for file in checked_files(str(environment.site))}
