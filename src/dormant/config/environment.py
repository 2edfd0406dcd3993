"""The environment of this interpreter: where dormant's hook and compiled settings lie, and how they are written.

Phase: cold; `write_settings` may run once inside a program's start. May import: `os`, `site`, `time`,
`dormant.settings`, `dormant.errors`, `dormant.config.record`.
"""

# pathlib is heavy, and a start may come through here.
# ruff: noqa: PTH101, PTH105, PTH107, PTH112, PTH113, PTH116, PTH118, PTH120, PTH123
from __future__ import annotations

import os
import site
import time

from ..errors import DormantError
from ..settings import FILE_NAME, Settings, SettingsError, digest_of, dump, load

HOOK_NAME = "dormant.pth"
# In seconds.
_LEFTOVER_AGE = 60


class Environment:
    """The site directory that dormant is installed in.

    Parameters:
        site_directory: absolute path of the directory that holds `dormant.pth`.

    Attributes:
        site_directory: that path.
        hook: path of `dormant.pth`.
        settings: path of the compiled settings, whether it exists or not.
    """

    def __init__(self, site_directory: str) -> None:
        self.site_directory = site_directory
        self.hook = os.path.join(site_directory, HOOK_NAME)
        self.settings = os.path.join(site_directory, FILE_NAME)


def site_directories() -> list[str]:
    """Return the site directories of this interpreter that exist, the user's own first, as `sys.path` has them."""
    own = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return [path for path in dict.fromkeys([*own, *site.getsitepackages()]) if os.path.isdir(path)]


def find_environment() -> Environment:
    """Return the environment that this interpreter's `dormant.pth` lies in.

    Raises:
        DormantError: no site directory holds one.
    """
    directories = site_directories()
    for directory in directories:
        environment = Environment(directory)
        if os.path.isfile(environment.hook):
            return environment
    where = ", ".join(directories) or "none"
    raise DormantError(f"{HOOK_NAME} is in no site directory of this Python ({where}); install dormant in it with pip")


def read_settings(environment: Environment) -> Settings | None:
    """Return the compiled settings of *environment*, or None if no project is registered with it.

    Raises:
        SettingsError: the file is damaged, of another version, or can't be read.
    """
    try:
        with open(environment.settings, "rb") as file:
            return load(file.read())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"it can't be read ({error.strerror})") from error


def registered(environment: Environment) -> Settings | None:
    """Return the settings of *environment*; None if there are none that can be used."""
    try:
        return read_settings(environment)
    except SettingsError:
        return None


def is_writable(environment: Environment) -> bool:
    """Tell whether the settings of *environment* can be replaced."""
    return os.access(environment.site_directory, os.W_OK | os.X_OK) and not os.path.isdir(environment.settings)


def write_settings(path: str, settings: Settings) -> None:
    """Write a settings file, in one step, so that a start sees the old or the new one, whole.

    Parameters:
        path: the file to write; it gets the permissions of the `dormant.pth` beside it.
        settings: what to write.

    Raises:
        OSError: it can't be written; nothing is left behind.
        SettingsError: see `dormant.settings.dump`.
    """
    replace_file(path, dump(settings), like=os.path.join(os.path.dirname(path), HOOK_NAME))


def refresh_settings(path: str, settings: Settings, status: os.stat_result) -> Settings:
    """Compile the source of *settings* anew if its contents have changed, and write the result to the file *path*.

    Parameters:
        path: the settings file.
        settings: what it holds.
        status: that of the source, which differs from what `settings` says.

    Returns:
        The settings in force: those of the source as it is now; *settings* if it can't be read.

    Raises:
        dormant.errors.ConfigError: the changed configuration is wrong.
    """
    if not os.path.isfile(settings.source):
        # A pipe or a device would never end.
        return settings
    try:
        with open(settings.source, "rb") as file:
            data = file.read()
    except OSError:
        return settings
    if digest_of(data) == settings.digest:
        settings.mtime_ns = status.st_mtime_ns
    else:
        from . import compile_file

        settings = compile_file(settings.source, advise=False)
    try:  # noqa: SIM105 - contextlib is not for a start
        write_settings(path, settings)
    except OSError:
        # Another start tries again. What was read now holds for this one.
        pass
    return settings


