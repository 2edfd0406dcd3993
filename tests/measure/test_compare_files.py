"""`dormant compare` writes files that others read, and compares with runs that it saved."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from support import Environment, clean_env, run, write_tree

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

FILES = {"heavy/__init__.py": "from heavy import part\n", "heavy/part.py": "", "app.py": "import heavy\nprint('x')\n"}


def compare(*words: object, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dormant", "compare", "--packages=heavy", *map(str, words)]
    done = run(command, cwd=folder, env=clean_env(), check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Environment]:
    """Return a folder with everything that one comparison can write, and the environment it was made in."""
    folder = write_tree(tmp_path_factory.mktemp("made"), FILES)
    environment = Environment(folder / "venv")
    options = ("--pairs=6", "--save=runs.json", "--html=page.html", "--pyperf=start.json")
    done = compare(*options, "--", environment.python, "app.py", folder=folder)
    assert sorted(done.stderr.split()[1::2]) == ["page.html", "runs.json", "start-off.json", "start-on.json"]
    return folder, environment


def test_pyperf_loads_and_compares_both_sides(made: tuple[Path, Environment]) -> None:
    folder, _ = made
    pyperf = pytest.importorskip("pyperf")
    for side in ("off", "on"):
        (benchmark,) = pyperf.BenchmarkSuite.load(str(folder / f"start-{side}.json")).get_benchmarks()
        assert (benchmark.get_name(), benchmark.get_nvalue(), benchmark.get_unit()) == ("python app.py", 6, "second")
    done = run([sys.executable, "-m", "pyperf", "compare_to", "start-off.json", "start-on.json"], cwd=folder)
    assert "no benchmark in common" not in done.stdout
    assert "Mean" in done.stdout or "not significant" in done.stdout


def test_the_page_holds_what_was_measured_and_the_imports(made: tuple[Path, Environment]) -> None:
    folder, _ = made
    text = (folder / "page.html").read_text()
    assert "6 interleaved pairs" in text
    embedded = text.partition('id="data">')[2].partition("</script>")[0]
    data = json.loads(embedded)
    assert [run["label"] for run in data["runs"]] == ["off", "on"]
    wall = data["measured"]["rows"][0]
    assert (wall["title"], [len(side) for side in wall["samples"]], len(wall["cells"])) == ("wall time, ms", [6, 6], 5)


def test_saved_runs_are_the_other_side(made: tuple[Path, Environment], tmp_path: Path) -> None:
    folder, environment = made
    words = ("--", environment.python, "app.py")
    done = compare("--pairs=7", f"--base={folder / 'runs.json'}", "--format=json", *words, folder=folder)
    found = json.loads(done.stdout)
    assert [sum(sample["arm"] == arm for sample in found["samples"]) for arm in ("off", "on")] == [6, 7]
    assert found["behaviour"]["different"] is False
    assert "made at another time" in found["notes"][-1]


def test_output_that_changed_since_the_saved_runs_fails(made: tuple[Path, Environment], tmp_path: Path) -> None:
    folder, environment = made
    write_tree(tmp_path, {**FILES, "app.py": "print('y')\n"})
    done = compare("--pairs=1", f"--base={folder / 'runs.json'}", "--", environment.python, "app.py",
                   folder=tmp_path, code=1)  # fmt: skip
    assert "does not do the same as in the saved runs: stdout changed" in done.stdout


def test_runs_of_another_machine_are_refused_before_anything_is_measured(
    made: tuple[Path, Environment], tmp_path: Path
) -> None:
    folder, environment = made
    kept = json.loads((folder / "runs.json").read_text())
    kept["machine"]["processors"] = 4096
    (tmp_path / "other.json").write_text(json.dumps(kept))
    touch = "open('ran', 'w')"
    done = compare("--base=other.json", "--", environment.python, "-c", touch, folder=tmp_path, code=2)
    assert "made on another machine (processors 4096, here" in done.stderr
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("option", ["--html=nowhere/x", "--save=nowhere/x", "--pyperf=nowhere/x", "--html=."])
def test_a_file_that_can_not_be_written_is_refused_before_anything_is_measured(
    made: tuple[Path, Environment], tmp_path: Path, option: str
) -> None:
    _, environment = made
    done = compare(option, "--", environment.python, "-c", "open('ran', 'w')", folder=tmp_path, code=2)
    assert "there is no folder nowhere" in done.stderr or "is a directory" in done.stderr
    assert not (tmp_path / "ran").exists()
