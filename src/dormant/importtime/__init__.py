"""Import times: run a command with CPython's own import log, parse it, compare two of them.

Phase: cold. May import: the standard library, `dormant.measure`.

`parse` takes a log apart, `packages` sums it up by top-level package and compares two logs, `record` makes one by
running a command. What the log can't say: CPython (3.10 to 3.15) writes no line for the module that
`importlib.import_module` was asked for (its time lands with the importing module), and writes the same line for an
import that failed.
"""
