"""Import times: run a command with CPython's own import log, parse it, show it, compare two of them.

Phase: cold. May import: the standard library, `dormant.measure`; `show` imports rich.

`parse` takes a log apart, `record` makes one by running a command, `totals` sums it up by package or module and
compares two, `tree` folds it by package, `show` prints, `exports` writes what other tools read,
and `page` writes one HTML page from its `template`.

What a log can't say: CPython (3.10 to 3.15) writes no line for the module that `importlib.import_module` was asked for
(its time lands with the importing module), and writes the same line for an import that failed.
"""
