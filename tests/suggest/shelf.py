"""A shelf of packages, one for each kind of side effect, and a program that would notice if its import were moved.

Each entry: the kind that must be found, the package's source, and lines of the program that come after all imports.
"""

# ruff: noqa: E501 - one package, one entry
from __future__ import annotations

from typing import NamedTuple


class Hazard(NamedTuple):
    """One planted side effect."""

    effect: str
    source: str
    use: str = ""


# A finder as six has one.
FINDER = """
import sys
class Finder:
    def __init__(self):
        self.known = {__name__ + '.moves': 'moves'}
    def find_module(self, *_):
        return ()
    def find_spec(self, name, path, target=None):
        if name in self.known:
            from importlib.util import spec_from_loader
            return spec_from_loader(name, self)
        return None
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.ready = True
sys.meta_path.append(Finder())
"""
# Stands for an extension module made by Cython, which puts itself under the last part of its name.
EXTENSION = """
import importlib.machinery, importlib.util, sys
class Loader(importlib.machinery.ExtensionFileLoader):
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        sys.modules['_own_part'] = module
_name = __name__ + '._own_part'
_part = importlib.util.module_from_spec(importlib.machinery.ModuleSpec(_name, Loader(_name, 'part')))
sys.modules[_name] = _part
_part.__loader__.exec_module(_part)
"""

