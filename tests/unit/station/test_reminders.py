"""What somebody is reminded of while a recording runs."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from appliance.config import Settings, Station
from appliance.domain.audio import to_samples
from appliance.domain.voice_activation import VoiceActivationState
from appliance.station.face import Captions, Snapshot
from appliance.station.face_reminders import Reminder, ReminderKind
from appliance.station.face_voice_activation import NOT_CHOSEN
from appliance.station.reminders import HELD_S, SPOKEN_S, BoxReminders
from appliance.wire.capture import CaptureState, CaptureStatus

ID = "20250512-093000-a1b2"
PAUSED = Reminder(kind=ReminderKind.PAUSED)


class FakeEar:
    """Hears what a test says."""

    def __init__(self) -> None:
        self.speech: bool | None = None
        self.wanted = 0

    def want(self) -> None:
        """Count."""
        self.wanted += 1

    async def run(self) -> None:
        """Return at once."""


class Room:
    """A station with nothing but its state, an ear and a clock."""

    def __init__(self, *, ask_after_minutes: int = 10) -> None:
        self.capture: CaptureStatus | None = None
        self.captions = Captions()
        self.voice_activation = NOT_CHOSEN
        station = Station(ask_after_minutes=ask_after_minutes)
        self.settings = SimpleNamespace(in_force=Settings(station=station))
        self.ear = FakeEar()
        self.now_s = 1000.0
        self.listener: Callable[[], None] = lambda: None
        self.reminders = BoxReminders(self, None, ear=self.ear, monotonic=lambda: self.now_s)  # type: ignore[arg-type] # no socket

    def snapshot(self) -> Snapshot:
        """Return what the test set."""
        return Snapshot(
            capture=self.capture, captions=self.captions, voice_activation=self.voice_activation
        )

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Remember who listens."""
        self.listener = callback
        return lambda: None

    async def pass_time(self, seconds: float) -> None:
        """Tell of a state ten times a second."""
        await self.reminders.run()
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            self.listener()

    def be(self, state: CaptureState, *, recorded_s: float = 60.0, silent_s: float = 0.0) -> None:
        """Be in this state."""
        self.capture = CaptureStatus(
            state=state,
            recording_id=ID,
            recorded_samples=to_samples(recorded_s),
            silent_s=silent_s,
        )

    def record(self, recorded_s: float, *, quiet_s: float, silent_s: float = 0.0) -> None:
        """Record, with words until so long ago."""
        self.be(CaptureState.RECORDING, recorded_s=recorded_s, silent_s=silent_s)
        self.captions = Captions(recording_id=ID, quiet_s=quiet_s)


async def test_who_speaks_on_during_a_pause_is_told() -> None:
    """After some seconds of speech, until nobody has spoken for a while or it goes on."""
    room = Room()
    room.be(CaptureState.PAUSED)
    await room.pass_time(60)
    nobody = room.reminders.now()
    room.ear.speech = True
    await room.pass_time(SPOKEN_S - 1)
    cough = room.reminders.now()
    await room.pass_time(2)
    spoken = room.reminders.now()
    room.ear.speech = False
    await room.pass_time(HELD_S - 1)
    breath = room.reminders.now()
    await room.pass_time(2)
    over = room.reminders.now()
    assert (None, None, PAUSED, PAUSED, None) == (nobody, cough, spoken, breath, over)
    room.ear.speech = True
    await room.pass_time(SPOKEN_S + 1)
    room.record(60, quiet_s=0)
    await room.pass_time(0.1)
    room.be(CaptureState.PAUSED)
    assert room.reminders.now() is None


@pytest.mark.parametrize("state", [CaptureState.IDLE, CaptureState.RECORDING])
async def test_nobody_is_listened_to_except_in_a_pause(state: CaptureState) -> None:
    """It costs processor time, and what is recorded is heard anyway."""
    room = Room()
    room.be(state)
    room.ear.speech = True
    await room.pass_time(60)
    assert (0, None) == (room.ear.wanted, room.reminders.now())


@pytest.mark.parametrize(
    ("quiet_s", "asked_s"), [(0.0, None), (599.0, None), (600.0, 600.0), (4000.0, 4000.0)]
)
def test_a_forgotten_recording_is_asked_about(quiet_s: float, asked_s: float | None) -> None:
    """After ten minutes without a word."""
    room = Room()
    room.record(5000, quiet_s=quiet_s)
    reminder = room.reminders.now()
    assert asked_s == (reminder.quiet_s if reminder else None)


def test_a_microphone_that_gives_nothing_hears_nobody() -> None:
    """Also while there is no text; but silence from before the recording does not count."""
    room = Room()
    room.record(700, quiet_s=0, silent_s=650)
    assert Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=650) == room.reminders.now()
    room.record(30, quiet_s=0, silent_s=9000)
    assert room.reminders.now() is None


def test_it_asks_again_only_after_the_same_time() -> None:
    """Somebody who wants it to go on is not asked all the time, but not forgotten either."""
    room = Room()
    room.record(700, quiet_s=640)
    room.reminders.dismiss()
    at_once = room.reminders.now()
    room.record(1299, quiet_s=1239)
    later = room.reminders.now()
    room.record(1300, quiet_s=1240)
    again = room.reminders.now()
    assert (None, None) == (at_once, later)
    assert Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=600) == again


async def test_quiet_from_before_a_pause_does_not_count_after_it() -> None:
    """Whoever goes on is not asked at once; who forgets it then, is."""
    room = Room()
    room.record(700, quiet_s=590)
    room.be(CaptureState.PAUSED, recorded_s=700)
    await room.pass_time(0.1)
    room.record(711, quiet_s=601)
    at_once = room.reminders.now()
    room.record(1300, quiet_s=1190)
    assert at_once is None
    assert Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=600) == room.reminders.now()


def test_what_was_said_of_another_recording_does_not_count() -> None:
    """Neither its words nor that it should go on."""
    room = Room()
    room.record(700, quiet_s=0)
    room.captions = Captions(recording_id="20250512-080000-ffff", quiet_s=650)
    assert room.reminders.now() is None


@pytest.mark.parametrize("state", [CaptureState.IDLE, CaptureState.PAUSED])
def test_only_what_records_can_be_forgotten(state: CaptureState) -> None:
    """A pause fills no disk."""
    room = Room()
    room.record(5000, quiet_s=5000)
    room.be(state, recorded_s=5000)
    assert room.reminders.now() is None


def test_it_never_asks_where_that_was_chosen() -> None:
    """With 0 minutes; nor without a recorder."""
    room = Room(ask_after_minutes=0)
    room.record(50_000, quiet_s=50_000)
    never = room.reminders.now()
    room.capture = None
    assert (None, None) == (never, room.reminders.now())


@pytest.mark.parametrize("state", VoiceActivationState)
def test_a_recording_that_ends_by_itself_is_not_asked_about(state: VoiceActivationState) -> None:
    """Nobody can forget it; one that a person took over is a forgotten one like any other."""
    room = Room()
    room.record(5000, quiet_s=5000)
    room.voice_activation = replace(NOT_CHOSEN, state=state)
    assert (state is VoiceActivationState.RECORDING) == (room.reminders.now() is None)
