"""What every benchmark shares: interleaved runs of whole processes, environments to run them in, and reports.

Phase: cold. May import: the standard library, pyperf.

The measure is the CPU time (user and system) of the whole process, as the kernel accounts it to the finished child:
unlike elapsed time it hardly depends on what else the machine does. The arms of a comparison take turns, so that a
machine that slows down slows all of them, and the order of the arms changes with every turn.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyperf

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
sys.path.insert(0, str(ROOT / "tests"))

from support import clean_env, pythons, run  # noqa: E402 - found only after the line above

WARM_UPS = 3


class DifferenceError(Exception):
    """An arm's exit status or output differs from that of the first arm."""


class Arm(NamedTuple):
    """One way to run a program.

    Attributes:
        name: what the reports call it; the first arm of a comparison is the one that the others are compared with.
        command: the program and its arguments.
        env: environment variables to add to a clean environment.
        cwd: the folder to run it in, or None for the current one.
    """

    name: str
    command: tuple[str, ...]
    env: dict[str, str] = {}  # noqa: RUF012 - never changed
    cwd: Path | None = None


def arguments(description: str, *, runs: int) -> argparse.Namespace:
    """Return the options of a benchmark: `runs` per arm, and `pythons`, version → path of those to measure."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=int, default=runs, help="runs of each arm (default: %(default)s)")
    parser.add_argument("--python", action="append", help="a version such as 3.13; may be repeated (default: all here)")
    options = parser.parse_args()
    options.pythons = {
        version: path for version, path in pythons.present().items() if version in (options.python or pythons.VERSIONS)
    }
    return options


def environment(folder: Path, python: str, *requirements: str) -> Path:
    """Make a virtual environment at *folder*, install *requirements* in it, and return its interpreter."""
    inside = folder / "bin" / "python"
    run([python, "-m", "venv", "--without-pip", "--clear", folder])
    if requirements:
        pip = [sys.executable, "-m", "pip", "--python", inside, "install", "--quiet", *requirements]
        run(pip, env=clean_env(), timeout=1200)
        run([inside, "-m", "compileall", "-q", folder / "lib"], check=False, timeout=600)
    return inside


def measure(arms: list[Arm], runs: int) -> dict[str, list[float]]:
    """Run the arms in turn and return their CPU times in seconds, in order of the turns: arm's name → times.

    Raises:
        DifferenceError: an arm's exit status or output differs from the first arm's.
    """
    times: dict[str, list[float]] = {arm.name: [] for arm in arms}
    _, expected = run_once(arms[0])
    for turn in range(-WARM_UPS, runs):
        shift = turn % len(arms)
        for arm in arms[shift:] + arms[:shift]:
            seconds, outcome = run_once(arm)
            if outcome != expected:
                command = " ".join(arm.command)
                raise DifferenceError(f"{arm.name}: {command} gave {ending(outcome)}, not {ending(expected)}")
            if turn >= 0:
                times[arm.name].append(seconds)
    return times


def run_once(arm: Arm) -> tuple[float, tuple[int, bytes]]:
    """Run *arm* once; return its CPU time in seconds, and its exit status with what it printed."""
    with subprocess.Popen(
        arm.command,
        env=clean_env(**arm.env),
        cwd=arm.cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as child:
        assert child.stdout is not None
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, (child.returncode, output)


def ending(outcome: tuple[int, bytes]) -> str:
    """Return an exit status and the last line of an output."""
    status, output = outcome
    lines = output.decode(errors="replace").splitlines() or [""]
    return f"exit status {status} and {lines[-1]!r}"


class Report:
    """The results of one benchmark, as pyperf files (one per arm) and as a Markdown table.

    The same benchmark has the same name in every arm's file, so that
    `python -m pyperf compare_to FIRST.json SECOND.json --table` works.

    Parameters:
        name: the benchmark's name, and that of its folder of results.
        columns: headings of the columns that say what was measured.
    """

    def __init__(self, name: str, *columns: str) -> None:
        self.folder = RESULTS / name
        self.columns = columns
        self.benchmarks: dict[str, list[pyperf.Benchmark]] = {}
        self.rows: list[str] = []

    def add(self, labels: tuple[str, ...], times: dict[str, list[float]]) -> None:
        """Add one comparison: what was measured, and the CPU times in seconds of each arm; and print its row."""
        first = next(iter(times))
        cells = [*labels, spread(times[first])]
        for name, values in times.items():
            metadata = {"name": ", ".join(labels), "unit": "second", "arm": name, "date": str(date.today())}
            runs = [pyperf.Run([value], metadata=metadata, collect_metadata=False) for value in values]
            self.benchmarks.setdefault(name, []).append(pyperf.Benchmark(runs))
            if name != first:
                cells += [spread(values), difference(times[first], values)]
        if not self.rows:
            headings = [*self.columns, first]
            for name in list(times)[1:]:
                headings += [name, "difference (ratio)"]
            self._print_row(headings)
            self._print_row(["---"] * len(headings))
        self._print_row(cells)

    def _print_row(self, cells: list[str]) -> None:
        self.rows.append(f"| {' | '.join(cells)} |")
        print(self.rows[-1], flush=True)

    def save(self) -> None:
        """Write the pyperf files and the table to the folder of results."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, benchmarks in self.benchmarks.items():
            suite = pyperf.BenchmarkSuite(benchmarks)
            suite.dump(str(self.folder / f"{name.replace(' ', '-')}.json"), replace=True)
        machine = f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
        head = f"CPU time of the whole process in milliseconds: median (quartiles). {machine}.\n\n"
        (self.folder / "table.md").write_text(head + "\n".join(self.rows) + "\n", encoding="utf-8")


def spread(seconds: list[float]) -> str:
    """Return the median and the quartiles of *seconds*, in milliseconds."""
    low, middle, high = statistics.quantiles(seconds, n=4)
    return f"{middle * 1e3:.1f} ({low * 1e3:.1f} to {high * 1e3:.1f})"


def difference(before: list[float], after: list[float]) -> str:
    """Return the median difference between runs of the same turn, in milliseconds, and the ratio of the medians."""
    middle = statistics.median(b - a for a, b in zip(before, after, strict=True))
    return f"{middle * 1e3:+.2f} ({statistics.median(after) / statistics.median(before):.2f})"
