"""The keyboard on the screen, with fingers."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from appliance.config import Settings
from tests.browser.audit import Watchman, audit
from tests.browser.person import connected
from tests.browser.typing_page import add_typing_page
from tests.fakes.station import FakeStation
from tests.fakes.words import write_words

ABOVE = """field => {
  const keys = document.querySelector(".keyboard").getBoundingClientRect();
  const place = field.getBoundingClientRect();
  return place.top >= 0 && place.bottom <= keys.top && keys.bottom <= innerHeight;
}"""
BOUNCE_MS = 60
REFUSED = "503"
"""A test's own answer."""

TOUCH = """(steps) => {
  for (const [kind, key, id, at] of steps) {
    const init = { pointerId: id, pointerType: "touch", bubbles: true, cancelable: true };
    const button = document.querySelector(`.keyboard [data-key="${key}"]`);
    const event = new PointerEvent(kind, init);
    if (at !== undefined) Object.defineProperty(event, "timeStamp", { value: at });
    button.dispatchEvent(event);
  }
}"""
"""All at once: a second contact that a busy machine makes late is no bounce.

Each may tell when the finger did it.
"""


@pytest.fixture
def told(app: FastAPI, station: FakeStation, settings: Settings) -> dict[str, str]:
    """Return what the page of fields tells the station, which knows a few words."""
    assert app.routes  # the page is added to the screen in it
    write_words(settings.paths.pinyin)
    return add_typing_page(station)


@pytest_asyncio.fixture(loop_scope="session")
async def page(
    touchscreen: BrowserContext, told: dict[str, str], address: str
) -> AsyncIterator[Page]:
    """Return the page of fields; nothing may go wrong on it."""
    watchman = Watchman(touchscreen, address)
    assert told == {}  # the page is there
    page = await touchscreen.new_page()
    await page.goto(f"{address}/typing")
    await page.wait_for_function("window.socket && window.socket.connected")
    yield page
    assert [] == [noted for noted in watchman.noted if REFUSED not in noted]


def field(page: Page, label: str) -> Locator:
    """Return the field under a label."""
    return page.get_by_label(label, exact=True)


async def tap(page: Page, *keys: str) -> None:
    """Tap keys one after the other, the same one again no faster than a person."""
    for before, key in pairwise(["", *keys]):
        if before == key:
            await page.wait_for_timeout(2 * BOUNCE_MS)
        await page.tap(f".keyboard [data-key={json.dumps(key, ensure_ascii=False)}]")


def presses(*keys: str) -> list[tuple[str, str, int]]:
    """Return what fingers do that press these keys one after the other."""
    return [(kind, key, at) for at, key in enumerate(keys) for kind in ("pointerdown", "pointerup")]


async def answer_late(route: Route) -> None:
    """Let words come when other keys are pressed by then."""
    await asyncio.sleep(0.5)
    await route.continue_()


async def begin(page: Page, label: str) -> Locator:
    """Tap a field and wait for the keys."""
    found = field(page, label)
    await found.tap()
    await expect(found).to_be_focused()
    await expect(page.locator(".keyboard")).to_be_visible()
    await page.wait_for_function("document.documentElement.dataset.keyboard")
    return found


