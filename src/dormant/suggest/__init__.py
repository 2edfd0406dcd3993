"""Suggest what to defer: watch commands run, try packages, prove that nothing changes, and say why.

Phase: cold. May import: the standard library, `dormant.measure`, `dormant.importtime`, `dormant.config`; rich and
tomlkit to print and to write.

`workplace` gives each run the same directory and sees which files it wrote, `volatile` takes text out of outputs that
differs from run to run, `trial` runs a command and compares it with its eager run, `isolate` finds the package that
makes a difference, `observe` reads what was imported and `uses` who used it, `effects` names the side effects of
imports, which `static` and `dynamic` find (`inspect_import` and `inspect_state` run in the child), `choices` makes the
environment of a set, `tries` runs all commands with it, `gains` measures it, `session` puts it together, `verdicts`
says why, `report` prints it, `apply` writes it into pyproject.toml, and `verify` proves an existing configuration.
"""
