"""A connection that drops costs nothing that was begun on a page, as long as its station lives."""

import re

from playwright.async_api import BrowserContext, Page, expect

from appliance.config import Settings
from tests.browser.person import Person, connected
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation

TRANSCRIPT = "/transcript/20250512-093000-a1b2"


async def drop(page: Page) -> None:
    """Cut the connection; by itself the socket would take its time."""
    await page.evaluate(
        "() => { window.isOld = true; window.socket.io.reconnectionDelay(60_000);"
        " window.socket.io.reconnectionDelayMax(60_000); window.socket.io.engine.close(); }"
    )
    await expect(page.locator("#restarting")).to_be_visible()


async def test_a_correction_outlives_a_drop(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """The half-typed line stands where it was, and can be kept."""
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}{TRANSCRIPT}")
    await person.tap("Correct")
    await person.seen(".line.editable").nth(1).tap()
    await person.seen(".line textarea.field").fill("三号生产线")
    await drop(person.page)
    await expect(person.seen("#restarting")).to_be_hidden()
    await connected(person.page)
    assert await person.page.evaluate("window.isOld")
    await expect(person.seen(".line textarea.field")).to_have_value("三号生产线")
    await person.tap("Keep")
    await expect(person.seen(".line textarea.field")).to_have_count(0)
    assert "edit" in {asked[0] for asked in station.shelf.asked}


async def test_steps_of_a_finger_that_stays_do_not_pile_up(
    touchscreen: BrowserContext, address: str
) -> None:
    """What came of the first one is waited for, however long the station is away."""
    person = await Person.at(touchscreen, f"{address}/settings?group=about")
    await person.tap("Set the clock")
    month, minute = person.seen(".stepper").nth(1), person.seen(".stepper").nth(4)
    await expect(minute.locator(".value")).to_have_text("30")
    # As long as the page waits before it asks whether the station is there, and no longer.
    await minute.locator(".tap").first.evaluate(
        """async (button) => {
          window.socket.io.reconnectionDelay(60_000);
          window.socket.io.reconnectionDelayMax(60_000);
          window.socket.io.engine.close();
          button.dispatchEvent(new PointerEvent("pointerdown"));
          await new Promise((done) => setTimeout(done, 950));
          button.dispatchEvent(new PointerEvent("pointerup"));
          button.click();
        }"""
    )
    await expect(person.seen("#restarting")).to_be_hidden()
    await connected(person.page)
    await month.locator(".tap").first.tap()
    await expect(month.locator(".value")).to_have_text("06")
    await expect(minute.locator(".value")).to_have_text("31")


async def test_a_page_that_is_taken_back_by_nobody_is_loaded_again(
    touchscreen: BrowserContext, address: str
) -> None:
    """The station answers, its socket does not."""
    person = await Person.at(touchscreen, address)
    await person.page.evaluate("window.socket.connect = () => window.socket")
    await drop(person.page)
    await person.page.wait_for_function("!window.isOld && window.socket?.connected")
    await expect(person.seen("#restarting")).to_be_hidden()


async def test_a_transcript_that_is_loaded_again_is_where_it_was(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """The address has the place, from the first second on."""
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}{TRANSCRIPT}?keyboard=off")
    line = person.seen(".line").filter(has_text="二号冷却泵")
    await line.tap()
    await person.page.wait_for_url(re.compile(r"\?keyboard=off&at=4\d\.\d$"))
    await person.seen(".play").tap()
    await person.page.reload()
    await connected(person.page)
    await expect(line).to_have_attribute("aria-current", "true")
    assert 40 <= await person.page.evaluate("document.querySelector('audio').currentTime")
