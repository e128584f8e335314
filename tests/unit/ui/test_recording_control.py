"""What taps do."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from appliance.domain.marker import MarkerKind
from appliance.errors import ApplianceError
from appliance.wire.capture import CaptureState
from tests.fakes.station import FakeStation
from ui import recording_control, second_tap
from ui.recording_control import Phase, RecordingControl
from ui.second_tap import SAME_TOUCH_S

REFUSAL = ApplianceError("No.", hint="Later.")


class Page:
    """Stands for a page: remembers phases drawn and failures shown."""

    def __init__(self) -> None:
        self.station = FakeStation()
        self.failures: list[ApplianceError] = []
        self.phases: list[Phase] = []
        self.drawn = asyncio.Event()
        self.control = RecordingControl(
            self.station, changed=self.draw, failed=self.failures.append
        )

    def asks(self) -> bool:
        """Return whether the button asks for a second tap now."""
        return self.control.asks_to_stop

    def phase(self) -> Phase:
        """Return what the button stands for now."""
        return self.control.phase

    def draw(self) -> None:
        """Note what would be shown."""
        self.phases.append(self.control.phase)
        self.drawn.set()

    async def shows(self, phase: Phase) -> None:
        """Wait until the page shows a phase."""
        async with asyncio.timeout(5):
            while self.control.phase is not phase:
                self.drawn.clear()
                await self.drawn.wait()


class Hand:
    """Touches again after a while, which only it lets pass."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def rests(self, rest_s: float) -> None:
        """Touch nothing for so long."""
        self.now_s += rest_s

    async def rubs(self, touch: Callable[[], Awaitable[None]]) -> None:
        """Touch eight times, each sooner after the last than a touch of its own would be."""
        for _ in range(8):
            self.rests(SAME_TOUCH_S / 2)
            await touch()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a page on which every contact is a touch of its own."""
    monkeypatch.setattr(second_tap, "SAME_TOUCH_S", 0.0)
    return Page()


@pytest.fixture
def hand(page: Page, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Return a hand on that page, where contacts are told apart as on a box."""
    assert page.station.asked == []
    hand = Hand()
    monkeypatch.setattr(second_tap, "monotonic", lambda: hand.now_s)
    monkeypatch.setattr(second_tap, "SAME_TOUCH_S", SAME_TOUCH_S)
    return hand


async def test_a_tap_starts_and_shows_it_before_the_station_answers(page: Page) -> None:
    """The first drawing says starting; the snapshot then says recording."""
    await page.control.tap()
    assert page.phases[0] is Phase.STARTING
    assert page.phase() is Phase.RECORDING
    assert page.station.asked == ["start"]


async def test_a_refused_start_is_told_and_leaves_the_button_ready(page: Page) -> None:
    """The reason goes to the person, the phase back to the truth."""
    page.station.refusal = REFUSAL
    await page.control.tap()
    assert page.failures == [REFUSAL]
    assert page.phase() is Phase.IDLE


async def test_a_palm_that_rubs_does_not_stop(page: Page, hand: Hand) -> None:
    """All contacts of one touch are one tap: they neither ask nor answer what they asked."""
    await page.control.tap()
    await hand.rubs(page.control.tap)
    assert not page.asks()
    hand.rests(SAME_TOUCH_S)
    await page.control.tap()
    await hand.rubs(page.control.tap)
    assert page.asks()
    assert page.phase() is Phase.RECORDING
    assert page.station.asked == ["start"]
    hand.rests(SAME_TOUCH_S)
    await page.control.tap()
    assert page.station.asked == ["start", "stop"]


async def test_the_touch_that_stops_does_not_start_anew(page: Page, hand: Hand) -> None:
    """Saving may be over before the glove has bounced."""
    for _ in range(3):
        hand.rests(SAME_TOUCH_S)
        await page.control.tap()
    await hand.rubs(page.control.tap)
    assert page.station.asked == ["start", "stop"]


async def test_the_touch_that_pauses_does_not_go_on(page: Page, hand: Hand) -> None:
    """Whoever paused must not find that everything was recorded."""
    await page.control.tap()
    hand.rests(SAME_TOUCH_S)
    await page.control.pause_or_resume()
    await hand.rubs(page.control.pause_or_resume)
    assert page.station.asked == ["start", "pause"]


