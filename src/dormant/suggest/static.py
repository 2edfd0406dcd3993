"""Find side effects in the source: what the statements do that an import of the module runs.

Phase: cold. May import: the standard library.

Only what runs at import is read: module level and class bodies, not functions, and of `if TYPE_CHECKING` and
`if __name__ == "__main__"` the branch that an import takes. A statement in another branch may never run, so what an
import in a child can show and did not show is left out by `confirmed`.
"""

from __future__ import annotations

import ast
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from .effects import EFFECTS, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Calls, by the absolute name of what is called.
_CALLS = {
    "atexit.register": "exit handler",
    "signal.signal": "signal handler",
    "sys.settrace": "interpreter hook",
    "sys.setprofile": "interpreter hook",
    "threading.settrace": "interpreter hook",
    "faulthandler.enable": "interpreter hook",
    "os.putenv": "environment variable",
    "os.unsetenv": "environment variable",
    "os.chdir": "working directory",
    "os.umask": "file creation mask",
    "locale.setlocale": "locale",
    "codecs.register": "codec",
    "codecs.register_error": "codec",
    "os.register_at_fork": "fork handler",
    "os.system": "process started",
    "os.popen": "process started",
    "os.fork": "process started",
    "socket.create_connection": "network used",
    "urllib.request.urlopen": "network used",
    "print": "output written",
    "logging.basicConfig": "logging configured",
    "logging.disable": "logging configured",
    "logging.setLoggerClass": "logging configured",
    "logging.addLevelName": "logging configured",
    "logging.config.dictConfig": "logging configured",
    "logging.config.fileConfig": "logging configured",
    "logging.captureWarnings": "logging configured",
    "copyreg.pickle": "pickling of another type",
    "mimetypes.add_type": "media type",
    "mimetypes.init": "media type",
    "random.seed": "random state",
    "sys.setrecursionlimit": "interpreter setting",
    "sys.setswitchinterval": "interpreter setting",
    "gc.disable": "interpreter setting",
    "gc.set_threshold": "interpreter setting",
    "gc.freeze": "interpreter setting",
    "socket.setdefaulttimeout": "process-wide default",
    "decimal.setcontext": "process-wide default",
    "asyncio.set_event_loop_policy": "process-wide default",
    "multiprocessing.set_start_method": "process-wide default",
    "warnings.simplefilter": "warnings filter",
    "warnings.filterwarnings": "warnings filter",
    "time.time": "clock read",
    "time.monotonic": "clock read",
    "time.perf_counter": "clock read",
    "datetime.datetime.now": "clock read",
    "datetime.datetime.utcnow": "clock read",
    "datetime.date.today": "clock read",
    "sys._getframe": "caller inspected",
    "inspect.stack": "caller inspected",
    "inspect.currentframe": "caller inspected",
    "importlib.metadata.entry_points": "entry points read",
    "importlib_metadata.entry_points": "entry points read",
    "pkg_resources.iter_entry_points": "entry points read",
    "ctypes.CDLL": "native library",
}
# Calls of anything below these names.
_CALLS_BELOW = {"subprocess": "process started", "shutil": "file changed"}
# Assignments to these names or below them, and calls of their methods that change them.
_TARGETS = {
    "sys.path": "search path",
    "sys.meta_path": "import hook",
    "sys.path_hooks": "import hook",
    "sys.modules": "module put in place",
    "sys.stdout": "standard stream replaced",
    "sys.stderr": "standard stream replaced",
    "sys.stdin": "standard stream replaced",
    "sys.excepthook": "interpreter hook",
    "sys.displayhook": "interpreter hook",
    "sys.unraisablehook": "interpreter hook",
    "sys.breakpointhook": "interpreter hook",
    "threading.excepthook": "interpreter hook",
    "os.environ": "environment variable",
    "builtins": "builtin changed",
    "__builtins__": "builtin changed",
}
# Methods that have a side effect, whatever the object is called.
_METHODS = {"AddSerializedFile": "protocol buffer registered"}
_CHANGING = frozenset((
    "append", "insert", "extend", "add", "update", "setdefault", "pop", "remove", "clear", "register"
))  # fmt: skip
_WRITING = frozenset("wax+")
# Conditions that an imported module never meets.
_NOT_IMPORTED = frozenset(("__name__ == '__main__'", "'__main__' == __name__"))


def find(package: str, files: Iterable[str]) -> list[Finding]:
    """Return the side effects that the sources of *package* show.

    Parameters:
        package: the top-level package.
        files: paths of its modules; those that are no Python source are left out.
    """
    findings: list[Finding] = []
    for name in files:
        if name.endswith(".py"):
            findings += _in_file(package, name)
    return findings


def confirmed(static: Sequence[Finding], dynamic: Sequence[Finding], *, complete: bool) -> list[Finding]:
    """Return the findings that count, those of the child first.

    Parameters:
        static: what the sources show.
        dynamic: what the child showed.
        complete: whether the child imported the package to its end. If so, a side effect that it could have shown and
            didn't show stands in a branch that is not taken.
    """
    seen = {finding.effect for finding in dynamic}
    places = {finding.effect: finding.place for finding in reversed(static)}
    result = [Finding(one.package, one.effect, one.detail, one.place or places.get(one.effect, "")) for one in dynamic]
    for finding in static:
        if finding.effect in seen or (complete and EFFECTS[finding.effect].seen):
            continue
        seen.add(finding.effect)
        result.append(finding)
    return result


