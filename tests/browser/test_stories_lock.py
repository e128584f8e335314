"""First steps, lock and unlock, told by fingers over the real station."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.audit import Watchman
from tests.browser.person import Person, connected
from tests.browser.screens import on_the_screens
from tests.fakes.box import FakeBox
from tests.fakes.box_screen import BoxScreen, box_screen

PIN = "135790"

pytestmark = [pytest.mark.timeout(600), on_the_screens]


async def enter(person: Person, pin: str) -> None:
    """Tap a PIN on the pad."""
    await expect(person.seen(".pin-shown .dot")).to_have_count(0)
    for digit in pin:
        await person.seen(".pin-keys .tap").filter(has_text=digit).tap()
    await person.seen(".pin-keys .strong").tap()


async def test_a_new_box_is_ready_after_a_few_taps(
    touchscreen: BrowserContext, box: FakeBox
) -> None:
    """It leads to its first steps by itself: language, microphone, clock, PIN; and never again."""
    async with box_screen(box, is_new=True) as screen:
        watchman = Watchman(touchscreen, screen.address)
        person = await Person.at(touchscreen, screen.address)
        await person.page.wait_for_url("**/welcome")
        await person.seen(".welcome-languages [lang=en]").tap()
        await person.page.wait_for_url("**/welcome?step=1")
        await connected(person.page)
        person.read("en")
        await person.reads("h1", "Is the microphone heard?")
        await person.tap("Go on")
        await person.reads("h1", "Is this the right time?")
        await person.tap("Go on")
        await person.tap("Set a PIN")
        await enter(person, PIN)
        await person.reads(".pin", "The same once more")
        await enter(person, PIN)
        await person.reads("h1", "The box has no microphone yet")
        await person.tap("To the Record page")
        await person.page.wait_for_url(f"{screen.address}/")
        await connected(person.page)
        await person.reads(".state-word", "Ready")
        await person.page.reload()
        assert f"{screen.address}/" == person.page.url
        assert (await screen.station.lock.state()).has_pin
        assert "en" == screen.station.settings.locale
    assert [] == watchman.noted


async def test_a_locked_box_asks_for_its_pin(
    touchscreen: BrowserContext, screen: BoxScreen
) -> None:
    """A wrong PIN is told, the right one opens every page, one tap locks again."""
    watchman = Watchman(touchscreen, screen.address)
    await screen.station.lock.set_pin(PIN)
    person = await Person.at(touchscreen, f"{screen.address}/settings")
    await person.tap("Locked")
    await enter(person, "000000")
    await person.reads(".pin-told", "The PIN is wrong.")
    await enter(person, PIN)
    await expect(person.button("Unlocked")).to_be_visible()
    await person.tap("History")
    await connected(person.page)
    await person.tap("Unlocked")
    await expect(person.button("Locked")).to_be_visible()
    assert [] == watchman.noted
