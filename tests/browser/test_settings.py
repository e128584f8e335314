"""First steps, lock and settings by touch in a real browser."""

import re

import pytest
from playwright.async_api import BrowserContext, Page, expect

from appliance.station.face_settings import Group
from tests.browser.audit import Watchman, audit
from tests.fakes.station import FakeStation
from ui.appearance import Theme
from ui.pages import settings

PIN = "135790"


async def opened(context: BrowserContext, url: str) -> Page:
    """Open a page and wait until its socket is there."""
    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_function("window.socket && window.socket.connected")
    return page


async def enter(page: Page, pin: str) -> None:
    """Tap a PIN on the pad."""
    await expect(page.locator(".pin-shown .dot")).to_have_count(0)
    for digit in pin:
        await page.locator(".pin-keys .tap", has_text=digit).tap()
    await expect(page.locator(".pin-shown .dot")).to_have_count(len(pin))
    await page.tap(".pin-keys .strong")


async def test_first_steps_by_touch(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """A new box leads there by itself; language, microphone, clock and PIN are a few taps."""
    watchman = Watchman(touchscreen, address)
    station.settings.is_new = True
    page = await opened(touchscreen, address)
    await page.wait_for_url("**/welcome")
    assert [] == await audit(page)
    await page.tap(".welcome-languages [lang='en']")
    await page.wait_for_url("**/welcome?step=1")
    await page.wait_for_function("window.socket && window.socket.connected")
    await expect(page.locator(".microphone-test")).to_contain_text("Listening")
    for look in range(1, 30):
        station.hear(level_dbfs=-18.0, frames_read=look)
        await page.wait_for_timeout(60)
    await expect(page.locator(".microphone-test")).to_contain_text("Heard you.")
    await page.tap(".welcome-ways .strong")
    await expect(page.locator(".clock-now")).to_contain_text("09:30")
    await page.tap(".welcome-ways .strong")
    await page.tap("text=Set a PIN")
    await enter(page, PIN)
    await expect(page.locator(".pin")).to_contain_text("The same once more")
    await enter(page, PIN)
    await expect(page.locator("h1")).to_have_text("The box is ready")
    await page.tap(".welcome-ways .strong")
    await page.wait_for_url(f"{address}/")
    assert (PIN, False) == (station.lock.pin, station.settings.is_new)
    assert watchman.noted == []


async def test_a_box_is_locked_and_unlocked_by_touch(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """A wrong PIN is told, a delay counts down; the right one opens on every page."""
    watchman = Watchman(touchscreen, address)
    station.lock.pin = PIN
    page = await opened(touchscreen, f"{address}/settings")
    await page.tap(".tools .tap >> nth=0")
    await enter(page, "000000")
    await expect(page.locator(".pin-told")).to_contain_text("PIN 码不对")
    assert [] == await audit(page)
    await enter(page, PIN)
    await expect(page.locator(".tools .tap >> nth=0")).to_contain_text("已解锁")
    await page.goto(f"{address}/history")
    await page.wait_for_function("window.socket && window.socket.connected")
    await expect(page.locator(".tools .tap >> nth=0")).to_contain_text("已解锁")
    assert "tingxia-browser" not in await page.evaluate("document.cookie")
    await page.tap(".tools .tap >> nth=0")
    await expect(page.locator(".tools .tap >> nth=0")).to_contain_text("已锁定")
    station.lock.told = station.lock.told.__class__(delay_left_s=61.0)
    await page.tap(".tools .tap >> nth=0")
    told = page.locator(".pin-told")
    await expect(told).to_contain_text(re.compile(r"\d:\d\d"))
    # Whichever second it is by now, the next one follows.
    await expect(told).not_to_have_text(await told.inner_text())
    await expect(page.locator(".pin-keys .tap[aria-disabled]")).to_have_count(12)
    assert watchman.noted == []


async def test_a_theme_holds_at_once(touchscreen: BrowserContext, address: str) -> None:
    """From group to group and to another theme by taps, without a page that loads itself."""
    watchman = Watchman(touchscreen, address)
    page = await opened(touchscreen, f"{address}/settings")
    await page.evaluate("window.isSame = true")
    groups = list(Group)
    for group in [*groups[1:], groups[0], Group.APPEARANCE]:  # the first one is open
        await page.locator(".settings-groups .option").nth(groups.index(group)).tap()
        await page.wait_for_url(f"**/settings?group={group}")
    await page.locator(".settings-body .options").first.locator(".option").nth(2).tap()
    await expect(page.locator("html")).to_have_attribute("data-theme", Theme.FACTORY)
    assert await page.evaluate("window.isSame")
    assert watchman.noted == []


async def test_a_finger_that_stays_on_a_part_of_the_clock_goes_on(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """A tap is one step; a finger that stays makes many, and none more when it leaves."""
    watchman = Watchman(touchscreen, address)
    page = await opened(touchscreen, f"{address}/settings?group=about")
    await page.locator(".clock-now ~ .row .tap").tap()
    month, hour = page.locator(".stepper").nth(1), page.locator(".stepper").nth(3)
    await expect(hour.locator(".value")).to_have_text("09")
    await hour.locator(".tap").first.tap()
    await expect(hour.locator(".value")).to_have_text("10")
    # Both in one go: nothing may come between the end of a touch and its click.
    stays = "button => button.dispatchEvent(new PointerEvent('pointerdown'))"
    leaves = "button => { button.dispatchEvent(new PointerEvent('pointerup')); button.click(); }"
    await hour.locator(".tap").first.evaluate(stays)
    await expect(hour.locator(".value")).to_have_text(re.compile("1[3-9]|2[0-3]"))
    await hour.locator(".tap").first.evaluate(leaves)
    # Steps arrive in their order: with this one there are no others on their way.
    await month.locator(".tap").last.tap()
    await expect(month.locator(".value")).to_have_text("04")
    shown = int(await hour.locator(".value").inner_text())
    await hour.locator(".tap").last.tap()
    await expect(hour.locator(".value")).to_have_text(f"{shown - 1:02}")
    await page.locator(".sheet .strong").tap()
    await expect(page.locator(".stepper").first).to_be_hidden()
    assert [(4, shown - 1)] == [(at.month, at.hour) for at, _ in station.clock.asked if at]
    assert watchman.noted == []


async def test_what_is_typed_is_not_taken_away(
    touchscreen: BrowserContext, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a look at what others changed, though the station has not heard of a letter yet."""
    monkeypatch.setattr(settings, "LOOK_S", 0.05)
    page = await opened(touchscreen, f"{address}/settings?group=storage")
    await page.tap(".settings-body .tap.wide")
    kept = page.locator(".kept-field").first
    field, shown = kept.locator("input"), await kept.locator("input").input_value()
    await field.press("End")
    # More slowly than the looks come, more quickly than the typing rests.
    await field.press_sequentially("12345678", delay=120)
    await expect(field).to_have_value(f"{shown}12345678")
    await expect(kept.locator(".tap")).to_be_visible()


async def test_a_group_of_settings_begins_at_its_top(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """However far down the one before it was read."""
    assert not station.settings.is_new
    page = await opened(touchscreen, f"{address}/settings?group={Group.ABOUT}")
    body = page.locator(".settings-body")
    await expect(body.locator(".settings-list").first).to_be_visible()
    await body.evaluate("body => body.scrollTo(0, 400)")
    assert 0 < await body.evaluate("body => body.scrollTop")
    await page.locator(".settings-groups .option").first.tap()
    await expect(page.locator(".settings-groups .option").first).to_have_attribute(
        "aria-checked", "true"
    )
    await page.wait_for_function("document.querySelector('.settings-body').scrollTop === 0")
