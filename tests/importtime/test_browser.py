"""The page does in a real browser what it promises: draws, zooms, searches, sorts, by pointer and by keyboard."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from dormant.importtime.page import render
from dormant.importtime.parse import Log, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

playwright = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on the search path"),
]

PARTS = 10
PACKAGES = 30


def log(packages: range, parts: int = PARTS) -> Log:
    """Return the log of packages of *parts* modules each: one imports the next, and each takes a millisecond."""
    lines = []
    for package in packages:
        for part in range(parts - 1, 0, -1):
            cumulative = 1000 * (parts - part)
            lines.append(f"import time: 1000 | {cumulative} | {'  ' * part}p{package}.m{part}")
        lines.append(f"import time: 1000 | {1000 * parts} | p{package}")
    return parse("\n".join(lines) + "\n")


OFF, ON = log(range(PACKAGES)), log(range(20, PACKAGES))


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(render({"off": OFF, "on": ON}, title="tool --help"), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: playwright.Browser, file: Path) -> Iterator[playwright.Page]:
    """Return the page, opened; nothing may go wrong on it, and it may ask for nothing but itself."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    troubles: list[str] = []
    requests: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda message: troubles.append(message.text))
    opened.on("request", lambda request: requests.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    assert troubles == []
    assert requests == [file.as_uri()]
    context.close()


def block(page: playwright.Page, run: int, name: str) -> playwright.Locator:
    return page.locator(".icicle").nth(run).locator(f'[aria-label^="{name} "]')


def width(page: playwright.Page, run: int, name: str) -> float:
    found = block(page, run, name).bounding_box()
    assert found is not None
    return float(found["width"])


def rows(page: playwright.Page) -> list[str]:
    return [str(text) for text in page.locator("#table tbody td:first-child").all_inner_texts()]


def test_both_runs_are_drawn_in_the_same_scale(page: playwright.Page) -> None:
    assert page.locator(".run h3").all_inner_texts() == ["off", "on"]
    assert page.locator(".icicle").first.locator(".block").count() == PACKAGES * PARTS
    assert abs(width(page, 0, "p25") - width(page, 1, "p25")) < 0.5
    assert page.locator(".axis").nth(0).inner_text() == page.locator(".axis").nth(1).inner_text()


def test_what_is_never_loaded_is_marked_above_and_a_ghost_below(page: playwright.Page) -> None:
    assert "gone" in block(page, 0, "p0").get_attribute("class").split()
    ghost = block(page, 1, "p0")
    assert "ghost" in ghost.get_attribute("class").split()
    assert "ghost" not in block(page, 1, "p25").get_attribute("class").split()
    assert ghost.bounding_box()["x"] > block(page, 1, "p29").bounding_box()["x"]


def test_a_click_zooms_both_runs_and_another_one_goes_back(page: playwright.Page) -> None:
    before = width(page, 0, "p3")
    block(page, 0, "p3").click()
    whole = page.locator(".icicle").first.bounding_box()["width"]
    assert abs(width(page, 0, "p3") - whole) < 5
    assert abs(width(page, 1, "p3") - whole) < 5
    assert page.url.endswith("#p3")
    block(page, 0, "p3").click()
    assert width(page, 0, "p3") == before
    assert page.locator("#whole").is_disabled()


def test_a_link_to_a_module_opens_it(browser: playwright.Browser, file: Path) -> None:
    opened = browser.new_page(viewport={"width": 1200, "height": 900})
    opened.goto(f"{file.as_uri()}#p5")
    assert width(opened, 0, "p5") > 1000
    opened.goto("about:blank")
    opened.goto(f"{file.as_uri()}?name=value#%")
    assert width(opened, 0, "p5") < 100
    assert opened.url.endswith("?name=value")
    opened.close()


def test_search_dims_the_rest_counts_and_filters_the_table(page: playwright.Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("P25.m1")
    assert page.locator("#found").inner_text() == "1 module: off 1.0 ms own, on 1.0 ms own"
    opacity = "element => getComputedStyle(element).opacity"
    assert [block(page, 0, name).evaluate(opacity) for name in ("p25.m1", "p26")] == ["1", "0.2"]
    assert rows(page) == ["p25.m1"]
    page.keyboard.press("Enter")
    assert width(page, 0, "p25.m1") > 1000
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    assert block(page, 0, "p25.m1").evaluate(opacity) == "1"


def test_a_search_without_result_says_so(page: playwright.Page) -> None:
    page.fill("#search", "nothing like it")
    assert (page.locator("#found").inner_text(), rows(page)) == ("no module found", [])


def test_the_keyboard_reaches_moves_and_zooms(page: playwright.Page) -> None:
    page.locator("#whole").evaluate("button => { button.disabled = false; button.focus(); }")
    page.keyboard.press("Tab")
    focused = "() => document.activeElement.getAttribute('aria-label').split(' ')[0]"
    assert page.evaluate(focused) == "p0"
    for key, name in (("ArrowRight", "p1"), ("ArrowDown", "p1.m1"), ("ArrowUp", "p1"), ("End", "p29"), ("Home", "p0")):
        page.keyboard.press(key)
        assert page.evaluate(focused) == name
    page.keyboard.press("Enter")
    assert width(page, 0, "p0") > 1000
    assert page.evaluate(focused) == "p0"
    page.keyboard.press("Escape")
    assert width(page, 0, "p0") < 100


def test_what_has_the_focus_is_described(page: playwright.Page) -> None:
    block(page, 0, "p25.m2").hover()
    described = page.locator("#details").inner_text()
    assert "8.0 ms with what it imports, 1.0 ms own" in described
    assert "imported by p25.m1 ← p25" in described
    block(page, 1, "p0").hover()
    assert "not loaded in this run; 10.0 ms and 1 module less" in page.locator("#details").inner_text()


def test_packages_can_be_folded(page: playwright.Page) -> None:
    page.click("[data-fold=packages]")
    assert page.locator(".icicle").first.locator(".block").count() == PACKAGES
    assert len(rows(page)) == PACKAGES
    block(page, 1, "p0").hover()
    assert "10.0 ms and 10 modules less" in page.locator("#details").inner_text()


def test_the_table_sorts_by_any_column(page: playwright.Page) -> None:
    page.click("[data-fold=packages]")
    assert page.locator("#table th[aria-sort=descending]").inner_text().startswith("saved")
    page.click("#table th button:text-is('package')")
    assert rows(page)[:3] == ["p0", "p1", "p10"]
    assert page.locator("#table th[aria-sort=ascending]").inner_text().startswith("package")
    page.click("#table th button:text-is('package')")
    assert rows(page)[:2] == ["p9", "p8"]


def test_two_thousand_modules_are_drawn_and_their_table_is_cut_until_asked(
    browser: playwright.Browser, tmp_path: Path
) -> None:
    path = tmp_path / "large.html"
    path.write_text(render({"off": log(range(200)), "on": log(range(50))}, title="large"), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1200, "height": 900})
    opened.goto(path.as_uri())
    assert opened.locator(".icicle").first.locator(".block").count() == 2000
    assert len(rows(opened)) == 500
    opened.click("#more")
    assert len(rows(opened)) == 2000
    opened.close()


def test_a_row_of_the_table_leads_to_its_block(page: playwright.Page) -> None:
    page.click("#table tbody tr:nth-child(1) button")
    assert width(page, 0, rows(page)[0]) > 1000


def contrast(page: playwright.Page, selector: str) -> float:
    """Return the contrast of an element's text with the page behind it, as WCAG defines it."""
    colours = page.evaluate(
        "selector => [document.querySelector(selector), document.body].map((element, place) =>"
        " getComputedStyle(element)[place ? 'backgroundColor' : 'color'])",
        selector,
    )
    lights = []
    for colour in colours:
        channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system_and_are_readable(page: playwright.Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    red = int(re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[0])
    assert (red < 128) == (scheme == "dark")
    page.click("[data-fold=packages]")
    for selector in ("h1", ".facts", ".verdict", ".help", ".what-gone", ".what-loaded", "#imports-title", ".run .sum"):
        assert contrast(page, selector) >= 4.5, selector


def test_the_switch_overrides_the_system(page: playwright.Page) -> None:
    colours = []
    for _ in range(3):
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.click("#theme")
    assert page.locator("#theme").inner_text() == "Theme: automatic"
    assert (colours[0], colours[2] != colours[1]) == (colours[1], True)


def test_without_scripts_the_verdict_is_there(browser: playwright.Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(file.as_uri())
    assert "Imports take 200.0 ms less" in opened.locator(".verdict").inner_text()
    assert opened.locator("noscript").is_visible()
    context.close()


def test_a_name_is_never_markup(browser: playwright.Browser, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)></script>"
    path = tmp_path / "evil.html"
    path.write_text(render({"a": parse(f"import time: 5 | 5 | {evil}\n")}, title=evil), encoding="utf-8")
    opened = browser.new_page()
    opened.goto(path.as_uri())
    assert rows(opened) == [evil]
    assert opened.locator("img").count() == 0
    opened.close()
