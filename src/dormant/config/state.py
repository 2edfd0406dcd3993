"""Whether an environment's settings can be used, and whether they still match their pyproject.toml.

Phase: cold. May import: the standard library, `dormant.settings`, `dormant.config`.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..settings import SettingsError, digest_of
from .environment import read_settings

if TYPE_CHECKING:
    from ..settings import Settings
    from .environment import Environment


class Kind(Enum):
    """What may be said of settings, in words."""

    ABSENT = "absent"
    FRESH = "fresh"
    STALE = "stale"
    WITHOUT_SOURCE = "without source"
    UNUSABLE = "unusable"


class State(NamedTuple):
    """The state of an environment's settings.

    Attributes:
        kind: what may be said of them.
        detail: why they are unusable or without source; else "".
        settings: the settings, or None if they are absent or unusable.
    """

    kind: Kind
    detail: str
    settings: Settings | None


def state_of(environment: Environment) -> State:
    """Return the state of the settings of *environment*."""
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        return State(Kind.UNUSABLE, str(error), None)
    if settings is None:
        return State(Kind.ABSENT, "", None)
    try:
        data = Path(settings.source).read_bytes()
    except OSError as error:
        # As at a start, for which the settings stay as they are.
        return State(Kind.WITHOUT_SOURCE, f"its project can't be read ({error.strerror or error})", settings)
    fresh = digest_of(data) == settings.digest
    return State(Kind.FRESH if fresh else Kind.STALE, "", settings)
