"""A command as a title is short, and names its program without its path."""

from __future__ import annotations

from dormant.measure.title import short_title, title


def test_a_title_has_the_program_by_name() -> None:
    assert title(["/venv/bin/tool", "--file", "/a b"]) == "tool --file '/a b'"
    assert title(["-c", "pass"]) == "-c pass"


def test_a_short_title_is_one_line_that_is_cut() -> None:
    assert short_title(["/bin/python", "-c", "import a\nimport b"]) == "python -c 'import a import b'"
    assert short_title(["tool", "x" * 65]) == f"tool {'x' * 65}"
    assert short_title(["tool", "x" * 66]) == f"tool {'x' * 62}..."
