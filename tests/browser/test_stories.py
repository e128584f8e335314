"""Whole stories told by fingers, over the real station, its library and its files."""

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from appliance.export import verify
from tests.browser.audit import Watchman
from tests.browser.person import Person, connected
from tests.browser.screens import on_the_screens
from tests.fakes.box import FakeBox
from tests.fakes.box_screen import SENTENCES, BoxScreen, settings_of, station_process
from tests.fakes.inference_server import spoken
from tests.fakes.stick_helper import FakeHelper
from ui.second_tap import SAME_TOUCH_S

pytestmark = [pytest.mark.timeout(600), on_the_screens]


TWO_TOUCHES_MS = 1000 * SAME_TOUCH_S + 100
"""Apart, so that they do not count as one in a station that is a process of its own."""


async def start(person: Person) -> None:
    """Begin to record."""
    await person.tap("Start")
    await person.reads(".state-word", "Recording")


async def stop_and_open(person: Person) -> None:
    """End the recording and open it."""
    await person.tap("Stop")
    await person.reads(".big", "Tap again to stop")
    await person.page.wait_for_timeout(TWO_TOUCHES_MS)
    await person.tap("Tap again to stop")
    await person.tap("Open the text")
    await person.page.wait_for_url("**/transcript/*")
    await connected(person.page)


def line(person: Person, text: str) -> Locator:
    """Return the line of a transcript that says this."""
    return person.seen(".line").filter(has_text=text)


async def take_away(person: Person, screen: BoxScreen, helper: FakeHelper) -> Path:
    """Export what is open to a stick that comes meanwhile, until it may be pulled out."""
    screen.station.sticks._door = helper.door
    helper.slow_deed = "read-only"
    await person.tap("Export")
    await person.reads(".sheet:visible", "Plug a USB stick in. It appears here by itself.")
    screen.station.hardware_told(helper.hardware(is_plugged=True))
    await person.seen(".sheet:visible .choice").filter(has_text="KINGSTON").tap()
    sheet = person.seen(".sheet:visible")
    await expect(sheet.locator(".step.past")).to_have_count(3)
    await person.reads(".step.now", "Reading back and comparing")
    await person.reads(".sheet:visible h2", "Exporting. Leave the stick in.")
    helper.released.set()
    await person.reads(".sheet:visible h2", "Verified. The stick is safe to remove.")
    written = [path for path in helper.stick.rglob("*") if path.is_file()]
    named = await sheet.locator(".files li").all_inner_texts()
    assert sorted(path.name for path in written) == sorted(name.strip() for name in named)
    await person.seen(".sheet:visible .strong").tap()
    assert ["writable 1A2B", "read-only 1A2B"] == helper.asked
    return helper.stick / "Tingxia"


async def test_from_the_tap_to_the_stick_in_the_hand(
    touchscreen: BrowserContext, screen: BoxScreen, helper: FakeHelper
) -> None:
    """Record, read, mark, stop, name who speaks, correct a word, search it, take it away."""
    watchman = Watchman(touchscreen, screen.address)
    person = await Person.at(touchscreen, screen.address)
    await start(person)
    await screen.hear(1, 101, 2)
    await expect(person.seen(".captions")).to_contain_text(SENTENCES[2])
    await person.tap("Decision")
    await expect(person.button("Decision").locator(".count")).to_have_text("1 · 0:00:03")
    await screen.hear(3)
    await expect(person.seen(".captions")).to_contain_text(SENTENCES[3])
    await stop_and_open(person)

    await expect(person.seen(".line .who").first).to_be_visible()
    await person.tap("Details")
    await person.tap("Name speakers")
    await person.reads(".sheet:visible h2", "Who speaks?")
    await person.types(person.seen(".sheet:visible input.field").nth(1), "王工")
    await person.tap("Keep")
    await expect(line(person, SENTENCES[101]).locator(".who")).to_have_text("王工")

    await person.tap("Correct")
    await line(person, SENTENCES[2]).tap()
    await person.types(person.seen(".line textarea.field"), SENTENCES[2].replace("冷却", "循环"))
    await person.tap("Keep")
    await expect(line(person, "循环泵")).to_be_visible()
    await person.tap("Done")

    await person.tap("History")
    await connected(person.page)
    await person.seen("input.field").fill("循环泵")
    await expect(person.seen(".entry mark").first).to_have_text("循环泵")
    await person.seen("a.entry").first.tap()
    await person.page.wait_for_url(re.compile(r"/transcript/.*\?at=2\.0"))
    await expect(person.seen(".line.playing")).to_contain_text("循环泵")
    await person.page.wait_for_function("document.querySelector('audio').currentTime >= 2")

    folder = await take_away(person, screen, helper)
    verified = {path.suffix: path for path in verify(folder)}
    assert {".txt", ".srt", ".json"} == set(verified)
    text = verified[".txt"].read_text(encoding="utf-8")
    assert ("循环泵" in text, "王工" in text) == (True, True), text
    assert [] == watchman.noted