SHELF = {
    "hz_builtin": Hazard("builtin changed", "import builtins\nbuiltins.shout = lambda text: text.upper()\n",
                         "print(shout('hello'))"),
    "hz_module": Hazard("attribute of another module",
                        "import other\ndef hello():\n    return 'patched'\nother.hello = hello\n",
                        "print(other.hello())"),
    "hz_class": Hazard("attribute of another class",
                       "from other import Thing\ndef name(self):\n    return 'patched'\nThing.name = name\n",
                       "print(other.Thing().name())"),
    "hz_registry": Hazard("entry in a registry",
                          "import other\nclass Plugin: pass\nother.PLUGINS.append(Plugin)\n",
                          "print(len(other.PLUGINS))"),
    "hz_table": Hazard("entry in a table", "import other\nother.OPTIONS['depth'] = 3\n", "print(other.OPTIONS)"),
    "hz_put": Hazard("module put in place",
                     "import sys, types\nsys.modules['made_up'] = types.ModuleType('hz_put')\n",
                     "print('made_up' in sys.modules)"),
    "hz_signal": Hazard("signal handler",
                        "import signal\nsignal.signal(signal.SIGUSR1, lambda *_: print('signal'))\n",
                        "import signal; print(signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL)"),
    "hz_hook": Hazard("interpreter hook", "import sys\nsys.excepthook = lambda *_: print('caught')\n",
                      "print(sys.excepthook is sys.__excepthook__)"),
    "hz_stream": Hazard("standard stream replaced",
                        "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach(), line_buffering=True)\n"),
    "hz_finder": Hazard("import hook",
                        "import sys\nclass Finder:\n    @staticmethod\n    def find_spec(*_): return None\n"
                        "sys.meta_path.append(Finder)\n",
                        "print(any(getattr(one, '__name__', '') == 'Finder' for one in sys.meta_path))"),
    # What answers for foreign names as well, does more than look into its table, or serves who reads metadata.
    "hz_foreign": Hazard("import hook", FINDER.replace("__name__ + '.moves'", "'made_up_moves'"),
                         "import importlib.util; print(importlib.util.find_spec('made_up_moves') is None)"),
    "hz_counting": Hazard("import hook", FINDER.replace("        return None", "        self.asked = name"),
                          "import importlib.util; importlib.util.find_spec('nothing_there')\n"
                          "print(any(hasattr(one, 'asked') for one in sys.meta_path))"),
    "hz_metadata": Hazard("import hook", FINDER.replace("find_module", "find_distributions"),
                          "print(any(type(one).__name__ == 'Finder' for one in sys.meta_path))"),
    # A public name, a private one that isn't the last part of the extension's name, and one of Python source.
    "hz_public": Hazard("module put in place", EXTENSION.replace("_own_part", "public_part"),
                        "print('public_part' in sys.modules)"),
    "hz_renamed": Hazard("module put in place", EXTENSION.replace("modules['_own_part']", "modules['_renamed']"),
                         "print('_renamed' in sys.modules)"),
    "hz_source": Hazard("module put in place",
                        EXTENSION.replace("_own_part", "_source_part").replace("ExtensionFileLoader", "SourceFileLoader"),
                        "print('_source_part' in sys.modules)"),
    "hz_buffer": Hazard("protocol buffer registered",
                        "import other\nDESCRIPTOR = other.POOL.AddSerializedFile(b'hazard')\n", "print(other.POOL.files)"),
    "hz_path": Hazard("search path", "import sys\nsys.path.append('/nowhere')\n", "print('/nowhere' in sys.path)"),
    "hz_environ": Hazard("environment variable", "import os\nos.environ['HAZARD'] = 'set'\n",
                         "import os; print(os.environ.get('HAZARD'))"),
    "hz_chdir": Hazard("working directory", "import os\nos.chdir('data')\n", "import os; print(os.path.exists('inner'))"),
    "hz_umask": Hazard("file creation mask", "import os\nos.umask(0o027)\n", "import os; print(os.umask(0))"),
    "hz_locale": Hazard("locale", "import locale\nlocale.setlocale(locale.LC_ALL, 'C.UTF-8')\n",
                        "import locale; print(locale.setlocale(locale.LC_ALL))"),
    "hz_codec": Hazard("codec", "import codecs\ncodecs.register_error('hazard', lambda error: ('?', error.end))\n",
                       "import codecs\ntry: print(codecs.lookup_error('hazard') is None)\nexcept LookupError as e: print(e)"),
    "hz_thread": Hazard("thread started", "import threading, time\n"
                        "threading.Thread(target=time.sleep, args=[0.01], name='hz').start()\n"),
    "hz_fork": Hazard("fork handler", "import os\nos.register_at_fork(after_in_child=lambda: None)\n"),
    "hz_process": Hazard("process started", "import os\nos.system('true')\n"),
    "hz_network": Hazard("network used",
                         "import socket\ntry: socket.create_connection(('127.0.0.1', 9), timeout=1)\n"
                         "except OSError: pass\n"),
    "hz_output": Hazard("output written", "print('loaded')\n"),
    "hz_file": Hazard("file changed", "with open('written', 'w') as file: file.write('x')\n"),
    "hz_logging": Hazard("logging configured", "import logging\nlogging.basicConfig(level=logging.INFO)\n",
                         "import logging; logging.info('message')"),
    "hz_pickle": Hazard("pickling of another type",
                        "import copyreg\nfrom other import Thing\ncopyreg.pickle(Thing, lambda one: (Thing, ()))\n",
                        "import copyreg; print(other.Thing in copyreg.dispatch_table)"),
    "hz_media": Hazard("media type", "import mimetypes\nmimetypes.add_type('text/x-hazard', '.hazard')\n",
                       "import mimetypes; print(mimetypes.guess_type('a.hazard'))"),
    "hz_abc": Hazard("abstract class of others",
                     "from collections.abc import Sequence\nfrom other import Thing\nSequence.register(Thing)\n",
                     "from collections.abc import Sequence; print(isinstance(other.Thing(), Sequence))"),
    "hz_random": Hazard("random state", "import random\nrandom.seed(0)\n", "import random; print(random.random() == 0.5)"),
    "hz_limit": Hazard("interpreter setting", "import sys\nsys.setrecursionlimit(1234)\n",
                       "print(sys.getrecursionlimit())"),
    "hz_default": Hazard("process-wide default", "import socket\nsocket.setdefaulttimeout(3)\n",
                         "import socket; print(socket.getdefaulttimeout())"),
    "hz_fails": Hazard("import that fails", "raise RuntimeError('no display')\n"),
    "hz_exit": Hazard("exit handler", "import atexit\natexit.register(print, 'bye')\n"),
    "hz_warnings": Hazard("warnings filter", "import warnings\nwarnings.simplefilter('ignore')\n",
                          "import warnings; warnings.warn('careful')"),
    "hz_subclass": Hazard("subclass of another package's class", "import other\nclass Csv(other.Thing): pass\n",
                          "print(len(other.Thing.__subclasses__()))"),
    "hz_clock": Hazard("clock read", "import time\nSTARTED = time.monotonic()\n",
                       "import time; time.sleep(0.05); print(time.monotonic() - hz_clock.STARTED > 0.04)"),
    "hz_caller": Hazard("caller inspected",
                        "import sys\nframe = sys._getframe(1)\n"
                        "while 'importlib' in frame.f_code.co_filename: frame = frame.f_back\n"
                        "CALLER = frame.f_code.co_name\n",
                        "def use(): return hz_caller.CALLER\nprint(use())"),
    "hz_loaded": Hazard("loaded modules read", "import sys\nLATE = 'colorsys' in sys.modules\n",
                        "import colorsys; print(hz_loaded.LATE)"),
    "hz_walk": Hazard("namespace walked", "import other\nNAMES = [name for name in dir(other) if name[0] != '_']\n",
                      "other.one_more = 1; print(hz_walk.NAMES)"),
    "hz_entry": Hazard("entry points read",
                       "from importlib.metadata import entry_points\nFOUND = len(list(entry_points(group='hazards')))\n",
                       "sys.path.append('dist'); print(hz_entry.FOUND)"),
}  # fmt: skip

