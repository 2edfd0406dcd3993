"""A program with plugins that no folder of `sys.path` holds."""

import sys

from finder import PluginFinder

sys.meta_path.append(PluginFinder("available"))

import plugins.as_json
from plugins import as_lines
from plugins.as_lines import write as write_lines

print("first use", file=sys.stderr)
print(plugins.as_json.write([1, 2]), as_lines.write is write_lines, write_lines([1, 2]))
for name in ("plugins.as_xml", "plugins.as_json.inner", "as_json"):
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        print(type(error).__name__, error)
