"""May this import be deferred? The one place that decides, for every engine.

Phase: import; loaded with the engine. May import: builtins, `sys`, what the start holds.

An import is deferred when its target is named in `packages` and not excluded, the importing module is one of
`importers`, and the two are not in the same top-level package unless that target says `inside = true`. The boundary
rule is what keeps behaviour: programs that break when everything is deferred do so mostly because modules of one
package rely on each other's import (docs/comparison.md says where that was seen).

How an import is *written* (in a function, in `try`, with a star) is not decided here: an engine asks only about
statements that PEP 810 would let be lazy. The reasons it finds itself stand here with the others.
"""

import sys

from . import suspensions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from .engine.trace import Trace
    from .settings import Settings

# Why an import was not deferred. The empty string says that it may be.
DEFERRED = ""
SUSPENDED = "deferral is suspended"
NOT_NAMED = "not named in packages"
EXCLUDED = "excluded"
NEVER = "on the never-deferred list"
IMPORTER = "the importing module is not one of importers"
SAME_PACKAGE = "in the importing module's own package"
# The same, found by an engine.
IN_FUNCTION = "in a function or class"
IN_BLOCK = "in a try or with block"
FORM = "a form of import that is never deferred"
LOADED = "already loaded"
FALLBACK = "not found, and a caller expects ImportError"
BOUND = "its name has a value already"
UNREADABLE = "a relative import in no package"
INTERPRETER = "the interpreter would bind it wrongly"


class Policy:
    """The rules of one configuration, ready to be asked.

    Parameters:
        settings: the compiled settings.

    The cost of a question depends on the number of dots in the names, never on the number of packages named.
    """

    __slots__ = (
        "_anyone", "_anything", "_importers", "_kept_out", "_rules", "_verdicts", "above", "attributes",
        "inside", "settings", "trace",
    )  # fmt: skip

    def __init__(self, settings: "Settings") -> None:
        self.settings = settings
        # Records what is decided, if DORMANT_TRACE asks for it.
        self.trace: Trace | None = None
        general = frozenset(settings.importers)
        self._rules = dict.fromkeys(settings.packages, (general, False))
        for packages, importers, inside in settings.overrides:
            rule = (general if importers is None else frozenset(importers), bool(inside))
            self._rules.update(dict.fromkeys(packages, rule))
        every = general.union(*(importers for importers, _ in self._rules.values()))
        self._anyone = "*" in every
        self._importers = every - {"*"}
        # The top-level packages that have something deferred within themselves; "*" if any may have.
        self.inside = frozenset(name.partition(".")[0] for name, (_, inside) in self._rules.items() if inside)
        self._anything = self._rules.pop("*", None)
        # package → name → "module:attribute", for the attribute shims.
        self.attributes: dict[str, dict[str, str]] = {}
        for package, name, target in settings.attributes:
            self.attributes.setdefault(package, {})[name] = target
        # name → why neither it nor anything below it is deferred.
        self._kept_out = {**dict.fromkeys(settings.never, NEVER), **dict.fromkeys(settings.exclude, EXCLUDED)}
        # The packages directly above names: what is imported from them may be those.
        self.above = frozenset(name.rpartition(".")[0] for name in (*self._kept_out, *self._rules) if "." in name)
        self._verdicts: dict[tuple[str, str, str], str] = {}

    def may_import(self, module: str) -> bool:
        """Tell whether *module* may be an importing module of anything at all."""
        if self._anyone and module.partition(".")[0] not in sys.stdlib_module_names:
            return bool(module)
        return bool(self._importers) and covers(self._importers, module)

    def defers_within(self, home: str) -> bool:
        """Tell whether an import within the top-level package *home* may be deferred; `__main__` may be in any."""
        inside = self.inside
        return bool(inside) and (home in inside or home == "__main__" or "*" in inside)

    def is_named(self, name: str, importer: str) -> bool:
        """Tell whether an import statement with this module name may be deferred.

        Parameters:
            name: the module name in the statement, without leading dots.
            importer: `__name__` of the importing module.
        """
        home = importer.partition(".")[0]
        if self.defers_within(home):
            return True
        return name.partition(".")[0] != home and (name in self.above or self.rule(name) is not None)

    def reason(self, importer: str, home: str, target: str, names: "tuple[str, ...]" = ()) -> str:
        """Return why an import stays eager, or `DEFERRED`.

        Parameters:
            importer: `__name__` of the importing module.
            home: the top-level package that the importing module belongs to; for `__main__` run by `python -m pkg`
                it is `pkg`.
            target: absolute name of the module that the statement imports.
            names: what a `from` import takes from it; worth knowing if *target* is in `above`.
        """
        key = (importer, home, target)
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._verdicts[key] = self._decide(importer, home, target)
        if names and target in self.above:
            verdict = self._decide_by_names(importer, home, target, names, verdict)
        # Last: what would be eager anyway is not so because deferral is suspended.
        return SUSPENDED if suspensions and not verdict else verdict

    def _decide(self, importer: str, home: str, target: str) -> str:
        name = target
        while name:
            if name in self._kept_out:
                return self._kept_out[name]
            name = name.rpartition(".")[0]
        rule = self.rule(target)
        if rule is None:
            return NOT_NAMED
        importers, inside = rule
        if not covers(importers, importer) and not (importer == "__main__" and covers(importers, home)):
            return IMPORTER
        if home == target.partition(".")[0] and not inside:
            return SAME_PACKAGE
        return DEFERRED

    def _decide_by_names(self, importer: str, home: str, target: str, names: "tuple[str, ...]", verdict: str) -> str:
        """Return the verdict on `from target import names`, where that on *target* itself is *verdict*.

        One of the names may be a submodule that stays eager; or *target* isn't named, but all that is taken of it is.
        """
        submodules = [f"{target}.{name}" for name in names]
        if verdict == DEFERRED:
            return next((self._kept_out[name] for name in submodules if name in self._kept_out), DEFERRED)
        if verdict == NOT_NAMED:
            return next((reason for name in submodules if (reason := self._decide(importer, home, name))), DEFERRED)
        return verdict

    def rule(self, target: str) -> "tuple[frozenset[str], bool] | None":
        """Return the rule of the longest name that covers *target*: the importers, and whether `inside` holds."""
        name = target
        while name:
            if name in self._rules:
                return self._rules[name]
            top = name
            name = name.rpartition(".")[0]
        return self._anything if target and top not in sys.stdlib_module_names else None


def covers(names: "Collection[str]", module: str) -> bool:
    """Tell whether *module* is one of *names* or below one; "*" is every module outside the standard library."""
    name = module
    while name:
        if name in names:
            return True
        top = name
        name = name.rpartition(".")[0]
    return "*" in names and bool(module) and top not in sys.stdlib_module_names