# What is harmless may be deferred.
HARMLESS = {
    "ok_logger": Hazard("own logger", "import logging\nlogging.getLogger(__name__).addHandler(logging.NullHandler())\n"),
    "ok_handler": Hazard("own error handler",
                         "import codecs\ncodecs.register_error('ok_handler.quote', lambda error: ('?', error.end))\n"),
    "ok_finder": Hazard("own finder", FINDER),
    "ok_extension": Hazard("own extension put in place", EXTENSION),
    "ok_proxy": Hazard("own logger",
                       "import logging\nlogging.getLogger(__name__).addHandler(logging.NullHandler())\n"
                       "class Proxy:\n"
                       "    def __getattribute__(self, name): raise RuntimeError('nothing there')\n"
                       "PROXY = Proxy()\n"),
    "ok_filter": Hazard("own warnings filter",
                        "import warnings\nclass Own(Warning): pass\nwarnings.simplefilter('always', Own)\n"),
    "ok_pickle": Hazard("own type pickled", "import copyreg\nclass Own: pass\ncopyreg.pickle(Own, lambda one: (Own, ()))\n"),
    "ok_abc": Hazard("own abstract class",
                     "from collections.abc import Sequence\nclass Own: pass\nSequence.register(Own)\n"),
    "ok_file": Hazard("file read", "with open(__file__[:-3] + '.txt') as file: DATA = file.read()\n"),
    "ok_library": Hazard("native library", "import ctypes\nLIBRARY = ctypes.CDLL(None)\n"),
}  # fmt: skip

OTHER = """
class Thing:
    def name(self):
        return "original"
def hello():
    return "original"
class Pool:
    files = 0
    def AddSerializedFile(self, data):
        self.files += 1
POOL = Pool()
PLUGINS = []
OPTIONS = {}
"""
DISTRIBUTION = {
    "dist/hazards-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: hazards\nVersion: 1\n",
    "dist/hazards-1.dist-info/entry_points.txt": "[hazards]\none = other:Thing\n",
}


def files() -> dict[str, str]:
    """Return the files of the whole shelf, with `app.py`, which imports and uses all of it."""
    everything = {**SHELF, **HARMLESS}
    imports = [f"import {name}" for name in everything if name != "hz_fails"]
    uses = [hazard.use for hazard in everything.values() if hazard.use]
    lines = [
        "import sys",
        "import other",
        *imports,
        "try: import hz_fails",
        "except RuntimeError as e: print(e)",
        *uses,
    ]
    # A module must cost something to be worth a look, and the harmless ones more than a start of dormant.
    wait = "import time as _time\n_time.sleep(0.0006)\n"
    work = "import time as _time\n_end = _time.process_time() + 0.01\nwhile _time.process_time() < _end: pass\n"
    return {
        "app.py": "\n".join(lines) + "\n",
        "other.py": OTHER,
        "data/inner": "",
        "ok_file.txt": "",
        **DISTRIBUTION,
        **{f"{name}.py": wait + hazard.source for name, hazard in SHELF.items()},
        **{f"{name}.py": work + hazard.source for name, hazard in HARMLESS.items()},
    }
