"""From what was found to one verdict for each package, with its reason.

Phase: cold. May import: the standard library, `dormant.importtime`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..importtime.totals import by_package
from .result import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..importtime.parse import Log
    from .choices import Choice
    from .effects import Finding
    from .observe import Candidate
    from .result import Saving
    from .trial import Difference
    from .uses import Use


@dataclass
class Notes:
    """What was found out about packages on the way, by name.

    Attributes:
        findings: the side effects of their imports.
        differences: what was different when they were deferred.
        differences_inside: what was different when imports within them were deferred, too.
        uses: who imports them and who used them first, when all were deferred.
        useless: those that load all of their modules all the same.
        outweighed: those that passed, and gain less together than dormant's own start costs.
        untried: those that the runs didn't suffice for.
        savings: what each adds to the set.
        logs: the import log of each command without deferral, and with the whole set.
    """

    findings: dict[str, list[Finding]] = field(default_factory=dict)
    differences: dict[str, Difference] = field(default_factory=dict)
    differences_inside: dict[str, Difference] = field(default_factory=dict)
    uses: dict[str, Use] = field(default_factory=dict)
    useless: set[str] = field(default_factory=set)
    outweighed: set[str] = field(default_factory=set)
    untried: set[str] = field(default_factory=set)
    savings: dict[str, list[Saving]] = field(default_factory=dict)
    logs: list[tuple[Log, Log]] = field(default_factory=list)

    def unsafe(self) -> set[str]:
        """Return the packages whose import has an unsafe side effect."""
        return {name for name in self.findings if self.worst(name)}

    def worst(self, name: str) -> str:
        """Return the first unsafe side effect of a package in words, or ""."""
        return next((str(one) for one in self.findings.get(name, ()) if one.meaning == "unsafe"), "")


def verdicts(
    found: Iterable[Candidate], existing: Iterable[Choice], kept: Sequence[Choice], notes: Notes
) -> list[Verdict]:
    """Return a verdict for each package, those to defer first, the most costly first.

    Parameters:
        found: the packages that the commands import.
        existing: what the project defers already.
        kept: the set that passed.
        notes: what was found out.
    """
    chosen = {choice.package: choice for choice in kept}
    result = [_about(candidate, chosen, notes) for candidate in found]
    seen = {verdict.package for verdict in result}
    result += [_about_existing(choice, notes) for choice in existing if choice.package not in seen]
    order = ("defer", "unsafe", "no gain", "unknown")
    return sorted(result, key=lambda one: (order.index(one.word), -one.cumulative, one.package))


def _about(candidate: Candidate, chosen: dict[str, Choice], notes: Notes) -> Verdict:
    name = candidate.name
    verdict = Verdict(
        name,
        "no gain",
        "",
        own=candidate.own,
        cumulative=candidate.cumulative,
        findings=notes.findings.get(name, []),
        savings=notes.savings.get(name, []),
        use=notes.uses.get(name),
    )
    if name in chosen:
        verdict.word, verdict.inside, verdict.reason = "defer", chosen[name].inside, _use(name, notes)
    elif notes.worst(name):
        verdict.word, verdict.reason = "unsafe", notes.worst(name)
    elif name in notes.differences:
        verdict.word, verdict.reason = "unsafe", str(notes.differences[name])
    elif name in notes.untried:
        verdict.word, verdict.reason = "unknown", "the runs were used up before it was tried"
    else:
        verdict.reason = _no_gain(candidate, notes)
    if name in notes.differences_inside:
        verdict.reason += f"; not inside: {notes.differences_inside[name]}"
    return verdict


def _no_gain(candidate: Candidate, notes: Notes) -> str:
    if candidate.name in notes.outweighed:
        return "to defer it costs more than it saves"
    if not any(candidate.name in by_package(on) for _, on in notes.logs) and notes.logs:
        return "only what is deferred imports it"
    use = notes.uses.get(candidate.name)
    words = use.in_words() if use else ""
    if words:
        return words
    count = len(candidate.modules)
    return f"all {count} of its modules are loaded all the same" if count > 1 else "it is loaded all the same"


def _about_existing(choice: Choice, notes: Notes) -> Verdict:
    if choice.package in notes.differences:
        return Verdict(choice.package, "unsafe", str(notes.differences[choice.package]), inside=choice.inside)
    reason = "not imported by these commands; it stays as it is configured"
    return Verdict(choice.package, "unknown", reason, inside=choice.inside)


def _use(name: str, notes: Notes) -> str:
    """Return how much of a deferred package the commands use."""
    before: list[int] = []
    after: list[int] = []
    for off, on in notes.logs:
        there, left = by_package(off).get(name), by_package(on).get(name)
        before.append(there.modules if there else 0)
        after.append(left.modules if left else 0)
    if not any(after):
        return "never used"
    if after == before:
        return "used later"
    return f"{sum(after)} of {sum(before)} modules used" if len(before) == 1 else "used in part"
