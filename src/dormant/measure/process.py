"""Run one command once and say what it cost.

Phase: cold. May import: the standard library. POSIX only: `os.wait4` is what gives the time and memory of one child.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DormantError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LAUNCHER = str(Path(__file__).with_name("launcher.py"))
# In seconds, until the launcher has started a command or failed to.
_TIME_TO_REPORT = 5


class TimeoutExceededError(DormantError):
    """A command didn't finish in its time and was killed."""


@dataclass(frozen=True)
class Run:
    """One run of a command.

    Attributes:
        exit_code: its exit code; negative for the signal that ended it, as in `subprocess`.
        stdout: all it wrote to standard output.
        stderr: all it wrote to standard error.
        wall: time from start to end, in seconds.
        cpu: processor time, user and system, of the command and the children that it waited for, in seconds.
        memory: its peak resident memory, in bytes.
    """

    exit_code: int
    stdout: bytes
    stderr: bytes
    wall: float
    cpu: float
    memory: int

    @property
    def last_words(self) -> str:
        """The last line of its standard error, which says why a program failed; "" if it wrote nothing."""
        return last_line(self.stderr.decode("utf-8", "backslashreplace"))


def last_line(text: str) -> str:
    """Return the last line of *text* that holds anything, or ""."""
    return (text.strip().splitlines() or [""])[-1].strip()


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    timeout: float,
    folder: str | os.PathLike[str] | None = None,
    stdin: int = subprocess.DEVNULL,
) -> Run:
    """Run *command* once, with standard input closed, and wait for it.

    Parameters:
        command: the program (a path, or a name that PATH leads to) and its arguments.
        environment: its environment variables, all of them.
        timeout: seconds until it is killed with its process group.
        folder: the directory to run it in; by default the current one.
        stdin: a file descriptor to give it as standard input instead.

    Raises:
        TimeoutExceededError: the command didn't finish in time.
        DormantError: the command couldn't be started, or this system has no `os.wait4`.
        KeyboardInterrupt: the user gave up; the command has been killed.
    """
    if not hasattr(os, "wait4"):
        raise DormantError("measuring needs os.wait4, which this system doesn't have: use Linux, macOS or WSL")
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr, tempfile.TemporaryFile() as report:
        launcher = subprocess.Popen(  # noqa: S603 - running the user's command is the job
            [sys.executable, "-I", "-S", _LAUNCHER, str(report.fileno()), *command],
            env=environment,
            cwd=folder,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=[report.fileno()],
            start_new_session=True,
        )
        try:
            launcher.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutExceededError(
                f"{command[0]} didn't finish within {timeout:g} s and was killed: give it more with --timeout"
            ) from None
        finally:
            if launcher.poll() is None:
                _kill(launcher, report.fileno())
        result = os.pread(report.fileno(), 1000, 0).decode().splitlines()
        return _read(command[0], result, _contents(stdout.fileno()), _contents(stderr.fileno()))


def _kill(launcher: subprocess.Popen[bytes], report: int) -> None:
    """Kill the command's process group, then the launcher."""
    # The command may have been started already, and the launcher not have said so yet.
    deadline = time.monotonic() + _TIME_TO_REPORT
    while not os.fstat(report).st_size and launcher.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    groups = [int(word) for word in os.pread(report, 100, 0).split(b"\n")[:1] if word.isdigit()]
    for group in [*groups, launcher.pid]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    launcher.wait()


def _contents(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0) if size else b""


def _read(program: str, report: list[str], stdout: bytes, stderr: bytes) -> Run:
    """Return the run that the launcher's *report* tells of."""
    if report and report[0].startswith("error "):
        reason = os.strerror(int(report[0].split()[1]))
        raise DormantError(f"{program} can't be started: {reason}; check that it is an executable program")
    if len(report) != 2:
        why = last_line(stderr.decode("utf-8", "replace")) or "no message"
        raise DormantError(f"{program} was started, but its end was not seen: {why}")
    status, wall, user, system, memory = report[1].split()
    # Kilobytes, but bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(
        os.waitstatus_to_exitcode(int(status)),
        stdout,
        stderr,
        float(wall),
        float(user) + float(system),
        int(memory) * unit,
    )
