import sys

import lazy_loader

print("runs", __name__, file=sys.stderr)
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
