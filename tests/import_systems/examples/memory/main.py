"""A program that carries its modules as strings."""

import sys

from finder import DictionaryFinder

SAY = "import sys\nprint('runs', __name__, file=sys.stderr)\n"
sys.meta_path.append(DictionaryFinder({
    "greeting": SAY + "def hello(name): return f'Hello, {name}'\n",
    "statistics_kit": SAY + "from .mean import mean\n",
    "statistics_kit.mean": SAY + "def mean(values): return sum(values) / len(values)\n",
    "report": SAY + "from statistics_kit import mean\nfrom greeting import hello\n"
    "def report(name, values): return f'{hello(name)}: {mean(values)}'\n",
}))  # fmt: skip

import report

print("first use", file=sys.stderr)
print(report.report("Ada", [1, 2, 3]))
print(report.mean.__module__, sys.modules["statistics_kit"].__path__)
print(report.__loader__.get_source("report").splitlines()[2])
try:
    report.mean([])
except ZeroDivisionError as error:
    print(error, error.__traceback__.tb_next.tb_frame.f_globals["__name__"])