def replace_file(path: str, data: bytes, *, like: str) -> None:
    """Give the file *path* new contents in one step.

    Parameters:
        path: the file; it need not exist.
        data: its new contents.
        like: a file whose permissions it gets, if that exists.

    Raises:
        OSError: it can't be written; nothing is left behind, unless the process is killed in the middle.
    """
    temporary = f"{path}.{os.getpid()}.tmp"
    # Whoever may write here could have put a link at this name, for us to write through.
    _remove(temporary)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        if os.path.isfile(like):
            os.chmod(temporary, os.stat(like).st_mode & 0o777)
        os.replace(temporary, path)
    except BaseException:
        _remove(temporary)
        raise


def remove_leftovers(path: str) -> None:
    """Remove what processes that were killed while they replaced *path* have left beside it."""
    folder, name = os.path.split(path)
    for entry in list(os.scandir(folder)):
        middle = entry.name[len(name) + 1 : -len(".tmp")]
        if entry.name == f"{name}.{middle}.tmp" and middle.isdecimal() and _is_old(entry):
            _remove(entry.path)


def _is_old(entry: os.DirEntry[str]) -> bool:
    """Tell whether a file was made longer ago than any process takes to replace one."""
    try:
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > _LEFTOVER_AGE
    except OSError:
        return False


def register(environment: Environment, settings: Settings) -> str:
    """Make *settings* those of *environment*; `dormant off` stays in force.

    Returns:
        the path of the pyproject.toml that was registered before, if it is another one; else the empty string.

    Raises:
        DormantError: the environment can't be written.
    """
    from .record import add_to_record

    before = registered(environment)
    if before is not None:
        settings.enabled = before.enabled
    try:
        # The record comes first: a file that no uninstall would remove must not exist.
        add_to_record(environment.site_directory, FILE_NAME)
        remove_leftovers(environment.settings)
        write_settings(environment.settings, settings)
    except OSError as error:
        raise _not_writable(environment, error) from error
    except SettingsError as error:
        raise DormantError(f"the project can't be registered: {error}; rename it") from error
    return before.source if before is not None and before.source != settings.source else ""


def unregister(environment: Environment) -> bool:
    """Remove the settings of *environment*; return whether there were any.

    Raises:
        DormantError: the environment can't be written.
    """
    from .record import remove_from_record

    existed = os.path.lexists(environment.settings)
    try:
        if existed:
            os.remove(environment.settings)
        remove_leftovers(environment.settings)
        remove_from_record(environment.site_directory, FILE_NAME)
    except OSError as error:
        raise _not_writable(environment, error) from error
    return existed


def set_enabled(environment: Environment, enabled: bool) -> Settings:
    """Switch *environment* on or off and return its settings.

    Raises:
        DormantError: no project is registered with it, its settings can't be used, or it can't be written.
    """
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        raise DormantError(f"{environment.settings} can't be used: {error}; run `dormant sync`") from error
    if settings is None:
        raise DormantError("no project is registered with this environment; run `dormant init` in one")
    if settings.enabled is not enabled:
        settings.enabled = enabled
        try:
            write_settings(environment.settings, settings)
        except OSError as error:
            if not enabled:
                why = error.strerror or error
                raise DormantError(
                    f"{environment.settings} can't be written ({why}); make the environment writable, or set DORMANT=0 "
                    "for the processes that are to run without dormant"
                ) from error
            raise _not_writable(environment, error) from error
    return settings


def _not_writable(environment: Environment, error: OSError) -> DormantError:
    why = error.strerror or error
    return DormantError(
        f"{environment.settings} can't be written ({why}); make the environment writable, or name the pyproject.toml "
        "in DORMANT_CONFIG"
    )


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return
