"""`python -m dormant`: the same command as `dormant`.

Phase: cold. May import: `dormant.cli`.
"""

from __future__ import annotations

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
