"""Every code block of the README and of the pages runs, and prints what the page shows."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from support import ROOT
from support.pages import COMMENT, LANGUAGES, READ_ONLY, Page, unlike

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import World

PAGES = [Page(path) for path in sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])]
QUICK = [page for page in PAGES if page.need("PyPI") is None and page.blocks]
SLOW = [page for page in PAGES if page.need("PyPI") is not None]


def name(page: Page) -> str:
    """Return the path of *page* in the repository."""
    return str(page.path.relative_to(ROOT))


def skip_on_old_python(page: Page) -> None:
    """Skip the test if *page* is about a newer Python."""
    if needed := page.need("Python"):
        version = tuple(map(int, needed.split(".")))
        if sys.version_info < version:
            pytest.skip(f"the page is about Python {needed} and newer")


@pytest.mark.parametrize("page", QUICK, ids=name)
def test_every_block_of_a_page_runs(page: Page, world: World) -> None:
    skip_on_old_python(page)
    world.play(page)


@pytest.mark.slow
@pytest.mark.parametrize("page", SLOW, ids=name)
def test_every_block_of_a_page_that_installs_from_pypi_runs(page: Page, bare_world: World) -> None:
    skip_on_old_python(page)
    bare_world.play(page)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_has_a_language_that_is_run_or_read(page: Page) -> None:
    assert {block.language for block in page.blocks} <= LANGUAGES


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_block_that_is_not_run_says_why(page: Page) -> None:
    silent = [block for block in page.blocks if block.how in ("not run", "output varies") and not block.detail]
    read_only = [block for block in page.blocks if block.language in READ_ONLY and not block.how]
    assert [block.line for block in (*silent, *read_only)] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_reader_sees_which_file_a_block_is(page: Page) -> None:
    visible = re.sub(r"<!--.*?-->", "", page.text)
    files = [block.detail for block in page.blocks if block.how == "file"]
    assert [file for file in files if file not in visible] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_do_not_hide_in_a_text(page: Page) -> None:
    texts = [block for block in page.blocks if block.language == "text" and block.how != "not run"]
    assert [block.line for block in texts if block.text.startswith("$ ")] == []


def test_few_blocks_are_not_run() -> None:
    blocks = [block for page in PAGES for block in page.blocks]
    assert len([block for block in blocks if block.how == "not run"]) <= len(blocks) / 10


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_comment_is_one_that_the_test_knows(page: Page) -> None:
    assert page.text.count("<!--") == len(COMMENT.findall(page.text))


def write(folder: Path, text: str) -> Page:
    """Write a page."""
    path = folder / "page.md"
    path.write_text(text)
    return Page(path)


@pytest.mark.parametrize(
    "text",
    [
        "```sh\nfalse\n```\n",
        "    mytool --no-such-option\n",
        "```console\n$ echo one\ntwo\n```\n",
        "```console\n$ echo one; echo two\none\n```\n",
        "```python\nraise SystemExit(3)\n```\n",
        "```python\nprint(1)\n```\n\n<!-- output -->\n```text\none\n```\n",
        "```pycon\n>>> 'one'\n'two'\n```\n",
        '```toml\n[tool.dormant]\npackage = ["x"]\n```\n',
    ],
    ids=["command", "indented", "output", "more output", "python", "output of python", "prompt", "configuration"],
)
def test_a_wrong_block_is_found(world: World, tmp_path: Path, text: str) -> None:
    with pytest.raises(AssertionError, match=r"page\.md:\d"):
        world.play(write(tmp_path, text))


def test_a_page_is_one_session(world: World, tmp_path: Path) -> None:
    world.play(
        write(
            tmp_path,
            "<!-- file: sub/letters.py -->\n```python\nprint('a', 12)\n```\n\n"
            "    cd sub    # as in a shell\n\n"
            "```console\n$ python letters.py\na 34\n$ ls nothing\n…\n$ echo $?\n2\n$ pwd\n/home/me/mytool/sub\n```\n"
            "```python\nimport letters\n```\n\n<!-- output -->\n```text\na 5\n```\n",
        )
    )


@pytest.mark.parametrize(
    ("expected", "actual", "difference"),
    [
        ("a 1.5 ms\nb", "a  23 ms\n\nb\n", ""),
        ("a\nc", "a\nb\nc", "c"),
        ("a\n…\nc", "a\nb\nc", ""),
        ("a …", "a b c", ""),
        ("a", "a\nb", "(nothing more, but it prints: b)"),
        ("a\n…", "a\nb", ""),
        ("────", "────────", ""),
        ("5 -> 3 ms (1.7x)", "5 -> 4 ms (within noise, 1.2x)", ""),
        ("defer  144.1 (104.6 to 202.6)  never used", "defer  not measured alone  never used", ""),
        ("wall  -78.6  -103.2 to -71.0", "wall  within noise  -103.2 to 10.0", ""),
        ("With dormant the command takes 1 ms less.", "No difference in wall time can be told from noise.", ""),
    ],
)
def test_outputs_are_compared_by_their_words(expected: str, actual: str, difference: str) -> None:
    assert unlike(expected, actual) == difference
