"""Our own cost: starts that gain nothing, each import, everything used in the end, memory, first runs, scaling.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..suite import environments
from ..suite.results import Key, Results
from ..suite.sides import FEWEST_ROUNDS, Side, interleave, once, orders
from .programs import PACKAGE, tree

if TYPE_CHECKING:
    from ..suite.environments import Environment

PART = "own_cost"
ROUNDS = 15
# The other scenarios run on these; starts are measured on every Python.
SCALED_ON = ("3.11", "3.13", "3.15")

WITHOUT = "without dormant"
COMMENT = "a comment in its startup file"
IDLE = "not configured"
OFF = "configured, DORMANT=0"
CONFIGURED = "20 packages configured"
NAMED = "dormant"
OTHERS = "dormant, others named"

BARE = "bare start"
NEIGHBOUR = "one module imported"
COUNTS = (10, 100, 1000, 10_000)
NAMED_COUNTS = (1, 10, 100, 500)
INSTALLED_COUNTS = (0, 150, 500)
AFTER = "after loading"
# A note: the programs of one size were measured in the same rounds.
TOGETHER = "measured together"
ACCESSES = ("global", "attribute", "call", "builtin")

_TWENTY = (
    "aiohttp", "boto3", "botocore", "celery", "cryptography", "django", "fastapi", "flask", "httpx", "jinja2",
    "matplotlib", "numpy", "pandas", "pydantic", "requests", "rich", "scipy", "sqlalchemy", "torch", "yaml",
)  # fmt: skip


def nothing(count: int) -> str:
    """Return the name of the program that binds *count* names to None."""
    return f"{count:,} names bound"


def unused(count: int) -> str:
    """Return the name of the program that imports *count* modules and uses none."""
    return f"{count:,} modules imported"


def used(count: int) -> str:
    """Return the name of the program that imports *count* modules and uses each."""
    return f"{count:,} modules used"


def crowded(count: int) -> str:
    """Return the name of the program that imports *count* modules in one namespace and uses each."""
    return f"{count:,} modules used, in one namespace"


def cold(program: str) -> str:
    """Return the name of a program that is run without any bytecode."""
    return f"{program}, no bytecode yet"


def packages(count: int) -> str:
    """Return the name of a bare start with *count* packages configured."""
    return f"bare start, {count} named"


def installed(count: int) -> str:
    """Return the name of a bare start with *count* distributions installed."""
    return f"bare start, {count} installed"


def rounds_of(program: str, rounds: int = ROUNDS) -> int:
    """Return how often *program* is measured where the others are *rounds* times."""
    if program in (BARE, NEIGHBOUR):
        # Many, because differences of a tenth of a start are to be told from noise.
        return 10 * rounds | 1
    largest = (kind(COUNTS[-1]) for kind in (nothing, unused, used, crowded))
    slow = (*largest, AFTER, *(cold(kind(COUNTS[1])) for kind in (unused, used)))
    return min(rounds, FEWEST_ROUNDS) if program in slow else rounds


def measure(python: str, rounds: int) -> Results:
    """Measure every scenario on a Python."""
    results = Results(PART, python)
    _starts(results, rounds)
    if python in SCALED_ON:
        _modules(results, rounds)
        _after_loading(results, rounds)
        _cold(results, rounds)
        _named(results, rounds)
        _installed(results, rounds)
    return results


def _environment(results: Results, name: str, table: str | None, files: dict[str, str] | None = None) -> Environment:
    return environments.make(
        results.python, f"{PART}/{name}", dormant=table, files={"neighbour.py": "", **(files or {})}
    )


def _naming(*packages: str) -> str:
    return f"packages = {list(packages)}\n"


def _starts(results: Results, rounds: int) -> None:
    """Measure starts that gain nothing."""
    configured = _environment(results, "configured", _naming(*_TWENTY))
    made = {
        WITHOUT: _environment(results, "without", None),
        COMMENT: _environment(results, "comment", "", {"dormant.pth": "# nothing\n"}),
        IDLE: _environment(results, "idle", ""),
        OFF: configured,
        CONFIGURED: configured,
    }
    for program, code in ((BARE, "pass"), (NEIGHBOUR, "import neighbour")):
        sides = [
            Side(name, [environment.python, "-c", code], {"DORMANT": "0"} if name == OFF else {})
            for name, environment in made.items()
        ]
        results.add_runs(program, interleave(sides, rounds_of(program, rounds)))


def _modules(results: Results, rounds: int) -> None:
    """Measure programs of 10 to 10,000 modules: imported and not used, and used."""
    made = {
        WITHOUT: _environment(results, "without", None),
        NAMED: _environment(results, "named", _naming(PACKAGE)),
        OTHERS: _environment(results, "configured", _naming(*_TWENTY)),
    }
    for count in COUNTS:
        folder = tree(count)
        programs = (
            (nothing(count), "import_none.py", (WITHOUT, NAMED)),
            (unused(count), "import_all.py", (WITHOUT, NAMED, OTHERS)),
            (used(count), "use_all.py", (WITHOUT, NAMED)),
            (crowded(count), "use_crowd.py", (WITHOUT, NAMED)),
        )
        # All in the same rounds, because the report subtracts one program from another.
        sides = [
            Side(f"{program}: {name}", [made[name].python, file], folder=folder)
            for program, file, names in programs
            for name in names
        ]
        runs = interleave(sides, rounds_of(nothing(count), rounds), warm_ups=1)
        for program, _, names in programs:
            results.add_runs(program, {name: runs[f"{program}: {name}"] for name in names})
        results.note(Key(nothing(count), WITHOUT, TOGETHER), "yes")


def _after_loading(results: Results, rounds: int) -> None:
    """Measure what one access costs once everything is loaded."""
    values: dict[Key, list[float]] = {}
    made = {
        WITHOUT: _environment(results, "without", None),
        NAMED: _environment(results, "named", _naming(PACKAGE)),
    }
    for order in orders(list(made), rounds_of(AFTER, rounds)):
        for name in order:
            printed = once(Side(name, [made[name].python, "after_loading.py"], folder=tree(COUNTS[0]))).stdout
            for access, seconds in zip(ACCESSES, printed.split(), strict=True):
                values.setdefault(Key(AFTER, name, access), []).append(float(seconds))
    for key, series in values.items():
        results.add(key, series)


def _cold(results: Results, rounds: int) -> None:
    """Measure first runs, which find no bytecode and write it: of the program, the standard library and dormant."""
    made = {
        WITHOUT: _environment(results, "without", None),
        NAMED: _environment(results, "named", _naming(PACKAGE)),
    }
    count = COUNTS[1]
    for program, file in ((unused(count), "import_all.py"), (used(count), "use_all.py")):
        sides = [
            Side(name, [environment.python, file], folder=tree(count), cold=True) for name, environment in made.items()
        ]
        results.add_runs(cold(program), interleave(sides, rounds_of(cold(program), rounds), warm_ups=1))


def _named(results: Results, rounds: int) -> None:
    """Measure bare starts with 1 to 500 packages named."""
    sides = [Side(WITHOUT, [_environment(results, "without", None).python, "-c", "pass"])]
    for count in NAMED_COUNTS:
        table = _naming(*(f"package_{number}" for number in range(count)))
        sides.append(Side(packages(count), [_environment(results, f"named-{count}", table).python, "-c", "pass"]))
    results.add_runs("packages named", interleave(sides, rounds))


def _installed(results: Results, rounds: int) -> None:
    """Measure bare starts with up to 500 distributions installed, with dormant and without."""
    for count in INSTALLED_COUNTS:
        files = environments.distributions(count)
        sides = [
            Side(name, [_environment(results, f"installed-{count}-{folder}", table, files).python, "-c", "pass"])
            for name, folder, table in ((WITHOUT, "without", None), (CONFIGURED, "configured", _naming(*_TWENTY)))
        ]
        results.add_runs(installed(count), interleave(sides, rounds))
