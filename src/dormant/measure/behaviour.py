"""Whether a command does the same with deferral as without it.

Phase: cold. May import: the standard library.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .process import Run

Judgement = Literal["same", "different", "unstable"]
_LONGEST_DIFF = 200


@dataclass(frozen=True)
class Behaviour:
    """What was found about exit code and output.

    Attributes:
        judgements: for "exit code", "stdout" and "stderr": "same", "different", or "unstable" where runs without
            deferral already differ from each other, so that nothing can be said.
        diffs: a unified diff, off to on, for each part that is different.
    """

    judgements: dict[str, Judgement]
    diffs: dict[str, str]

    @property
    def different(self) -> bool:
        """Whether deferral changed anything that can be judged."""
        return "different" in self.judgements.values()

    def named(self, judgement: Judgement) -> list[str]:
        """Return the parts with this judgement."""
        return [part for part, found in self.judgements.items() if found == judgement]


def behaviour(off: Sequence[Run], on: Sequence[Run]) -> Behaviour:
    """Compare all runs without deferral with all runs with it."""
    judgements: dict[str, Judgement] = {}
    diffs: dict[str, str] = {}
    for part, before, after in zip(("exit code", "stdout", "stderr"), _parts(off), _parts(on), strict=True):
        others = [value for value in after if value != before[0]]
        if any(value != before[0] for value in before):
            judgements[part] = "unstable"
        elif others:
            judgements[part] = "different"
            diffs[part] = _diff(part, before[0], others[0])
        else:
            judgements[part] = "same"
    return Behaviour(judgements, diffs)


def _parts(runs: Sequence[Run]) -> tuple[list[bytes], list[bytes], list[bytes]]:
    return [b"%d\n" % run.exit_code for run in runs], [run.stdout for run in runs], [run.stderr for run in runs]


def _diff(part: str, off: bytes, on: bytes) -> str:
    """Return a unified diff of two outputs, cut after `_LONGEST_DIFF` lines."""
    before, after = (data.decode("utf-8", "backslashreplace").splitlines() for data in (off, on))
    lines = list(difflib.unified_diff(before, after, f"{part}, dormant off", f"{part}, dormant on", lineterm=""))
    if not lines:
        lines = [f"{part}: the lines are the same, their line ends are not"]
    hidden = len(lines) - _LONGEST_DIFF
    return "\n".join(lines[:_LONGEST_DIFF] + ([f"... {hidden} more lines"] if hidden > 0 else []))
