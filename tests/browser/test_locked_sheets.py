"""What a page has opened over itself is as hidden as the page."""

from playwright.async_api import BrowserContext, expect

from appliance.station.face_lock import LockState
from tests.browser.person import Person
from tests.browser.test_stories_lock import PIN, enter
from tests.fakes.doctor import ailing
from tests.fakes.station import FakeStation


async def test_a_sheet_goes_and_comes_with_its_page(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """The box locks itself: nothing of the logs is left to be seen; the PIN brings them back."""
    ailing(station.doctor)
    station.lock.pin, station.lock.told = PIN, LockState(is_kiosk=True)
    person = await Person.at(touchscreen, f"{address}/doctor")
    await person.tap("Unlock")
    await enter(person, PIN)
    await person.tap("Logs")
    await expect(person.seen(".log-line").first).to_be_visible()
    station.lock.expire()
    await expect(person.seen(".locked-cover")).to_be_visible()
    await expect(person.seen(".log-line").first).to_be_hidden()
    await expect(person.seen(".q-dialog")).to_be_hidden()
    await person.tap("Unlock")
    await enter(person, PIN)
    await expect(person.seen(".log-line").first).to_be_visible()
