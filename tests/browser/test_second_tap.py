"""A glove that touches twice, or a palm that rubs, does once what it means."""

import pytest
from playwright.async_api import BrowserContext, Locator, expect

from appliance.config import Settings
from appliance.errors import ApplianceError
from appliance.wire.capture import CaptureState
from tests.browser.person import Person
from tests.browser.test_toasts import only_toast
from tests.fakes.editing_shelf import EditingShelf
from tests.fakes.queued import mixed_queue
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from ui import second_tap
from ui.second_tap import SAME_TOUCH_S

ID = "20250512-093000-a1b2"
SAME_TOUCH_MS = 1000 * SAME_TOUCH_S
TWO_TOUCHES_MS = SAME_TOUCH_MS + 100
AT_ONCE = "(button) => { button.click(); button.click(); }"


@pytest.fixture
def every_tap_counts() -> None:
    """Leave it as it is on a box: what comes too soon is the same touch."""


async def bounce(button: Locator) -> None:
    """Touch it twice within a moment, as a glove does."""
    await button.evaluate(AT_ONCE)


async def touched(place: Locator, *touches: tuple[str, float]) -> None:
    """Let events arrive that a hand made at these milliseconds."""
    await place.evaluate(
        """(place, touches) => {
          for (const [kind, at] of touches) {
            const event = new PointerEvent(kind, { bubbles: true, cancelable: true });
            Object.defineProperty(event, "timeStamp", { value: 1e7 + at });
            place.dispatchEvent(event);
          }
        }""",
        [list(touch) for touch in touches],
    )


def bouncing(*, at_ms: float) -> list[tuple[str, float]]:
    """Return one touch of a glove: a finger, and the bounce after it."""
    steps = ("pointerdown", 0), ("pointerup", 70), ("click", 70)
    return [(kind, at_ms + contact + step) for contact in (0, 110) for kind, step in steps]


QUICK_MS = 260.0
"""From one touch of a digit to the next, by somebody in a hurry."""

RUB = (
    *(("click", 0.5 * SAME_TOUCH_MS * contact) for contact in range(8)),
    # A contact that slides off clicks nothing, and is one all the same.
    ("pointerdown", 4.2 * SAME_TOUCH_MS),
    ("pointercancel", 4.4 * SAME_TOUCH_MS),
    ("click", 5.2 * SAME_TOUCH_MS),
)
AFTER_IT = ("click", 6.3 * SAME_TOUCH_MS)