async def test_a_correction_becomes_a_hot_word(
    touchscreen: BrowserContext, screen: BoxScreen
) -> None:
    """Put right once, offered, added by two taps: the box listens for it."""
    watchman = Watchman(touchscreen, screen.address)
    person = await Person.at(touchscreen, screen.address)
    await start(person)
    await screen.hear(2)
    await stop_and_open(person)
    await person.tap("Correct")
    await line(person, SENTENCES[2]).tap()
    await person.types(person.seen(".line textarea.field"), SENTENCES[2].replace("冷却", "循环"))
    await person.tap("Keep")
    await person.seen(".deeds .tap").filter(has_text="循环").tap()
    await expect(person.seen(".sheet:visible input.field")).to_have_value(re.compile("循环"))
    await person.tap("Add")
    await expect(person.seen(".toast")).to_contain_text("循环")
    assert "循环" in (await screen.station.settings.hot_words()).text
    assert [] == watchman.noted


async def test_a_language_switch_in_mid_recording_loses_nothing(
    touchscreen: BrowserContext, screen: BoxScreen
) -> None:
    """The page is in the other language at once; the recording never heard of it."""
    watchman = Watchman(touchscreen, screen.address)
    person = await Person.at(touchscreen, screen.address)
    await start(person)
    await screen.hear(1, 2)
    await expect(person.seen(".captions")).to_contain_text(SENTENCES[2])
    await person.seen("header button[lang=en]").tap()
    person.read("en")
    await person.reads(".state-word", "Recording")
    await screen.hear(3)
    for word in (1, 2, 3):
        await expect(person.seen(".captions")).to_contain_text(SENTENCES[word])
    await stop_and_open(person)
    for word in (1, 2, 3):
        await expect(line(person, SENTENCES[word])).to_be_visible()
    assert [] == watchman.noted


async def test_what_was_deleted_comes_back_by_one_tap(
    touchscreen: BrowserContext, screen: BoxScreen
) -> None:
    """Deleted, told so, undone: it stands in the history as before."""
    watchman = Watchman(touchscreen, screen.address)
    person = await Person.at(touchscreen, screen.address)
    await start(person)
    await screen.hear(1, 2)
    await stop_and_open(person)
    await expect(line(person, SENTENCES[2])).to_be_visible()
    await person.tap("Details")
    await person.tap("Delete")
    await person.page.wait_for_url("**/history")
    await expect(person.seen("a.entry")).to_have_count(0)
    await person.reads(".history-nothing", "No recordings yet")
    await person.tap("Undo")
    await expect(person.seen("a.entry")).to_contain_text(SENTENCES[1])
    await person.seen("a.entry").tap()
    await expect(line(person, SENTENCES[2])).to_be_visible()
    assert [] == watchman.noted


async def test_other_rules_cut_the_speech_anew(
    touchscreen: BrowserContext, screen: BoxScreen
) -> None:
    """A longer pause joins two lines, which have their text; one is recognised again by a tap."""
    watchman = Watchman(touchscreen, screen.address)
    person = await Person.at(touchscreen, screen.address)
    await start(person)
    await screen.hear(1, 0, 2)
    await stop_and_open(person)
    await person.tap("Details")
    await person.tap("Look for speech")
    await expect(person.seen(".region")).to_have_count(2)
    longer = person.seen(".slider").filter(has_text=person._("Pause that ends a line"))
    for _tap in range(4):
        await longer.locator(".tap").last.tap()
    await expect(person.seen(".region")).to_have_count(1)
    await person.tap("As in the settings")
    await expect(person.seen(".region")).to_have_count(2)
    said = person.seen(".region").first.locator(".said")
    await expect(said.first).to_have_text(SENTENCES[1])
    await expect(said.last).to_be_empty()
    await person.tap("Recognise")
    await expect(said.last).to_contain_text(SENTENCES[1])
    assert [] == watchman.noted


async def test_a_killed_station_comes_back_in_mid_recording(
    touchscreen: BrowserContext, box: FakeBox
) -> None:
    """The page says so and returns by itself; what was said meanwhile is in the text."""
    settings = settings_of(box)
    address = f"http://127.0.0.1:{settings.station.port}"
    async with station_process(box, settings):
        person = await Person.at(touchscreen, address)
        await start(person)
        await box.capture.hear(spoken(1))
        await expect(person.seen(".captions")).to_contain_text(SENTENCES[1])
    await expect(person.seen("#restarting")).to_be_visible()
    await person.reads("#restarting", "Starting again")
    await box.capture.hear(spoken(2))
    async with station_process(box, settings):
        await person.reads(".state-word", "Recording")
        await expect(person.seen("#restarting")).to_be_hidden()
        await box.capture.hear(spoken(3))
        await expect(person.seen(".captions")).to_contain_text(SENTENCES[3])
        await stop_and_open(person)
        for word in (1, 2, 3):
            await expect(line(person, SENTENCES[word])).to_be_visible()
