"""Floor and peers: a module imports NumPy, SQLAlchemy and a module of the standard library, and never uses them.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..suite import environments
from ..suite.environments import Environment, InstallError
from ..suite.results import Key, Results
from ..suite.sides import FEWEST_ROUNDS, Side, SideError, interleave, once, orders, working
from .peers import CONFIGURATION, DORMANT, EAGER, PEERS, TARGETS, TARGETS_3_15, Peer

if TYPE_CHECKING:
    from collections.abc import Iterable

PART = "peers"
PYTHONS = ("3.11", "3.13", "3.15")
ROUNDS = 15

UNUSED = "never used"
USED = "all used"
IDLE = "python -c pass"
CROWDED = "python -c pass, 150 distributions"
# Notes.
FAILED = "failed"
LOADED = "loaded"
TOUCH = "first touch by 8 threads"
PACKAGES = "packages"
# A quantity.
ACCESS = "access"

_RACES = 3


def rounds_of(program: str, rounds: int = ROUNDS) -> int:
    """Return how often *program* is measured where the others are *rounds* times: less often if it takes long."""
    return min(rounds, FEWEST_ROUNDS) if program == USED else rounds


def measure(python: str, rounds: int) -> Results:
    """Measure every peer on a Python; what crashes or can't be installed is noted."""
    results = Results(PART, python)
    sides: dict[str, Side] = {}
    for peer in PEERS:
        if _number(python) < _number(peer.oldest):
            continue
        try:
            made = _environment(python, peer, peer.name)
        except InstallError as error:
            results.note(Key(UNUSED, peer.name, FAILED), f"can't be installed: {error}")
            continue
        results.note(Key(UNUSED, peer.name, PACKAGES), environments.packages(made))
        sides[peer.name] = Side(peer.name, [made.python, *peer.flags, made.site / "main.py"])
    unused = _compare(results, UNUSED, sides.values(), rounds)
    used = _compare(results, USED, [_with(side, "use") for side in unused], rounds_of(USED, rounds))
    _look_closer(results, unused)
    _access(results, used, rounds_of(USED, rounds))
    for program, distributions in ((IDLE, 0), (CROWDED, 150)):
        _compare(results, program, _idle(python, distributions), rounds)
    return results


def _compare(results: Results, program: str, sides: Iterable[Side], rounds: int) -> list[Side]:
    """Measure those of *sides* that run, note why the others don't, and return the former."""
    kept = working(sides, lambda side, reason: results.note(Key(program, side.name, FAILED), reason))
    results.add_runs(program, interleave(kept, rounds))
    return kept


def _look_closer(results: Results, sides: list[Side]) -> None:
    """Note what each side loads although nothing is used, and what racing threads get."""
    for side in sides:
        results.note(Key(UNUSED, side.name, LOADED), _printed(_with(side, "loaded")))
        races = [_printed(_with(side, "touch")) for _ in range(_RACES)]
        results.note(Key(UNUSED, side.name, TOUCH), min(races, key=_right))


def _access(results: Results, sides: list[Side], rounds: int) -> None:
    """Measure an access after the first."""
    costs: dict[str, list[float]] = {side.name: [] for side in sides}
    for order in orders(sides, rounds):
        for side in order:
            costs[side.name].append(float(_printed(_with(side, "access"))))
    for name, values in costs.items():
        results.add(Key(USED, name, ACCESS), values)


def _right(outcome: str) -> int:
    """Return how many threads were right; -1 when the program failed."""
    word = outcome.split()[0] if outcome else ""
    return int(word) if word.isdigit() else -1


def _printed(side: Side) -> str:
    try:
        return once(side).stdout.decode(errors="replace").strip()
    except SideError as error:
        return str(error)


def _with(side: Side, action: str) -> Side:
    """Return the same side, its program told to do something; a name of its own keeps the sides in step."""
    command = list(side.command)
    last = next(position for position, word in enumerate(command) if str(word).endswith("main.py"))
    return side._replace(command=[*command[: last + 1], action])


def _environment(python: str, peer: Peer, name: str, distributions: int = 0) -> Environment:
    """Return a peer's environment, with *distributions* installed besides."""
    files = {**peer.files(), **environments.distributions(distributions)}
    targets = TARGETS if _number(python) < _number("3.15") else TARGETS_3_15
    dormant = CONFIGURATION if peer.name == DORMANT else None
    folder = f"{PART}/{name.strip('`').replace(' ', '-')}{f'-{distributions}' if distributions else ''}"
    return environments.make(python, folder, [*targets, *peer.requirements], dormant=dormant, files=files)


def _idle(python: str, distributions: int) -> list[Side]:
    """Return a bare start in the environment of each peer that has a startup file; the first has none."""
    sides = []
    for peer in PEERS:
        try:
            plain = _environment(python, peer, peer.name)
            if peer.name != EAGER and not [*plain.site.glob("*.pth"), *plain.site.glob("*.start")]:
                continue
            made = _environment(python, peer, peer.name, distributions)
        except InstallError:
            continue
        sides.append(Side(peer.name, [made.python, "-c", "pass"]))
    return sides


def _number(python: str) -> tuple[int, ...]:
    return tuple(int(part) for part in python.split("."))
