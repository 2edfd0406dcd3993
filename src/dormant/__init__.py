"""dormant: Python programs start faster, with no change to their code.

Phase: startup; the `.pth` line calls `run`. May import: builtins, `sys`, `os` (which `site` has loaded), the built-in
`_imp`, frozen importlib, finder; settings and `dormant.config` only when `pyproject.toml` has changed since its
settings were compiled, or when DORMANT_CONFIG names one. The public names are loaded from `dormant.api` on first access
(PEP 562).

Nothing here ends or breaks a start: whatever fails, imports stay eager and one line on standard error says why.

PYTEST_DONT_REWRITE: a start imports this package before pytest does, which would warn of it for the sake of its plugin.
"""

import _imp
import os
import sys
from _frozen_importlib_external import _path_isfile  # type: ignore[attr-defined]

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

# Programs in which nothing is deferred: installers run on while files change below them, and a deferred import could
# pick up what was just installed; dormant's own tool has to work when the configuration does not.
NEVER_IN = frozenset((
    "dormant", "pip", "ensurepip", "venv", "virtualenv", "uv", "setuptools", "easy_install", "setup.py"
))  # fmt: skip

FILE_NAME = "dormant.settings"
FORMAT = 2
_SECOND = 1_000_000_000
_MOST_TEXT = 1_000_000
_started = False


def run(site_directory: str) -> None:
    """Start deferring imports, if the environment has settings that say so.

    Parameters:
        site_directory: the directory that holds `dormant.pth` and `dormant.settings`.

    Never raises. A second call does nothing: up to 3.14 `site` runs each `.pth` line twice in a virtual environment
    (python/cpython#75723).
    """
    global _started
    if _started:
        return
    _started = True
    try:
        option, argument = main_program(sys.orig_argv)
        if name_of(option, argument) not in NEVER_IN:
            data = find(site_directory)
            if data is not None:
                from .finder import install

                install(data, text_of(option, argument))
    except BaseException as error:  # noqa: BLE001 - SystemExit would be a fatal error of the interpreter
        if sys.stderr is not None and whole():
            text = str(error).partition("\n")[0] or type(error).__name__
            sys.stderr.write(f"dormant: {text}; imports stay eager, `dormant status` tells more\n")


def whole() -> bool:
    """Tell whether the modules that deferral needs are all there; an interrupted removal leaves some behind."""
    engine = ("__init__", "bytecode", "deferred", "frames", "keys", "names", "native", "shims", "trace")
    needed = ("finder", "settings", "policy", *(f"engine/{name}" for name in engine))
    # Not `os.path.isfile`, because this is asked in the middle of programs, too, which may have replaced it.
    return all(_path_isfile(f"{__path__[0]}/{name}.py") for name in needed)


def main_program(arguments: "list[str]") -> "tuple[str, str]":
    """Return what an interpreter's command line runs: ("c", code), ("m", module) or ("", script).

    Parameters:
        arguments: `sys.orig_argv`.

    Returns:
        The script is "" for standard input and the interactive interpreter.
    """
    rest = iter(arguments[1:])
    for argument in rest:
        if not argument.startswith("-"):
            return "", argument
        if argument == "-":
            break
        if argument.startswith("--"):
            if argument == "--check-hash-based-pycs":
                next(rest, "")
            continue
        for position, letter in enumerate(argument[1:], 2):
            if letter in "cm":
                return letter, argument[position:] or next(rest, "")
            if letter in "WX":
                if position == len(argument):
                    next(rest, "")
                break
    return "", ""


def name_of(option: str, argument: str) -> str:
    """Return the name of the program that `main_program` found.

    Returns:
        The top-level package of a module; the file name of a script without `.exe`, `.py` and a version (`pip3.11` is
        `pip`), but `setup.py` with its ending; "" for code and no script.
    """
    if option:
        return argument.partition(".")[0] if option == "m" else ""
    name = os.path.basename(argument)  # noqa: PTH119 - pathlib is not for a start
    if name == "__main__.py":
        # A directory that is run by its __main__.py, as in `python .../pip/__main__.py`.
        return os.path.basename(os.path.dirname(argument))  # noqa: PTH119, PTH120
    if name == "setup.py":
        return name
    stem = name[:-3] if name.endswith(".py") else name[:-4] if name.endswith(".exe") else name
    return stem.rstrip("0123456789.-") if stem.startswith(("pip", "easy_install")) else stem


