"""Widgets and the frame in a real browser: fit for gloves, in every theme, fresh or marked."""

import asyncio
from collections.abc import Iterator
from itertools import product

import pytest
from fastapi import FastAPI
from playwright.async_api import BrowserContext, Page, expect

from appliance.config import Settings
from tests.browser.audit import Watchman, audit, settled
from tests.browser.axe import violations
from tests.browser.person import connected, opened
from tests.browser.screens import FULL, SIZES
from tests.fakes.screen import fill, fresh_screen
from tests.fakes.station import FakeStation
from tests.gallery.page import GROUPS
from ui import heartbeat
from ui.appearance import Theme

LOOKED_AT = (
    list(product(("zh-CN", "en"), SIZES)) if FULL else [("zh-CN", SIZES[0]), ("en", SIZES[-1])]
)
"""In which language on which screen."""

CLIPPED = """() => [...document.querySelectorAll(".tab, .tap, .option, .switch, .row, .toast")]
  .filter((box) => box.offsetWidth && box.scrollWidth > box.clientWidth + 1)
  .map((box) => `${box.className} is clipped: ${box.textContent}`)"""

CONTRASTS = """() => [...document.querySelectorAll(".big")].map((button) => {
  const light = (element) => {
    const parts = getComputedStyle(element).backgroundColor.match(/[0-9.]+/g).slice(0, 3);
    const [r, g, b] = parts.map((part) => (part / 255 <= 0.04045) ? part / 255 / 12.92
      : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [one, other] = [light(button), light(button.querySelector(".sign"))];
  return [button.textContent, Math.max(one, other) / Math.min(one, other)];
})"""
"""Of the sign of each big button to its ground, as WCAG has it."""


@pytest.fixture
def app(station: FakeStation, settings: Settings) -> Iterator[FastAPI]:
    """Return the application with the gallery."""
    fill(station, settings.paths)
    with fresh_screen(station, settings, gallery=True) as app:
        yield app


async def set_theme(page: Page, theme: Theme) -> None:
    """Look at a page in other colours."""
    await page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
    await settled(page)


@pytest.mark.parametrize(("language", "size"), LOOKED_AT)
async def test_widgets_fit_gloves_and_screens(
    touchscreen: BrowserContext, address: str, language: str, size: tuple[int, int]
) -> None:
    """Targets, distances, text sizes, edges, nothing clipped; also at 150 %."""
    watchman = Watchman(touchscreen, address)
    await touchscreen.add_cookies([{"name": "tingxia-language", "value": language, "url": address}])
    found: dict[str, list[str]] = {}
    for group, text in product(GROUPS, ("normal", "large")):
        page = await opened(touchscreen, f"{address}/gallery?group={group}")
        await page.evaluate(f"document.documentElement.dataset.text = '{text}'")
        await settled(page)  # lists measure their rows anew
        found[f"{group} {text}"] = [*await audit(page), *await page.evaluate(CLIPPED)]
        await page.close()
    page = await opened(touchscreen, f"{address}/gallery?group=messages")
    assert {"width": size[0], "height": size[1]} == page.viewport_size
    for text in ("normal", "large"):
        await page.evaluate(f"document.documentElement.dataset.text = '{text}'")
        await settled(page)
        await page.tap("button:has-text('Toast + undo') >> nth=0")
        await expect(page.locator(".toast .tap")).to_have_count(2)
        await settled(page)
        found[f"{text} toast"] = [*await audit(page), *await page.evaluate(CLIPPED)]
        await page.tap(".toast .bare")
        await page.tap("button:has-text('Dialog')")
        await expect(page.locator(".sheet")).to_be_visible()
        found[f"{text} dialog"] = [*await audit(page), *await page.evaluate(CLIPPED)]
        await page.tap(".sheet .strong")
        await expect(page.locator(".sheet")).to_be_hidden()
    assert {state: [] for state in found} == found
    assert watchman.noted == []


async def test_widgets_fit_readers_of_screens(touchscreen: BrowserContext, address: str) -> None:
    """axe-core finds nothing serious in any group; the themes take turns."""
    page = await touchscreen.new_page()
    for turn, group in enumerate(GROUPS):
        await page.goto(f"{address}/gallery?group={group}")
        await connected(page)
        for theme in Theme if FULL else [[*Theme][turn % len(Theme)]]:
            await set_theme(page, theme)
            assert [] == await violations(page), f"{group} {theme}"


