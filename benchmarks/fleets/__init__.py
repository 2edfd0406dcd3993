"""Serverless and fleets: programs that start often, or that many processes share.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..suite import environments
from ..suite.environments import WORK, Environment, write_tree
from ..suite.results import Key, Results
from ..suite.sides import FEWEST_ROUNDS, WARM_UPS, Side, SideError, interleave, once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dormant.measure.process import Run

PART = "fleets"
PYTHONS = ("3.13", "3.15")
ROUNDS = 9

OFF = "without dormant"
ON = "dormant"
LOADED = "dormant, load_all() before the fork"
# Notes.
PACKAGES = "packages"
FAILED = "failed"
# A quantity.
TOGETHER = "memory of all processes"

PING = "handler, early return"
WORK_TO_DO = "handler, with work to do"
JOBS = 200
MANY = f"{JOBS} short processes"
SUITE = "pytest, all tests"
SELECTED = "pytest, the tests of one module"
COLLECT = "pytest, collection only"
SERVER = "eight forked workers"

_PROGRAMS = Path(__file__).parent / "programs"
_MODULES = 40
_REQUIREMENTS = (
    "boto3==1.44.5", "pandas==3.1.1", "pytest==9.2.0", "requests==2.34.2", "sqlalchemy==2.1.9",
)  # fmt: skip
_CONFIGURATION = 'packages = ["boto3", "numpy", "pandas", "requests", "sqlalchemy"]\n'
_ROWS = [{"amount": 1}, {"amount": 2}]


def rounds_of(program: str, rounds: int = ROUNDS) -> int:
    """Return how often *program* is measured where the others are *rounds* times: less often if it takes long."""
    return rounds if program in (PING, WORK_TO_DO) else min(rounds, FEWEST_ROUNDS)


def measure(python: str, rounds: int) -> Results:
    """Measure every scenario on a Python."""
    results = Results(PART, python)
    made = {
        OFF: environments.make(python, f"{PART}/off", _REQUIREMENTS),
        ON: environments.make(python, f"{PART}/on", _REQUIREMENTS, dormant=_CONFIGURATION),
    }
    results.note(Key(PING, OFF, PACKAGES), environments.packages(made[OFF]))
    for program, event in ((PING, {"ping": True}), (WORK_TO_DO, {"rows": _ROWS})):
        _compare(results, program, made, [_PROGRAMS / "handler.py", json.dumps(event)], rounds)
    order = '{"text": "short"}'
    for name, environment in made.items():
        # Warms up what the job needs: the processes in a row are too many for rounds that only warm up.
        once(Side(name, [environment.python, _PROGRAMS / "job.py", order]))
    sides = [
        Side(
            name,
            [
                environment.python,
                "-I",
                "-S",
                _PROGRAMS / "many.py",
                str(JOBS),
                environment.python,
                _PROGRAMS / "job.py",
                order,
            ],
        )
        for name, environment in made.items()
    ]
    _interleave(results, MANY, sides, rounds_of(MANY, rounds), warm_ups=0)
    folder = _test_suite()
    for program, options in ((SUITE, ()), (SELECTED, ("tests/test_1.py",)), (COLLECT, ("--collect-only",))):
        arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
        _compare(results, program, made, arguments, rounds_of(program, rounds), folder)
    _server(results, made, rounds_of(SERVER, rounds))
    return results


def _compare(
    results: Results,
    program: str,
    made: dict[str, Environment],
    arguments: Sequence[str | Path],
    rounds: int,
    folder: Path | None = None,
) -> None:
    sides = [Side(name, [environment.python, *arguments], folder=folder) for name, environment in made.items()]
    _interleave(results, program, sides, rounds)


def _interleave(
    results: Results, program: str, sides: list[Side], rounds: int, *, warm_ups: int = WARM_UPS
) -> dict[str, list[Run]]:
    """Measure *sides* and return their runs; when one fails, that is noted, and the program is left out."""
    try:
        runs = interleave(sides, rounds, warm_ups=warm_ups)
    except SideError as error:
        results.note(Key(program, OFF, FAILED), str(error))
        return {}
    results.add_runs(program, runs)
    return runs


def _test_suite() -> Path:
    """Return the folder of a project whose test modules import a lot."""
    text = (_PROGRAMS / "test_one.py").read_text(encoding="utf-8")
    files = {f"tests/test_{number}.py": text for number in range(_MODULES)}
    return write_tree(WORK / "programs" / PART, {**files, "pytest.ini": "[pytest]\n"})


def _server(results: Results, made: dict[str, Environment], rounds: int) -> None:
    """Measure the memory that a server and its workers hold together, where the system tells it."""
    if not Path("/proc/self/smaps_rollup").exists():
        return
    server = _PROGRAMS / "server.py"
    sides = [
        Side(OFF, [made[OFF].python, server]),
        Side(ON, [made[ON].python, server]),
        Side(LOADED, [made[ON].python, server, "load_all"]),
    ]
    for name, runs in _interleave(results, SERVER, sides, rounds).items():
        results.add(Key(SERVER, name, TOGETHER), [int(run.stdout) for run in runs], "byte")
