"""A program can start deferral by itself, and DORMANT=0 turns that off, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
        print(dormant.status().active, [finder for finder in sys.meta_path if "dormant" in repr(finder)])
    """
    program = write_tree(tmp_path, {**PROGRAM, "main.py": main}) / "main.py"
    done = with_libraries(environment).run(program)
    assert done.stdout == "app runs\nheavy runs\nTrue 1 0\nFalse []\n"
