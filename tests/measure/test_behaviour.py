"""Exit code and output are judged only where runs without deferral agree with each other."""

from __future__ import annotations

from dormant.measure.behaviour import behaviour
from dormant.measure.process import Run


def ran(stdout: bytes = b"out\n", stderr: bytes = b"", exit_code: int = 0) -> Run:
    return Run(exit_code, stdout, stderr, wall=1.0, cpu=1.0, memory=1)


def test_equal_runs_are_the_same() -> None:
    found = behaviour([ran(), ran()], [ran(), ran()])
    assert found.judgements == {"exit code": "same", "stdout": "same", "stderr": "same"}
    assert not found.different
    assert found.diffs == {}


def test_one_deviating_run_with_deferral_is_a_difference_shown_as_a_diff() -> None:
    found = behaviour([ran(), ran()], [ran(), ran(stdout=b"other\n")])
    assert found.different
    assert found.named("different") == ["stdout"]
    assert found.diffs["stdout"].splitlines() == [
        "--- stdout, dormant off",
        "+++ stdout, dormant on",
        "@@ -1 +1 @@",
        "-out",
        "+other",
    ]


def test_output_that_changes_without_deferral_is_not_judged() -> None:
    found = behaviour([ran(stdout=b"1"), ran(stdout=b"2")], [ran(stdout=b"3", exit_code=4)])
    assert found.judgements == {"exit code": "different", "stdout": "unstable", "stderr": "same"}


def test_line_ends_that_differ_are_a_difference_that_says_so() -> None:
    found = behaviour([ran()], [ran(stdout=b"out\r\n")])
    assert found.diffs["stdout"] == "stdout: the lines are the same, their line ends are not"


def test_a_long_diff_is_cut() -> None:
    found = behaviour([ran()], [ran(stdout=b"line\n" * 5000)])
    assert found.diffs["stdout"].splitlines()[-1].endswith("more lines")