async def test_a_palm_that_rubs_does_not_stop(
    touchscreen: BrowserContext,
    station: FakeStation,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long it rubs, only a touch after a real pause answers the question."""
    monkeypatch.setattr(second_tap, "SAME_TOUCH_S", 0.0)  # the station hears all of it at once
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000)
    person = await Person.at(touchscreen, address)
    stop = person.seen(".big")
    await touched(stop, *RUB)
    await person.reads(".big", "Tap again to stop")
    await person.tap("Decision")
    await expect(person.button("Decision").locator(".count")).to_contain_text("1 · ")
    assert ["mark decision"] == station.asked
    await touched(stop, AFTER_IT)
    await person.reads(".state-word", "Ready")
    assert ["mark decision", "stop"] == station.asked


async def test_a_palm_that_rubs_gives_no_file_up(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """The row asks for as long as nobody answers it."""
    station.files.files = mixed_queue()
    person = await Person.at(touchscreen, f"{address}/files")
    file = person.seen(".file").filter(has_text="二号车间")
    give_up = file.locator(".file-deeds .tap")
    await touched(give_up, *RUB)
    await expect(give_up).to_contain_text(person._("Tap again"))
    assert [] == station.files.asked
    await touched(give_up, AFTER_IT)
    await expect(person.seen(".toast .what")).to_contain_text("已放弃")
    assert ["cancel 00000004"] == station.files.asked


async def test_a_glove_sets_one_marker(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """A second touch that is meant sets another one."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000)
    person = await Person.at(touchscreen, address)
    decision = person.button("Decision")
    for count in (1, 2):
        await bounce(decision)
        await expect(decision.locator(".count")).to_contain_text(f"{count} · ")
        await person.page.wait_for_timeout(TWO_TOUCHES_MS)
    assert 2 == len(station.markers)


async def test_edits_are_undone_as_fast_as_somebody_taps(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Of a touch that bounces only the first contact counts."""
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.tap("Correct")
    await person.button("Undo").evaluate(
        """async (button) => {
          for (let touch = 0; touch < 3; touch++) {
            button.click();
            button.click();
            await new Promise((done) => setTimeout(done, 200));
          }
        }"""
    )
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    assert 3 == [asked[0] for asked in station.shelf.asked].count("undo")


async def test_a_glove_locks_and_asks_for_no_pin(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """Its keys take one digit after the other, also the same one twice, and no bounce."""
    station.lock.pin = "1122230"
    person = await Person.at(touchscreen, address)
    await person.tap("Locked")
    keys = person.seen(".pin-keys .tap")
    for digit, touches in (("1", 2), ("2", 3), ("3", 1), ("0", 1)):
        for number in range(touches):
            await touched(keys.filter(has_text=digit), *bouncing(at_ms=number * QUICK_MS))
    await expect(person.seen(".pin-shown .dot")).to_have_count(7)
    for number in range(2):
        await touched(keys.nth(9), *bouncing(at_ms=number * QUICK_MS))
    await expect(person.seen(".pin-shown .dot")).to_have_count(5)
    for digit in "30":
        await touched(keys.filter(has_text=digit), *bouncing(at_ms=TWO_TOUCHES_MS))
    await person.seen(".pin-keys .strong").tap()
    await expect(person.button("Unlocked")).to_be_visible()
    await person.page.wait_for_timeout(TWO_TOUCHES_MS)
    await bounce(person.button("Unlocked"))
    await expect(person.button("Locked")).to_be_visible()
    await person.page.wait_for_timeout(TWO_TOUCHES_MS)
    await expect(person.seen(".sheet:visible")).to_have_count(0)


AGAIN_MS = 200
"""Later than what the station answers to the first contact, and still the same touch."""

THERE = f"""(button) => new Promise((done) => {{
  const at = button.getBoundingClientRect();
  button.click();
  setTimeout(() => {{
    document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2).click();
    done();
  }}, {AGAIN_MS});
}})"""
"""The second contact goes to whatever is there by then."""

SAME = f"""(button) => new Promise((done) => {{
  button.click();
  setTimeout(() => done(button.click()), {AGAIN_MS});
}})"""


LEFT = {"Split at the cursor": 4, "Join with the next": 2, "Remove": 2}
"""Of three lines, by what is done to one of them."""


@pytest.mark.parametrize("how", [AT_ONCE, THERE], ids=["at once", "there"])
@pytest.mark.parametrize("deed", LEFT)
async def test_a_glove_does_one_deed_to_a_line(
    touchscreen: BrowserContext, station: FakeStation, address: str, deed: str, how: str
) -> None:
    """Nothing is told that went wrong, and no line opens that came under the finger."""
    station.shelf = EditingShelf(station)
    station.add_recording(ID, texts=("先看进度。", "三号线提高了。", "明天检修。"))
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.tap("Correct")
    await person.seen(".line").nth(1).tap()
    field = person.seen(".line textarea.field")
    await field.evaluate("(field) => field.setSelectionRange(2, 2)")
    await person.button(deed).evaluate(how)
    await expect(person.seen(".line")).to_have_count(LEFT[deed])
    await expect(field).to_have_count(0)
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    await expect(person.seen(".toast")).to_have_count(0)
    assert 1 == [asked[0] for asked in station.shelf.asked].count("edit")


async def test_a_glove_is_refused_once(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """What it touches is still there for the second contact."""
    station.shelf = EditingShelf(station)
    station.add_recording(ID, texts=("先看进度。",))
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.tap("Correct")
    await person.seen(".line").tap()
    await person.button("Join with the next").evaluate(SAME)
    await expect(person.seen(".toast.alarm")).to_be_visible()
    assert 1 == [asked[0] for asked in station.shelf.asked].count("edit")
    await person.tap("Understood")
    await expect(person.seen(".toast")).to_have_count(0)
    await person.page.wait_for_timeout(TWO_TOUCHES_MS)
    await person.tap("Join with the next")
    await expect(person.seen(".toast.alarm")).to_be_visible()
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    assert 2 == [asked[0] for asked in station.shelf.asked].count("edit")


async def test_a_glove_plays_and_pauses(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """The second contact takes nothing back; a second touch does."""
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.page.wait_for_function("document.querySelector('audio').duration > 60")
    play = person.seen(".player .play")
    for is_paused in ("false", "true"):
        await bounce(play)
        await person.page.wait_for_timeout(TWO_TOUCHES_MS)
        await person.page.wait_for_function(
            f"document.querySelector('audio').paused === {is_paused}"
        )


async def test_a_glove_hears_a_line_again(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """The button beside what is written pauses once."""
    fill(station, settings.paths)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.page.wait_for_function("document.querySelector('audio').duration > 60")
    await person.tap("Correct")
    await person.seen(".line .said").first.tap()
    await person.button("Pause").and_(person.seen(".line button")).evaluate(SAME)
    await expect(person.button("Hear again")).to_be_visible()
    assert await person.page.evaluate("document.querySelector('audio').paused")


async def test_a_glove_that_bounces_reads_one_message(
    touchscreen: BrowserContext, address: str
) -> None:
    """The one under it comes to lie where the glove bounces."""
    person = await Person.at(touchscreen, address)
    place, heard = only_toast(), list[object]()
    place.on("close", lambda event: heard.append(event.args))
    for what in ("甲", "乙", "丙"):
        place.failed(ApplianceError(what, hint="好。"))
    read, (*_, second, third) = person.seen(".toast .tap"), place._messages._messages
    await expect(person.seen(".toast")).to_contain_text("丙")
    await touched(read, ("pointerdown", 0), ("pointerup", 70), ("click", 70))
    await expect(person.seen(".toast")).to_contain_text("乙")
    await touched(read, ("pointerdown", 180), ("pointerup", 250), ("click", 250))
    await touched(read, ("click", 250 + TWO_TOUCHES_MS))
    await expect(person.seen(".toast")).to_contain_text("甲")
    assert [third.number, second.number] == heard
