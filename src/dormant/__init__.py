"""dormant: Python programs start faster, with no change to their code.

Phase: startup. May import: nothing; the public names are loaded from `dormant.api` on first access (PEP 562).

PYTEST_DONT_REWRITE: a start imports this package before pytest does, which would warn of it for the sake of its plugin.
"""

__version__ = "0.1.0"
__all__ = ["ConfigError", "DormantError", "Enabled", "Status", "enable", "load_all", "status", "suspended"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .api import Enabled as Enabled
    from .api import Status as Status
    from .api import enable as enable
    from .api import load_all as load_all
    from .api import status as status
    from .api import suspended as suspended
    from .errors import ConfigError as ConfigError
    from .errors import DormantError as DormantError


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import api, errors

    return getattr(errors if name.endswith("Error") else api, name)


def __dir__() -> "list[str]":
    return [*__all__, "__version__"]
