"""The programs of this part: made of as many small modules as a scenario asks for.

Phase: cold. May import: the standard library, the suite.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ..suite.environments import WORK, write_tree

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "bulk"
NAMES_IN_A_MODULE = 10
_MODULE = '"""One of many."""\n\nLIMIT = {number}\n\n\ndef value(more=0):\n    return LIMIT + more\n'

# Prints the seconds of one global, one attribute, one call and one builtin, each with one turn of the loop around it.
AFTER_LOADING = f"""
import time
import {PACKAGE}.m0
from {PACKAGE}.m1 import value

def read_global(turns):
    for _ in turns: value

def read_attribute(turns):
    for _ in turns: {PACKAGE}.m0

def call(turns):
    for _ in turns: value()

def read_builtin(turns):
    for _ in turns: len

def spend(function, turns):
    start = time.process_time()
    function(turns)
    return time.process_time() - start

value(), {PACKAGE}.m0.value()
turns = range(200_000)
for function in (read_global, read_attribute, call, read_builtin):
    spend(function, turns)
    print(min(spend(function, turns) for _ in range(9)) / len(turns))
"""


def tree(count: int) -> Path:
    """Make *count* modules in one package, and programs beside it; return their folder.

    `import_all.py` imports each module and uses none, `use_all.py` uses each once, and `import_none.py` binds as many
    names to None. The statements stand in modules of ten each, as in a program of that size.
    """
    files = {f"{PACKAGE}/__init__.py": "", "after_loading.py": "import speed\n", "speed.py": AFTER_LOADING}
    groups = [range(first, first + NAMES_IN_A_MODULE) for first in range(0, count, NAMES_IN_A_MODULE)]
    for number, group in enumerate(groups):
        imports = "".join(f"from {PACKAGE}.m{module} import value as v{module}\n" for module in group)
        files |= {f"{PACKAGE}/m{module}.py": _MODULE.format(number=module) for module in group}
        files[f"nothing{number}.py"] = "".join(f"v{module} = None\n" for module in group)
        files[f"imports{number}.py"] = imports
        files[f"uses{number}.py"] = imports + "\n\n\ndef use():\n" + "".join(f"    v{module}\n" for module in group)
    # A program is compiled at each start, a module is not: so each program only imports the module that does it all.
    for name, program in (("nothing", "import_none"), ("imports", "import_all"), ("uses", "use_all")):
        files[f"all_{name}.py"] = "".join(f"import {name}{number}\n" for number in range(len(groups)))
        files[f"{program}.py"] = f"import all_{name}\n"
    files["all_uses.py"] += "\n\ndef use():\n" + "".join(f"    uses{number}.use()\n" for number in range(len(groups)))
    files["use_all.py"] += "\nall_uses.use()\n"
    files |= _crowd(count)
    # Files that are written anew have no bytecode that fits: only other programs replace those that are there.
    folder = WORK / "programs" / f"{count}-modules-{sha256(repr(files).encode()).hexdigest()[:12]}"
    return folder if (folder / "complete").exists() else write_tree(folder, {**files, "complete": ""})


def _crowd(count: int) -> dict[str, str]:
    """Return a module whose one namespace holds all the imports, and the program that uses each of them."""
    imports = "".join(f"from {PACKAGE}.m{number} import value as v{number}\n" for number in range(count))
    uses = "".join(f"    v{number}\n" for number in range(count))
    return {"crowd.py": f"{imports}\n\ndef use():\n{uses}", "use_crowd.py": "import crowd\n\ncrowd.use()\n"}
