"""What was looked for in the history, in the text in which it was found."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from appliance.config import Settings
from tests.browser.audit import settled
from tests.browser.person import Person, connected
from tests.fakes.screen import write_tone
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
HOURS = 6
LINES = 3600
PLACES = (100, 2100, 3500)

MARKED = """() => [...(CSS.highlights.get("found") ?? [])].map(
  (range) => range.startContainer.data.slice(range.startOffset, range.endOffset))"""
OVER = "CSS.highlights.get('playing-word').priority > CSS.highlights.get('found').priority"
IN_SIGHT = """(text) => {
  const box = document.querySelector(".lines").getBoundingClientRect();
  const lines = [...document.querySelectorAll(".line")];
  const line = lines.find((one) => one.querySelector(".said").textContent === text);
  const at = line?.getBoundingClientRect();
  return Boolean(at && at.top >= box.top - 1 && at.bottom <= box.bottom + 1);
}"""


def text_of(number: int) -> str:
    """Return what is said in a line; the valve is written in both scripts."""
    valve = "閥門" if number == PLACES[1] else "阀门"
    return f"第{number}句，{valve}漏水。" if number in PLACES else f"第{number}句，一切正常。"


async def stands_at(page: Page, place: int) -> None:
    """Wait until that of the places is counted and in sight."""
    await expect(page.locator(".found-bar .count")).to_have_text(f"{place} / {len(PLACES)}")
    await page.wait_for_function(IN_SIGHT, arg=text_of(PLACES[place - 1]))
    await settled(page)


@pytest.mark.parametrize(
    ("size", "text"), [((1280, 800), "normal"), ((800, 1280), "normal"), ((1280, 800), "large")]
)
async def test_what_was_found_is_marked_and_one_comes_to_the_next(
    touchscreen: BrowserContext, station: FakeStation, address: str, text: str
) -> None:
    """From the history, through a text of six hours, and back to a text without marks."""
    await touchscreen.add_cookies([{"name": "tingxia-text", "value": text, "url": address}])
    texts = tuple(text_of(number) for number in range(LINES))
    station.add_recording(ID, texts=texts, duration_s=HOURS * 3600)
    person = await Person.at(touchscreen, f"{address}/history?q=阀门")
    page = person.page
    await person.seen("a.entry mark").first.tap(force=True)
    await page.wait_for_url("**/transcript/**")
    await stands_at(page, 1)
    assert ["阀门"] == await page.evaluate(MARKED)
    for place in (2, 3, 1):
        await person.tap("Next")
        await stands_at(page, place)
    assert ["阀门", "閥門", "阀门"] == await page.evaluate(MARKED)
    await person.tap("Previous")
    await stands_at(page, 3)
    await page.wait_for_url(f"**at={PLACES[2] * HOURS * 3600 / LINES:.1f}*")
    await page.reload()
    await connected(page)
    await stands_at(page, 3)
    await person.tap("End search")
    await expect(person.seen(".found-bar")).to_be_hidden()
    await page.wait_for_function(f"!({MARKED})().length")
    await page.wait_for_function(IN_SIGHT, arg=text_of(PLACES[2]))
    await page.reload()
    await connected(page)
    await expect(person.seen(".line").first).to_be_visible()
    await expect(person.seen(".found-bar")).to_be_hidden()


async def test_marks_stay_where_a_line_is_corrected_and_played(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """The line that is open has none; the word that is said lies over them."""
    station.add_recording(ID, texts=("阀门漏水。", "换阀门。", "好。"), duration_s=9)
    write_tone(settings.paths, ID, 9)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}?q=阀门")
    page = person.page
    await person.seen(".line .said").first.tap()
    await page.wait_for_function("CSS.highlights.get('playing-word')")
    assert await page.evaluate(OVER)
    await expect(person.seen(".found-bar .count")).to_have_text("1 / 2")
    await person.tap("Correct")
    await person.seen(".line.editable").first.tap()
    await expect(person.seen(".line.opened")).to_be_visible()
    await page.wait_for_function(f"({MARKED})().length === 1")
    await person.tap("Cancel")
    await page.wait_for_function(f"({MARKED})().length === 2")
