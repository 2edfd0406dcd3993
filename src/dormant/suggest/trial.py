"""One command that is tried with packages deferred, and compared with its own eager run.

Phase: cold. May import: the standard library, `dormant.measure`, `dormant.importtime`, `dormant.trace`.
"""

from __future__ import annotations

import difflib
import fcntl
import os
import shlex
import struct
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DormantError
from ..importtime.parse import Log, parse
from ..measure.process import TimeoutExceededError, run
from ..trace.record import read
from .volatile import filtered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..measure.process import Run
    from ..trace.record import Trace
    from .workplace import Changes, Workplace

_LONGEST_DIFF = 30
EXIT_CODE = "exit code"


class RunsExhaustedError(DormantError):
    """All runs that were announced have been made."""


class Runs:
    """Counts the runs, and lets no more happen than were announced.

    Parameters:
        most: how many runs there may be.
        step: called before each run with the number of runs done and the number there may be.
    """

    def __init__(self, most: int, step: Callable[[int, int], None] | None = None) -> None:
        self.most = most
        self.done = 0
        self._step = step

    @property
    def left(self) -> int:
        """How many more runs there may be."""
        return self.most - self.done

    def spend(self) -> None:
        """Count one run.

        Raises:
            RunsExhaustedError: there may be no more.
        """
        if self.left <= 0:
            raise RunsExhaustedError(f"all {self.most} runs were used: allow more with --max-runs")
        if self._step is not None:
            self._step(self.done, self.most)
        self.done += 1


@dataclass(frozen=True)
class Outcome:
    """What one run did.

    Attributes:
        exit_code: its exit code; negative for the signal that ended it.
        stdout: its standard output, without volatile text.
        stderr: its standard error, without volatile text.
        files: what it wrote, see `Workplace.changes`.
        volatile: the kinds of volatile text that were taken out.
        run: what it cost, with the outputs as they were.
    """

    exit_code: int
    stdout: bytes
    stderr: bytes
    files: Changes
    volatile: frozenset[str]
    run: Run

    def parts(self) -> dict[str, object]:
        """Return what can be compared: exit code, outputs, and each file written."""
        parts: dict[str, object] = {EXIT_CODE: self.exit_code, "stdout": self.stdout, "stderr": self.stderr}
        return parts | {f"file {name}": found for name, found in self.files.items()}


@dataclass(frozen=True)
class Difference:
    """What a run with packages deferred did otherwise than the eager one.

    Attributes:
        command: the command, as typed.
        parts: what differed: "exit code", "stdout", "stderr", "file NAME", "time limit".
        detail: the first lines of the difference.
        words: the same as a sentence, where the parts don't say enough.
    """

    command: str
    parts: tuple[str, ...]
    detail: str
    words: str = ""

    def __str__(self) -> str:
        """Return it in words."""
        return self.words or f"{', '.join(self.parts)} of `{self.command}` differed"


