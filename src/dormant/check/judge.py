"""Runs a target and says where it is over a limit.

Phase: cold. May import: the standard library, `dormant.config`, `dormant.measure`, `dormant.trace`.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.names import is_standard
from ..errors import DormantError
from ..measure.arms import not_found, prepare
from ..measure.estimate import Interval, estimate
from ..measure.series import Bench
from ..trace.record import is_below
from ..trace.report import who_loaded
from ..trace.run import trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..measure.arms import Arms
    from ..trace.record import Load, Trace
    from .target import Target

_MOST_PACKAGES = 5
# Seconds for the measured pairs of runs; at least as many are made as an interval needs.
_TIME = 8.0


@dataclass
class Verdict:
    """What was found about one limit.

    Attributes:
        limit: its key in the configuration.
        passed: whether the target keeps to it.
        text: what was found, in words.
        details: who is to blame, a line each.
    """

    limit: str
    passed: bool
    text: str
    details: list[str] = field(default_factory=list)


@dataclass
class Result:
    """What was found about one target.

    Attributes:
        target: the target.
        verdicts: one for each limit; `must-not-load` has one for each name.
        modules: the names of the modules that it imported, with dormant.
        exit_code: its exit code, with dormant.
        ratio: the median of its processor time with dormant divided by that without, or None if it wasn't measured.
        interval: its 95 % interval.
    """

    target: Target
    verdicts: list[Verdict]
    modules: frozenset[str]
    exit_code: int = 0
    ratio: float | None = None
    interval: Interval | None = None

    @property
    def passed(self) -> bool:
        """Whether the target keeps to all its limits."""
        return all(verdict.passed for verdict in self.verdicts)


def judge(
    target: Target,
    environment: Mapping[str, str],
    *,
    folder: Path,
    config: Path | None = None,
    packages: Sequence[str] = (),
    timeout: float = 60,
    ignore_failure: bool = False,
) -> Result:
    """Run *target* and return what was found.

    Parameters:
        target: the command and its limits.
        environment: the user's environment variables.
        folder: the directory in which to look for a project.
        config: the `pyproject.toml` to use, or None for the registered one or that of *folder*.
        packages: import names to defer instead of any configuration.
        timeout: seconds until a run is killed.
        ignore_failure: judge a command that exits non-zero as well.

    Raises:
        DormantError: the command can't be run, fails, or dormant doesn't start in it.
    """
    with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
        arms = prepare(
            target.command,
            environment,
            config=config,
            packages=packages,
            scratch=Path(scratch),
            folder=folder,
            timeout=timeout,
        )
        found, done = trace(target.command, arms.on, timeout=timeout)
        if done.exit_code and not ignore_failure:
            raise DormantError(
                f"the command fails with exit code {done.exit_code}: mend it, or judge it all the same with "
                "--ignore-failure" + (f" ({done.last_words})" if done.last_words else "")
            )
        verdicts = [_judge_load(name, found) for name in target.must_not_load]
        result = Result(target, verdicts, found.modules, done.exit_code)
        absent = not_found(
            target.must_not_load, target.command, arms.interpreter, arms.off, folder=folder, timeout=timeout
        )
        for name, verdict in zip(target.must_not_load, result.verdicts, strict=True):
            if verdict.passed and name in absent:
                # It may be mistyped: a limit on nothing is kept by everything.
                verdict.text += " (not installed here)"
        if target.may_load is not None:
            result.verdicts.append(_judge_others(target.may_load, found))
        if target.max_modules is not None:
            result.verdicts.append(_judge_count(target.max_modules, found))
        if target.max_time_ratio is not None:
            _judge_time(target.max_time_ratio, result, arms, timeout, ignore_failure=ignore_failure)
    return result


def _judge_load(name: str, found: Trace) -> Verdict:
    load = found.first_load(name)
    if load is not None:
        return Verdict("must-not-load", passed=False, text=f"{name} was loaded", details=[who_loaded(load)])
    if found.loaded_before(name):
        return Verdict("must-not-load", passed=False, text=f"{name} was loaded before dormant started")
    if found.loaded_unseen(name):
        return Verdict("must-not-load", passed=False, text=f"{name} was loaded, and nobody was seen to load it")
    return Verdict("must-not-load", passed=True, text=f"{name} was not loaded")


def _judge_others(names: Sequence[str], found: Trace) -> Verdict:
    others = [
        load
        for load in found.loads
        if not is_standard(load.package) and not any(is_below(load.module, name) for name in (*names, "dormant"))
    ]
    first: dict[str, Load] = {}
    for load in others:
        first.setdefault(load.package, load)
    if not first:
        return Verdict("may-load", passed=True, text="nothing else was loaded")
    text = f"{', '.join(first)} may not be loaded, and {'was' if len(first) == 1 else 'were'}"
    return Verdict("may-load", passed=False, text=text, details=[who_loaded(load) for load in first.values()])


def _judge_count(limit: int, found: Trace) -> Verdict:
    count = len(found.modules)
    verdict = Verdict("max-modules", count <= limit, f"{count} modules were imported, and {limit} may be")
    if not verdict.passed:
        first = found.first_loads()
        counts = [(package, number) for package, number in found.count_modules().most_common() if package in first]
        # What can be changed comes first.
        counts.sort(key=lambda item: is_standard(item[0]))
        verdict.details = [
            f"{package} ({number}): {who_loaded(first[package])}" for package, number in counts[:_MOST_PACKAGES]
        ]
        if len(counts) > _MOST_PACKAGES:
            verdict.details.append(f"and {len(counts) - _MOST_PACKAGES} more packages")
    return verdict


def _judge_time(limit: float, result: Result, arms: Arms, timeout: float, *, ignore_failure: bool) -> None:
    """Measure the target off and on in turns, and add what was found to *result*."""
    bench = Bench(result.target.command, arms.off, arms.on, timeout=timeout)
    bench.warm_up(1, ignore_failure=ignore_failure)
    bench.measure(bench.pairs_within(_TIME), ignore_failure=ignore_failure)
    found = estimate([run.cpu for run in bench.series.off], [run.cpu for run in bench.series.on])
    interval = found.ratio_interval
    if interval is None:
        raise DormantError(f"{found.pairs} pairs of runs are too few to judge the time of `{result.target.name}`")
    result.ratio = 1 / found.ratio
    result.interval = Interval(1 / interval.high, 1 / interval.low)
    result.verdicts.append(time_verdict(limit, result.ratio, result.interval))


def time_verdict(limit: float, ratio: float, interval: Interval) -> Verdict:
    """Return whether a measured ratio keeps to *limit*: it is over only if noise can't account for it.

    Parameters:
        limit: the greatest ratio.
        ratio: the measured one, on divided by off.
        interval: its 95 % interval.
    """
    text = f"CPU time on/off is {ratio:.2f} (95 % interval {interval.low:.2f} to {interval.high:.2f})"
    if interval.low > limit:
        return Verdict("max-time-ratio", passed=False, text=f"{text}, and {limit:g} is allowed")
    if interval.high > limit:
        text += f"; that it is over {limit:g} can't be told from noise"
    return Verdict("max-time-ratio", passed=True, text=text)