async def away(page: Page) -> None:
    """Put the keys away."""
    await tap(page, "hide")
    await expect(page.locator(".keyboard")).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "theme"),
    [((1280, 800), "factory"), ((1920, 1080), "dark"), ((800, 1280), "light")],
)
async def test_every_field_stays_above_the_keys(
    page: Page, size: tuple[int, int], theme: str
) -> None:
    """Also in a dialog; every key is large enough for a glove, on every layer."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
    found = {}
    for label in ("标题", "说明", "最后", "增益"):
        typed = await begin(page, label)
        assert await typed.evaluate(ABOVE), label
        found[label] = await audit(page)
        await away(page)
    await page.tap("text=打开")
    for label in ("一", "三"):
        typed = await begin(page, label)
        await tap(page, *"huiyi")
        await expect(page.locator(".offer").first).to_have_text("会议")
        assert await typed.evaluate(ABOVE), label
        found[label] = await audit(page)
        await tap(page, "space", "signs", "more")
        found[f"{label}, signs"] = await audit(page)
        await away(page)
    assert {state: [] for state in found} == found


async def test_chinese_english_and_digits_reach_the_station(
    page: Page, told: dict[str, str]
) -> None:
    """By taps alone: a sentence, part of a word, capitals, digits, marks of both languages."""
    typed = await begin(page, "标题")
    await tap(page, *"womenjintiankaihui", "space")
    await expect(typed).to_have_value("我们今天开会")
    await tap(page, "，", *"zhongguoren")
    await expect(page.locator(".offer").first).to_have_text("中国人")
    await page.tap(".offer >> text=/^中国$/")
    await expect(page.locator(".letters")).to_have_text("中国ren")
    await tap(page, "space", "language", "shift", *"iso", "space", "signs", *"9001", "!", "letters")
    await expect(typed).to_have_value("我们今天开会，中国人Iso 9001!")
    await tap(page, "done")
    await expect(page.locator(".keyboard")).to_have_count(0)
    await expect(typed).not_to_be_focused()
    await page.wait_for_timeout(400)
    assert {"标题": "我们今天开会，中国人Iso 9001!"} == told


@pytest.mark.parametrize(("apart_ms", "text"), [(390, "OKk"), (410, "okK")])
async def test_capitals_stay_by_the_time_of_the_finger(
    page: Page, apart_ms: float, text: str
) -> None:
    """Two taps of Shift in a row are that when they are made, whenever a busy page hears them."""
    typed = await begin(page, "口令")
    now_ms: float = await page.evaluate("performance.now()")
    first = [
        ("pointerdown", "shift", 1, now_ms - apart_ms),
        ("pointerup", "shift", 1, now_ms - 300),
    ]
    second = [("pointerdown", "shift", 1, now_ms), ("pointerup", "shift", 1, now_ms)]
    await page.evaluate(TOUCH, [*first, *second])
    await tap(page, *"ok", "shift", "k")
    await expect(typed).to_have_value(text)


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)], ids=["lying", "upright"])
async def test_the_key_of_the_languages_shows_which_one_is_on(page: Page) -> None:
    """And says which one a tap leads to; the words fit on it, large ones too."""
    await page.evaluate("document.documentElement.dataset.text = 'large'")
    await begin(page, "标题")
    key = page.locator('.keyboard [data-key="language"]')
    on = key.locator(".on")
    for shown, leads_to in (("中", "输入英文字母"), ("EN", "拼音输入中文")):
        await expect(key).to_have_text("中/EN")
        await expect(on).to_have_text(shown)
        await expect(key).to_have_accessible_name(leads_to)
        assert await key.evaluate("key => key.scrollWidth <= key.clientWidth")
        await tap(page, "language")


async def test_letters_can_be_taken_back_and_what_is_shown_first_is_taken(page: Page) -> None:
    """Delete goes through letters and words chosen; Done takes the first word and is done.

    So does leaving the field. The key of the languages takes the letters.
    """
    typed = await begin(page, "标题")
    await tap(page, *"zhongguox", "erase")
    await expect(page.locator(".letters")).to_have_text("zhongguo")
    await expect(page.locator(".offer.best")).to_have_text("中国")  # no more of the x
    await page.tap(".offer >> text=/^中$/")
    await expect(page.locator(".letters")).to_have_text("中guo")
    await tap(page, "erase", "erase", "erase")
    await expect(page.locator(".letters")).to_have_text("zhong")
    await tap(page, "done")
    await expect(typed).to_have_value("中")
    await expect(page.locator(".keyboard")).to_have_count(0)
    await begin(page, "标题")
    await tap(page, *"wo")
    await field(page, "口令").tap()
    await expect(typed).to_have_value("中我")
    await begin(page, "标题")
    await expect(page.locator(".composition")).to_be_visible()
    await tap(page, *"guo", "hide")
    await expect(page.locator(".keyboard")).to_have_count(0)
    await expect(typed).to_have_value("中我过")
    await begin(page, "标题")
    await tap(page, *"ren", "language")
    await expect(typed).to_have_value("中我过ren")


@pytest.mark.parametrize("late_ms", [0, 700])
async def test_what_is_shown_first_is_kept_with_the_rest(
    page: Page, station: FakeStation, address: str, late_ms: int
) -> None:
    """It stands in the field before the button hears of it, which waits for late words.

    Letters that no word takes all of stay letters.
    """

    async def answer(route: Route) -> None:
        await asyncio.sleep(late_ms / 1000)
        await route.continue_()

    await page.route("**/api/input/pinyin", answer)
    await page.goto(address)
    await connected(page)
    for keys, title in (("shengchan", "生产"), ("pump", "生产pump")):
        await page.tap(".title-line")
        await page.tap(".sheet:visible input.field")
        await page.wait_for_function("document.documentElement.dataset.keyboard")
        await tap(page, *keys)
        await page.tap(".sheet:visible .tap.strong")
        await expect(page.locator(".sheet:visible")).to_have_count(0)
        await expect(page.locator(".title-line .words")).to_have_text(f"下次录音：{title}")
        await expect(page.locator(".keyboard")).to_have_count(0)
        assert title == station.title


@pytest.mark.parametrize("taps", [1, 2])
async def test_a_tap_waits_for_all_that_was_typed_before_it(
    page: Page, station: FakeStation, address: str, taps: int
) -> None:
    """Also for keys that wait for late words themselves; who is impatient taps in vain."""
    await page.route("**/api/input/pinyin", answer_late)
    await page.goto(address)
    await connected(page)
    await page.tap(".title-line")
    await page.tap(".sheet:visible input.field")
    await page.wait_for_function("document.documentElement.dataset.keyboard")
    await page.evaluate(TOUCH, presses("w", "o", "space", "r", "e", "n"))
    keep = page.locator(".sheet:visible .tap.strong")
    await keep.evaluate(f"(keep) => {{ {'keep.click();' * taps} }}")
    await expect(page.locator(".sheet:visible")).to_have_count(0)
    await expect(page.locator(".title-line .words")).to_have_text("下次录音：我人")
    assert "我人" == station.title


async def test_keys_edit_as_a_keyboard_does(page: Page) -> None:
    """At the caret, over a selection, to be undone; Enter makes a line where there are lines."""
    typed = await begin(page, "说明")
    await tap(page, "language", *"ab", "left", "c", "line", "right", "erase", "d")
    await expect(typed).to_have_value("ac\nd")
    await page.evaluate("document.activeElement.setSelectionRange(0, 3)")
    await tap(page, "x")
    await expect(typed).to_have_value("xd")
    await page.evaluate("document.execCommand('undo')")
    await expect(typed).to_have_value("ac\nd")


async def test_secrets_and_numbers_are_never_composed(page: Page) -> None:
    """A PIN has digits alone, a password letters; the station is asked for no words."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pin = await begin(page, "密码")
    await expect(page.locator(".keyboard .key")).to_have_count(15)
    await tap(page, *"1990", "erase", "done")
    await expect(pin).to_have_value("199")
    password = await begin(page, "口令")
    await expect(page.locator(".composition")).to_have_count(0)
    await tap(page, *"wo", "done")
    await expect(password).to_have_value("wo")
    assert [] == [url for url in asked if "/api/input" in url]


