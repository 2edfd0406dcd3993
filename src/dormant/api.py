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
        reason: why not, or "".
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

    def __enter__(self) -> Enabled:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disable()

    def disable(self) -> None:
        """Stop deferring imports. What is deferred already is loaded when it is used."""
        dormant.undo()


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
    """
    if dormant.environment_variable("DORMANT") == "0":
        return Enabled()
    from .config import compile_table

    inside = list(inside)
    table: dict[str, object] = {"packages": list(packages), "exclude": list(exclude), "importers": list(importers)}
    if inside:
        table["override"] = [{"packages": inside, "inside": True}]
    settings = compile_table(table)
    if not dormant.install(dump(settings)):
        raise DormantError(f"no import can be deferred here: {dormant.choose()[1]}")
    return Enabled()


def load_all() -> tuple[BaseException, ...]:
    """Load everything that is deferred and not used yet, and what that defers in turn.

    Call it before forking workers, so that they share the modules, or in a test of what must load.

    Returns:
        The exceptions of the imports that failed, which stay deferred. An exception that is no `Exception`
        (KeyboardInterrupt, SystemExit) is raised.
    """
    at_work = dormant.current
    failed: dict[tuple[int, str], BaseException] = {}
    while at_work is not None:
        todo = [(space, name) for space, name, _ in at_work.pending() if (id(space), name) not in failed]
        if not todo:
            break
        for namespace, name in todo:
            try:
                at_work.engine.load(namespace, name)
            except Exception as error:  # noqa: BLE001 - a body may raise anything
                failed[id(namespace), name] = error
    return tuple(failed.values())


def status() -> Status:
    """Return what dormant does in this process."""
    name, reason = dormant.choose()
    at_work = dormant.current
    if at_work is None:
        return Status(name, active=False, reason=reason or "not enabled", source="", packages=(), pending=())
    settings = load(at_work.data)
    pending = tuple(text for _, _, text in at_work.pending())
    return Status(name, active=True, reason="", source=settings.source, packages=settings.packages, pending=pending)
