"""What "off" and "on" mean is settled, and checked, before anything is measured."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dormant.config import compile_file
from dormant.errors import ConfigError, DormantError
from dormant.measure.arms import Arms, Interpreter, prepare, probe, require_hook
from dormant.settings import Settings, dump, load
from support import clean_env, write_tree

if TYPE_CHECKING:
    from support import Environment

PROJECT = {"pyproject.toml": '[tool.dormant]\npackages = ["json"]\n'}


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def arms_for(environment: Environment, scratch: Path, *, folder: Path | None = None, **options: object) -> Arms:
    shell = options.pop("shell", {})
    return prepare(
        [str(environment.python), "-c", "pass"],
        clean_env(**shell),  # type: ignore[arg-type]
        scratch=scratch,
        folder=folder or scratch,
        **options,  # type: ignore[arg-type]
    )


def in_force(arms: Arms) -> Settings:
    """Return the settings that a start in the arm "on" reads: a compiled file, which needs no TOML."""
    return load(Path(arms.on["DORMANT_CONFIG"]).read_bytes())


def test_packages_can_be_tried_without_any_configuration(shared_environment: Environment, scratch: Path) -> None:
    arms = arms_for(shared_environment, scratch, packages=["json", "a.b"])
    assert (arms.off["DORMANT"], "DORMANT" in arms.on, "DORMANT_CONFIG" in arms.off) == ("0", False, False)
    assert in_force(arms).packages == ("json", "a.b")
    assert arms.configuration == "packages json, a.b (from --packages)"


def test_the_interpreter_tells_its_version_and_its_hook(shared_environment: Environment, scratch: Path) -> None:
    found = arms_for(shared_environment, scratch, packages=["json"]).interpreter
    assert found is not None
    assert (found.version, found.hooks) == (sys.version.split()[0], [str(shared_environment.site)])


@pytest.mark.parametrize(
    ("script", "why"), [("echo it is broken >&2; exit 3", "it is broken"), ("exit 3", "it exits with 3"), ("", "")]
)
def test_an_interpreter_that_can_not_answer_is_one_sentence(tmp_path: Path, script: str, why: str) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    with pytest.raises(DormantError) as caught:
        probe(str(python), clean_env())
    expected = f"{python} couldn't be asked about its environment ({why or 'it exits with 0'}): check that it runs"
    assert str(caught.value) == expected


def test_the_registered_project_is_the_default(environment: Environment, tmp_path: Path, scratch: Path) -> None:
    project = write_tree(tmp_path / "project", PROJECT) / "pyproject.toml"
    (environment.site / "dormant.settings").write_bytes(dump(compile_file(project)))
    arms = arms_for(environment, scratch)
    assert "DORMANT_CONFIG" not in arms.on
    assert arms.configuration == f"{project} (registered)"


def test_a_switched_off_environment_is_an_error(environment: Environment, tmp_path: Path, scratch: Path) -> None:
    settings = compile_file(write_tree(tmp_path / "project", PROJECT) / "pyproject.toml")
    settings.enabled = False
    (environment.site / "dormant.settings").write_bytes(dump(settings))
    with pytest.raises(DormantError, match=r"switched off.*run `dormant on` first"):
        arms_for(environment, scratch)


def test_damaged_settings_are_an_error(environment: Environment, scratch: Path) -> None:
    (environment.site / "dormant.settings").write_bytes(b"nonsense")
    with pytest.raises(DormantError, match=r"it is damaged.*run `dormant sync`"):
        arms_for(environment, scratch)


def test_the_project_here_stands_in(shared_environment: Environment, tmp_path: Path, scratch: Path) -> None:
    project = write_tree(tmp_path / "project", {**PROJECT, "src/x.py": ""})
    arms = arms_for(shared_environment, scratch, folder=project / "src")
    assert in_force(arms).source == str(project / "pyproject.toml")
    assert "it isn't registered" in arms.configuration


def test_without_any_configuration_the_error_says_what_to_do(shared_environment: Environment, scratch: Path) -> None:
    with pytest.raises(DormantError, match=r"no project is registered .* run `dormant init` there, or name packages"):
        arms_for(shared_environment, scratch)


def test_a_named_configuration_wins_over_dormant_config(
    shared_environment: Environment, tmp_path: Path, scratch: Path
) -> None:
    path = write_tree(tmp_path / "project", PROJECT) / "pyproject.toml"
    other = write_tree(tmp_path / "other", PROJECT) / "pyproject.toml"
    shell = {"DORMANT_CONFIG": str(other)}
    assert in_force(arms_for(shared_environment, scratch, shell=shell)).source == str(other)
    assert in_force(arms_for(shared_environment, scratch, shell=shell, config=path)).source == str(path)


def test_a_compiled_settings_file_is_taken_as_it_is(
    shared_environment: Environment, tmp_path: Path, scratch: Path
) -> None:
    compiled = tmp_path / "dormant.settings"
    compiled.write_bytes(dump(compile_file(write_tree(tmp_path, PROJECT) / "pyproject.toml")))
    arms = arms_for(shared_environment, scratch, shell={"DORMANT_CONFIG": str(compiled)})
    assert arms.on["DORMANT_CONFIG"] == str(compiled)
    compiled.write_bytes(dump(Settings()))
    with pytest.raises(DormantError, match="names no packages to defer"):
        arms_for(shared_environment, scratch, shell={"DORMANT_CONFIG": str(compiled)})


def test_a_fault_in_the_packages_names_the_option_and_comes_before_any_run(
    shared_environment: Environment, scratch: Path
) -> None:
    with pytest.raises(ConfigError) as caught:
        arms_for(shared_environment, scratch, packages=["json", "pip", "a b"])
    assert sorted(fault.partition(" must ")[0] for fault in caught.value.faults) == [
        "--packages: `a b` is not an import name; write the name that an import statement uses",
        "--packages: `pip`",
    ]


def test_packages_that_the_interpreter_does_not_find_are_mentioned(
    shared_environment: Environment, scratch: Path
) -> None:
    write_tree(scratch, {"bin/script.py": "", "bin/beside.py": ""})
    names = ["json", "pandsa.x", "beside", "*"]
    shell = clean_env()
    python = str(shared_environment.python)
    for words, missing in ([["-c", "pass"], "pandsa.x, beside"], [["bin/script.py"], "pandsa.x"]):
        arms = prepare([python, *words], shell, packages=names, scratch=scratch, folder=scratch)
        assert arms.notes == [f"not installed for {python}: {missing}"]


def test_a_configuration_that_defers_nothing_is_an_error(shared_environment: Environment, scratch: Path) -> None:
    path = write_tree(scratch, {"other.toml": "[tool.dormant]\n"}) / "other.toml"
    with pytest.raises(DormantError, match="names no packages to defer"):
        arms_for(shared_environment, scratch, config=path)


@pytest.mark.parametrize("names_at_first", [False, True])
def test_a_registered_project_that_names_nothing_is_an_error_that_names_it(
    environment: Environment, tmp_path: Path, scratch: Path, names_at_first: bool
) -> None:
    project = write_tree(tmp_path / "project", PROJECT) / "pyproject.toml"
    nothing = "[tool.dormant]\npackages = []\n"
    if not names_at_first:
        project.write_text(nothing)
    (environment.site / "dormant.settings").write_bytes(dump(compile_file(project)))
    # What was changed since is in force from the next start on.
    project.write_text(nothing)
    with pytest.raises(DormantError) as caught:
        arms_for(environment, scratch)
    assert str(caught.value).startswith(f"{project} names no packages to defer: ")


def test_an_environment_without_dormant_is_an_error_that_says_how_to_install_it(
    environment: Environment, scratch: Path
) -> None:
    (environment.site / "dormant.pth").unlink()
    with pytest.raises(DormantError, match=r"dormant isn't installed for .*/python, .*/python -m pip install dormant"):
        arms_for(environment, scratch, packages=["json"])


def test_the_startup_line_of_this_environment_may_be_missing() -> None:
    ours = Interpreter(sys.executable, "cpython", platform.python_version(), [])
    with pytest.raises(DormantError, match=r"^dormant.pth is missing from .* --force-reinstall dormant$"):
        require_hook(ours, "mytool")


def test_a_project_here_that_is_not_in_force_is_mentioned(
    environment: Environment, tmp_path: Path, scratch: Path
) -> None:
    project = write_tree(tmp_path / "project", PROJECT) / "pyproject.toml"
    other = write_tree(tmp_path / "other", PROJECT) / "pyproject.toml"
    (environment.site / "dormant.settings").write_bytes(dump(compile_file(project)))
    assert arms_for(environment, scratch, folder=project.parent).notes == []
    note = f"{project} is in force; --config {other} would use that one"
    assert arms_for(environment, scratch, folder=other.parent).notes == [note]


def test_old_settings_in_an_environment_that_can_not_be_written_are_called_so(
    environment: Environment, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = write_tree(tmp_path / "project", PROJECT) / "pyproject.toml"
    (environment.site / "dormant.settings").write_bytes(dump(compile_file(project)))
    project.write_text('[tool.dormant]\npackages = ["csv"]\n')
    assert arms_for(environment, scratch).configuration == f"{project} (registered)"
    monkeypatch.setattr("dormant.measure.arms.is_writable", lambda _: False)
    assert "the old settings stand" in arms_for(environment, scratch).configuration


def test_what_is_in_force_in_a_python_that_can_not_be_told_is_not_claimed(tmp_path: Path, scratch: Path) -> None:
    project = write_tree(tmp_path / "project", PROJECT)
    arms = prepare(["sh", "-c", "true"], clean_env(), scratch=scratch, folder=project)
    assert arms.configuration == (
        f"{project / 'pyproject.toml'} (the project of this directory, not registered with {sys.prefix}; what the "
        "command's Python has registered isn't known)"
    )
    assert prepare(["sh"], clean_env(), scratch=scratch, folder=scratch).configuration.endswith("which isn't known")


def test_a_shell_that_forbids_bytecode_is_overruled_with_a_note(shared_environment: Environment, scratch: Path) -> None:
    shell = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPROFILEIMPORTTIME": "1", "DORMANT": "0"}
    arms = arms_for(shared_environment, scratch, packages=["json"], shell=shell)
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "DORMANT"} & arms.on.keys()
    assert [note for note in arms.notes if note.startswith("PYTHONDONTWRITEBYTECODE is set")]


def test_a_program_that_hides_its_python_is_measured_with_a_note(scratch: Path) -> None:
    arms = prepare(["sh", "-c", "true"], clean_env(), packages=["json"], scratch=scratch, folder=scratch)
    assert arms.interpreter is None
    assert "own cost wasn't measured" in arms.notes[0]
