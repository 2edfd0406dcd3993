"""dormant: Python programs start faster, with no change to their code.

Phase: startup and import. The `.pth` line calls `run`; every import passes `Finder` and `Loader`. May import: builtins,
`sys`, frozen importlib, the built-in `_imp`, `os` (which `site` has loaded) within functions; settings and
`dormant.config` only when `pyproject.toml` has changed since its settings were compiled, or when DORMANT_CONFIG names
one. The public names are loaded from `dormant.api` on first access (PEP 562).

The finder stands first on `sys.meta_path`, asks the finders behind it, and wraps the loader of the spec they return,
as `importlib.util.LazyLoader` does (PEP 451). The wrapper takes itself out again before the module's body runs, so the
module, its `__spec__` and its `__loader__` are those of a program without dormant.

Code whose names mention nothing that is configured runs as it is. The first that does loads the engine: most starts of
an interpreter defer nothing, and this file is all that they pay for. It is one file because each file costs a start as
much as thirty functions. Nothing here ends or breaks a start: whatever fails, imports stay eager and one line on
standard error says why.

PYTEST_DONT_REWRITE: a start imports this package before pytest does, which would warn of it for the sake of its plugin.
"""

import _imp
import sys
from _frozen_importlib import (  # type: ignore[attr-defined]
    _call_with_frames_removed,
    _find_spec,
    _gcd_import,
    _load_unlocked,
    _ModuleLockManager,
)
from _frozen_importlib_external import (  # type: ignore[attr-defined]
    ExtensionFileLoader,
    _LoaderBasics,
    _NamespaceLoader,
    _path_isfile,
    _path_split,
    _path_stat,
    path_separators,
    spec_from_file_location,
)

