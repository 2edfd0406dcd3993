"""What a start loads: exactly these modules, and nothing when nothing is configured."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from dormant.settings import FILE_NAME, Settings, dump
from support import write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from support import Environment

SHOW = "import sys; print('\\n'.join(sorted(sys.modules)))"
NATIVE = sys.version_info >= (3, 15)
START = {"dormant"}
# Code that mentions a named package loads the engine.
ENGINE = {
    "dormant.settings", "dormant.policy", "dormant.engine",
    *(["dormant.engine.native"] if NATIVE else ["dormant.engine.bytecode", "dormant.engine.names"]),
}  # fmt: skip
# The first import that is deferred needs these too.
DEFERRING = ENGINE | ({"dormant.engine.bytecode"} if NATIVE else {
    "dormant.engine.deferred", "dormant.engine.keys", "_functools", "gc",
})  # fmt: skip


def modules(environment: Environment, code: str, **options: object) -> set[str]:
    return set(environment.run("-c", code, **options).stdout.split())


def off(environment: Environment, code: str, **options: object) -> set[str]:
    """Return the modules of the same start without any `.pth` file."""
    for file in environment.site.glob("*.pth"):
        file.rename(file.with_suffix(".off"))
    try:
        return modules(environment, code, **options)
    finally:
        for file in environment.site.glob("*.off"):
            file.rename(file.with_suffix(".pth"))


def test_a_start_without_settings_loads_nothing_of_dormant(environment: Environment) -> None:
    # Reading any .pth file loads this codec from 3.13 on.
    assert modules(environment, SHOW) - off(environment, SHOW) <= {"encodings.utf_8_sig"}


def test_a_start_with_settings_loads_exactly_these_modules(environment: Environment) -> None:
    before = off(environment, SHOW)
    (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy",))))
    assert modules(environment, SHOW) - before - {"encodings.utf_8_sig"} == START


def test_the_first_deferred_import_loads_exactly_these_modules(environment: Environment, tmp_path: Path) -> None:
    write_tree(tmp_path, {"heavy.py": "", "app.py": "import heavy"})
    code = f"import app; {SHOW}"
    before = off(environment, code, cwd=tmp_path)
    (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy",))))
    after = modules(environment, code, cwd=tmp_path)
    assert before - after == {"heavy"}
    assert after - before - {"encodings.utf_8_sig"} == START | (DEFERRING - before)


@pytest.mark.parametrize("main", [["-c", "import app; {}"], ["main.py"]])
def test_a_program_that_mentions_no_target_loads_no_engine(
    environment: Environment, tmp_path: Path, main: list[str]
) -> None:
    write_tree(tmp_path, {"app.py": "import json.scanner", "main.py": f"import app; {SHOW}"})
    command = [word.format(SHOW) for word in main]
    before = set(environment.run(*command, cwd=tmp_path).stdout.split())
    (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy", "json.tool"), exclude=("app",))))
    settings = Settings(("heavy", "xml.dom"), attributes=(("heavy", "x", "heavy:x"),))
    (environment.site / FILE_NAME).write_bytes(dump(settings))
    assert set(environment.run(*command, cwd=tmp_path).stdout.split()) - before - {"encodings.utf_8_sig"} == START


@pytest.mark.parametrize(
    "settings",
    [
        Settings(("heavy",)),
        Settings(("*",)),
        Settings(("heavy.sub",)),
        Settings(("other",), overrides=((("heavy.sub",), None, None),)),
        Settings(("x",), overrides=((("app",), None, True),)),
        Settings(("x",), attributes=(("app", "y", "x:y"),)),
    ],
)
@pytest.mark.parametrize("code", ["import app", "import heavy.sub"])
def test_code_that_may_concern_the_settings_loads_the_engine(
    environment: Environment, tmp_path: Path, settings: Settings, code: str
) -> None:
    write_tree(tmp_path, {"heavy/__init__.py": "", "heavy/sub.py": "", "app.py": "import heavy.sub"})
    (environment.site / FILE_NAME).write_bytes(dump(settings))
    loaded = modules(environment, f"{code}; {SHOW}", cwd=tmp_path)
    assert (loaded >= ENGINE) is (code == "import app" or settings.packages != ("x",) or bool(settings.overrides))


@pytest.mark.parametrize("command", [["-i", "-c", "0"], ["-"], []])
def test_the_main_program_is_prepared_where_its_text_is_not_at_hand(
    environment: Environment, command: list[str]
) -> None:
    (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy",))))
    assert set(environment.run(*command, stdin=f"{SHOW}\n").stdout.split()) >= ENGINE


@pytest.mark.parametrize("program", ["pip", "ensurepip", "venv"])
@pytest.mark.parametrize("command", [["-m", "{}"], ["{}"], ["{}/__main__.py"], ["{}//__main__.py"]], ids=" ".join)
def test_nothing_is_deferred_while_an_installer_runs(
    environment: Environment, tmp_path: Path, program: str, command: list[str]
) -> None:
    write_tree(tmp_path, {f"{program}/__init__.py": "", f"{program}/__main__.py": SHOW})
    (environment.site / FILE_NAME).write_bytes(dump(Settings(("*",))))
    loaded = set(environment.run(*(word.format(program) for word in command), cwd=tmp_path).stdout.split())
    assert {name for name in loaded if name.startswith("dormant")} == {"dormant"}
