"""Attribute shims: names that the configuration adds to a package, imported on first access (PEP 562).

Phase: import. May import: builtins, frozen importlib, what the start holds.
"""

from _frozen_importlib import _gcd_import  # type: ignore[attr-defined]

from .. import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

# (package, name) → what a shim has stored there, which a body that runs again has not bound itself.
_stored: "dict[tuple[str, str], object]" = {}


def install(module: "ModuleType", names: "dict[str, str]") -> None:
    """Give *module* a `__getattr__` and a `__dir__` that know *names*.

    Parameters:
        module: the module, before its body runs, so that what the body imports can already ask for the names.
        names: name → "module:attribute".

    A `__getattr__` or `__dir__` of the module's own that is there already is asked for everything else.
    """
    namespace = module.__dict__
    own_getattr = namespace.get("__getattr__")
    own_dir = namespace.get("__dir__")

    def __getattr__(name: str) -> object:
        if name not in names:
            if own_getattr is not None:
                return own_getattr(name)
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}", name=name, obj=module)
        target, _, attributes = names[name].partition(":")
        value = _gcd_import(target)
        for attribute in attributes.split("."):
            value = getattr(value, attribute)
        namespace[name] = _stored[module.__name__, name] = value
        return value

    def __dir__() -> "list[str]":
        listed = list(namespace) if own_dir is None else list(own_dir())
        return sorted({*listed, *names})

    namespace["__getattr__"] = __getattr__
    namespace["__dir__"] = __dir__


def settle(module: "ModuleType", names: "dict[str, str]") -> None:
    """Make the shims hold after the body of *module* has run.

    A body that defined `__getattr__` or `__dir__` itself is wrapped. A name that the body bound itself is the
    package's: one line on standard error names both, and the shim stands back.
    """
    namespace = module.__dict__
    for name in list(names):
        place = (module.__name__, name)
        if name not in namespace or (place in _stored and namespace[name] is _stored[place]):
            continue
        say(
            f"{module.__name__} defines {name!r} itself, so the attribute {name} = {names[name]!r} of "
            f"[tool.dormant.attributes.{module.__name__}] is ignored; remove it"
        )
        del names[name]
    for special in ("__getattr__", "__dir__"):
        if getattr(namespace.get(special), "__module__", None) != __name__:
            install(module, names)
            return
