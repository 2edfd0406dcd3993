"""The side effects that an import can have, by name, each with what it means for deferring.

Phase: cold. May import: the standard library.

*harmless*: nothing else can tell when it happens. *order-sensitive*: it matters only if something comes before or after
it, which runs of the program show; a package that has it may be deferred when the runs prove it. *unsafe*: other code
meets a changed interpreter, so runs of a few commands can't prove that nothing depends on it; never deferred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Meaning = Literal["harmless", "order-sensitive", "unsafe"]


@dataclass(frozen=True)
class Effect:
    """One kind of side effect.

    Attributes:
        name: what it is called in reports.
        meaning: what it means for deferring.
        example: a line that has it.
        why: the reason for that meaning, in one sentence.
        seen: whether importing the module in a child shows it; if not, only the source does.
    """

    name: str
    meaning: Meaning
    example: str
    why: str
    seen: bool = True


@dataclass(frozen=True)
class Finding:
    """One side effect of one package's import.

    Attributes:
        package: the top-level package.
        effect: the name of its kind.
        detail: what was changed, in words.
        place: `FILE:LINE` where the source shows it, or "".
        confirmed: whether it happened when the package was imported in a child.
    """

    package: str
    effect: str
    detail: str
    place: str = ""
    confirmed: bool = True

    @property
    def meaning(self) -> Meaning:
        """What its kind means for deferring."""
        return EFFECTS[self.effect].meaning

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.effect}: {self.detail}" + (f" ({self.place})" if self.place else "")


_EFFECTS = (
    Effect("builtin changed", "unsafe", "builtins.print = log", "every module looks builtins up by name"),
    Effect("attribute of another module", "unsafe", "json.dumps = fast_dumps",
           "code that runs before the first use meets the original"),
    Effect("attribute of another class", "unsafe", "Path.read = read_all",
           "code that runs before the first use meets the class without it"),
    Effect("entry in a registry", "unsafe", "other.PLUGINS.append(Plugin)",
           "whoever reads the registry before the first use misses the entry"),
    Effect("protocol buffer registered", "unsafe", "pool.AddSerializedFile(b'...')",
           "files that import it can't be built, and its types can't be looked up, before the first use", seen=False),
    Effect("entry in a table", "order-sensitive", "other.OPTIONS['depth'] = 3",
           "another module's table gets a plain value, which may be a cache or a registry"),
    Effect("module put in place", "unsafe", "sys.modules['json'] = fastjson",
           "imports that run before the first use get another module"),
    Effect("signal handler", "unsafe", "signal.signal(SIGTERM, stop)", "a signal before the first use is not handled"),
    Effect("interpreter hook", "unsafe", "sys.excepthook = report",
           "an error, trace or display before the first use goes elsewhere"),
    Effect("standard stream replaced", "unsafe", "sys.stdout = Wrapper(sys.stdout)",
           "what is printed before the first use goes elsewhere"),
    Effect("import hook", "unsafe", "sys.meta_path.insert(0, Finder())",
           "imports before the first use don't meet the hook"),
    Effect("search path", "unsafe", "sys.path.append(vendored)", "imports before the first use look elsewhere"),
    Effect("environment variable", "unsafe", "os.environ['MODE'] = 'x'",
           "libraries and child processes read it before the first use"),
    Effect("working directory", "unsafe", "os.chdir(here)", "relative paths mean something else until the first use"),
    Effect("file creation mask", "unsafe", "os.umask(0o077)", "files made before the first use get other permissions"),
    Effect("locale", "unsafe", "locale.setlocale(LC_ALL, '')", "text is formatted otherwise until the first use"),
    Effect("codec", "unsafe", "codecs.register(search)", "its encoding is unknown until the first use"),
    Effect("thread started", "unsafe", "Thread(target=watch).start()", "it does not run until the first use"),
    Effect("fork handler", "unsafe", "os.register_at_fork(after_in_child=reset)",
           "children forked before the first use are not reset"),
    Effect("process started", "unsafe", "subprocess.run(['git', '--version'])", "it is not started, or later"),
    Effect("network used", "unsafe", "socket.create_connection(address)", "the connection is not made, or later"),
    Effect("output written", "unsafe", "print('loaded')", "the text is not written, or later"),
    Effect("file changed", "unsafe", "open('log', 'w')", "the file is not written, or later"),
    Effect("logging configured", "unsafe", "logging.basicConfig(level=INFO)",
           "messages before the first use are dropped or look otherwise"),
    Effect("pickling of another type", "unsafe", "copyreg.pickle(Foreign, reduce)",
           "a pickle made before the first use looks otherwise"),
    Effect("media type", "unsafe", "mimetypes.add_type('text/x', '.x')",
           "the type of a file is another one until the first use"),
    Effect("abstract class of others", "unsafe", "Sequence.register(array.array)",
           "isinstance() says otherwise until the first use"),
    Effect("random state", "unsafe", "random.seed(0)", "numbers drawn before the first use are others"),
    Effect("interpreter setting", "unsafe", "sys.setrecursionlimit(9000)",
           "code before the first use runs with another limit or collector"),
    Effect("process-wide default", "unsafe", "socket.setdefaulttimeout(3)",
           "objects made before the first use have another default"),
    Effect("import that fails", "unsafe", "raise RuntimeError('no display')",
           "the error would come at the first use, or never"),
    Effect("exit handler", "order-sensitive", "atexit.register(say_goodbye)",
           "it runs only when the module was used, and before those registered until then"),
    Effect("warnings filter", "order-sensitive", "warnings.simplefilter('ignore')",
           "a warning before the first use is shown otherwise"),
    Effect("subclass of another package's class", "order-sensitive", "class Csv(other.Plugin): ...",
           "a base class may count its subclasses"),
    Effect("clock read", "order-sensitive", "STARTED = time.time()", "it reads the time of the first use", seen=False),
    Effect("caller inspected", "order-sensitive", "sys._getframe(1)", "another frame imports it", seen=False),
    Effect("loaded modules read", "order-sensitive", "if 'numpy' in sys.modules: ...",
           "more modules are loaded at the first use, or fewer", seen=False),
    Effect("namespace walked", "order-sensitive", "for value in vars(module).values(): ...",
           "names that are still deferred have placeholders as values", seen=False),
    Effect("entry points read", "order-sensitive", "PLUGINS = entry_points(group='x')",
           "plugins are loaded at the first use, or never", seen=False),
    Effect("own logger", "harmless", "getLogger(__name__).addHandler(NullHandler())",
           "only the package itself logs there"),
    Effect("own error handler", "harmless", "codecs.register_error('own.quote', quote)",
           "only the package itself uses that name"),
    Effect("own finder", "harmless", "sys.meta_path.append(MovesOf(__name__))",
           "it finds nothing but modules below the package"),
    Effect("own extension put in place", "harmless", "sys.modules['_own'] = package._own",
           "an extension does so for itself, under a private name that leads to nothing else"),
    Effect("own warnings filter", "harmless", "simplefilter('always', OwnWarning)",
           "only the package itself warns so"),
    Effect("own type pickled", "harmless", "copyreg.pickle(Own, reduce)", "nobody has such an object before"),
    Effect("own abstract class", "harmless", "Sequence.register(Own)", "nobody has such an object before"),
    Effect("file read", "harmless", "DATA = open(__file__ + '.txt').read()",
           "a file of the package is the same at the first use"),
    Effect("native library", "harmless", "ctypes.CDLL('libc.so.6')", "nobody else has its handle"),
)  # fmt: skip

EFFECTS = {effect.name: effect for effect in _EFFECTS}


def table() -> str:
    """Return all kinds as a table in Markdown."""
    lines = ["| side effect | for example | means | because |", "| --- | --- | --- | --- |"]
    lines += [f"| {one.name} | `{one.example}` | {one.meaning} | {one.why} |" for one in _EFFECTS]
    return "\n".join(lines)
