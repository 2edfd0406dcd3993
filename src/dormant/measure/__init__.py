"""Measuring a command: run it with dormant off and on, and say honestly what the difference is.

Phase: cold. May import: the standard library, `rich` (only to print), `dormant.importtime`, `dormant.config`.

`process` runs a command once and says what it cost, `target` finds out which interpreter a command runs, `series` runs
it many times off and on, `estimate` does the statistics, `hook` measures what dormant itself costs, `compare` does
all of that, `result` holds what was found, `report` prints it, `exports` writes it for pyperf and as a page, and
`saved` keeps runs for a later comparison.
"""
