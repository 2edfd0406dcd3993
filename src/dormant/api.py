"""The public functions: for programs that want no `.pth` line, for tests, and before workers are forked.

Phase: any. May import: builtins, `typing`, what the start holds, settings, errors; `dormant.config` to check what is
passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

# As a module: `dormant.current` changes.
import dormant

from .errors import DormantError
from .settings import dump, load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType


class Status(NamedTuple):
    """What dormant does in this process.

    Attributes:
        engine: "native" (3.15+), "names" (3.10-3.14), or "none" where this interpreter has no engine.
        active: whether imports are being deferred.
        reason: why not, or "": there is no engine, nothing is in force, or a `suspended` block is open.
        source: the `pyproject.toml` in force, or "" for settings given to `enable`.
        packages: the import names that are deferred.
        pending: the deferred imports that were not used yet, each "importing module:name -> statement".
    """

    engine: str
    active: bool
    reason: str
    source: str
    packages: tuple[str, ...]
    pending: tuple[str, ...]


class Enabled:
    """What `enable` returns: undoes it, at the end of a `with` block or by `disable()`."""

    def __init__(self, before: dormant.Finder | None = None) -> None:
        # What is put in force again.
        self._before = before

    def __enter__(self) -> Enabled:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disable()

    def disable(self) -> None:
        """Put in force what was before. What is deferred already is loaded when it is used.

        If `enable` has been called again since, that stays in force. A second call does nothing.
        """
        if self not in _in_force:
            return
        position = _in_force.index(self)
        _in_force.remove(self)
        if position == len(_in_force):
            dormant.restore(self._before)
        else:
            _in_force[position]._before = self._before  # noqa: SLF001 - of the same class


# What `enable` has put in force and nobody has undone, the last of which acts.
_in_force: list[Enabled] = []


class suspended:  # noqa: N801 - used like a function
    """A context manager in which no import is deferred, in the whole process.

    Imports that were deferred before stay so. Blocks may be nested, and `enable` may be called inside.
    """

    def __enter__(self) -> None:
        dormant.suspensions.append(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        dormant.suspensions.remove(self)


def enable(
    packages: Iterable[str],
    *,
    exclude: Iterable[str] = (),
    importers: Iterable[str] = ("*",),
    inside: Iterable[str] = (),
) -> Enabled:
    """Start deferring imports in this process, whatever the environment's settings are; they are replaced.

    It acts on modules that are imported from now on, and on 3.15 and later also on the rest of the main program.
    With DORMANT=0 in the environment it does nothing.

    Parameters:
        packages: import names to defer, as `packages` in `[tool.dormant]`.
        exclude: import names that stay eager.
        importers: importing modules whose imports are deferred.
        inside: the names of `packages` that are deferred within their own top-level package too.

    Returns:
        A context manager that undoes it.

    Raises:
        ConfigError: a name is no import name, or must never be deferred.
        DormantError: this interpreter has no engine.
        TypeError: a string is given for a list of names.
    """
    for name, value in {"packages": packages, "exclude": exclude, "importers": importers, "inside": inside}.items():
        if isinstance(value, str):
            raise TypeError(f"{name} takes a list of import names, not a string: {name}=[{value!r}]")
    if dormant.environment_variable("DORMANT") == "0":
        return Enabled()
    from .config import compile_table

    inside = list(inside)
    table: dict[str, object] = {"packages": list(packages), "exclude": list(exclude), "importers": list(importers)}
    if inside:
        table["override"] = [{"packages": inside, "inside": True}]
    enabled = Enabled(dormant.current)
    if not dormant.install(dump(compile_table(table))):
        raise DormantError(f"no import can be deferred here: {dormant.choose()[1]}")
    _in_force.append(enabled)
    return enabled


def _finders() -> list[dormant.Finder]:
    """Return the finders whose deferred imports may still wait: the one in force, and former ones."""
    return dormant.former + ([] if dormant.current is None else [dormant.current])


def load_all() -> tuple[BaseException, ...]:
    """Load everything that is deferred and not used yet, and what that defers in turn.

    Call it before forking workers, so that they share the modules, or in a test of what must load.

    Returns:
        The exceptions of the imports that failed, which stay deferred. An exception that is no `Exception`
        (KeyboardInterrupt, SystemExit) is raised.
    """
    failed: dict[tuple[int, str], BaseException] = {}
    while True:
        waiting = [(finder, space, name) for finder in _finders() for space, name, _ in finder.pending()]
        todo = [(finder, space, name) for finder, space, name in waiting if (id(space), name) not in failed]
        if not todo:
            return tuple(failed.values())
        for finder, namespace, name in todo:
            try:
                finder.engine.load(namespace, name)
            except Exception as error:  # noqa: BLE001 - a body may raise anything
                failed[id(namespace), name] = error


def status() -> Status:
    """Return what dormant does in this process."""
    name, reason = dormant.choose()
    pending = tuple(text for finder in _finders() for _, _, text in finder.pending())
    if dormant.current is None:
        return Status(name, active=False, reason=reason or "not enabled", source="", packages=(), pending=pending)
    settings = load(dormant.current.data)
    reason = "suspended" if dormant.suspensions else ""
    return Status(name, not reason, reason, settings.source, settings.packages, pending)
