"""A keyboard that somebody plugs in: Tab walks through a page as one reads it."""

from itertools import groupby
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page

from appliance.config import Settings
from tests.browser.person import connected, opened
from tests.browser.screens import UPRIGHT
from tests.browser.view import at_rest, look
from tests.browser.views import VIEWS
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation

FOCUS = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")

PART = "document.activeElement.closest('.record > section')?.classList[0] ?? ''"
"""Of the record page in which the focus is."""

UNFIT = {
    "<button style='float: right'>One</button><button style='float: left'>Two</button>": "after",
    "<button style='outline: none'>One</button>": "does not show",
    "<p style='overflow: clip; height: 0'><button>One</button></p>": "out of sight",
    "<button onkeydown='event.preventDefault()'>One</button><button>Two</button>": "never",
}
"""Bodies of pages with what is said of them."""


async def walk(page: Page) -> list[str]:
    """Tab from the head of a page to its end; returns what is wrong on the way."""
    found, is_over = list[str](), False
    while not is_over:
        await page.keyboard.press("Tab")
        step = await page.evaluate(FOCUS)
        is_over = step["isOver"]
        found += step["found"]
    return found


async def test_what_is_wrong_with_the_focus_is_found(touchscreen: BrowserContext) -> None:
    """Each fault by itself: not as one reads, unmarked, out of sight, and a trap."""
    page = await touchscreen.new_page()
    for body, fault in UNFIT.items():
        await page.set_content(f"<!doctype html><style>p {{ margin: 0 }}</style>{body}")
        assert [True] == [fault in one for one in await walk(page)], body


@pytest.mark.timeout(300)
async def test_tab_walks_through_every_page_as_one_reads_it(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Every control in its turn, marked and in sight; the end is reached."""
    await touchscreen.add_cookies([{"name": "tingxia-keyboard", "value": "never", "url": address}])
    fill(station, settings.paths)
    page = await touchscreen.new_page()
    found: dict[str, list[str]] = {}
    for view in VIEWS:
        if view.steps is look:
            at_rest(station)
            view.given(station)
            await page.goto(f"{address}{view.path}")
            await connected(page)
            await page.wait_for_selector(view.shows)
            found[view.name] = await walk(page)
    assert {name: [] for name in found} == found


@pytest.mark.parametrize("size", [UPRIGHT], ids=["upright"])
async def test_tab_comes_to_the_words_before_the_controls_below_them(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """On an upright screen what was heard stands above the controls, also while it goes on."""
    await touchscreen.add_cookies([{"name": "tingxia-keyboard", "value": "never", "url": address}])
    page = await opened(touchscreen, address)
    for words in ("Ready", "Recording"):
        await page.wait_for_selector(".big:not([aria-disabled])")
        parts = list[str]()
        await page.evaluate("document.querySelector('.tools button[lang]').focus()")
        while not parts or parts[-1]:
            await page.keyboard.press("Tab")
            parts.append(await page.evaluate(PART))
        assert ["heard", "controls", ""] == [part for part, _all in groupby(parts)], words
        await station.start_recording()
        station.say(*["这个要记下来，明天安排检修。" * 3] * 9, stable="冷却泵", tentative="噪音")
        await page.wait_for_selector(".captions p")
