"""What a fresh interpreter of this environment says of itself.

Phase: cold. May import: the standard library.

The command's own process is no witness: it was started by a script, and has imported much.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import NamedTuple

from ..errors import DormantError

# Prints one line of JSON. Before it looks at the hooks it imports only what the interpreter has loaded anyway.
_SCRIPT = """
import builtins, sys
def name(hook):
    owner = hook if hasattr(hook, "__qualname__") else type(hook)
    return f"{owner.__module__}.{owner.__qualname__}"
found = [("sys.meta_path", name(hook)) for hook in sys.meta_path]
found += [("sys.path_hooks", name(hook)) for hook in sys.path_hooks]
found.append(("builtins.__import__", name(builtins.__import__)))
import dormant, json
status = dormant.status()
print(json.dumps({"hooks": found, "engine": status.engine, "active": status.active, "reason": status.reason}))
"""

_INTERPRETER = ("_frozen_importlib.", "_frozen_importlib_external.", "importlib.", "zipimport.", "builtins.__import__")
_TIMEOUT = 60


class Probe(NamedTuple):
    """What a fresh interpreter says.

    Attributes:
        engine: the engine that it would use or uses: "native", "names" or "none".
        active: whether it defers imports.
        reason: why not, or "".
        hooks: the import hooks of others, each "where: what", in the order in which they are asked.
        messages: what dormant's hook wrote on standard error.
    """

    engine: str
    active: bool
    reason: str
    hooks: list[str]
    messages: list[str]


def probe() -> Probe:
    """Start this interpreter once, as a program would be started, and ask it.

    Raises:
        DormantError: it doesn't start, or not in time.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and the script above
            [sys.executable, "-c", _SCRIPT],
            capture_output=True,
            text=True,
            errors="replace",
            cwd=sys.prefix,
            env=child_environment(),
            timeout=_TIMEOUT,
            check=True,
        )
        answer = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        why = _why(error)
        raise DormantError(f"{sys.executable} can't be started to look at it ({why}); try `python -c pass`") from error
    hooks = [f"{where}: {what}" for where, what in answer["hooks"] if not what.startswith((*_INTERPRETER, "dormant."))]
    messages = [line for line in done.stderr.splitlines() if line.startswith("dormant: ")]
    return Probe(answer["engine"], answer["active"], answer["reason"], hooks, messages)


def _why(error: Exception) -> str:
    """Return in one line why there is no answer."""
    if isinstance(error, subprocess.CalledProcessError):
        # Its own text holds the whole script.
        said: list[str] = error.stderr.strip().splitlines()
        return said[-1] if said else f"it exits with {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it didn't answer within {_TIMEOUT} s"
    return str(error)


def child_environment() -> dict[str, str]:
    """Return this process's environment for a child that runs elsewhere and may write bytecode, as programs do."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    config = environment.get("DORMANT_CONFIG")
    if config:
        environment["DORMANT_CONFIG"] = os.path.abspath(config)  # noqa: PTH100 - links stay as they are
    return environment
