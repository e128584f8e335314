"""What taps do."""

import asyncio

import pytest

from appliance.domain.marker import MarkerKind
from appliance.errors import ApplianceError
from appliance.wire.capture import CaptureState
from tests.fakes.station import FakeStation
from ui import recording_control
from ui.recording_control import Phase, RecordingControl

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


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a page whose countdown does not last and whose glove does not bounce."""
    monkeypatch.setattr(recording_control, "COUNT_S", 0.01)
    monkeypatch.setattr(recording_control, "BOUNCE_S", 0.0)
    return Page()


async def test_a_tap_starts_and_shows_it_before_the_station_answers(page: Page) -> None:
    """The first drawing says starting; the snapshot then says recording."""
    await page.control.tap()
    assert page.phases[0] is Phase.STARTING
    assert page.control.phase is Phase.RECORDING
    assert page.station.asked == ["start"]


async def test_a_refused_start_is_told_and_leaves_the_button_ready(page: Page) -> None:
    """The reason goes to the person, the phase back to the truth."""
    page.station.refusal = REFUSAL
    await page.control.tap()
    assert page.failures == [REFUSAL]
    assert page.control.phase is Phase.IDLE


async def test_a_bouncing_tap_counts_once(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second contact of the same tap neither stops what it started nor keeps what it stops."""
    monkeypatch.setattr(recording_control, "BOUNCE_S", 3600.0)
    await page.control.tap()
    await page.control.tap()
    assert page.control.phase is Phase.RECORDING
    assert page.station.asked == ["start"]


async def test_one_tap_stops_after_the_countdown(page: Page) -> None:
    """A speaker taps once and leaves; the recording goes on until the countdown ends."""
    await page.control.tap()
    page.phases.clear()
    await page.control.tap()
    assert page.phases[:3] == [Phase.COUNTING_DOWN] * 3
    assert Phase.SAVING in page.phases
    assert page.station.asked == ["start", "stop"]
    assert page.control.phase is Phase.IDLE


async def test_a_second_tap_keeps_the_recording(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A glove that brushed the button costs no word."""
    monkeypatch.setattr(recording_control, "COUNT_S", 30)
    await page.control.tap()
    stopping = asyncio.create_task(page.control.tap())
    await page.shows(Phase.COUNTING_DOWN)
    await page.control.tap()
    await stopping
    assert page.control.phase is Phase.RECORDING
    assert page.station.asked == ["start"]


async def test_a_countdown_ends_with_the_recording_it_was_for(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another screen stopped it and began a new one: that one is not touched."""
    monkeypatch.setattr(recording_control, "COUNT_S", 0.05)
    await page.control.tap()
    stopping = asyncio.create_task(page.control.tap())
    await page.shows(Phase.COUNTING_DOWN)
    await page.station.stop_recording()
    await page.shows(Phase.IDLE)
    await page.station.start_recording()
    await stopping
    assert page.station.asked == ["start", "stop", "start"]
    assert page.control.phase is Phase.RECORDING


async def test_a_failed_stop_is_told(page: Page) -> None:
    """And the recording is shown to go on."""
    await page.control.tap()
    page.station.refusal = REFUSAL
    await page.control.tap()
    assert page.failures == [REFUSAL]
    assert page.control.phase is Phase.RECORDING


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
    assert page.control.phase is Phase.STARTING
    await page.shows(Phase.IDLE)


async def test_nothing_can_be_tapped_while_the_recorder_is_away(page: Page) -> None:
    """The button says one moment."""
    page.station.capture = None
    assert page.control.phase is Phase.AWAY
    await page.control.tap()
    assert page.station.asked == []


async def test_another_screen_may_have_started(page: Page) -> None:
    """Every page shows the truth of the snapshot."""
    page.station.hear(state=CaptureState.PAUSED, recording_id="20250512-093000-a1b2")
    assert page.control.phase is Phase.PAUSED


async def test_marks_tell_whether_they_were_set(page: Page) -> None:
    """So that the button can say so."""
    await page.control.tap()
    assert await page.control.mark(MarkerKind.ACTION)
    page.station.refusal = REFUSAL
    assert not await page.control.mark(MarkerKind.ACTION)
    assert page.failures == [REFUSAL]
