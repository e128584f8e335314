"""Steps of somebody who corrects a transcript in a real browser."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext, Locator, expect

from appliance.config import Settings
from appliance.domain.transcript import TranscriptKind
from appliance.errors import ApplianceError
from tests.browser.audit import Watchman
from tests.browser.person import Person
from tests.fakes.editing_shelf import EditingShelf
from tests.fakes.screen import write_tone
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
FIRST, SECOND, THIRD = TEXTS = ("先看上周的进度。", "三号线的良率提高了。", "明天安排检修。")
TYPED = "😀 三号生产线"
"""A character of it is two in the browser."""

BETTER = "三号线的良率提高了百分之二。"
"""What the second pass makes of the second line."""

LONG = tuple(f"第{number}句。" for number in range(600))
"""More lines than a page brings at once."""

FORGOTTEN = "!Object.keys(sessionStorage).some((name) => name.startsWith('tingxia-draft'))"
"""Whether the browser keeps nothing that was typed half."""


@asynccontextmanager
async def reader(
    touchscreen: BrowserContext,
    station: FakeStation,
    settings: Settings,
    address: str,
    *,
    texts: Sequence[str] = TEXTS,
) -> AsyncIterator[Person]:
    """Stand before these lines, three seconds each; in the end the page has had no fault."""
    station.shelf = EditingShelf(station)
    station.add_recording(ID, texts=tuple(texts), duration_s=3 * len(texts))
    write_tone(settings.paths, ID, min(3 * len(texts), 60))
    watchman = Watchman(touchscreen, address)
    yield await Person.at(touchscreen, f"{address}/transcript/{ID}")
    assert [] == watchman.noted


async def correct(person: Person, number: int = 1) -> None:
    """Open a line."""
    await person.tap("Correct")
    await expect(person.seen(".line.editable").first).to_be_visible()
    await line(person, number).tap()
    await expect(field(person)).to_be_focused()


async def write(person: Person, text: str = TYPED) -> None:
    """Write over all that stands in the open line."""
    await field(person).press("Control+A")
    await person.page.keyboard.type(text)


def line(person: Person, number: int) -> Locator:
    """Return a line of the text."""
    return person.seen(".line").nth(number)


def field(person: Person) -> Locator:
    """Return the one in which is written."""
    return person.seen(".line textarea.field")


def said(station: FakeStation) -> list[str]:
    """Return what stands in the library."""
    transcript = station.views[ID].transcript
    assert transcript is not None
    return [segment.text for segment in transcript.segments]


def refuse(station: FakeStation) -> None:
    """Refuse what is asked next."""
    station.shelf.refusal = ApplianceError("The text is being made.", hint="Wait a moment.")


def left(person: Person) -> Locator:
    """Return what was typed and is not kept."""
    return person.seen(".left-draft")


async def become(person: Person, station: FakeStation, *texts: str, shown: str) -> None:
    """Have the second pass put another text in the place of this one."""
    station.add_recording(ID, texts=texts, duration_s=9, kind=TranscriptKind.SECOND_PASS)
    station.changed()
    await expect(person.seen(".lines")).to_contain_text(shown)