async def test_a_palm_over_both_buttons_is_one_touch(page: Page, hand: Hand) -> None:
    """It goes from one to the other and back."""
    await page.control.tap()
    await hand.rubs(page.control.tap)
    await hand.rubs(page.control.pause_or_resume)
    await hand.rubs(page.control.tap)
    assert page.station.asked == ["start"]


async def test_a_second_tap_stops(page: Page) -> None:
    """The first one asks while the recording goes on."""
    await page.control.tap()
    await page.control.tap()
    assert page.asks()
    assert page.phase() is Phase.RECORDING
    assert page.station.asked == ["start"]
    page.phases.clear()
    await page.control.tap()
    assert page.phases[0] is Phase.SAVING
    assert page.station.asked == ["start", "stop"]
    assert page.phase() is Phase.IDLE
    assert not page.asks()


async def test_the_question_goes_away_by_itself(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is drawn again without it; a later tap asks again."""
    await page.control.tap()
    monkeypatch.setattr(recording_control, "ASKED_S", 0.01)
    await page.control.tap()
    page.drawn.clear()
    async with asyncio.timeout(5):
        await page.drawn.wait()
    assert not page.asks()
    monkeypatch.setattr(recording_control, "ASKED_S", 30.0)
    await page.control.tap()
    assert page.asks()
    assert page.station.asked == ["start"]


async def test_a_paused_recording_is_asked_about_too(page: Page) -> None:
    """A palm must not end it either; going on takes the question back."""
    await page.control.tap()
    await page.control.pause_or_resume()
    await page.control.tap()
    assert page.asks()
    assert page.phase() is Phase.PAUSED
    await page.control.pause_or_resume()
    assert not page.asks()
    assert page.station.asked == ["start", "pause", "resume"]


async def test_the_question_ends_with_the_recording_it_was_about(page: Page) -> None:
    """Another screen stopped it and began a new one: the next tap asks about that one."""
    await page.control.tap()
    await page.control.tap()
    await page.station.stop_recording()
    await page.shows(Phase.IDLE)
    assert not page.asks()
    await page.station.start_recording()
    await page.control.tap()
    assert page.asks()
    assert page.station.asked == ["start", "stop", "start"]


async def test_a_failed_stop_is_told(page: Page) -> None:
    """And the recording is shown to go on."""
    await page.control.tap()
    await page.control.tap()
    page.station.refusal = REFUSAL
    await page.control.tap()
    assert page.failures == [REFUSAL]
    assert page.phase() is Phase.RECORDING
    assert not page.asks()


async def test_pause_and_go_on(page: Page) -> None:
    """One button for both; it does nothing when nothing runs."""
    await page.control.pause_or_resume()
    await page.control.tap()
    await page.control.pause_or_resume()
    await page.shows(Phase.PAUSED)
    await page.control.pause_or_resume()
    await page.shows(Phase.RECORDING)
    assert page.station.asked == ["start", "pause", "resume"]


async def test_the_snapshot_is_believed_in_the_end(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The station said yes but nothing changed: the page does not show a wish for ever."""
    monkeypatch.setattr(recording_control, "SETTLE_S", 0.05)

    async def promise(title: str = "") -> str:
        return title

    monkeypatch.setattr(page.station, "start_recording", promise)
    await page.control.tap()
    assert page.phase() is Phase.STARTING
    await page.shows(Phase.IDLE)


async def test_nothing_can_be_tapped_while_the_recorder_is_away(page: Page) -> None:
    """The button says one moment."""
    page.station.capture = None
    assert page.phase() is Phase.AWAY
    await page.control.tap()
    assert page.station.asked == []


async def test_another_screen_may_have_started(page: Page) -> None:
    """Every page shows the truth of the snapshot."""
    page.station.hear(state=CaptureState.PAUSED, recording_id="20250512-093000-a1b2")
    assert page.phase() is Phase.PAUSED


async def test_marks_tell_whether_they_were_set(page: Page) -> None:
    """So that the button can say so."""
    await page.control.tap()
    assert await page.control.mark(MarkerKind.ACTION)
    page.station.refusal = REFUSAL
    assert not await page.control.mark(MarkerKind.ACTION)
    assert page.failures == [REFUSAL]
