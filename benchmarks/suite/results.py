"""Results, stored as pyperf files: one for each part and Python.

Phase: cold. May import: the standard library, pyperf.

A pyperf benchmark here is one quantity of one side of one comparison: the values of a run are in order of the rounds,
so values at the same place of two sides were measured one right after the other. What was found out and is no number
("crashes", a list of packages) is a benchmark too, with the value 1 and the text in its metadata.
"""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pyperf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from dormant.measure.process import Run

CPU = "CPU time"
WALL = "wall time"
MEMORY = "peak memory"
_UNITS = {CPU: "second", WALL: "second", MEMORY: "byte"}
# Processor time is counted in steps, and pyperf wants values above zero.
_LEAST = 1e-9


class Key(NamedTuple):
    """What a series of values is.

    Attributes:
        program: what was run.
        side: how.
        quantity: what was measured, or what kind of note it is.
    """

    program: str
    side: str
    quantity: str


class Results:
    """What one part of the suite found out on one Python.

    Parameters:
        part: the part's name.
        python: the version, for example "3.13".
    """

    def __init__(self, part: str, python: str) -> None:
        self.part = part
        self.python = python
        self._benchmarks: dict[Key, pyperf.Benchmark] = {}

    def add_runs(self, program: str, runs: Mapping[str, Sequence[Run]]) -> None:
        """Add the runs of a comparison, side → runs, and print what they took, for whoever waits."""
        medians = (f"{side} {median(run.cpu for run in series) * 1000:.1f}" for side, series in runs.items())
        print(f"  {program}: {', '.join(medians)} ms", flush=True)
        for side, series in runs.items():
            self.add(Key(program, side, CPU), [run.cpu for run in series])
            self.add(Key(program, side, WALL), [run.wall for run in series])
            self.add(Key(program, side, MEMORY), [run.memory for run in series])

    def add(self, key: Key, values: Sequence[float], unit: str = "") -> None:
        """Add a series of values, in seconds or bytes."""
        self._store(key, [max(value, _LEAST) for value in values], unit or _UNITS.get(key.quantity, "second"))

    def note(self, key: Key, text: str) -> None:
        """Add something that is no number."""
        self._store(key, [1], "integer", text=text)

    def values(self, program: str, side: str, quantity: str = CPU) -> list[float]:
        """Return a series of values; empty if there is none."""
        found = self._benchmarks.get(Key(program, side, quantity))
        return [] if found is None else list(found.get_values())

    def rounds(self, program: str) -> set[int]:
        """Return how many values the series of *program* have."""
        found = [benchmark for key, benchmark in self._benchmarks.items() if key.program == program]
        return {benchmark.get_nvalue() for benchmark in found if "text" not in benchmark.get_metadata()}

    def text(self, program: str, side: str, kind: str) -> str:
        """Return a note, "" if there is none."""
        found = self._benchmarks.get(Key(program, side, kind))
        return "" if found is None else str(found.get_metadata()["text"])

    def sides(self, program: str) -> list[str]:
        """Return the sides of *program*, in the order in which they were added."""
        return list(dict.fromkeys(key.side for key in self._benchmarks if key.program == program))

    def programs(self) -> list[str]:
        """Return the programs, in the order in which they were added."""
        return list(dict.fromkeys(key.program for key in self._benchmarks))

    @property
    def date(self) -> str:
        """The day of the latest measurement, as ISO 8601 writes it."""
        return max(str(benchmark.get_metadata()["measured"]) for benchmark in self._benchmarks.values())

    def save(self, folder: Path) -> Path:
        """Write the pyperf file into *folder* and return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.part}-{self.python}.json"
        pyperf.BenchmarkSuite(list(self._benchmarks.values())).dump(str(path), replace=True)
        return path

    def _store(self, key: Key, values: Sequence[float], unit: str, **metadata: str) -> None:
        metadata |= {"name": " / ".join(key), "unit": unit, "measured": date.today().isoformat(), **key._asdict()}
        run = pyperf.Run(values, metadata=metadata, collect_metadata=False)
        self._benchmarks[key] = pyperf.Benchmark([run])

    @classmethod
    def load(cls, path: Path) -> Results:
        """Read a file that `save` wrote."""
        part, _, python = path.stem.rpartition("-")
        loaded = cls(part, python)
        for benchmark in pyperf.BenchmarkSuite.load(str(path)):
            metadata = benchmark.get_metadata()
            key = Key(*(str(metadata[field]) for field in Key._fields))
            loaded._benchmarks[key] = benchmark
        return loaded


class Store:
    """All results in a folder.

    Parameters:
        folder: the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded = [Results.load(path) for path in sorted(folder.glob("*.json"))]
        self._loaded.sort(key=lambda results: (results.part, _version(results.python)))

    def __bool__(self) -> bool:
        return bool(self._loaded)

    def __iter__(self) -> Iterator[Results]:
        return iter(self._loaded)

    def part(self, name: str) -> list[Results]:
        """Return the results of a part, one for each Python, oldest first."""
        return [results for results in self._loaded if results.part == name]

    def get(self, name: str, python: str) -> Results:
        """Return the results of a part on a Python; empty ones if there are none."""
        found = [results for results in self.part(name) if results.python == python]
        return found[0] if found else Results(name, python)


def _version(python: str) -> list[int]:
    return [int(number) for number in python.split(".")]
