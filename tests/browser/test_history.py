"""The history in a real browser: the list is found again as it was left."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from appliance.config import Settings
from tests.browser.audit import Watchman, settled
from tests.browser.person import Person, connected
from tests.browser.test_toasts import COVERED
from tests.fakes.speech import on_disk
from tests.fakes.station import FakeStation

FIRST_IN_SIGHT = """() => {
  const box = document.querySelector(".history-list");
  const top = box.getBoundingClientRect().top;
  const rows = [...box.querySelectorAll(".history-room .entry")];
  const seen = rows.filter((row) => row.getBoundingClientRect().bottom > top + 20);
  seen.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  return seen[0]?.querySelector(".excerpt").textContent ?? "";
}"""


def fill(station: FakeStation) -> None:
    """Put 300 recordings into the history, every other one with a pump in it."""
    for number in range(300):
        text = f"第{number}台{'水泵' if number % 2 else '风机'}正常。"
        station.add_recording(f"20250512-{number // 60:02}{number % 60:02}00-0000", texts=(text,))


async def scrolled(page: Page) -> str:
    """Scroll far down; returns the first row in sight once the address has it."""
    await expect(page.locator("a.entry .excerpt").first).to_contain_text("第")
    await page.evaluate("document.querySelector('.history-list').scrollTop = 9000")
    await page.wait_for_url("**row=*")
    await page.wait_for_function(f"({FIRST_IN_SIGHT})().includes('第')")
    return str(await page.evaluate(FIRST_IN_SIGHT))


async def found_again(person: Person, first: str) -> None:
    """Wait for the list as it was left."""
    await connected(person.page)
    await expect(person.seen(".history-head input.field")).to_have_value("水泵")
    words = person._("Filter and sort ({count})", count=1)
    await expect(person.seen(".history-head")).to_contain_text(words)
    await person.page.wait_for_function(f"(first) => ({FIRST_IN_SIGHT})() === first", arg=first)


async def test_a_list_is_found_again_as_it_was_left(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """What was typed and chosen, and the place: after a reload, back and from a recording."""
    fill(station)
    for recording_id in station.views:
        on_disk(settings.paths, recording_id)
    watchman = Watchman(touchscreen, address)
    person = await Person.at(touchscreen, f"{address}/history")
    page = person.page
    # Rows come from the station: from then on it hears what is typed.
    await expect(page.locator("a.entry .excerpt").first).to_contain_text("第299台")
    await person.types(person.seen(".history-head input.field"), "水泵")
    await page.wait_for_url("**q=*")
    await person.tap("Filter and sort")
    await person.tap("Today")
    await person.tap("Done")
    await page.wait_for_url("**days=1*")
    first = await scrolled(page)
    await page.reload()
    await found_again(person, first)
    await person.seen("a.entry").nth(5).tap()
    await page.wait_for_url("**/transcript/**")
    await connected(page)
    await page.reload()
    await person.tap("Back")
    await found_again(person, first)
    await person.seen("a.entry").nth(5).tap()
    await page.wait_for_url("**/transcript/**")
    await page.go_back()
    await found_again(person, first)
    person.read("en")
    await person.seen("header button[lang=en]").tap()
    await found_again(person, first)
    await person.tap("History")
    await page.wait_for_url("**/history")
    await expect(person.seen(".history-head input.field")).to_have_value("")
    assert [] == watchman.noted


async def test_a_list_that_became_shorter_shows_its_end(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """Nobody looks at a blank page because recordings were deleted meanwhile."""
    fill(station)
    person = await Person.at(touchscreen, f"{address}/history?q=水泵&row=800")
    await expect(person.seen(".history-room")).to_contain_text("第1台水泵正常。")


async def test_two_days_are_chosen_with_a_finger(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """Without a keyboard; they stand in the address and are there again after a reload."""
    fill(station)
    person = await Person.at(touchscreen, f"{address}/history?from=2025-05-12")
    page = person.page
    await person.tap("Filter and sort")
    first, last = (person.seen(".day-fields > .setting").nth(place) for place in (0, 1))
    await first.get_by_role("group", name=person._("Day")).get_by_role("button").last.tap()
    await page.wait_for_url("**from=2025-05-11*")
    await last.get_by_role("button", name=person._("Choose a day")).tap()
    await page.wait_for_url("**to=*")
    await page.reload()
    await connected(page)
    await person.tap("Filter and sort")
    await expect(first.locator(".value")).to_have_text(["2025", "05", "11"])
    await first.get_by_role("button", name=person._("Any day")).tap()
    await page.wait_for_function("!location.search.includes('from=')")
    await expect(first.locator(".stepper").first).to_be_hidden()


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
async def test_what_was_just_done_covers_nothing_that_can_be_done_next(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """Whoever held recordings goes on to tag or export them; without a choice it is lower."""
    fill(station)
    person = await Person.at(touchscreen, f"{address}/history")
    await person.tap("Select")
    await person.seen("button.entry").first.tap()
    await person.tap("Never delete")
    toast = person.seen(".toast")
    await expect(toast).to_be_visible()
    await settled(person.page)
    buttons = ".history-bar > .tap, .history-bar .deeds:not(.hidden) .tap, .toast .tap"
    assert [] == await person.page.evaluate(COVERED, buttons)
    above = await toast.bounding_box()
    await person.seen(".history-head .tap").last.tap()
    await expect(person.seen(".history-bar")).to_be_hidden()
    below = await toast.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]
