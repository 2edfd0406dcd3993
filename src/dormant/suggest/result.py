"""What `dormant suggest` found out.

Phase: cold. May import: the standard library, `dormant.measure`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ..measure.arms import Interpreter
    from ..measure.estimate import Estimate
    from .choices import Choice
    from .effects import Finding
    from .uses import Use

Word = Literal["defer", "no gain", "unsafe", "unknown"]


@dataclass(frozen=True)
class Saving:
    """What one command gains.

    Attributes:
        command: the command, as typed.
        wall: wall time without and with deferral, in seconds.
        cpu: processor time likewise.
    """

    command: str
    wall: Estimate
    cpu: Estimate

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values; times in seconds, savings above 0 where deferral is better."""
        return {"command": self.command, "wall": asdict(self.wall), "cpu": asdict(self.cpu)}


@dataclass
class Verdict:
    """What is to be done with one package.

    Attributes:
        package: its import name.
        word: "defer", "no gain", "unsafe", or "unknown".
        reason: why, in one sentence.
        inside: whether imports within it are to be deferred, too.
        own: time in its own modules in the eager run, in microseconds; the largest over the commands.
        cumulative: the same with everything that they caused to be imported.
        findings: the side effects of its import.
        use: who imports it and who used it first, or None if that isn't known.
        savings: what disappears when it is deferred given the rest of the set, for each command it was measured with.
    """

    package: str
    word: Word
    reason: str
    inside: bool = False
    own: int = 0
    cumulative: int = 0
    findings: list[Finding] = field(default_factory=list)
    savings: list[Saving] = field(default_factory=list)
    use: Use | None = None

    @property
    def saving(self) -> Saving | None:
        """The largest saving over the commands."""
        return min(self.savings, key=lambda one: one.cpu.difference, default=None)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "package": self.package,
            "verdict": self.word,
            "reason": self.reason,
            "inside": self.inside,
            "own_us": self.own,
            "cumulative_us": self.cumulative,
            "side_effects": [{**asdict(one), "meaning": one.meaning} for one in self.findings],
            "savings": [one.as_json() for one in self.savings],
            "use": None if self.use is None else self.use.as_json(),
        }


@dataclass
class Suggestion:
    """The whole result.

    Attributes:
        commands: the commands, as typed.
        interpreter: the interpreter that runs them.
        verdicts: one for each package.
        choices: the set that passed everything.
        savings: what the whole set gains, for each command.
        volatile: the kinds of text that were not compared.
        untrusted: for each command that differs from itself without dormant, in what it does.
        warnings: what the reader should know before trusting the set.
        runs: how many runs were made.
        most_runs: how many were announced.
        proven: whether every run with the set did what the eager runs did.
    """

    commands: list[str]
    interpreter: Interpreter
    verdicts: list[Verdict] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    savings: list[Saving] = field(default_factory=list)
    volatile: list[str] = field(default_factory=list)
    untrusted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    runs: int = 0
    most_runs: int = 0
    proven: bool = True

    @property
    def gains(self) -> bool:
        """Whether a command is faster with the set beyond doubt."""
        return any(saving.cpu.clear and saving.cpu.ratio > 1 for saving in self.savings)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "commands": self.commands,
            "python": self.interpreter.as_json(),
            "packages": [choice.package for choice in self.choices],
            "inside": [choice.package for choice in self.choices if choice.inside],
            "proven": self.proven,
            "gains": self.gains,
            "savings": [one.as_json() for one in self.savings],
            "verdicts": [one.as_json() for one in self.verdicts],
            "not_compared": self.volatile,
            "untrusted": {label: list(parts) for label, parts in self.untrusted.items()},
            "warnings": self.warnings,
            "runs": {"made": self.runs, "announced": self.most_runs},
        }
