"""One comparison's result: its figures, its verdict in words, and its JSON form.

Phase: cold. May import: the standard library, `dormant.importtime`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ..importtime.totals import Change, difference
from .behaviour import Behaviour, behaviour
from .estimate import FEWEST_PAIRS, FEWEST_RUNS, Estimate, estimate, fewest_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..importtime.parse import Log
    from .arms import Interpreter
    from .behaviour import Judgement
    from .series import Arm, Series

# Runs 3 % apart matter to nobody's start, and need hundreds of pairs on an ordinary machine to be told apart.
_WORTH_RESOLVING = 0.03
_OURS = "dormant"


@dataclass
class Comparison:
    """What `dormant compare` found out.

    Attributes:
        command: the program and its arguments, as typed.
        interpreter: the interpreter that runs it, or None if that couldn't be told.
        configuration: what was deferred in the arm "on", in words.
        series: all runs.
        start_cost: what dormant's own start costs, in seconds of processor time, or None if it wasn't measured.
        notes: what the reader should know about how it was measured.
        base: the file with the saved runs that the arm "off" holds, or None if it was run without deferral.
    """

    command: Sequence[str]
    interpreter: Interpreter | None
    configuration: str
    series: Series
    start_cost: Estimate | None = None
    notes: list[str] = field(default_factory=list)
    base: str | None = None

    def __post_init__(self) -> None:
        """Work the figures out once."""
        off, on, paired = self.series.off, self.series.on, self.base is None
        self.wall = estimate([run.wall for run in off], [run.wall for run in on], paired=paired)
        self.cpu = estimate([run.cpu for run in off], [run.cpu for run in on], paired=paired)
        self.memory = estimate([run.memory for run in off], [run.memory for run in on], paired=paired)
        self.behaviour: Behaviour = behaviour(self.series.all("off"), self.series.all("on"))
        self.changes: list[Change] = []
        if self.log("off").imports:
            self.changes = difference(self.log("off"), self.log("on"), leave_out=[_OURS])

    @property
    def sides(self) -> tuple[str, str]:
        """What the two sides are called."""
        return ("off", "on") if self.base is None else ("saved", "now")

    def made(self) -> str:
        """Return how many runs were made, in words."""
        after = counted(len(self.series.warmups["on"]), "warm-up")
        if self.base is None:
            return f"{counted(self.wall.pairs, 'interleaved pair')}, {after}"
        return f"{counted(len(self.series.on), 'run')} against {len(self.series.off)} saved, {after}"

    def judged(self) -> str:
        """Return what was found about exit code and output, in words."""
        words: dict[Judgement, str] = {"same": "the same", "different": "DIFFERENT", "unstable": "unstable"}
        found = {word: self.behaviour.named(key) for key, word in words.items()}
        return " · ".join(f"{listing(parts)} {word}" for word, parts in found.items() if parts)

    def log(self, arm: Arm) -> Log:
        """Return the import log of *arm*; it has no imports where the program isn't Python or shuts its log off."""
        return self.series.logs[arm]

    @property
    def own_imports(self) -> int:
        """Time that dormant's own modules took to import, in microseconds."""
        return sum(row.own for row in self.log("on").imports if row.package == _OURS)

    def modules(self, arm: Arm) -> int:
        """Return how many different modules the command imported in *arm*, dormant's own included."""
        return len(self.log(arm).names)

    def verdict(self) -> str:
        """Return the result in one sentence or two."""
        saved = self.base is not None
        base = len(self.series.off) if saved else None
        sentences = [_about_behaviour(self.behaviour, saved=saved), about_time(self.wall, self.cpu, base=base)]
        fewer = any(change.what in ("never loaded", "partly loaded") for change in self.changes)
        if self.changes and not fewer and not saved:
            gained = any(found.clear and found.ratio > 1 for found in (self.wall, self.cpu))
            noise = ", so take the gain for noise unless it comes back in a second measurement" if gained else ""
            sentences.append(f"The same modules were imported in both: nothing that was deferred stayed unused{noise}.")
        return " ".join(filter(None, sentences))

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values: times in seconds, memory in bytes, import times in microseconds."""
        return {
            "command": list(self.command),
            "python": None if self.interpreter is None else self.interpreter.as_json(),
            "configuration": self.configuration,
            "base": self.base,
            "pairs": self.wall.pairs,
            "warmups": len(self.series.warmups["on"]),
            "behaviour": {
                "different": self.behaviour.different,
                **{part.replace(" ", "_"): found for part, found in self.behaviour.judgements.items()},
                "diffs": self.behaviour.diffs,
            },
            "wall": asdict(self.wall),
            "cpu": asdict(self.cpu),
            "peak_memory": asdict(self.memory),
            "modules": {"off": self.modules("off"), "on": self.modules("on")} if self.changes else None,
            "own_cost": {
                "start_cpu": None if self.start_cost is None else asdict(self.start_cost),
                "imports_us": self.own_imports,
            },
            "packages": [{**asdict(change), "saved": change.saved} for change in self.changes],
            "samples": self._samples(),
            "notes": self.notes,
            "verdict": self.verdict(),
        }

    def _samples(self) -> list[dict[str, Any]]:
        samples = []
        for arm, runs in (("off", self.series.off), ("on", self.series.on)):
            for pair, run in enumerate(runs):
                figures = {"wall": run.wall, "cpu": run.cpu, "peak_memory": run.memory, "exit_code": run.exit_code}
                samples.append({"arm": arm, "pair": pair, **figures})
        return samples


def counted(count: int, what: str) -> str:
    """Return a number of things in words."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def listing(names: list[str]) -> str:
    """Return *names* as a list in a sentence."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _about_behaviour(found: Behaviour, *, saved: bool = False) -> str:
    """Return what is to be said about behaviour, or "" if all is the same."""
    different, unstable = found.named("different"), found.named("unstable")
    sentences = []
    if different:
        when = "as in the saved runs" if saved else "with dormant"
        sentences.append(f"The command does not do the same {when}: {listing(different)} changed.")
    if unstable:
        where = "in the saved runs" if saved else "without dormant"
        sentences.append(
            f"Not judged: {listing(unstable)}, unstable {where} already (a time, an address, something "
            "that an earlier run left behind, the order of a set? PYTHONHASHSEED=0 keeps the last)."
        )
    return " ".join(sentences)


def about_time(wall: Estimate, cpu: Estimate, *, base: int | None = None) -> str:
    """Return what can be said about time, and claim no more than the intervals allow.

    Parameters:
        wall: wall time of the pairs, in seconds.
        cpu: processor time of the same pairs, in seconds.
        base: number of the saved runs that one side of them is; None if it is those without dormant.
    """
    saved = base is not None
    subject = "Since the saved runs the command has come to take" if saved else "With dormant the command takes"
    runs, sides = ("runs", "saved/now") if saved else ("pairs", "off/on")
    if wall.ratio_interval is None:
        return _about_too_few(wall.pairs, base)
    if wall.clear:
        return f"{subject} {_gain(wall)}."
    interval = f"{wall.ratio_interval.low:.2f} to {wall.ratio_interval.high:.2f}"
    noise = f"No difference in wall time can be told from noise (95 % interval of {sides}: {interval})"
    if cpu.clear:
        return f"{noise}, but {subject[0].lower()}{subject[1:]} {_gain(cpu)} in CPU time."
    needed, wanted = wall.pairs_needed(at_least=_WORTH_RESOLVING)
    if needed <= wall.pairs:
        return f"{noise}: if there is one, it is smaller than {wanted:.0%}."
    where = ", and as many saved" if saved else ""
    return f"{noise}. About {needed} {runs} would tell a difference of {wanted:.0%}: --pairs {needed}{where}."


def _about_too_few(pairs: int, base: int | None) -> str:
    """Return how many runs it takes to tell a difference, where there are too few.

    Parameters:
        pairs: number of pairs; with saved runs, of those on the smaller side.
        base: number of saved runs, or None without them.
    """
    needed = FEWEST_PAIRS if base is None else fewest_runs(base)
    if needed is None:
        few, count = counted(base or 0, "saved run"), base
        advice = f"save them anew with --pairs {FEWEST_RUNS} or more, and compare as many with them"
    else:
        few, count = counted(pairs, "pair" if base is None else "run"), pairs
        advice = f"use --pairs {needed} or more"
    return f"{few} {'is' if count == 1 else 'are'} too few to tell a difference from noise: {advice}."


def _gain(measured: Estimate) -> str:
    """Return a clear difference in words."""
    interval = measured.ratio_interval
    if interval is None:
        return ""
    amount = f"{abs(measured.difference) * 1000:.1f} ms"
    if measured.ratio >= 1:
        ratio, low, high = measured.ratio, interval.low, interval.high
        return f"{amount} less: {ratio:.2f} times faster (95 % interval {low:.2f} to {high:.2f})"
    ratio, low, high = 1 / measured.ratio, 1 / interval.high, 1 / interval.low
    return f"{amount} more: {ratio:.2f} times slower (95 % interval {low:.2f} to {high:.2f})"
