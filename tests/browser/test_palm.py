"""A hand that leans on the screen touches it in several places at once."""

from itertools import product

import pytest
from playwright.async_api import BrowserContext, Locator, Page

from appliance.wire.capture import CaptureState
from tests.browser.person import Person, until
from tests.browser.test_second_tap import TWO_TOUCHES_MS
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"

Contact = dict[str, float]


@pytest.fixture
def every_tap_counts() -> None:
    """Leave it as it is on a box."""


async def lean(page: Page, contacts: list[Contact]) -> None:
    """Put down one contact after the other, as fast as a hand does, and take all away."""
    panel = await page.context.new_cdp_session(page)
    for count in range(1, len(contacts) + 1):
        points = contacts[:count]
        await panel.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    await panel.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def spread(place: Locator) -> list[Contact]:
    """Return four contacts within this place, as of a palm."""
    box = await place.bounding_box()
    assert box is not None
    shares = product((0.3, 0.7), (0.3, 0.7))
    return [
        {"x": box["x"] + across * box["width"], "y": box["y"] + down * box["height"], "id": finger}
        for finger, (across, down) in enumerate(shares)
    ]


@pytest.mark.parametrize(("msgid", "deed"), [("Pause", "pause"), ("Decision", "mark decision")])
async def test_a_palm_presses_nothing(
    touchscreen: BrowserContext, station: FakeStation, address: str, msgid: str, deed: str
) -> None:
    """What one finger does, several at once do not; the same place hears the finger after them."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000)
    person = await Person.at(touchscreen, address)
    contacts = await spread(person.button(msgid))
    await lean(person.page, contacts)
    await person.page.wait_for_timeout(TWO_TOUCHES_MS)
    await lean(person.page, contacts[:1])
    await person.tap("Defect")
    await until(lambda: "mark defect" in station.asked)
    assert [deed, "mark defect"] == station.asked
