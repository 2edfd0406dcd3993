"""One run tells exit code, output and cost of a command, and leaves nothing running."""

from __future__ import annotations

import os
import select
import sys
from typing import TYPE_CHECKING

import pytest

from dormant.errors import DormantError
from dormant.measure.process import Run, TimeoutExceededError, run

if TYPE_CHECKING:
    from pathlib import Path
from support import clean_env


def python(code: str, *, timeout: float = 60, **extra: str) -> Run:
    return run([sys.executable, "-c", code], clean_env(**extra), timeout=timeout)


def test_exit_code_and_both_outputs_are_told_apart() -> None:
    done = python("import sys; print('out'); sys.stderr.write('err'); sys.exit(3)")
    assert (done.exit_code, done.stdout, done.stderr) == (3, b"out\n", b"err")
    assert done.wall > 0
    assert done.cpu > 0


def test_a_signal_is_a_negative_exit_code() -> None:
    assert python("import os, signal; os.kill(os.getpid(), signal.SIGTERM)").exit_code == -15


def test_standard_input_is_closed() -> None:
    assert python("import sys; print(repr(sys.stdin.read()))").stdout == b"''\n"


def test_peak_memory_is_the_commands_own_and_not_that_of_a_bigger_starter() -> None:
    ballast = bytearray(os.urandom(1)) * 150_000_000
    assert python("pass").memory < 100_000_000 < len(ballast)
    assert python("x = b'1' * 150_000_000").memory > 150_000_000


def test_processor_time_of_children_that_it_waited_for_counts() -> None:
    burn = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    done = python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])")
    assert done.cpu >= 0.3


def test_signals_that_python_ignores_have_their_usual_meaning_for_the_command() -> None:
    done = run(["sh", "-c", "yes | head -n 1; kill -PIPE $$"], clean_env(), timeout=60)
    assert (done.exit_code, done.stdout) == (-13, b"y\n")


def test_the_environment_is_exactly_the_one_given() -> None:
    done = run(["env"], {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MINE": "1"}, timeout=60)
    assert sorted(done.stdout.split()) == sorted([f"PATH={os.environ['PATH']}".encode(), b"LC_ALL=C.UTF-8", b"MINE=1"])


def test_a_run_over_its_time_is_killed_with_its_children(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "held")
    reader = os.open(tmp_path / "held", os.O_RDONLY | os.O_NONBLOCK)
    script = f"exec > {tmp_path}/held; echo started; sleep 600 & wait"
    with pytest.raises(TimeoutExceededError, match=r"within 1 s and was killed: give it more with --timeout"):
        run(["sh", "-c", script], clean_env(), timeout=1)
    assert os.read(reader, 100) == b"started\n"
    # The end of the file: nobody holds the other side open any more.
    assert select.select([reader], [], [], 60)[0]
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_a_program_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(DormantError, match=r"no-such-program can't be started: No such file or directory"):
        run(["no-such-program"], clean_env(), timeout=60)
