"""Begins recordings by itself when somebody speaks, where that was chosen, and ends those again."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from wyoming.audio import AudioChunk
from wyoming.event import Event

from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_samples, to_seconds
from appliance.domain.preroll import Preroll
from appliance.domain.voice_activation import (
    LONGEST_S,
    MARGIN_S,
    PREROLL_BUFFER_S,
    REST_S,
    Deed,
    TalkFinder,
    VoiceActivation,
    VoiceActivationState,
)
from appliance.errors import ApplianceError
from appliance.library.errors import LibraryError
from appliance.paths import Paths
from appliance.station.begun_recording import Begun, BegunRecording
from appliance.station.face_voice_activation import VoiceActivationView
from appliance.station.note import Note
from appliance.station.recording_id import new_recording_id
from appliance.station.speech_check import hears_speech
from appliance.station.voice_frames import FRAME_S, VoiceFrames
from appliance.station.watched import Watched
from appliance.wire import Connection, WireError, connect
from appliance.wire.capture import CaptureState, CaptureStatus, MicrophoneState, StartRecording

log = logging.getLogger(__name__)

RECONNECT_S: Final = 1.0
LEAD_S: Final = 0.5
"""Of what is looked at twice, from before the first voice."""

SPEECH_SHARE: Final = 0.5
"""So much of what the cheap detector takes for voice is speech to the exact one, if it is any."""

CERTAIN_S: Final = 5.0
"""Where somebody spoke nobody listens for so long: silence is counted in half minutes."""


class Capture(Protocol):
    """Knows what capture does."""

    @property
    def status(self) -> CaptureStatus | None:
        """The latest; None while capture is away."""
        ...


class BoxVoiceActivation:
    """Listens to the microphone only while it may begin or end a recording."""

    def __init__(
        self,
        station: Watched,
        capture: Capture,
        paths: Paths,
        *,
        start: Callable[[StartRecording], Awaitable[None]],
        stop: Callable[[], Awaitable[None]],
        note: Note,
    ) -> None:
        """``start`` and ``stop`` are what a tap does, with all that may be refused."""
        self._station = station
        self._capture = capture
        self._paths = paths
        self._start = start
        self._stop = stop
        self._note = note
        self._store = BegunRecording(paths.data)
        known = self._store.known or Begun(recording_id="")
        self._title = known.title
        self._machine = VoiceActivation(known.recording_id or None, is_kept=known.is_kept)
        self._running_id: str | None = None
        self._refusal: ApplianceError | None = None
        self._can_hear = self._is_connected = self._is_wanted = False
        self._news = asyncio.Event()

    @property
    def view(self) -> VoiceActivationView:
        """What holds now."""
        in_force = self._station.settings.in_force
        return VoiceActivationView(
            state=self._state(),
            end_after_s=60.0 * in_force.station.end_after_minutes,
            preroll_buffer_s=in_force.capture.preroll_buffer_s,
            refusal=self._refusal,
        )

    def keep(self) -> None:
        """Leave the end of the recording that runs to a person."""
        self._machine.keep()

    def take_over(self) -> str | None:
        """Have somebody who starts a recording get the one that began by itself, if one runs.

        Speech was quicker than the tap, and nobody who wants a recording is to stop one first.
        """
        self._look()
        if not self._machine.may_end:
            return None
        self.keep()
        return self._machine.begun_id

    async def run(self) -> None:
        """Listen whenever that is wanted, for ever."""
        end = self._station.on_change(self._look)
        try:
            while True:
                self._news.clear()
                await self._store_begun()
                if not self._is_wanted:
                    await self._news.wait()
                    continue
                try:
                    async with connect(self._paths.microphone_socket) as connection:
                        await self._listen(connection)
                except WireError:
                    await asyncio.sleep(RECONNECT_S)  # capture is being restarted
                finally:
                    self._is_connected = False
        finally:
            end()

    @property
    def _is_on(self) -> bool:
        return self._station.settings.in_force.capture.record_on_speech

    def _state(self) -> VoiceActivationState:
        machine = self._machine
        if not self._is_on:
            return VoiceActivationState.OFF
        if machine.may_end:
            return VoiceActivationState.RECORDING
        if self._running_id is not None:
            is_begun = machine.begun_id == self._running_id
            return VoiceActivationState.KEPT if is_begun else VoiceActivationState.STANDING_BY
        if not (self._is_connected and self._can_hear):
            return VoiceActivationState.DEAF
        return (
            VoiceActivationState.RESTING if machine.needs_quiet else VoiceActivationState.LISTENING
        )

    def _look(self) -> None:
        """See what is recorded, whoever brought it about."""
        before = (self._is_wanted, self._begun())
        if not self._is_on:
            self._machine, self._refusal, self._is_wanted = VoiceActivation(), None, False
        else:
            self._observe(self._capture.status)
        if before != (self._is_wanted, self._begun()):
            self._news.set()

    def _observe(self, capture: CaptureStatus | None) -> None:
        machine = self._machine
        if capture is None:
            self._is_wanted = False
            return
        is_idle = capture.state is CaptureState.IDLE
        self._running_id = None if is_idle else capture.recording_id
        self._can_hear = capture.microphone_state is MicrophoneState.LISTENING
        machine.observe(self._running_id)
        if machine.may_end and (capture.state is CaptureState.PAUSED or self._is_marked()):
            machine.keep()
        if not (is_idle and self._can_hear):
            self._refusal = None  # it runs, or nobody knows any more whether somebody speaks
        self._is_wanted = is_idle or machine.may_end

    def _is_marked(self) -> bool:
        """Tell whether somebody marked or named the recording that runs."""
        snapshot = self._station.snapshot()
        return bool(snapshot.markers) or snapshot.title not in {"", self._title}

    def _begun(self) -> Begun | None:
        machine = self._machine
        if machine.begun_id is None:
            return None
        return Begun(recording_id=machine.begun_id, title=self._title, is_kept=machine.is_kept)

    async def _store_begun(self) -> None:
        if (begun := self._begun()) != self._store.known:
            await asyncio.to_thread(self._store.keep, begun)

    async def _listen(self, connection: Connection) -> None:
        frames, talk = VoiceFrames(), TalkFinder()
        recent = Preroll(to_samples(LONGEST_S + LEAD_S))
        certain_s = 0.0
        async for message in connection:
            if not self._is_wanted:
                return
            self._is_connected = True
            if not (isinstance(message, Event) and AudioChunk.is_type(message.type)):
                continue
            pcm = AudioChunk.from_event(message).audio
            seconds = to_seconds(len(pcm) // SAMPLE_WIDTH_BYTES)
            certain_s, enough_s = certain_s - seconds, self._machine.enough_s
            recent.feed(pcm)
            age_s = None
            for is_voice in frames.feed(pcm) if certain_s <= 0 else ():
                age_s = talk.feed(FRAME_S, is_voice=is_voice, enough_s=enough_s) or age_s
            began_s = time.monotonic()
            is_speech = age_s is not None and await hears_speech(
                self._paths.inference_socket,
                recent.take(to_samples(age_s + LEAD_S)),
                threshold=self._station.settings.in_force.endpointing.threshold,
                least_s=SPEECH_SHARE * enough_s,
            )
            if is_speech and not self._machine.may_begin:
                certain_s = CERTAIN_S
            checked_s = time.monotonic() - began_s
            await self._hear(seconds, speech_s=(age_s or 0.0) + checked_s if is_speech else None)
            await self._store_begun()

    async def _hear(self, seconds: float, *, speech_s: float | None) -> None:
        """Take what was heard; ``speech_s`` is how long ago the speech began that it ended with."""
        end_after_s = self.view.end_after_s
        is_speech = speech_s is not None
        deed = self._machine.hear(seconds, is_speech=is_speech, end_after_s=end_after_s)
        if self._machine.quiet_s >= REST_S:
            self._refusal = None  # nobody speaks any more
        if deed is Deed.BEGIN:
            await self._begin(min((speech_s or 0.0) + MARGIN_S, PREROLL_BUFFER_S))
        elif deed is Deed.END:
            await self._end()

    async def _begin(self, preroll_s: float) -> None:
        recording_id = new_recording_id()
        self._title = self._station.snapshot().title
        self._machine.begin(recording_id)
        try:
            await self._start(StartRecording(recording_id=recording_id, preroll_s=preroll_s))
        except ApplianceError as error:
            self._look()
            if self._running_id != recording_id:
                self._refused(error)
                return
            log.warning("begun, but: %s", error, extra={"event": "begun-not-settled"})
        self._machine.began()
        self._look()
        await self._note_deed("begin-by-speech", recording_id)

    async def _end(self) -> None:
        recording_id = self._machine.begun_id
        try:
            await self._stop()
        except ApplianceError as error:
            self._look()
            if self._running_id == recording_id:
                self._refused(error)
                return
            log.warning("ended, but: %s", error, extra={"event": "ended-not-settled"})
        self._look()
        await self._note_deed("end-by-silence", str(recording_id))

    def _refused(self, error: ApplianceError) -> None:
        self._machine.refused()
        if self._running_id is not None:
            log.info("left alone: %s", error, extra={"event": "speech-left-alone"})
        elif self._refusal is None or self._refusal.template != error.template:
            self._refusal = error
            log.warning("nothing begins: %s", error, extra={"event": "speech-not-recorded"})

    async def _note_deed(self, deed: str, recording_id: str) -> None:
        try:
            await self._note(deed, subject=recording_id)
        except LibraryError as error:
            # Nobody waits for an answer whom it could be told.
            log.warning("%s", error, extra={"event": "speech-deed-not-noted"})