class Trial:
    """A command in its workplace.

    Parameters:
        words: the program and its arguments.
        environment: environment variables of an eager run.
        workplace: where it runs.
        runs: the count of all runs.
        timeout: seconds until a run is killed.
        exit_code_only: judge nothing but the exit code (a test suite).
        stdin: a file that each run gets as standard input; by default that is closed.
    """

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        workplace: Workplace,
        runs: Runs,
        *,
        timeout: float,
        exit_code_only: bool = False,
        stdin: Path | None = None,
    ) -> None:
        self.words = list(words)
        self.label = " ".join(shlex.join(words).split())
        self.exit_code_only = exit_code_only
        self.unstable: tuple[str, ...] = ()
        self.volatile: frozenset[str] = frozenset()
        self._environment = dict(environment)
        self._workplace = workplace
        self._runs = runs
        self._timeout = timeout
        self._stdin = Path(os.devnull) if stdin is None else stdin
        self._reads_file = stdin is not None
        self._reference: dict[str, object] = {}
        # How long an eager run takes, with all that it takes to start and to put its workplace back.
        self.seconds = 0.0

    @property
    def trusted(self) -> bool:
        """Whether two eager runs did the same, so that a run can be judged by them."""
        return not ({EXIT_CODE, "stdout", "stderr"} & set(self.unstable))

    def watch(self, *, ignore_failure: bool = False) -> None:
        """Run it eagerly three times: once to fill caches, twice to see whether it does the same again.

        Raises:
            DormantError: it reads standard input, doesn't end, can't be started, or fails.
        """
        self._fill_caches()
        started = time.perf_counter()
        first, second = self.run(self._environment), self.run(self._environment)
        self.seconds = (time.perf_counter() - started) / 2
        if first.exit_code and not ignore_failure:
            text = first.run.stderr.decode("utf-8", "backslashreplace").rstrip()
            raise DormantError(
                f"`{self.label}` fails with exit code {first.exit_code} without dormant: mend it, or use it all the "
                "same with --ignore-failure" + (f"; its standard error was:\n{text}" if text else "")
            )
        before, after = first.parts(), second.parts()
        self.unstable = tuple(part for part in {**before, **after} if before.get(part) != after.get(part))
        if self.exit_code_only:
            self.unstable = tuple(part for part in self.unstable if part == EXIT_CODE)
        self.volatile = first.volatile | second.volatile
        self._reference = before

    def run(self, environment: Mapping[str, str]) -> Outcome:
        """Run it once with other environment variables, and put its workplace back."""
        self._runs.spend()
        # Opened anew, so that each run reads it from its beginning.
        with self._stdin.open("rb") as stdin:
            return self._outcome(self._run(environment, stdin.fileno()))

    def log(self, environment: Mapping[str, str]) -> Log:
        """Run it once with the interpreter's import log."""
        return parse(self.run({**environment, "PYTHONPROFILEIMPORTTIME": "1"}).run.stderr)

    def trace(self, environment: Mapping[str, str]) -> Trace:
        """Run it once and return what was deferred, and what woke it."""
        with tempfile.TemporaryDirectory(prefix="dormant-") as scratch:
            path = Path(scratch, "trace.jsonl")
            self.run({**environment, "DORMANT_TRACE": str(path)})
            data = path.read_bytes() if path.exists() else b""
        # Whoever reads the result knows the files by where they really are.
        return read(data.replace(os.fsencode(self._workplace.folder), os.fsencode(self._workplace.original)))

    def try_out(self, environment: Mapping[str, str]) -> Difference | None:
        """Run it once and return what it did otherwise than eagerly, or None."""
        try:
            return self.judge(self.run(environment))
        except TimeoutExceededError as error:
            return Difference(self.label, ("time limit",), str(error))

    def judge(self, outcome: Outcome) -> Difference | None:
        """Return what *outcome* shows that eager runs didn't do, or None."""
        now, before = outcome.parts(), self._reference
        judged = [EXIT_CODE] if self.exit_code_only else [*dict.fromkeys([*before, *now])]
        different = [part for part in judged if part not in self.unstable and now.get(part) != before.get(part)]
        if not different:
            return None
        part = "stderr" if different == [EXIT_CODE] or "stderr" in different else different[0]
        return Difference(self.label, tuple(different), _detail(part, before.get(part), now.get(part)))

    def _outcome(self, done: Run) -> Outcome:
        stdout, in_stdout = filtered(done.stdout)
        stderr, in_stderr = filtered(done.stderr)
        files = self._workplace.changes()
        return Outcome(done.exit_code, stdout, stderr, files, in_stdout | in_stderr, done)

    def _run(self, environment: Mapping[str, str], stdin: int) -> Run:
        return run(self.words, environment, timeout=self._timeout, folder=self._workplace.folder, stdin=stdin)

    def _fill_caches(self) -> None:
        """Run it once, and refuse it if it reads standard input and has no file for it."""
        try:
            if self._reads_file:
                self.run(self._environment)
                return
            reads = self._takes_line()
        except TimeoutExceededError:
            raise DormantError(
                f"`{self.label}` did not end within {self._timeout:g} s and was killed: give a command that ends by "
                "itself, or more time with --timeout"
            ) from None
        if reads:
            raise DormantError(
                f"`{self.label}` reads standard input, which can't be repeated: give it a file, as in "
                "`dormant suggest --stdin FILE -- COMMAND`"
            )

    def _takes_line(self) -> bool:
        """Run it with a line of input, and tell whether it takes that."""
        self._runs.spend()
        reading, writing = os.pipe()
        try:
            os.write(writing, b"\n")
            os.close(writing)
            self._run(self._environment, reading)
            waiting: int = struct.unpack("i", fcntl.ioctl(reading, termios.FIONREAD, b"\0\0\0\0"))[0]
        finally:
            os.close(reading)
            self._workplace.changes()
        return not waiting


def _detail(part: str, before: object, now: object) -> str:
    if not isinstance(before, bytes) or not isinstance(now, bytes):
        return f"{part}: {before} eagerly, {now} deferred"
    eager, deferred = (data.decode("utf-8", "backslashreplace").splitlines() for data in (before, now))
    lines = list(difflib.unified_diff(eager, deferred, f"{part}, eager", f"{part}, deferred", n=1, lineterm=""))
    return "\n".join(lines[:_LONGEST_DIFF])
