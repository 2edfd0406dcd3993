"""Which of the named packages can never be deferred, whatever imports them.

Phase: cold. May import: `dormant.settings`, `dormant.policy`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..policy import Policy, covers

if TYPE_CHECKING:
    from ..settings import Settings

EXCLUDED = "it is in `exclude`"
NO_IMPORTERS = "it has no `importers`"
OWN_IMPORTERS = "its `importers` are its own modules, and `inside` is not true"


def never_waiting(settings: Settings) -> dict[str, str]:
    """Return the packages in `packages` of which nothing can be deferred, each with the reason.

    A package of which a part may wait is not among them.
    """
    policy = Policy(settings)
    below = [name for names, _, _ in settings.overrides for name in names]
    found = {}
    for package in settings.packages:
        parts = [package, *(name for name in below if package == "*" or name.startswith(f"{package}."))]
        reasons = [_why_never(policy, name) for name in parts]
        if all(reasons):
            found[package] = reasons[0]
    return found


def _why_never(policy: Policy, name: str) -> str:
    """Return why an import of *name* can never be deferred; "" if one may be."""
    if covers(policy.settings.exclude, name):
        return EXCLUDED
    importers, inside = policy.rule(name) or (frozenset(), False)
    if not importers:
        return NO_IMPORTERS
    top = name.partition(".")[0]
    own = name != "*" and all(importer.partition(".")[0] == top for importer in importers)
    return OWN_IMPORTERS if own and not inside else ""
