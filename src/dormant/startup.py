"""What the `.pth` line calls at each start of the interpreter.

Phase: startup. May import: builtins, `sys`, `os` (which `site` has loaded), settings, engine; `dormant.config` only
when `pyproject.toml` has changed since its settings were compiled, or when DORMANT_CONFIG names one.

Nothing here ends or breaks a start: whatever fails, imports stay eager and one line on standard error says why.
"""

import os
import sys

from . import __path__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .settings import Settings

# Programs in which nothing is deferred: installers run on while files change below them, and a deferred import could
# pick up what was just installed; dormant's own tool has to work when the configuration does not.
NEVER_IN = frozenset((
    "dormant", "pip", "ensurepip", "venv", "virtualenv", "uv", "setuptools", "easy_install", "setup.py"
))  # fmt: skip

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
            found = find(site_directory)
            if found is not None and found.enabled and (found.packages or found.attributes):
                from .engine import install

                install(found, text_of(option, argument))
    except BaseException as error:  # noqa: BLE001 - SystemExit would be a fatal error of the interpreter
        if sys.stderr is not None and whole():
            text = str(error).partition("\n")[0] or type(error).__name__
            sys.stderr.write(f"dormant: {text}; imports stay eager, `dormant status` tells more\n")


def whole() -> bool:
    """Tell whether the modules that deferral needs are all there; an interrupted removal leaves some behind."""
    engine = ("__init__", "bytecode", "deferred", "frames", "names", "native", "shims", "trace")
    needed = ("settings", "policy", *(f"engine/{name}" for name in engine))
    return all(os.path.isfile(f"{__path__[0]}/{name}.py") for name in needed)  # noqa: PTH113


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


def find(site_directory: str) -> "Settings | None":
    """Return the settings in force: those of DORMANT_CONFIG, or of the environment; None if there are none.

    DORMANT_CONFIG names a `pyproject.toml`, or a compiled file named `dormant.settings` or ending so.

    Raises:
        dormant.errors.ConfigError: the configuration has to be compiled now, and is wrong.
        dormant.settings.SettingsError: the settings file can't be used.
    """
    from .settings import FILE_NAME

    config = None if sys.flags.ignore_environment else os.environ.get("DORMANT_CONFIG")
    if config:
        if config.endswith(FILE_NAME):
            return read(config)
        from .config import compile_file

        return compile_file(config)
    path = f"{site_directory}/{FILE_NAME}"
    settings = read(path)
    return None if settings is None else refresh(settings, path)


def read(path: str) -> "Settings | None":
    """Return the settings in the file *path*; None if there is none.

    Raises:
        dormant.settings.SettingsError: it can't be read or used.
    """
    from .settings import SettingsError, load

    try:
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"can't read {path}: {error.strerror}") from error
    try:
        return load(data)
    except (SettingsError, ValueError) as error:
        raise SettingsError(f"can't use {path}: {error}; run `dormant sync`") from error


def refresh(settings: "Settings", path: str) -> "Settings":
    """Return *settings*, or those of its `pyproject.toml` if that has changed since; then write them to *path*.

    A source that is gone or can't be read leaves the settings as they are: an image may carry the environment alone.
    So does an environment that can't be written, because each start would compile the source anew.

    Raises:
        dormant.errors.ConfigError: the changed configuration is wrong.
    """
    if not settings.enabled or not settings.source:
        return settings
    try:
        status = os.stat(settings.source)  # noqa: PTH116
    except OSError:
        return settings
    if status.st_size == settings.size and _same_time(status.st_mtime_ns, settings.mtime_ns):
        return settings
    if not os.access(os.path.dirname(path), os.W_OK):  # noqa: PTH120
        return settings
    from .config.environment import refresh_settings

    return refresh_settings(path, settings, status)


def _same_time(now: int, then: int) -> bool:
    """Compare modification times in nanoseconds; a layer of an image keeps whole seconds only."""
    return now == then or (now % _SECOND == 0 and now // _SECOND == then // _SECOND)
