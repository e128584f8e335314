"""Messages are seen wherever somebody looks, and what they lay over comes back."""

import re

import pytest
from nicegui import Client
from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.errors import ApplianceError
from tests.browser.audit import Watchman, audit, settled
from tests.browser.person import Person
from tests.browser.reminder_views import forgotten
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from ui.widgets import toast

ID = "20250512-093000-a1b2"
REFUSAL = ApplianceError(
    "{target} has {free} MB free; {needed} MB are needed.",
    hint="Make room or take another stick, then export again.",
    target="KINGSTON",
    free=3,
    needed=9,
)
COVERED = """(selector) => [...document.querySelectorAll(selector)].filter((one) => {
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !one.contains(top) && !top?.contains(one);
}).map((one) => one.textContent)"""
"""What of it lies under something else."""


def only_toast() -> toast.Toast:
    """Return the place of the messages of the only page."""
    (place,) = (
        element
        for client in Client.instances.values()
        for element in client.elements.values()
        if isinstance(element, toast.Toast)
    )
    return place


async def undo() -> None:
    """Undo nothing."""


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
async def test_a_failure_is_told_above_the_sheet_that_it_belongs_to(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """It lies over the veil and not over the buttons; above the keyboard too; a tap ends it."""
    watchman = Watchman(touchscreen, address)
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.tap("Details")
    station.shelf.refusal = REFUSAL
    await person.tap("Never delete")
    await expect(person.seen(".toast.alarm")).to_contain_text("KINGSTON")
    await settled(person.page)
    assert [] == await person.page.evaluate(COVERED, ".toast .tap, .sheet .actions .tap")
    await person.seen(".sheet input.field").first.tap()
    await person.page.wait_for_selector(".keyboard [data-key]")
    await settled(person.page)
    assert [] == await person.page.evaluate(COVERED, ".toast .tap, .keyboard .key, .sheet :focus")
    assert [] == await audit(person.page)
    await person.seen(".toast .tap").tap()
    await expect(person.seen(".toast")).to_have_count(0)
    await expect(person.seen(".sheet")).to_be_visible()
    assert [] == watchman.noted


async def test_a_message_stays_while_sheets_come_and_go(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """It goes to where it is seen, and back to the foot of the page."""
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.tap("Details")
    station.shelf.refusal = REFUSAL
    await person.tap("Never delete")
    await expect(person.seen(".above .toast")).to_be_visible()
    await person.tap("Done")
    await expect(person.seen(".main .toast")).to_be_visible()
    await person.tap("Details")
    await expect(person.seen(".above .toast")).to_be_visible()
    await settled(person.page)
    assert [] == await person.page.evaluate(COVERED, ".toast .tap, .sheet .actions .tap")


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)], ids=["lying", "upright"])
async def test_a_reminder_lies_above_a_sheet_and_its_message(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """It is answered there, the sheet stays open meanwhile, and afterwards it is on the page.

    Who writes in large letters sees the field under both.
    """
    watchman = Watchman(touchscreen, address)
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.tap("Details")
    station.shelf.refusal = REFUSAL
    await person.tap("Never delete")
    await expect(person.seen(".toast.alarm")).to_be_visible()
    forgotten(station)
    await expect(person.seen(".reminder .tap")).to_have_count(2)
    await settled(person.page)
    tapped = ".reminder .tap, .toast .tap, .sheet .actions .tap"
    assert [] == await person.page.evaluate(COVERED, tapped)
    assert [] == await audit(person.page)
    await person.page.evaluate("document.documentElement.dataset.text = 'large'")
    await person.seen(".sheet input.field").first.tap()
    await person.page.wait_for_selector(".keyboard [data-key]")
    await settled(person.page)
    written = ".reminder .tap, .keyboard .key, .sheet :focus"
    assert [] == await person.page.evaluate(COVERED, written)
    assert [] == await audit(person.page)
    await person.seen(".keyboard [data-key=hide]").tap()
    await expect(person.seen(".keyboard")).to_have_count(0)
    await person.tap("Stop")
    await person.tap("Tap again to stop")
    await person.reads(".toast", "The recording is saved.")
    await expect(person.seen(".sheet")).to_be_visible()
    await person.tap("Go on recording")
    await expect(person.seen(".reminder .tap")).to_have_count(0)
    await expect(person.seen(".sheet")).to_be_visible()
    assert (["stop"], 1) == (station.asked, station.reminders.dismissed)
    forgotten(station)
    await expect(person.seen(".above .reminder .tap")).to_have_count(2)
    await person.tap("Done")
    await expect(person.seen(".main .reminder .tap")).to_have_count(2)
    assert [] == watchman.noted


async def test_an_undo_comes_back_when_another_message_ends(
    touchscreen: BrowserContext, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser counts that one down and tells its end."""
    monkeypatch.setattr(toast, "SHOWN_S", 0.3)
    person = await Person.at(touchscreen, f"{address}/history")
    place = only_toast()
    place._offers._undo_s = 3600.0
    with place:
        place.done("第一件", undo)
        await expect(person.seen(".toast")).to_contain_text("第一件")
        place.done("第二件")
    await expect(person.seen(".toast")).to_contain_text("第二件")
    await expect(person.seen(".toast")).to_contain_text("第一件")
    await expect(person.button("Undo")).to_be_visible()


async def test_an_undo_that_was_prolonged_is_counted_down_anew(
    touchscreen: BrowserContext, address: str
) -> None:
    """On a page that showed it all the time, too: it is not gone before its time."""
    person = await Person.at(touchscreen, f"{address}/history")
    place = only_toast()
    place._offers._undo_s = 60.0
    with place:
        place.done("第一件", undo)
    await expect(person.seen(".toast .left")).to_contain_text(re.compile("60|5[0-9]"))
    place._offers._undo_s = 3600.0
    (offer,) = place._offers.waiting
    place._offers.renew(offer)
    await expect(person.seen(".toast .left")).to_contain_text(re.compile("3600|35"))
