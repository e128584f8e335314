"""Speakers are named by what they said, beside the keyboard of the screen."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.domain.recording import AudioSegment
from tests.browser.audit import Watchman
from tests.browser.person import Person
from tests.fakes.screen import write_tone
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
LISTEN = """{
  window.asked = [];
  window.addEventListener("tingxia-play", (event) => window.asked.push(event.detail));
}"""

IN_ORDER = """([field, keep]) => {
  const keyboard = document.querySelector(".keyboard")?.getBoundingClientRect();
  const button = keep.getBoundingClientRect();
  return field.getBoundingClientRect().bottom <= button.top && button.bottom <= keyboard?.top;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> AsyncIterator[Person]:
    """Somebody before the sheet for the names of three speakers."""
    texts = ("先看上周的进度。", "三号线的良率提高了。", "明天安排检修。")
    view = station.add_recording(ID, texts=texts, duration_s=30, speakers=(1, 2, 3))
    sound = (AudioSegment(file="0001.wav", first_sample=0, sample_count=9),)
    station.views[ID] = replace(view, recording=replace(view.recording, segments=sound))
    write_tone(settings.paths, ID, 30)
    watchman = Watchman(touchscreen, address)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.tap("Details")
    await person.tap("Name speakers")
    await person.reads(".sheet:visible h2", "Who speaks?")
    yield person
    assert [] == watchman.noted


async def test_what_a_speaker_said_can_be_heard(person: Person) -> None:
    """The player of the page plays that and no more."""
    await person.page.evaluate(LISTEN)
    second = person.seen(".speaker").nth(1)
    await expect(second).to_contain_text("三号线的良率提高了。")
    await second.locator("button").tap()
    await person.page.wait_for_function("window.asked.length")
    assert [{"from": 10, "until": 19}] == await person.page.evaluate("window.asked")


@pytest.mark.parametrize("text", ["normal", "large"])
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)], ids=str)
async def test_what_keeps_the_names_stays_in_sight_beside_the_keyboard(
    person: Person, size: tuple[int, int], text: str
) -> None:
    """Below the field that is written in, which it does not cover."""
    await person.page.set_viewport_size({"width": size[0], "height": size[1]})
    await person.page.evaluate(f"document.documentElement.dataset.text = '{text}'")
    for number in range(3):
        field = person.seen(".sheet:visible input.field").nth(number)
        await field.tap()
        places = [await each.element_handle() for each in (field, person.button("Keep"))]
        await person.page.wait_for_function(IN_ORDER, arg=places)
        await expect(person.button("Keep")).to_be_in_viewport(ratio=1)
        await expect(field).to_be_in_viewport(ratio=1)
