"""A stick that is plugged in: the sheet that comes of it, and where it must not come."""

from itertools import product

import pytest
from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.wire.capture import CaptureState
from tests.browser.audit import Watchman, audit
from tests.browser.person import Person, connected
from tests.browser.screens import UPRIGHT
from tests.browser.test_every_page import set_screen
from tests.browser.view import LONG_NAME
from tests.fakes.queued import full_stick
from tests.fakes.screen import fill
from tests.fakes.station import STICK, FakeStation
from ui.appearance import TextSize, Theme

SHEET = ".sheet:visible"


def plug(station: FakeStation, *labels: str) -> None:
    """Have these sticks in, and nothing else."""
    station.plugged = tuple(
        STICK.model_copy(update={"identity": label, "label": label}) for label in labels
    )
    station.changed()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_sheet_fits_and_leads_to_an_export(
    touchscreen: BrowserContext,
    station: FakeStation,
    settings: Settings,
    address: str,
    language: str,
) -> None:
    """On every screen, in every theme and size of text; it goes with its stick.

    What is chosen begins once: a page that is loaded again does not begin it anew.
    """
    watchman = Watchman(touchscreen, address)
    fill(station, settings.paths)
    station.sticks.found = full_stick()
    cookie = {"name": "tingxia-language", "value": language, "url": address}
    await touchscreen.add_cookies([cookie])  # type: ignore[list-item] # a mapping of this form
    person = await Person.at(touchscreen, address)
    person.read(language)
    plug(station, LONG_NAME)
    await person.reads(SHEET, "Export what is new")
    for look in product(((1280, 800), UPRIGHT), TextSize, Theme):
        await set_screen(person, look)
        assert [] == await audit(person.page), look
    plug(station)
    await expect(person.seen(SHEET)).to_have_count(0)
    plug(station, LONG_NAME)
    await person.tap("Export what is new")
    await person.page.wait_for_url("**/stick")
    await expect(person.seen(f"{SHEET} .deed")).to_contain_text("2")
    await person.page.reload()
    await connected(person.page)
    await expect(person.seen(".stick-card")).to_be_visible()
    await expect(person.seen(SHEET)).to_have_count(0)
    assert [] == watchman.noted


async def test_who_types_or_is_at_a_sheet_is_not_disturbed(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Nor does the sheet stay over the button that stops: there is a message each time."""
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}/history")
    await person.seen("input.field").tap()
    await person.page.wait_for_selector(".keyboard [data-key]")
    plug(station, "ONE")
    await expect(person.seen(".toast")).to_contain_text("ONE")
    await expect(person.seen(SHEET)).to_have_count(0)
    await expect(person.seen("input.field")).to_be_focused()
    await person.seen("input.field").blur()
    await person.tap("Filter and sort")
    await expect(person.seen(SHEET)).to_have_count(1)
    plug(station, "TWO")
    await expect(person.seen(".toast")).to_contain_text("TWO")
    await expect(person.seen(SHEET)).to_have_count(1)
    await person.page.goto(address)
    await connected(person.page)
    plug(station, "THREE")
    await person.reads(SHEET, "Not now")
    station.hear(state=CaptureState.RECORDING, recording_id="now", recorded_samples=16_000)
    await expect(person.seen(SHEET)).to_have_count(0)
    await expect(person.seen(".toast")).to_contain_text("THREE")
    await person.seen(".big").tap()
    await person.reads(".big", "Tap again to stop")
