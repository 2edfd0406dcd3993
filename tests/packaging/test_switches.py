"""What turns the hook off, and what it ignores."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dormant import first_line, settings
from support import Environment, clean_env, run, with_libraries, write_tree

OURS = "import sys; print([name for name in sys.modules if name.partition('.')[0] == 'dormant'])"


@pytest.fixture
def registered(environment: Environment) -> Environment:
    """Make an environment with one package registered."""
    (environment.site / settings.FILE_NAME).write_bytes(settings.dump(settings.Settings(("heavy",))))
    return environment


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Write a script whose one import says when it runs."""
    files = {
        "heavy.py": "print('heavy runs')",
        "app.py": "import heavy",
        "other.toml": "[tool.dormant]\npackages = ['heavy']\n",
        "none.toml": "[tool.dormant]\npackages = []\n",
    }
    return write_tree(tmp_path / "app", files) / "app.py"


def test_without_settings_nothing_of_ours_is_imported(environment: Environment) -> None:
    assert environment.run("-c", OURS).stdout == "[]\n"


def test_a_registered_package_is_deferred(registered: Environment, app: Path) -> None:
    assert registered.run(app).stdout == ""


def test_dormant_0_imports_nothing_of_ours(registered: Environment, app: Path) -> None:
    off = clean_env(DORMANT="0")
    assert registered.run("-c", OURS, env=off).stdout == "[]\n"
    assert registered.run(app, env=off).stdout == "heavy runs\n"


def test_dormant_0_wins_over_dormant_config(environment: Environment, app: Path) -> None:
    env = clean_env(DORMANT="0", DORMANT_CONFIG=str(app.with_name("other.toml")))
    assert environment.run(app, env=env).stdout == "heavy runs\n"


def test_no_site_turns_it_off(registered: Environment, app: Path) -> None:
    assert registered.run("-S", app).stdout == "heavy runs\n"


def test_ignoring_the_environment_ignores_dormant_0(registered: Environment, app: Path) -> None:
    assert registered.run("-E", app, env=clean_env(DORMANT="0")).stdout == ""


def test_ignoring_the_environment_ignores_dormant_config(registered: Environment, app: Path) -> None:
    env = clean_env(DORMANT_CONFIG=str(app.with_name("none.toml")))
    assert registered.run("-E", app, env=env).stdout == ""


@pytest.mark.parametrize("variable", [{"DORMANT": "0"}, {"DORMANT_CONFIG": "none.toml"}], ids=lambda v: next(iter(v)))
def test_isolated_mode_ignores_the_variables(registered: Environment, variable: dict[str, str]) -> None:
    code = "import sys; print('dormant' in repr(sys.meta_path))"
    assert registered.run("-I", "-c", code, env=clean_env(**variable)).stdout == "True\n"


def test_the_line_may_run_twice(registered: Environment) -> None:
    # Up to 3.14 `site` runs each line twice in a virtual environment; here it runs once more in any case.
    code = """if True:
        import builtins, site, sys
        def state(): return [*map(id, sys.meta_path), *map(id, sys.path_hooks), id(builtins.__import__)]
        before = state()
        site.addpackage(sys.argv[1], 'dormant.pth', None)
        assert state() == before, sys.meta_path
        print(len([finder for finder in sys.meta_path if 'dormant' in repr(finder)]))
    """
    assert registered.run("-c", code, registered.site).stdout == "1\n"


def test_a_closed_standard_error_is_no_fault(registered: Environment) -> None:
    (registered.site / settings.FILE_NAME).write_bytes(b"damaged")
    command = f"'{registered.python}' -c 'print(1)' 2>&-"
    assert run(["/bin/sh", "-c", command]).stdout == "1\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize("program", ["import heavy; print(1)", "print(1)"])
@pytest.mark.parametrize("standard_error", ["2>/dev/full", "2>&-", "2> >(true)"])
@pytest.mark.parametrize("left", [b"damaged", b"a clash", b"an engine that fails"])
def test_a_standard_error_that_can_not_be_written_is_no_fault(
    registered: Environment, tmp_path: Path, standard_error: str, left: bytes, program: str
) -> None:
    write_tree(tmp_path, {"heavy.py": "own = 1", "use.py": program})
    if left == b"a clash":
        shimmed = settings.Settings(("none",), attributes=(("heavy", "own", "json:loads"),))
        left = settings.dump(shimmed)
    elif left != b"damaged":
        # Whole by its checksum.
        body = b"\n".join((b"enabled yes", b"source ", b"stamp 0 0 -", b"named heavy", b"inside", b"looked-at *",
                           b"shimmed", b"packages", b"override 1"))  # fmt: skip
        left = first_line(body) + b"\n" + body
    (registered.site / settings.FILE_NAME).write_bytes(left)
    command = f"'{registered.python}' use.py {standard_error}"
    assert run(["bash", "-c", command], cwd=tmp_path).stdout == "1\n"


def test_a_relative_path_of_the_configuration_is_the_same_file_for_children(
    registered: Environment, tmp_path: Path
) -> None:
    code = "import dormant; print(*dormant.status().packages)"
    start = f"import os, subprocess, sys; {code}; subprocess.run([sys.executable, '-c', {code!r}], cwd='/')"
    write_tree(tmp_path, {"mine/pyproject.toml": "[tool.dormant]\npackages = ['json']\n", "mine/start.py": start})
    env = clean_env(DORMANT_CONFIG="pyproject.toml")
    done = with_libraries(registered).run("start.py", cwd=tmp_path / "mine", env=env)
    assert (done.stdout, done.stderr) == ("json\njson\n", "")


def test_a_relative_path_in_a_directory_that_is_gone_is_no_fault(registered: Environment, tmp_path: Path) -> None:
    command = f"mkdir gone; cd gone; rmdir ../gone; DORMANT_CONFIG=dormant.settings '{registered.python}' -c 'print(1)'"
    done = run(["/bin/sh", "-c", command], cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.skipif(sys.version_info < (3, 11), reason="-P came with 3.11")
def test_a_safe_path_leaves_it_on(registered: Environment) -> None:
    assert registered.run("-P", "-c", "import sys; print('dormant' in repr(sys.meta_path))").stdout == "True\n"
