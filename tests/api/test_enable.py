"""A program can start deferral by itself, and DORMANT=0 turns that off, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dormant.settings import FILE_NAME, Settings, dump
from support import Environment, clean_env, with_libraries, write_tree

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = {
    "heavy.py": "print('heavy runs')\n",
    "app.py": "import heavy\nprint('app runs')\n",
    "main.py": """
        import dormant
        with dormant.enable(packages=['heavy']):
            import app
        print(len(dormant.status().packages), 'packages')
        app.heavy.__name__
    """,
}


@pytest.mark.parametrize(
    ("variables", "flags", "printed"),
    [
        ({}, [], "app runs\n0 packages\nheavy runs\n"),
        ({"DORMANT": "0"}, [], "heavy runs\napp runs\n0 packages\n"),
        ({"DORMANT": "0"}, ["-E"], "app runs\n0 packages\nheavy runs\n"),
        ({"DORMANT": "1"}, [], "app runs\n0 packages\nheavy runs\n"),
    ],
    ids=["on", "off", "variables ignored", "not 0"],
)
def test_enable_defers_unless_switched_off(
    environment: Environment, tmp_path: Path, variables: dict[str, str], flags: list[str], printed: str
) -> None:
    program = write_tree(tmp_path, PROGRAM) / "main.py"
    assert with_libraries(environment).run(*flags, program, env=clean_env(**variables)).stdout == printed


@pytest.mark.parametrize("again", ["importlib.reload(dormant)", "del sys.modules['dormant']; import dormant"])
def test_a_second_copy_of_the_package_knows_what_is_in_force(
    environment: Environment, tmp_path: Path, again: str
) -> None:
    main = f"""
        import importlib, sys, dormant
        dormant.enable(packages=["heavy"])
        import app
        {again}
        print(dormant.status().active, len(dormant.status().pending), len(dormant.load_all()))
        dormant.enable(packages=["json"]).disable()
        print(dormant.status().packages, len([finder for finder in sys.meta_path if "dormant" in repr(finder)]))
    """
    program = write_tree(tmp_path, {**PROGRAM, "main.py": main}) / "main.py"
    done = with_libraries(environment).run(program)
    assert done.stdout == "app runs\nheavy runs\nTrue 1 0\n('heavy',) 1\n"


@pytest.mark.parametrize(
    "inside",
    [
        "pass",
        "dormant.enable(packages=['heavy'])",
        "enabled.disable(); dormant.enable(packages=['heavy'])",
        "dormant.suspended().__enter__(); dormant.enable(packages=['heavy'])",
        "import importlib; importlib.reload(dormant)",
        "import sys; del sys.modules['dormant']; import dormant; dormant.enable(packages=['heavy'])",
    ],
)
def test_nothing_is_deferred_inside_a_suspension_whatever_is_put_in_force_there(
    environment: Environment, tmp_path: Path, inside: str
) -> None:
    main = f"""
        import dormant
        enabled = dormant.enable(packages=['heavy'])
        with dormant.suspended():
            {inside}
            import app
    """
    program = write_tree(tmp_path, {**PROGRAM, "main.py": main}) / "main.py"
    assert with_libraries(environment).run(program).stdout == "heavy runs\napp runs\n"


def test_deferral_goes_on_after_the_outermost_suspension(environment: Environment, tmp_path: Path) -> None:
    main = """
        import dormant
        with dormant.suspended():
            dormant.enable(packages=['heavy', 'heavy2'])
            with dormant.suspended(), dormant.suspended():
                pass
            import one
        import app
    """
    files = {**PROGRAM, "heavy2.py": "print('heavy2 runs')", "one.py": "import heavy2", "main.py": main}
    said = with_libraries(environment).run(write_tree(tmp_path, files) / "main.py").stdout
    assert said == "heavy2 runs\napp runs\n"


def test_suspension_loads_no_engine(environment: Environment) -> None:
    code = "import sys, dormant\nwith dormant.suspended(): import json\nprint('dormant.engine' in sys.modules)"
    (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy",))))
    assert environment.run("-c", code).stdout == "False\n"


def test_what_waits_is_known_when_nothing_is_in_force_any_more(environment: Environment, tmp_path: Path) -> None:
    main = """
        import dormant, sys
        with dormant.enable(packages=["heavy"]):
            import app
        with dormant.enable(packages=["json"]):
            print(len(dormant.status().pending), dormant.load_all(), "heavy" in sys.modules)
        print(len(dormant.status().pending), dormant.former)
        for turn in range(9):
            with dormant.enable(packages=["heavy"]):
                sys.modules.pop("app"); import app
            app.heavy
        print(len(dormant.former) < 3)
    """
    program = write_tree(tmp_path, {**PROGRAM, "main.py": main}) / "main.py"
    done = with_libraries(environment).run(program)
    assert done.stdout == "app runs\nheavy runs\n1 () True\n0 []\n" + "app runs\n" * 9 + "True\n"


def test_the_end_of_what_was_enabled_puts_in_force_what_was_before(environment: Environment) -> None:
    (environment.site / FILE_NAME).write_bytes(dump(Settings(("heavy",))))
    code = """if True:
        import dormant
        def show(): print(*dormant.status().packages)
        with dormant.enable(["one"]):
            with dormant.enable(["two"]): show()
            show()
        show()
        one, two, three = (dormant.enable([name]) for name in ("one", "two", "three"))
        two.disable(); show()
        three.disable(); show()
        two.disable(); one.disable(); show()
    """
    assert with_libraries(environment).run("-c", code).stdout.split() == [
        "two",
        "one",
        "heavy",
        "three",
        "one",
        "heavy",
    ]


def test_a_suspension_shows_in_the_status(environment: Environment) -> None:
    code = """if True:
        import dormant
        dormant.enable(["heavy"])
        with dormant.suspended(): print(*dormant.status()[1:3])
        print(*dormant.status()[1:3])
    """
    assert with_libraries(environment).run("-c", code).stdout == "False suspended\nTrue \n"


@pytest.mark.parametrize("name", ["packages", "exclude", "importers", "inside"])
def test_a_string_for_a_list_of_names_is_an_error(environment: Environment, name: str) -> None:
    arguments = f"['heavy'], {name}='alpha'" if name != "packages" else "'alpha'"
    code = f"import dormant\ntry: dormant.enable({arguments})\nexcept TypeError as error: print(error)"
    said = with_libraries(environment).run("-c", code).stdout
    assert said == f"{name} takes a list of import names, not a string: {name}=['alpha']\n"
