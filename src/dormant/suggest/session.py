"""The whole search: watch the commands, look for side effects, try sets of packages, measure the one that passes.

Phase: cold. May import: the standard library, `dormant.measure`, `dormant.importtime`.

Packages are tried in three stages, each on top of what passed before: packages of others across package boundaries,
then those of the standard library, then imports within packages. What makes a difference is isolated and left out.
What gains nothing is left out as well. The set that is left is run again, measured as a whole, and without each of its
packages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ..errors import DormantError
from ..importtime.totals import by_package
from ..measure.estimate import FEWEST_PAIRS
from ..measure.process import TimeoutExceededError
from .choices import Choice
from .gains import MOST_ARMS, MOST_ROUNDS, Gains
from .isolate import isolate
from .observe import candidates
from .result import Suggestion
from .tries import Tries
from .uses import uses
from .verdicts import Notes, verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..importtime.parse import Log
    from .observe import Candidate
    from .prepare import Place

# For each command: three to watch it, a log, a trace, and for each of three stages a trial, a log, and a log for side
# effects; the rest to leave packages out that gain nothing.
_RUNS_EACH = 3 + 1 + 1 + 3 * 3 + 30
_RUNS_EACH_TEST = 6
_RUNS_TO_ISOLATE = 60
# In microseconds: what a package has to leave out to be named.
_WORTH_IT = 300
# In microseconds, and as a part of all import time: less can't be worth a change within a package.
_WORTH_INSIDE = 1000
_WORTH_INSIDE_PART = 0.01
_CONFIRMATIONS = 2
# In seconds: more is said in minutes.
_LONG = 100


@dataclass(frozen=True)
class Options:
    """How the search is to be done.

    Attributes:
        ignore_failure: accept commands that exit non-zero.
        inside: try imports within packages, too.
        max_time: seconds for the measurement of each command.
    """

    ignore_failure: bool = False
    inside: bool = True
    max_time: float = 20


def runs_needed(commands: int, tests: int) -> int:
    """Return how many runs a search may take at most.

    Parameters:
        commands: how many commands there are.
        tests: how many test suites there are.
    """
    measuring = 2 * MOST_ROUNDS * MOST_ARMS
    return commands * (_RUNS_EACH + measuring) + tests * _RUNS_EACH_TEST + _RUNS_TO_ISOLATE


def seconds_needed(commands: Sequence[float], tests: Sequence[float], packages: int, max_time: float) -> float:
    """Return how long a search takes at most, in seconds.

    Parameters:
        commands: how long a run of each command takes, in seconds.
        tests: how long a run of each test suite takes, in seconds.
        packages: how many packages are imported in a child.
        max_time: seconds for the measurement of each command.
    """
    searching = _RUNS_EACH * sum(commands) + _RUNS_EACH_TEST * sum(tests)
    isolating = (_RUNS_TO_ISOLATE + packages) * max(commands)
    # What is left of a set is measured again.
    measuring = sum(2 * min(max_time, MOST_ROUNDS * MOST_ARMS * seconds) for seconds in commands)
    return searching + isolating + measuring


class Session:
    """One search.

    Parameters:
        place: the commands, and what is needed to run them.
        options: how to search.
        tell: called with what is worth saying on the way.

    Raises:
        DormantError: the project defers everything already.
    """

    def __init__(self, place: Place, options: Options, tell: Callable[[str], None]) -> None:
        if any(choice.package == "*" for choice in place.existing):
            raise DormantError('`packages` holds "*", so there is nothing left to suggest: take it out first')
        self._environments = place.environments
        self._inspect = place.inspect
        self._runs = place.runs
        self._existing = place.existing
        self._options = options
        self._tell = tell
        self._notes = Notes()
        self._tries = Tries(place, self._notes)
        self.result = Suggestion([trial.label for trial in place.trials], place.interpreter, most_runs=self._runs.most)

    def search(self) -> Suggestion:
        """Return the result.

        Raises:
            DormantError: a command can't be used, or all of them differ from themselves.
        """
        self._watch()
        imported = candidates(self._tries.eager.values())
        self._announce(sum(not one.standard for one in imported))
        found = self._find_side_effects(imported)
        self._see_uses(found)
        self._tries.reserved = min(2 * FEWEST_PAIRS * len(self._tries.trials), self._runs.left // 2)
        kept = self._stages(found)
        kept = self._confirm(self._needed(kept))
        self._tries.reserved = 0
        self.result.choices = kept
        self._notes.logs = [(self._tries.eager[label], log) for label, log in self._tries.log_left(kept).items()]
        gains = Gains(self._tries, self._environments, self.result, self._notes, self._options.max_time)
        kept = gains.worthwhile(kept)
        self.result.verdicts = verdicts(found, self._existing, kept, self._notes)
        self._warn(kept)
        self.result.runs = self._runs.done
        return self.result

    def _watch(self) -> None:
        for trial in [*self._tries.trials, *self._tries.tests]:
            trial.watch(ignore_failure=self._options.ignore_failure)
            if not trial.trusted:
                self.result.untrusted[trial.label] = trial.unstable
            elif trial.unstable:
                self.result.warnings.append(
                    f"not compared, as two eager runs of `{trial.label}` differ in it: {', '.join(trial.unstable)}"
                )
        self._tries.trials = [trial for trial in self._tries.trials if trial.trusted]
        self._tries.tests = [trial for trial in self._tries.tests if trial.trusted]
        self.result.volatile = sorted({name for trial in self._tries.trials for name in trial.volatile})
        if not self._tries.trials:
            label, parts = next(iter(self.result.untrusted.items()))
            raise DormantError(
                f"two runs of `{label}` without dormant differ in {', '.join(parts)}, so nothing can be proven by it: "
                "give a command that does the same each time"
            )
        for trial in self._tries.trials:
            self._tries.eager[trial.label] = trial.log(self._environments.off)
            if not self._tries.eager[trial.label].imports:
                raise DormantError(
                    f"`{trial.label}` wrote no import log: its interpreter ignores environment variables (-E or -I?)"
                )

    def _announce(self, packages: int) -> None:
        """Say how long it takes at most, from how long the first runs took."""
        commands = [trial.seconds for trial in self._tries.trials]
        tests = [trial.seconds for trial in self._tries.tests]
        all_runs = (self._runs.left + packages) * max([*commands, *tests])
        seconds = min(all_runs, seconds_needed(commands, tests, packages, self._options.max_time))
        most = f"{seconds / 60:.0f} min" if seconds > _LONG else f"{seconds:.0f} s"
        self._tell(f"A run takes about {max(commands):.1g} s, so the search at most about {most}, and mostly less.")

    def _find_side_effects(self, found: Iterable[Candidate]) -> list[Candidate]:
        """Return the candidates that there are, and note the side effects of their imports."""
        there = []
        for candidate in found:
            findings = [] if candidate.standard else self._inspect(candidate)
            if findings is not None:
                self._notes.findings[candidate.name] = findings
                there.append(candidate)
        return there

    def _see_uses(self, found: Iterable[Candidate]) -> None:
        """Find out who uses what, in one run of each command with everything deferred that may be."""
        unsafe = self._guarded
        names = [one.name for one in found if one.name not in unsafe]
        environment = self._environments.on(Choice(name) for name in names)
        traces = []
        for trial in self._tries.trials:
            try:
                traces.append(trial.trace(environment))
            except TimeoutExceededError:
                # Whatever it waits for, it will show as a difference.
                continue
        self._notes.uses = uses(traces, names)

    @property
    def _guarded(self) -> set[str]:
        """The packages whose import must stay where it is, whoever causes it."""
        return self._notes.unsafe()

    def _stages(self, found: Sequence[Candidate]) -> list[Choice]:
        unsafe = self._guarded
        usable = [one for one in found if one.name not in unsafe]
        names = {one.name for one in found}
        first = [choice for choice in self._existing if choice.package not in names]
        first += [Choice(one.name) for one in usable if not one.standard]
        kept = self._useful(self._stage([], first))
        kept = self._useful(self._stage(kept, [Choice(one.name) for one in usable if one.standard]))
        if self._options.inside:
            kept = self._inside(kept, usable)
        return kept

    def _inside(self, kept: list[Choice], usable: Iterable[Candidate]) -> list[Choice]:
        """Try imports within the packages that still take time."""
        before = self._tries.log_left(kept) or self._tries.eager
        logs = before.values()
        least = max(_WORTH_INSIDE, _WORTH_INSIDE_PART * max(log.total for log in logs))
        own: dict[str, int] = {}
        for log in logs:
            for name, package in by_package(log).items():
                if package.modules > 1:
                    own[name] = max(own.get(name, 0), package.own)
        dropped = self._notes.differences
        wanted = [one.name for one in usable if not one.standard and one.name not in dropped]
        wanted = sorted((name for name in wanted if own.get(name, 0) >= least), key=lambda name: -own[name])
        after = self._stage(kept, [Choice(name, inside=True) for name in wanted])
        return self._useful(after, before, kept)

    def _stage(self, base: list[Choice], items: Sequence[Choice]) -> list[Choice]:
        """Return *base* with those of *items* that make no difference."""
        if not items or self._notes.untried:
            self._notes.untried.update(choice.package for choice in items)
            return base
        found = isolate(items, lambda some: self._tries.test(_merge(base, some)))
        for choice, what in found.dropped.items():
            differences = self._notes.differences_inside if choice.inside else self._notes.differences
            differences.setdefault(choice.package, what)
        self._notes.untried.update(choice.package for choice in found.untried)
        if len(found.dropped) == len(items) > 2:
            self.result.warnings.append(
                "each single package made a difference: the commands may notice dormant itself (docs/differences.md)"
            )
        return _merge(base, found.kept)

    def _useful(
        self, choices: list[Choice], before: Mapping[str, Log] | None = None, fallback: Sequence[Choice] = ()
    ) -> list[Choice]:
        """Return *choices* without those that load all of their modules all the same.

        Parameters:
            choices: a set that passed.
            before: the logs to compare with; by default those of the eager runs.
            fallback: the choices to return to where a new one gains nothing.
        """
        logs = self._tries.log_left(choices)
        if not logs:
            return choices
        old = {choice.package: choice for choice in fallback}
        kept = []
        loads = self._tries.loads(before or self._tries.eager)
        now = self._tries.loads(logs)
        for choice in choices:
            unchanged = loads.get(choice.package) == now.get(choice.package)
            if choice.package in loads and unchanged and choice not in fallback:
                if choice.package in old:
                    kept.append(old[choice.package])
                else:
                    self._notes.useless.add(choice.package)
                continue
            self._notes.useless.discard(choice.package)
            kept.append(choice)
        return kept

    def _needed(self, choices: list[Choice]) -> list[Choice]:
        """Return *choices* without those that leave out next to nothing given the rest, the least costly first."""
        cost = {name: total.cumulative for log in self._tries.eager.values() for name, total in by_package(log).items()}
        kept = list(choices)
        for choice in sorted(choices, key=lambda choice: cost.get(choice.package, 0)):
            if choice.package not in cost:
                continue
            lesser: list[Choice | None] = [Choice(choice.package), None] if choice.inside else [None]
            for less in lesser:
                other = [less if one.package == choice.package else one for one in kept]
                rest = [one for one in other if one is not None]
                if self._tries.left <= 2 * len(self._tries.trials):
                    return kept
                if self._tries.left_out(kept, rest) >= (_WORTH_INSIDE if less else _WORTH_IT):
                    break
                kept = rest
                if less is None:
                    self._notes.useless.add(choice.package)
        return kept

    def _confirm(self, kept: list[Choice]) -> list[Choice]:
        """Return what is left of *kept* after it passed everything once more, the test suites included."""
        for tests in (False, True) if self._tries.tests else (False,):
            proven = 0
            while kept and proven < (_CONFIRMATIONS if not tests else 1):
                if not self._tries.left:
                    self.result.proven = False
                    return kept
                if self._tries.test(kept, tests=tests) is None:
                    proven += 1
                    continue
                proven = 0
                found = isolate(kept, partial(self._tries.test, tests=tests))
                self._notes.differences.update({choice.package: what for choice, what in found.dropped.items()})
                self._notes.untried.update(choice.package for choice in found.untried)
                kept = found.kept
        return kept

    def _warn(self, kept: Sequence[Choice]) -> None:
        used = {row.package for _, log in self._notes.logs for row in log.imports}
        unused = [choice.package for choice in kept if choice.package.partition(".")[0] not in used]
        if kept and not self._tries.tests and 2 * len(unused) > len(kept):
            self.result.warnings.append(
                f"thin coverage: {len(unused)} of the {len(kept)} packages are never used by these commands, so what "
                "happens when they are used was not seen; give commands that use them, or --test"
            )
        if self._notes.untried:
            self.result.warnings.append(
                f"the runs were used up before {len(self._notes.untried)} packages were tried: allow more with "
                "--max-runs"
            )


def _merge(base: Iterable[Choice], some: Iterable[Choice]) -> list[Choice]:
    """Return *base* and *some*, which win where both name a package."""
    return list({choice.package: choice for choice in [*base, *some]}.values())
