"""A batch of files told by fingers, from the stick to the texts, over the real station."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from tests.browser.audit import Watchman
from tests.browser.person import Person, connected
from tests.browser.screens import on_the_screens
from tests.fakes.audio_files import wav
from tests.fakes.box_screen import SENTENCES, BoxScreen
from tests.fakes.inference_server import spoken
from tests.fakes.stick_helper import FakeHelper

pytestmark = [pytest.mark.timeout(600), on_the_screens]

WORDS = {"1 早会.wav": 1, "3 巡检.wav": 2, "4 检修.wav": 3, "5 夜班.wav": 101}
BAD = "2 坏了.flac"


def put_files(stick: Path) -> None:
    """Leave four recordings of another device, and one that only begins like sound."""
    for name, word in WORDS.items():
        (stick / name).write_bytes(wav(spoken(word)))
    (stick / BAD).write_bytes(b"fLaC" + bytes(60))


def row(person: Person, name: str) -> Locator:
    """Return the row of a file."""
    return person.seen(".file:not(.file-ruler)").filter(has_text=name)


async def stands(person: Person, name: str, msgid: str) -> None:
    """Wait until a file is that far."""
    await expect(row(person, name).locator(".detail")).to_contain_text(person._(msgid))


async def deed(person: Person, name: str, msgid: str) -> None:
    """Tap a button of a file."""
    words = person._(msgid)
    await row(person, name).locator(".file-deeds .tap").filter(has_text=words).tap()


async def test_of_five_files_four_become_text_and_one_is_explained(
    touchscreen: BrowserContext, screen: BoxScreen, helper: FakeHelper
) -> None:
    """Brought in by the stick, explained, tried again, given up, taken back, paused, gone on."""
    watchman = Watchman(touchscreen, screen.address)
    put_files(helper.stick)
    await screen.box.inference.kill()  # so that nothing is over before it was seen
    screen.station.hardware_told(helper.hardware(is_plugged=False))
    person = await Person.at(touchscreen, screen.address)
    await expect(person.button("Start")).to_be_visible()
    screen.station.hardware_told(helper.hardware(is_plugged=True))
    await person.seen(".sheet:visible a").filter(has_text="5").tap()
    await person.page.wait_for_url("**/stick")
    await expect(person.seen(".pick-row:visible").filter(has_text=".flac")).to_be_visible()
    await person.seen(".sheet:visible .strong").tap()
    await person.reads(
        ".sheet:visible", "They become text in the queue. The stick is no longer needed."
    )
    await person.tap("Done")

    await person.tap("Files")
    await connected(person.page)
    await stands(person, BAD, "Failed")
    await stands(person, "1 早会.wav", "Text is being made")
    await stands(person, "3 巡检.wav", "Text is being made")
    await stands(person, "5 夜班.wav", "Waiting")
    reason = (await row(person, BAD).locator(".said").inner_text()).strip()
    assert "无法解码" in reason, reason
    await row(person, BAD).locator(".file-body").tap()
    hint = "Play it on a computer; if it plays there, save it as WAV or FLAC and try that."
    await person.reads(".sheet:visible", hint)
    await person.tap("Close")
    await deed(person, BAD, "Again")
    await stands(person, BAD, "Waiting")

    await person.tap("Pause all")
    await person.reads(".queue-head", "paused")
    await deed(person, "5 夜班.wav", "Give up")
    await stands(person, "5 夜班.wav", "Given up")
    await person.tap("Undo")
    await stands(person, "5 夜班.wav", "Waiting")
    await screen.box.inference.start()
    await person.tap("Go on")
    for name in WORDS:
        await stands(person, name, "Done")
    await stands(person, BAD, "Failed")
    assert reason == (await row(person, BAD).locator(".said").inner_text()).strip()
    await expect(person.button("Try failed again")).to_be_visible()

    await row(person, "5 夜班.wav").locator(".file-body").tap()
    await person.page.wait_for_url("**/transcript/*")
    await expect(person.seen(".line").filter(has_text=SENTENCES[101])).to_be_visible()
    assert 4 == len(await screen.station.recordings())
    assert [] == watchman.noted
