"""Reminds of a recording that was forgotten, and of a pause during which people speak on."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from appliance.domain.audio import to_seconds
from appliance.domain.voice_activation import VoiceActivationState
from appliance.station.doctor_ear import HEARD_S, DoctorEar
from appliance.station.face import Captions
from appliance.station.face_reminders import Reminder, ReminderKind
from appliance.station.watched import Watched
from appliance.wire.capture import CaptureState, CaptureStatus

SPOKEN_S: Final = HEARD_S + 2.0
"""A voice that is heard for so long speaks on; one from before the pause has faded by then."""

HELD_S: Final = 15.0
"""After the last voice; people take breath."""


class Ear(Protocol):
    """Listens for a voice, and only while it is wanted."""

    @property
    def speech(self) -> bool | None:
        """Whether a voice was found in the last seconds."""
        ...

    def want(self) -> None:
        """Listen for the next seconds."""
        ...

    async def run(self) -> None:
        """Do so for ever."""
        ...


class BoxReminders:
    """Implements face_reminders.Reminders."""

    def __init__(
        self,
        station: Watched,
        microphone_socket: Path,
        *,
        on_dismiss: Callable[[], None] = lambda: None,
        ear: Ear | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``on_dismiss`` hears that somebody wants a recording to go on.

        ``ear`` and ``monotonic`` are for tests.
        """
        self._on_dismiss = on_dismiss
        self._station = station
        self._ear = ear or DoctorEar(microphone_socket)
        self._monotonic = monotonic
        self._speaks_since_s: float | None = None
        self._speech_counts_until_s = -math.inf
        self._wanted_id: str | None = None
        self._wanted_at_s = 0.0
        """Where in that recording somebody wanted it to go on."""

    def now(self) -> Reminder | None:
        """See Reminders."""
        snapshot = self._station.snapshot()
        capture = snapshot.capture
        if capture is None:
            return None
        if capture.state is CaptureState.PAUSED:
            speaks = self._monotonic() < self._speech_counts_until_s
            return Reminder(kind=ReminderKind.PAUSED) if speaks else None
        ask_after_s = 60.0 * self._station.settings.in_force.station.ask_after_minutes
        quiet_s = self._quiet_s(capture, snapshot.captions)
        ends_itself = snapshot.voice_activation.state is VoiceActivationState.RECORDING
        if not ask_after_s or quiet_s < ask_after_s or ends_itself:
            return None
        return Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=quiet_s)

    def dismiss(self) -> None:
        """See Reminders."""
        self._on_dismiss()
        capture = self._station.snapshot().capture
        if capture is not None:
            self._note_wanted(capture)

    async def run(self) -> None:
        """Listen during pauses, for ever."""
        end = self._station.on_change(self._look)
        try:
            await self._ear.run()
        finally:
            end()

    def _look(self) -> None:
        capture = self._station.snapshot().capture
        if capture is None or capture.state is not CaptureState.PAUSED:
            self._speaks_since_s, self._speech_counts_until_s = None, -math.inf
            return
        self._note_wanted(capture)  # who pauses it is there: quiet from before does not count
        self._ear.want()
        if not self._ear.speech:
            self._speaks_since_s = None
            return
        now_s = self._monotonic()
        if self._speaks_since_s is None:
            self._speaks_since_s = now_s
        if now_s - self._speaks_since_s >= SPOKEN_S:
            self._speech_counts_until_s = now_s + HELD_S

    def _note_wanted(self, capture: CaptureStatus) -> None:
        self._wanted_id = capture.recording_id
        self._wanted_at_s = to_seconds(capture.recorded_samples)

    def _quiet_s(self, capture: CaptureStatus, captions: Captions) -> float:
        """Return for how long nobody has spoken, as far as that is known for sure."""
        if capture.state is not CaptureState.RECORDING or capture.recording_id is None:
            return 0.0
        is_same = captions.recording_id == capture.recording_id
        # A microphone that gives nothing hears nobody, whatever becomes of the text.
        quiet_s = max(captions.quiet_s if is_same else 0.0, capture.silent_s)
        known_from_s = self._wanted_at_s if self._wanted_id == capture.recording_id else 0.0
        return max(0.0, min(quiet_s, to_seconds(capture.recorded_samples) - known_from_s))