def text_of(option: str, argument: str) -> "bytes | None":
    """Return the code that `main_program` found; None if it is not at hand, or more may be typed in after it."""
    if sys.flags.inspect or sys.flags.interactive or option == "m":
        return None
    if option == "c":
        return argument.encode("utf-8", "surrogateescape")
    try:
        # An archive with a program in it may be of any size, and shows nothing.
        if not os.path.isfile(argument) or os.path.getsize(argument) > _MOST_TEXT:  # noqa: PTH113, PTH202
            return None
        with open(argument, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return None


def find(site_directory: str) -> "bytes | None":
    """Return the settings in force: those of DORMANT_CONFIG, or of the environment; None if nothing is to be deferred.

    DORMANT_CONFIG names a `pyproject.toml`, or a compiled file named `dormant.settings` or ending so.

    Raises:
        dormant.errors.ConfigError: the configuration has to be compiled now, and is wrong.
        dormant.settings.SettingsError: the settings file can't be used.
    """
    config = None if sys.flags.ignore_environment else os.environ.get("DORMANT_CONFIG")
    if config and not config.endswith(FILE_NAME):
        from .config import compile_file
        from .settings import dump

        data = dump(compile_file(config))
        return data if is_to_start(data) else None
    path = config or f"{site_directory}/{FILE_NAME}"
    found = read(path)
    if found is None:
        return None
    try:
        data = found if config else refresh(found, path)
        return data if is_to_start(data) else None
    except ValueError as error:
        raise _unusable(path, error) from error


def is_to_start(data: bytes) -> bool:
    """Tell whether the settings *data* are switched on and name anything.

    Raises:
        ValueError: they lack a line.
    """
    _, enabled, _, _, named, _, _, shimmed, _ = data.split(b"\n", 8)
    return enabled == b"enabled yes" and (named != b"named" or shimmed != b"shimmed")


def read(path: str) -> "bytes | None":
    """Return the contents of the settings file *path*; None if there is none.

    Raises:
        dormant.settings.SettingsError: it can't be read or used.
    """
    try:
        with open(path, "rb", 0) as file:  # noqa: PTH123
            data = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        from .settings import SettingsError

        raise SettingsError(f"can't read {path}: {error.strerror}") from error
    first, _, rest = data.partition(b"\n")
    if first != first_line(rest):
        from .settings import SettingsError, load

        try:
            load(data)
        except SettingsError as error:
            raise _unusable(path, error) from error
    return data


def _unusable(path: str, error: Exception) -> Exception:
    from .settings import SettingsError

    return SettingsError(f"can't use {path}: {error}; run `dormant sync`")


def first_line(rest: bytes) -> bytes:
    """Return the first line of a settings file, which tells whether *rest*, the other lines, are whole."""
    return f"dormant-settings {FORMAT} {digest_of(rest)}".encode()


def digest_of(data: bytes) -> str:
    """Return the checksum of *data* as 16 hexadecimal digits: the keyed SipHash of hash-based pycs (PEP 552)."""
    return _imp.source_hash(FORMAT, data).hex()


def refresh(data: bytes, path: str) -> bytes:
    """Return *data*, or the settings of its `pyproject.toml` if that has changed since; then write them to *path*.

    A source that is gone or can't be read leaves the settings as they are: an image may carry the environment alone.
    So does an environment that can't be written, because each start would compile the source anew.

    Raises:
        dormant.errors.ConfigError: the changed configuration is wrong.
    """
    enabled, source, stamp = data.split(b"\n", 4)[1:4]
    # As bytes: the locale may have no name for it.
    source = source[len(b"source ") :]
    if enabled != b"enabled yes" or not source:
        return data
    try:
        status = os.stat(source)  # noqa: PTH116
    except OSError:
        return data
    _, mtime_ns, size, _ = stamp.split()
    if status.st_size == int(size) and _same_time(status.st_mtime_ns, int(mtime_ns)):
        return data
    if not os.access(os.path.dirname(path), os.W_OK):  # noqa: PTH120
        return data
    from .config.environment import refresh_settings
    from .settings import dump, load

    return dump(refresh_settings(path, load(data), status))


def _same_time(now: int, then: int) -> bool:
    """Compare modification times in nanoseconds; a layer of an image keeps whole seconds only."""
    return now == then or (now % _SECOND == 0 and now // _SECOND == then // _SECOND)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import api, errors

    return getattr(errors if name.endswith("Error") else api, name)


def __dir__() -> "list[str]":
    return [*__all__, "__version__"]
