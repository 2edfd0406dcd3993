"""The same program as both sides must not differ by more than noise."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from benchmarks.suite import self_check
from benchmarks.suite.results import CPU, Key, Results, Store
from click.testing import CliRunner

from benchmarks import __main__ as command_line
from benchmarks import report

if TYPE_CHECKING:
    from pathlib import Path


def checked(python: str, share: float) -> Results:
    """Return a self-check of which the second side takes *share* times the first, with noise of 3 %."""
    source = random.Random(1)
    results = Results(self_check.PART, python)
    for side, factor in zip(self_check.SIDES, (1.0, share), strict=True):
        values = [factor * source.gauss(0.1, 0.003) for _ in range(41)]
        results.add(Key(self_check.PROGRAM, side, CPU), values)
    results.note(Key("machine", "-", "note"), "a machine")
    results.note(Key("python", "-", "note"), python)
    return results


def test_noise_passes() -> None:
    self_check.check(checked("3.13", 1.0))


def test_a_difference_is_found() -> None:
    with pytest.raises(self_check.SelfCheckError, match=r"differs from itself by \+9"):
        self_check.check(checked("3.13", 1.1))


def test_no_report_is_written_when_it_does_not_pass(tmp_path: Path) -> None:
    checked("3.13", 1.1).save(tmp_path)
    with pytest.raises(self_check.SelfCheckError):
        report.write(Store(tmp_path), tmp_path / "docs")
    assert not (tmp_path / "docs").exists()


def test_no_report_is_written_of_a_python_without_one(tmp_path: Path) -> None:
    checked("3.13", 1.0).save(tmp_path)
    report.write(Store(tmp_path), tmp_path / "docs")
    other = Results("peers", "3.14")
    other.note(Key("program", "side", "note"), "text")
    other.save(tmp_path)
    with pytest.raises(self_check.SelfCheckError, match=r"3\.14 has no self-check"):
        report.write(Store(tmp_path), tmp_path / "docs")


@pytest.mark.parametrize(("differs", "status"), [(False, 0), (True, 1)])
def test_it_runs_first_and_can_stop_everything(
    only_this_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, differs: bool, status: int
) -> None:
    monkeypatch.setattr(command_line, "CHECK_ROUNDS", 3)
    monkeypatch.setattr(self_check, "PROGRAM", "pass")
    # With three rounds that would be left to chance.
    monkeypatch.setattr(self_check, "differ", lambda first, second: differs)
    arguments = ["self_check", "--results", str(tmp_path / "results"), "--docs", str(tmp_path / "docs")]
    done = CliRunner().invoke(command_line.main, arguments)
    assert done.exit_code == status, done.output
    assert (tmp_path / "docs" / "benchmarks.md").exists() == (status == 0)
    assert ("more than noise" in done.output) == (status == 1)


def test_a_part_that_is_not_there_is_refused() -> None:
    done = CliRunner().invoke(command_line.main, ["no_such_part"])
    assert done.exit_code == 2
    assert "peers" in done.output
