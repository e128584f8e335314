"""A recording is named by fingers, before it begins and while it runs."""

import json

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.audit import audit
from tests.browser.person import Person, connected
from tests.browser.screens import on_the_screens
from tests.fakes.box import FakeBox
from tests.fakes.box_screen import SENTENCES, settings_of, station_process
from tests.fakes.inference_server import spoken
from tests.fakes.station import FakeStation
from ui.second_tap import SAME_TOUCH_S

pytestmark = pytest.mark.timeout(240)

TWO_TOUCHES_MS = 1000 * SAME_TOUCH_S + 100


async def call_it(person: Person, line: str, *keys: str) -> None:
    """Tap the line above the words and type with the keys of the screen."""
    await person.tap(line)
    await person.seen(".sheet:visible input.field").tap()
    await person.page.wait_for_function("document.documentElement.dataset.keyboard")
    for key in keys:
        await person.page.tap(f".keyboard [data-key={json.dumps(key)}]")
    assert await audit(person.page) == []
    await person.page.tap('.keyboard [data-key="hide"]')
    await person.tap("Keep")
    await expect(person.seen(".sheet:visible")).to_have_count(0)


@on_the_screens
async def test_a_title_outlives_the_station_and_never_touches_the_recording(
    touchscreen: BrowserContext, box: FakeBox
) -> None:
    """Given before the start, changed in the midst of it, found again in the history."""
    settings = settings_of(box)
    address = f"http://127.0.0.1:{settings.station.port}"
    async with station_process(box, settings):
        person = await Person.at(touchscreen, address)
        await call_it(person, "Name the next recording", "language", *"pump")
        await expect(person.seen(".title-line")).to_contain_text("pump")
    await expect(person.seen("#restarting")).to_be_visible()
    async with station_process(box, settings):
        await expect(person.seen("#restarting")).to_be_hidden()
        await connected(person.page)
        await expect(person.seen(".title-line")).to_contain_text("pump")
        await person.tap("Start")
        await person.reads(".state-word", "Recording")
        await expect(person.seen(".title-line .words")).to_have_text("pump")
        await call_it(person, "pump", "language", "s")
        await box.capture.hear(spoken(1))
        await expect(person.seen(".captions")).to_contain_text(SENTENCES[1])
        await expect(person.seen(".title-line .words")).to_have_text("pumps")
    await expect(person.seen("#restarting")).to_be_visible()
    async with station_process(box, settings):
        await expect(person.seen("#restarting")).to_be_hidden()
        await connected(person.page)
        await expect(person.seen(".title-line .words")).to_have_text("pumps")
        await person.tap("Stop")
        await person.reads(".big", "Tap again to stop")
        await person.page.wait_for_timeout(TWO_TOUCHES_MS)
        await person.tap("Tap again to stop")
        await person.reads(".title-line", "Name the next recording")
        await person.tap("History")
        await connected(person.page)
        await expect(person.seen("a.entry").first).to_contain_text("pumps")


async def test_a_title_is_not_taken_for_the_next_ones_while_capture_is_away(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """The recording goes on without anybody's being told of it."""
    station.title = "pump"
    person = await Person.at(touchscreen, address)
    await expect(person.seen(".title-line .words")).to_have_text("下次录音：pump")
    await person.tap("Start")
    await expect(person.seen(".title-line .words")).to_have_text("pump")
    station.capture = None
    station.changed()
    await person.reads(".state-word", "One moment")
    await expect(person.seen(".title-line .words")).to_have_text("pump")
    station.title = ""
    station.changed()
    await person.reads(".title-line .words", "Title")
    await person.seen(".title-line").tap()
    await person.reads(".sheet:visible h2", "Title")