__version__ = "0.1.0"
__all__ = ["ConfigError", "DormantError", "Enabled", "Status", "enable", "load_all", "status", "suspended"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any, TypeVar

    from .api import Enabled as Enabled
    from .api import Status as Status
    from .api import enable as enable
    from .api import load_all as load_all
    from .api import status as status
    from .api import suspended as suspended
    from .engine.names import Names
    from .engine.native import Native
    from .errors import ConfigError as ConfigError
    from .errors import DormantError as DormantError

    _Function = TypeVar("_Function", bound=Callable[..., Any])

# Programs in which nothing is deferred: installers run on while files change below them, and a deferred import could
# pick up what was just installed; dormant's own tool has to work when the configuration does not.
NEVER_IN = frozenset((
    "dormant", "pip", "ensurepip", "venv", "virtualenv", "uv", "setuptools", "easy_install", "setup.py", "pipx",
    "pipenv", "poetry", "pdm", "conda",
))  # fmt: skip

FILE_NAME = "dormant.settings"
FORMAT = 2
_SECOND = 1_000_000_000
_MOST_TEXT = 1_000_000
_exec_module = _LoaderBasics.exec_module
# Whether importlib asks the finders that are on `sys.meta_path` when it begins (gh-130094), or those that it meets.
_COPIES_META_PATH = "list" in _find_spec.__code__.co_names
_started = False
# Our modules that are loaded. Programs take modules that they don't know out of `sys.modules`
# (`mock.patch.dict(sys.modules)`), and must not make us load a second copy that knows nothing of the first.
_held = {__name__: sys.modules[__name__]}
# The finder at work in this process, if any; after `importlib.reload`, the one of the module as it was.
current: "Finder | None"
current = next((each for each in sys.meta_path if type(each).__module__ == __name__), None)  # type: ignore[assignment]
# The open `suspended` blocks of this process. The policy asks for them; whatever is in force, and in which copy of this
# module, it is the same list.
suspensions: "list[object]" = [] if current is None else current.suspensions
# Finders that are not in force any more, while imports that they deferred may still wait.
former: "list[Finder]" = [] if current is None else current.former


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
                install(data, text_of(option, argument))
    except BaseException as error:
        # Not `Exception`: SystemExit would be a fatal error of the interpreter.
        if whole(error):
            text = str(error).partition("\n")[0] or type(error).__name__
            say(f"{text}; imports stay eager, `dormant status` tells more")


def whole(error: BaseException) -> bool:
    """Tell whether *error* has another cause than that modules of ours are gone.

    An interrupted removal leaves some of them behind, and is nothing to tell each program of.
    """
    if isinstance(error, ImportError) and str(error.name).partition(".")[0] == __name__:
        return False
    engine = ("__init__", "bytecode", "deferred", "frames", "keys", "names", "native", "shims", "trace")
    needed = ("settings", "policy", *(f"engine/{name}" for name in engine))
    # Not `os.path.isfile`, because this is asked in the middle of programs, too, which may have replaced it.
    return all(_path_isfile(f"{__path__[0]}/{name}.py") for name in needed)


def say(text: str) -> None:
    """Write a line on standard error. A program that has none, or can't be told anything, runs all the same."""
    line = f"dormant: {text}\n"
    try:
        # Past its buffer: what can't be written would stay in there, and fail again when the interpreter ends.
        raw = getattr(getattr(sys.stderr, "buffer", None), "raw", None)
        if raw is None:
            sys.stderr.write(line)
        else:
            raw.write(line.encode(sys.stderr.encoding, "backslashreplace"))
    except Exception:  # noqa: S110 - closed, full, or replaced by anything at all
        pass


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
    parts: tuple[str, str] = _path_split(argument)
    folder, name = parts
    if name == "__main__.py":
        # A directory that is run by its __main__.py, as in `python .../pip/__main__.py`.
        name = _path_split(folder.rstrip(path_separators))[1]
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
        if not _path_isfile(argument) or _path_stat(argument).st_size > _MOST_TEXT:
            return None
        with open(argument, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return None


def environment_variable(name: str) -> "str | None":
    """Return an environment variable of ours; None where the interpreter was told to ignore them."""
    # Not at the top: docs/decisions.md says what it costs if a finder holds on to a module as large as this one.
    import os

    return None if sys.flags.ignore_environment else os.environ.get(name)


def find(site_directory: str) -> "bytes | None":
    """Return the settings in force: those of DORMANT_CONFIG, or of the environment; None if nothing is to be deferred.

    DORMANT_CONFIG names a `pyproject.toml`, or a compiled file named `dormant.settings` or ending so.

    Raises:
        dormant.errors.ConfigError: the configuration has to be compiled now, and is wrong.
        dormant.settings.SettingsError: the settings file can't be used.
    """
    config = environment_variable("DORMANT_CONFIG")
    if config and not config.startswith(tuple(path_separators)):
        import os

        try:  # noqa: SIM105 - contextlib is not for the time of a start
            # It is to name the same file in children, wherever they run.
            os.environ["DORMANT_CONFIG"] = os.path.abspath(config)  # noqa: PTH100
        except OSError:
            # The current directory is gone.
            pass
    if config and not config.endswith(FILE_NAME):
        from .config import compile_file
        from .settings import dump

        data = dump(compile_file(config, advise=False))
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
        status = _path_stat(source)
    except OSError:
        return data
    _, mtime_ns, size, _ = stamp.split()
    if status.st_size == int(size) and _same_time(status.st_mtime_ns, int(mtime_ns)):
        return data
    import os

    if not os.access(_path_split(path)[0], os.W_OK):
        return data
    from .config.environment import refresh_settings
    from .settings import dump, load

    return dump(refresh_settings(path, load(data), status))


def _same_time(now: int, then: int) -> bool:
    """Compare modification times in nanoseconds; a layer of an image keeps whole seconds only."""
    return now == then or (now % _SECOND == 0 and now // _SECOND == then // _SECOND)


def choose() -> "tuple[str, str]":
    """Return (name of the engine for this interpreter, why there is none)."""
    if sys.implementation.name != "cpython":
        return "none", f"{sys.implementation.name} is not CPython"
    if "t" in getattr(sys, "abiflags", ""):
        return "none", "the free-threaded build is not supported yet"
    return ("native" if sys.version_info >= (3, 15) else "names"), ""


def install(data: bytes, main: "bytes | None" = None) -> bool:
    """Start deferring imports, in place of what was in force before.

    Parameters:
        data: the settings, as `dormant.settings.dump` writes them.
        main: what the main program is about to run, source or bytecode, as far as that is known: nothing is prepared
            for code that mentions nothing configured.

    Returns:
        Whether this interpreter has an engine.

    Raises:
        Exception: the engine can't be loaded; then nothing is in force.
    """
    global current
    undo()
    if choose()[0] == "none":
        return False
    trace = environment_variable("DORMANT_TRACE")
    current = Finder(data)
    sys.meta_path.insert(0, current)
    try:
        if trace and trace != "0":
            engine = current.engine
            unasked("dormant.engine.trace").start(engine.policy, engine.name, trace)
        if main is None or current.is_mentioned_in(main):
            current.engine.prepare_main()
    except BaseException:
        undo()
        raise
    return True


def undo() -> None:
    """Stop deferring imports; what is deferred already is loaded when it is used."""
    global current
    if current is not None:
        former[:] = [each for each in (*former, current) if each.pending()]
        current.remove()
        # The finder of an earlier copy of this module clears the name in that one.
        current = None


def restore(finder: "Finder | None") -> None:
    """Put *finder* in force again, or none."""
    global current
    undo()
    current = finder
    if finder is not None:
        former[:] = [each for each in former if each is not finder]
        sys.meta_path.insert(0, finder)
        if finder.loaded is not None:
            policy = finder.loaded.policy
            if policy.trace is not None:
                policy.trace.use(policy)
            finder.loaded.prepare_main()


def import_machinery(function: "_Function") -> "_Function":
    """Count *function* as a part of the import system, whose frames no user ever sees.

    `import` cuts frames of importlib's two files out of a traceback (Python/import.c, remove_importlib_frames), and
    `warnings.warn` skips them when it looks for the caller (Lib/warnings.py, _is_internal_frame). Both go by the file
    name in the code object. Without this a program's tracebacks and the lines its warnings name would change.
    """
    code = function.__code__
    function.__code__ = code.replace(co_filename=_call_with_frames_removed.__code__.co_filename)
    return function


class Finder:
    """A meta-path finder (PEP 302, PEP 451) that wraps what the finders behind it find.

    It acts for import statements and `importlib.reload` only: `importlib.util.find_spec`, `runpy` and `pkgutil` get
    the true loader.

    Parameters:
        data: the settings, as `dormant.settings.dump` writes them.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.suspensions: list[object] = suspensions
        self.former: list[Finder] = former
        # The engine, if it was needed yet.
        self.loaded: Names | Native | None = None
        lines = data.decode("utf-8", "surrogateescape").split("\n", 8)
        # Top-level packages: those that are named, those that may defer something within themselves, and those whose
        # modules are looked at though they are in the standard library. And modules that have shims.
        self._named, self._inside, self._importers, self._shimmed = [frozenset(line.split()[1:]) for line in lines[4:8]]

    def __repr__(self) -> str:
        return f"<dormant finder, engine {choose()[0]}>"

    @property
    def engine(self) -> "Names | Native":
        """The engine, which is loaded when the first code that mentions something configured is about to run."""
        if self.loaded is None:
            with _ModuleLockManager(f"{__name__}.engine"):
                if self.loaded is None:
                    self.loaded = unasked("dormant.engine").create(self.data)
        return self.loaded

    def pending(self) -> "list[tuple[dict[str, Any], str, str]]":
        """Return (namespace, name, what it stands for) of each deferred import that was not used yet."""
        return [] if self.loaded is None else self.loaded.pending()

    def remove(self) -> None:
        """Stop deferring. What is deferred already stays so until it is used."""
        global current
        if current is self:
            current = None
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        if self.loaded is not None:
            self.loaded.undo()

    def concerns(self, importer: str, names: "Collection[str]") -> bool:
        """Tell whether code may import anything that is configured; it may say yes too often.

        It says no too often only where a module outside a package gives itself a `__package__`, and imports relatively.

        Parameters:
            importer: `__name__` of the importing module.
            names: `co_names` of its code object, which holds the module name of each import statement.
        """
        named = self._named
        return (
            "*" in named
            or importer in self._shimmed
            or not named.isdisjoint(names)
            or (bool(self._inside) and not self._inside.isdisjoint(("*", importer.partition(".")[0])))
            or any("." in name and name.partition(".")[0] in named for name in names)
        )

    def is_mentioned_in(self, main: bytes) -> bool:
        """Tell whether the main program may import anything that is configured.

        Parameters:
            main: its source or bytecode. What is compressed (a zip archive) or encoded otherwise shows nothing.
        """
        if self._inside or "*" in self._named or b"PK\3\4" in main:
            return True
        return any(not name.isascii() or name.encode() in main for name in self._named)

    def wants(self, fullname: str) -> bool:
        """Tell whether the module may import what is deferred, has shims, or submodules to publish."""
        top = fullname.partition(".")[0]
        if top == "dormant":
            return False
        if self.loaded is not None:
            return self.loaded.wants(fullname)
        return top not in sys.stdlib_module_names or top in self._importers

    @import_machinery
    def find_spec(
        self, fullname: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """Return the spec that the finders behind this one give, its loader wrapped; None leaves it all to them.

        So it does where it can't tell which are behind it, because something else asks in its name (a proxy).

        Raises:
            ModuleNotFoundError: no finder knows the module. It is raised here, as `_find_and_load_unlocked` would,
                because after a None every finder would be asked a second time.
        """
        if not self.wants(fullname):
            return None
        try:
            frame = sys._getframe(2)
        except ValueError:
            # The main program asks by itself.
            return None
        caller = frame.f_code.co_name
        if caller not in ("_find_and_load_unlocked", "reload"):
            return None
        behind = False
        for finder in list(sys.meta_path) if _COPIES_META_PATH else sys.meta_path:
            if not behind or finder is self:
                behind = behind or finder is self
                continue
            try:
                find_spec = finder.find_spec
            except AttributeError:
                # A legacy finder with find_module only, up to 3.11: the import system knows how to ask it.
                return None
            spec = find_spec(fullname, path, target)
            if spec is not None:
                loader: Any = spec.loader
                waiting = fullname in self._shimmed or (self.loaded is not None and self.loaded.has_children(fullname))
                if loader is None and waiting and spec.submodule_search_locations is not None:
                    # A namespace package. What `_init_module_attrs` would do for it is done here and in `exec_module`.
                    loader = _NamespaceLoader.__new__(_NamespaceLoader)
                    loader._path = spec.submodule_search_locations
                # Extension modules import in C, where nothing can be deferred.
                concerned = not isinstance(loader, ExtensionFileLoader) or waiting
                if loader is not None and hasattr(loader, "exec_module") and concerned:
                    spec.loader = Loader(loader, self)  # type: ignore[assignment]
                return spec
        if not behind or caller == "reload" or frame.f_locals.get("lazy_submodule"):
            # 3.15 looks for a submodule first when a lazy `from` import is used, and takes None for "an attribute".
            return None
        raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


class Loader:
    """Wraps a loader so that the engine can act before and after the module's body runs.

    Parameters:
        real: the loader that was found.
        finder: the finder that asks for it.
    """

    def __init__(self, real: "Any", finder: Finder) -> None:
        self.real = real
        self._finder = finder

    def __getattr__(self, name: str) -> "Any":
        return getattr(self.real, name)

    def __reduce_ex__(self, protocol: "Any") -> "Any":
        # A copy is one of the real loader; where a class serves as the loader, it is this one.
        return "real" if isinstance(self.real, type) else self.real.__reduce_ex__(protocol)

    @import_machinery
    def create_module(self, spec: "ModuleSpec") -> "ModuleType | None":
        """Return what the real loader creates."""
        module: ModuleType | None = self.real.create_module(spec)
        return module

    @import_machinery
    def exec_module(self, module: "ModuleType") -> None:
        """Step aside, then run the module's body as `_LoaderBasics.exec_module` does, or as the engine has prepared it.

        Raises:
            ImportError: the loader has no code for it.
            BaseException: whatever the body raises.
        """
        real, finder = self.real, self._finder
        # A real loader may have created any object at all, or handed out a module that another one had loaded.
        spec = getattr(module, "__spec__", None)
        if spec is not None and spec.loader is self:
            spec.loader = real
        if getattr(module, "__loader__", None) is self:
            module.__loader__ = real
        name = getattr(module, "__name__", "")
        code = None
        # The code of a loader of somebody's own is not to be known.
        if getattr(real.exec_module, "__func__", None) is _exec_module:
            code = real.get_code(name)
            if code is None:
                raise ImportError(f"cannot load module {name!r} when get_code() returns None")
            if not finder.concerns(name, code.co_names):
                _call_with_frames_removed(exec, code, module.__dict__)
                if finder.loaded is not None:
                    finder.loaded.publish_children(name)
                return
        try:
            engine = finder.engine
        except Exception as error:
            complain(error)
            if not isinstance(error, RecursionError):
                finder.remove()
            _call_with_frames_removed(*body_of(module, real, code))
            return
        # The engine acts before and after the body, not around it: imports within it come no nearer to the limit of
        # recursion, and need no more of the pieces in which CPython maps memory for frames, at each call beyond one.
        room = unasked("dormant.engine")
        done = False
        try:
            _call_with_frames_removed(*room.prepare(engine, module, real, code))
            done = True
        finally:
            room.finish(engine, module, name, done=done)


def body_of(module: "ModuleType", real: "Any", code: "CodeType | None") -> "tuple[Any, ...]":
    """Return the call that runs the body of *module* as it is: a function and its arguments.

    Parameters:
        real: its loader.
        code: its code, if that is known.
    """
    return (real.exec_module, module) if code is None else (exec, code, module.__dict__)


def unasked(fullname: str) -> "Any":
    """Return a module of dormant's, which is loaded now if it was not needed before.

    By then the program may have finders that transform, forbid or do not find our modules, so nobody is asked: the file
    is loaded by the loader of the standard library. Where there is no such file, in a program that carries dormant in
    an archive of its own, the import system finds the module.
    """
    module = _held.get(fullname)
    if module is None:
        for held in list(_held):
            sys.modules.setdefault(held, _held[held])
        parent, _, name = fullname.rpartition(".")
        folder = unasked(parent).__path__[0]
        for ending in (".py", "/__init__.py"):
            path = f"{folder}/{name}{ending}"
            if _path_isfile(path):
                module = load_unasked(fullname, lambda: spec_from_file_location(fullname, path))  # noqa: B023
                break
        else:
            module = _gcd_import(fullname)
        _held[fullname] = module
    return module


def load_unasked(fullname: str, find: "Callable[[], ModuleSpec | None]") -> "Any":
    """Return the module *fullname*, loaded by the spec that *find* returns if it was not needed before."""
    with _ModuleLockManager(fullname):
        module = sys.modules.get(fullname)
        if module is None:
            module = _load_unlocked(find())
            package, _, name = fullname.rpartition(".")
            if package:
                setattr(sys.modules[package], name, module)
    return module


def complain(error: BaseException) -> None:
    """Say on standard error, in one line, that an import stays eager because of *error*.

    Nothing is said while dormant is being removed.
    """
    if whole(error):
        say(f"{type(error).__name__}: {error}; the import stays eager (DORMANT=0 turns it off)")


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import api, errors

    return getattr(errors if name.endswith("Error") else api, name)


def __dir__() -> "list[str]":
    return [*__all__, "__version__"]