async def test_the_sign_of_the_big_button_is_seen(
    touchscreen: BrowserContext, address: str
) -> None:
    """In every phase and theme, also while nobody may tap it."""
    page = await opened(touchscreen, f"{address}/gallery?group=recording")
    for theme in Theme:
        await set_theme(page, theme)
        contrasts = await page.evaluate(CONTRASTS)
        assert 8 == len(contrasts)
        assert [] == [(theme, words) for words, contrast in contrasts if contrast < 3]


async def test_a_theme_is_kept_and_there_before_the_first_paint(
    touchscreen: BrowserContext, address: str
) -> None:
    """Chosen by a tap, at once; the next page has it before its body is read."""
    page = await opened(touchscreen, f"{address}/gallery")
    await page.tap(".option >> nth=1")
    await expect(page.locator("html")).to_have_attribute("data-theme", Theme.DARK)
    await page.add_init_script(
        "new MutationObserver(() => { if (document.body && !window.themeAtBody) "
        "window.themeAtBody = document.documentElement.dataset.theme; })"
        ".observe(document, { childList: true, subtree: true })"
    )
    await page.goto(address)
    assert Theme.DARK == await page.evaluate("window.themeAtBody")


async def test_a_field_and_a_slider_tell_what_the_finger_did(
    touchscreen: BrowserContext, address: str
) -> None:
    """A tap on plus is one step; the value stands beside it at once."""
    page = await opened(touchscreen, f"{address}/gallery?group=controls")
    slider = page.locator(".slider").first
    await expect(slider.locator(".value")).to_have_text("0.50 秒")
    await slider.locator(".tap").last.tap()
    await expect(slider.locator(".value")).to_have_text("0.55 秒")
    await page.goto(f"{address}/gallery?group=fields")
    field = page.locator("input.field").first
    await field.fill("新的标题")
    await field.blur()
    await expect(field).to_have_value("新的标题")


async def test_an_undo_counts_down_and_goes(touchscreen: BrowserContext, address: str) -> None:
    """The time left is to be seen; after the undo the toast says so and nothing is left of it."""
    page = await opened(touchscreen, f"{address}/gallery?group=messages")
    await page.tap("button:has-text('Toast + undo') >> nth=0")
    await expect(page.locator(".toast .left")).to_have_text("9 秒")
    await page.tap(".toast .tap >> nth=0")
    await expect(page.locator(".toast")).to_contain_text("Undone")
    await expect(page.locator(".toast .left")).to_have_count(0)


async def test_a_page_that_hears_nothing_is_marked(
    touchscreen: BrowserContext, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The socket stands, the station does not answer: the page says so, and stops when it does."""
    answers = asyncio.Event()

    async def late(_sid: str) -> bool:
        await answers.wait()
        return True

    page = await opened(touchscreen, address)
    stale = page.locator("#stale")
    await expect(stale).to_be_hidden()
    monkeypatch.setattr(heartbeat, "_answer", late)
    heartbeat.answer()
    await expect(stale).to_be_visible()
    await expect(stale).to_contain_text("画面可能不是最新的")
    answers.set()
    await expect(stale).to_be_hidden()


async def test_no_letter_of_a_title_is_cut_off_at_its_foot(
    touchscreen: BrowserContext, address: str
) -> None:
    """It ends in an ellipsis where it is too long; g and p keep what hangs below the line."""
    page = await opened(touchscreen, f"{address}/gallery?group=recording")
    heights = "(all) => all.map((words) => words.scrollHeight - words.clientHeight)"
    assert [0] * 4 == await page.eval_on_selector_all(".title-line .words", heights)


async def test_the_dots_of_a_list_stand_beside_the_sign_of_its_notice(
    touchscreen: BrowserContext, address: str
) -> None:
    """A dot hangs before its line, where an alarm has its sign: there is room for both."""
    page = await opened(touchscreen, f"{address}/gallery?group=files")
    room = """(list) => list.querySelector("li").getBoundingClientRect().left
      - list.closest(".notice").querySelector(".sign").getBoundingClientRect().right
      - parseFloat(getComputedStyle(list.closest(".notice")).columnGap)"""
    assert 20 <= await page.eval_on_selector(".notice ul", room)
