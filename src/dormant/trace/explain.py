"""Why a package was loaded, or not, and what would have to change.

Phase: cold. May import: the standard library, `dormant.policy`, `dormant.config`, `dormant.engine`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .. import policy
from ..config.names import is_standard
from ..engine import frames as recorder
from .record import BODY, is_below, short_path

if TYPE_CHECKING:
    from .record import Frame, Load, Statement, Trace

State = Literal["loaded", "loaded unseen", "loaded before", "never loaded", "not found", "not imported"]

# What would have to change, by the reason why a statement ran at once. {module}, {importer} and {place} are filled in.
_ADVICE = {
    policy.SUSPENDED: "The program suspends deferral there: take {place} out of `dormant.suspended()`.",
    policy.EXCLUDED: "It is excluded: remove `{module}` from `exclude`, or the name above it.",
    policy.NEVER: "It is on the built-in list of what never waits: nothing can be done.",
    policy.IN_FUNCTION: (
        "The statement stands in a function or class and runs when that does, with or without dormant: keep the "
        "program from getting there, or nothing is to be gained."
    ),
    policy.IN_BLOCK: "An import in a `try` or `with` is always eager: move the statement at {place} out of the block.",
    policy.FORM: "This form of import is never deferred: write the one at {place} as a plain or `from` import.",
    policy.LOADED: (
        "What {place} names was loaded already, so the statement ran at once and loaded the package around it: "
        "import that package first, or keep the program from putting the name into sys.modules."
    ),
    policy.FALLBACK: "A caller expects ImportError, and the package isn't installed: install it.",
    policy.BOUND: "A name that has a value already is bound again: give the one at {place} a name of its own.",
    policy.UNREADABLE: "The importing module knows no package that the import could be relative to.",
    policy.INTERPRETER: "Python 3.15 would bind the name wrongly, so dormant leaves it eager: nothing can be done.",
    policy.IMPORTER: "`{importer}` is not one of `importers`: add it there.",
    policy.SAME_PACKAGE: (
        "Imports within one package are eager unless that is asked for: add [[tool.dormant.override]] with "
        'packages = ["{package}"] and inside = true, and compare.'
    ),
    recorder.STAR: "A star import needs the module at once: name what {place} takes from it.",
    recorder.CALL: "A call imports at once: make the one at {place} later, or write an import statement.",
    recorder.EXTENSION: "Extension modules import in C, where nothing can be deferred: defer `{importer}` instead.",
    recorder.SHIM: "An attribute shim was used at {place}: keep the program from getting there.",
    recorder.UNPREPARED: (
        "`{importer}` is out of dormant's reach: it started before dormant, its loader runs no Python code, or it has "
        "a `__lazy_modules__` of its own."
    ),
}
_STANDARD_IMPORTER = (
    "The standard library's own imports are eager: see what imports `{importer}`, or add it to `importers` and compare."
)


@dataclass
class Answer:
    """Why one package was loaded, or not.

    Attributes:
        package: the name that was asked for.
        state: what became of it.
        load: the first load of it, or the first time that it was looked for in vain; None if there was none.
        statements: the import statements that deferred it.
        child: whether that was in another process than the first.
        advice: what would have to change, each a sentence; empty if nothing has to.
    """

    package: str
    state: State
    load: Load | None = None
    statements: list[Statement] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    child: bool = False


def explain(trace: Trace, package: str) -> Answer:
    """Return why *package* was loaded in a traced run, or not.

    Parameters:
        trace: the run.
        package: an import name; modules below it count.
    """
    statements = [found for found in trace.statements(deferred=True) if _concerns(found, package)]
    load = trace.first_load(package)
    if load is not None:
        child = load.process is not trace.processes[0]
        return Answer(package, "loaded", load, statements, advise(load, package), child=child)
    if trace.loaded_before(package):
        return Answer(package, "loaded before", advice=["The interpreter or a startup file needs it: nothing to do."])
    if trace.loaded_unseen(package):
        return Answer(package, "loaded unseen", statements=statements)
    if statements:
        return Answer(package, "never loaded", statements=statements)
    missing = next((load for load in trace.missing if is_below(load.module, package)), None)
    return Answer(package, "not imported" if missing is None else "not found", missing)


def _concerns(statement: Statement, package: str) -> bool:
    """Tell whether *statement* would load *package* or something below it."""
    taken = (f"{statement.target}.{name}" for name in statement.names or ())
    return any(is_below(name, package) for name in (statement.target, *taken))


def advise(load: Load, package: str) -> list[str]:
    """Return what would have to change so that *package*, whose first load is *load*, waits; in sentences."""
    if load.how == "use":
        return _about_use(load)
    if load.reason == policy.NOT_NAMED and not load.form:
        return [_naming(load, package)]
    template = _ADVICE[load.form or load.reason]
    if load.reason == policy.IMPORTER and is_standard(load.importer.partition(".")[0]):
        template = _STANDARD_IMPORTER
    place = "an unknown place"
    if load.file:
        place = f"{short_path(load.file)}:{load.line}"
    elif load.frames:
        place = load.frames[0].short
    advice = template.format(module=load.module, importer=load.importer, package=load.package, place=place)
    if load.reason == policy.NOT_NAMED:
        return [advice, f"Naming `{load.package}` in `packages` is not enough."]
    return [advice]


def _naming(load: Load, package: str) -> str:
    # What --packages named stood in a file that is gone.
    found = load.process.source and os.path.isfile(load.process.source)  # noqa: PTH113 - pathlib may raise
    source = load.process.source if found else "your pyproject.toml"
    if is_standard(load.importer.partition(".")[0]):
        return (
            f"`{load.importer}` of the standard library imports it, and such imports are eager: see what imports "
            f"`{load.importer}`."
        )
    beyond = ' ("*" leaves the standard library out)' if is_standard(package.partition(".")[0]) else ""
    return f"Name it: add `{package}` to `packages` in [tool.dormant] of {short_path(source)}{beyond}."


def _about_use(load: Load) -> list[str]:
    if not load.frames:
        return ["C code used the name: nothing can be done."]
    user, body = load.frames[0], load.frames[-1]
    around = load.process.load_of(body.module) if body.function == BODY else None
    if around is None:
        use = f"It waited until the program used it, at {user.short}"
        return [f"{use}: keep the program from getting there, or nothing is to be gained for this command."]
    advice = [f"It was used at once, while `{body.module}` was being imported: {_later(user, body)}."]
    if around.reason != policy.NOT_NAMED or around.form or is_standard(around.importer.partition(".")[0]):
        return advice
    if around.importer.partition(".")[0] == around.package:
        advice.append(f"Or defer the modules of `{around.package}` too: name it in `packages`, with inside = true.")
    elif around.importer != "__main__":
        advice.append(f"Or defer `{around.package}` too: add it to `packages`.")
    return advice


def _later(user: Frame, body: Frame) -> str:
    if user.source.startswith(("class ", "@")):
        return f"the definition at {user.short} needs it, so it is `{body.module}` that would have to wait"
    if user.function == BODY:
        return f"move the use at {user.short} into the function that needs it"
    return f"keep {body.short} from calling what leads to {user}"
