import collections.abc  # noqa: F401 - without it, 3.13 breaks on the first use

import defer_imports

defer_imports.import_hook(["app"]).install()
