"""A program whose library lies in a database."""

import sys

from finder import DatabaseFinder, create

SAY = "import sys\nprint('runs', __name__, file=sys.stderr)\n"
ROWS = [
    ("shapes", 1, True, SAY + "NAME = 'shapes 1'\n"),
    ("shapes", 2, True, SAY + "NAME = 'shapes 2'\n"),
    ("shapes", 3, True, "raise RuntimeError('not pinned')\n"),
    ("shapes.area", 1, False, SAY + "from units import METRE\ndef square(side): return side * side * METRE\n"),
    ("units", 1, False, SAY + "METRE = 100\n"),
]
sys.meta_path.append(DatabaseFinder(create("modules.sqlite", ROWS), pins={"shapes": 2}))

import shapes.area
import units

print("first use", file=sys.stderr)
print(shapes.NAME, shapes.area.square(3), units.METRE)
print(shapes.__spec__.origin, type(shapes.__loader__).__name__, shapes.area.__package__)
try:
    import shapes.volume
except ModuleNotFoundError as error:
    print(error)