async def test_without_an_answer_letters_are_typed(page: Page) -> None:
    """The station may be busy or gone; nothing that was typed is lost or waits for it."""

    async def refuse(route: Route) -> None:
        await route.fulfill(status=503, json={})

    await page.route("**/api/input/**", refuse)
    typed = await begin(page, "标题")
    await tap(page, *"wo")
    await expect(page.locator(".late")).to_be_visible()
    await tap(page, "space", "signs", "1")
    await expect(typed).to_have_value("wo1")


async def test_what_is_typed_behind_late_words_stays_in_its_field(page: Page) -> None:
    """Also if that is left before the words are there, and another one is written in."""
    answer = asyncio.Event()

    async def hold(route: Route) -> None:
        await answer.wait()
        await route.continue_()

    await page.route("**/api/input/pinyin", hold)
    typed = await begin(page, "标题")
    await tap(page, *"ni")
    other = field(page, "口令")
    await other.evaluate(
        f"(other, comma) => {{ ({TOUCH})(comma); other.focus(); }}",
        [("pointerdown", "，", 1), ("pointerup", "，", 1)],
    )
    await expect(typed).to_have_value("ni，")
    answer.set()
    await expect(typed).to_have_value("ni，")
    await tap(page, "a")
    await expect(other).to_have_value("a")


async def test_letters_behind_late_words_stay_in_their_field(page: Page) -> None:
    """They come to words of their own there, not to the field that is written in by then."""
    await page.route("**/api/input/pinyin", answer_late)
    typed = await begin(page, "标题")
    other = field(page, "口令")
    await other.evaluate(
        f"(other, keys) => {{ ({TOUCH})(keys); other.focus(); }}",
        presses("w", "o", "space", "r", "e", "n"),
    )
    await expect(typed).to_have_value("我人")
    await expect(other).to_have_value("")


async def test_fingers_and_gloves_are_forgiven(page: Page) -> None:
    """A contact that bounces counts once, two fingers count both, a held key repeats."""
    typed = await begin(page, "口令")
    fingers = [
        ("pointerdown", "a", 1),
        ("pointerup", "a", 1),
        ("pointerdown", "a", 1),
        ("pointerdown", "b", 2),
        ("pointerdown", "c", 3),
        ("pointerup", "b", 2),
        ("pointerup", "a", 1),
        ("pointerup", "c", 3),
    ]
    await page.evaluate(TOUCH, fingers)
    await expect(typed).to_have_value("abc")
    await expect(page.locator(".key.down")).to_have_count(0)
    await page.evaluate(TOUCH, [("pointerdown", "erase", 1)])
    await expect(page.locator(".key.down")).to_have_count(1)
    await expect(typed).to_have_value("")
    await page.evaluate(TOUCH, [("pointerup", "erase", 1)])
    await expect(page.locator(".key.down")).to_have_count(0)


async def test_who_has_keys_sees_none(page: Page, address: str) -> None:
    """A key that is pressed sends them away, a finger brings them back; a cookie decides."""
    typed = await begin(page, "标题")
    await page.keyboard.press("x")
    await expect(page.locator(".keyboard")).to_have_count(0)
    await expect(typed).to_be_focused()
    await begin(page, "口令")
    await page.mouse.click(5, 5)
    await expect(page.locator(".keyboard")).to_have_count(0)
    await field(page, "标题").click()
    await page.wait_for_timeout(300)
    await expect(page.locator(".keyboard")).to_have_count(0)
    await page.goto(f"{address}/typing?keyboard=on")
    await field(page, "标题").click()
    await expect(page.locator(".keyboard")).to_be_visible()
    cookie = {"name": "tingxia-keyboard", "value": "never", "url": address}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]
    await page.goto(f"{address}/typing")
    await field(page, "标题").tap()
    await page.wait_for_timeout(300)
    await expect(page.locator(".keyboard")).to_have_count(0)
