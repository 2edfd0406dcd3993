"""A program that paints with plugins."""

import sys

import host

sys.path.append("installed")
plugins = [host.from_file("files/green.py"), *host.announced()]
print("first use", file=sys.stderr)
for plugin in plugins:
    print(plugin.__name__, plugin.NAME, plugin.paint())
try:
    host.from_file("files/broken.py")
except host.PluginError as error:
    print(error)