def _in_file(package: str, path: str) -> list[Finding]:
    try:
        source = Path(path).read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (OSError, SyntaxError, ValueError, RecursionError):
        # Perhaps of a newer Python; the child has run it.
        return []
    reader = _Reader(package, path)
    for node in _at_import(tree.body):
        reader.read(node)
    return reader.findings


def _at_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that an import runs."""
    for node in body:
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        taken = _at_import_says(node.test) if isinstance(node, ast.If) else None
        for field, skipped in (("body", taken is False), ("orelse", taken is True), ("finalbody", False)):
            yield from () if skipped else _at_import(getattr(node, field, ()))
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield from _at_import(part.body)


def _at_import_says(test: ast.expr) -> bool | None:
    """Return what a condition is at each import, as far as its text tells."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        found = _at_import_says(test.operand)
        return None if found is None else not found
    if isinstance(test, ast.BoolOp):
        # What decides `and` is a part that is false, what decides `or` one that is true.
        decisive = isinstance(test.op, ast.Or)
        parts = {_at_import_says(part) for part in test.values}
        return decisive if decisive in parts else None if None in parts else not decisive
    text = ast.unparse(test)
    if text.rpartition(".")[2] == "TYPE_CHECKING" or text in _NOT_IMPORTED:
        return False
    return None


class _Reader:
    """Reads the statements of one module."""

    def __init__(self, package: str, path: str) -> None:
        self.findings: list[Finding] = []
        self._package = package
        self._path = path
        # What each name that an import bound stands for.
        self._names: dict[str, str] = {}

    def read(self, node: ast.stmt) -> None:
        """Read one statement, without the statements in it."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                self._names[alias.asname or alias.name] = f"{module}.{alias.name}"
        elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete)):
            targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]
            for target in targets:
                self._assigned(target)
        for expression in _expressions(node):
            self._evaluated(expression)

    def _add(self, effect: str, node: ast.expr) -> None:
        text = ast.unparse(node)
        detail = text if len(text) <= 60 else text[:57] + "..."
        place = f"{self._short()}:{node.lineno}"
        self.findings.append(Finding(self._package, effect, detail, place, confirmed=False))

    def _short(self) -> str:
        """Return the path from the package's directory on."""
        parts = Path(self._path).parts
        names = [index for index, part in enumerate(parts) if part == self._package]
        return str(Path(*parts[names[-1] :])) if names else parts[-1]

    def _absolute(self, node: ast.expr) -> str:
        """Return the absolute name that an expression such as `os.environ` stands for, or ""."""
        if isinstance(node, ast.Attribute):
            before = self._absolute(node.value)
            return f"{before}.{node.attr}" if before else ""
        if isinstance(node, ast.Name):
            return self._names.get(node.id, node.id if node.id in ("print", "open", "__builtins__") else "")
        return ""

    def _assigned(self, target: ast.expr) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self._assigned(part)
            return
        if not isinstance(target, (ast.Attribute, ast.Subscript)):
            return
        name = self._absolute(target.value) if isinstance(target, ast.Subscript) else self._absolute(target)
        if not name or name.startswith("."):
            return
        for known, effect in _TARGETS.items():
            if name == known or name.startswith(known + "."):
                self._add(effect, target)
                return
        if name.partition(".")[0] not in (self._package, ""):
            registry = isinstance(target, ast.Subscript)
            self._add("entry in a registry" if registry else "attribute of another module", target)

    def _evaluated(self, node: ast.expr) -> None:
        if isinstance(node, ast.Compare) and any(self._absolute(one) == "sys.modules" for one in node.comparators):
            self._add("loaded modules read", node)
        if not isinstance(node, ast.Call):
            return
        name = self._absolute(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            self._add(_METHODS[node.func.attr], node)
        elif isinstance(node.func, ast.Name) and node.func.id in ("vars", "dir", "globals", "locals"):
            self._add("namespace walked", node)
        elif name == "open":
            modes = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "mode")]
            mode = modes[0].value if modes and isinstance(modes[0], ast.Constant) else "r"
            self._add("file changed" if _WRITING & set(str(mode)) else "file read", node)
        elif name in _CALLS:
            self._add(_CALLS[name], node)
        elif name.partition(".")[0] in _CALLS_BELOW:
            self._add(_CALLS_BELOW[name.partition(".")[0]], node)
        elif isinstance(node.func, ast.Attribute) and name:
            self._method_called(node, node.func, name)

    def _method_called(self, node: ast.Call, function: ast.Attribute, name: str) -> None:
        owner = name.rpartition(".")[0]
        if function.attr not in _CHANGING:
            return
        if owner in _TARGETS:
            self._add(_TARGETS[owner], node)
        elif owner and not owner.startswith(".") and owner.partition(".")[0] != self._package:
            self._add("entry in a registry", node)


def _expressions(node: ast.stmt) -> Iterator[ast.expr]:
    """Yield the expressions that *node* evaluates itself: not those of the statements or functions in it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        roots: list[ast.AST] = [*node.decorator_list, *_defaults(node.args)]
    else:
        roots = [child for child in ast.iter_child_nodes(node) if not isinstance(child, (ast.stmt, ast.excepthandler))]
    while roots:
        root = roots.pop()
        if isinstance(root, ast.expr):
            yield root
        if isinstance(root, ast.Lambda):
            roots.extend(_defaults(root.args))
        elif not isinstance(root, ast.stmt):
            roots.extend(ast.iter_child_nodes(root))


def _defaults(arguments: ast.arguments) -> Iterator[ast.expr]:
    """Yield the defaults of a function's parameters, which are evaluated where it is defined."""
    yield from arguments.defaults
    yield from (default for default in arguments.kw_defaults if default is not None)
