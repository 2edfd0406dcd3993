"""Libraries that are lazy by themselves: by a `__getattr__` of their own, and by lazy_loader with a stub file."""

import sys

import app

print("first use", file=sys.stderr)
print(app.own_getattr.Client.__name__, "Client" in dir(app.own_getattr), app.Server.__name__)
print(app.stubbed.blur(4), sorted(app.stubbed.__all__), app.sharpen(4))
for module in (app.own_getattr, app.stubbed):
    try:
        print(module.nothing)
    except AttributeError as error:
        print(error)
