"""Follows what capture records and has it understood while it is being spoken."""

import asyncio
import logging
import time
from collections.abc import Callable

from appliance.domain.gap import Gap
from appliance.domain.marker import Marker
from appliance.domain.quarantine import LIVE_DEATHS_ALLOWED, Quarantine
from appliance.domain.recording import Recording
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.errors import ApplianceError
from appliance.library import Library, LibraryError, Origin, UnknownRecordingError
from appliance.paths import Paths
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio
from appliance.station.audio_source import AudioSource
from appliance.station.background import Background
from appliance.station.captions import LiveCaptions
from appliance.station.draft import Draft
from appliance.station.errors import StationError, TextRefusedError
from appliance.station.face import Captions
from appliance.station.inference_link import InferenceLink
from appliance.station.lock import IDLE_S
from appliance.station.next_title import NextTitle
from appliance.station.transcription import Transcription
from appliance.station.underway import Underway
from appliance.wire import Message
from appliance.wire.capture import (
    CaptureState,
    CaptureStatus,
    GapRecorded,
    MarkerAdded,
    MicrophoneState,
    RecordedAudio,
    RecordingStopped,
)
from appliance.wire.inference import SessionKind

log = logging.getLogger(__name__)

REGISTER_TIMEOUT_S = 3.0
"""The library usually knows a new recording after milliseconds; nobody is kept waiting longer."""

RETRY_S = 0.5


class FollowedRecording:
    """A recording that capture is making or has just made."""

    def __init__(
        self,
        recording_id: str,
        paths: Paths,
        *,
        recorded_samples: int,
        on_change: Callable[[], None],
    ) -> None:
        """``recorded_samples`` are there already."""
        self.id = recording_id
        self.audio = RecordingAudio(paths.recording(recording_id))
        self.source = AudioSource(paths.recording(recording_id))
        self.captions = LiveCaptions(
            recording_id, followed_samples=recorded_samples, on_change=on_change
        )
        self.markers: tuple[Marker, ...] = ()
        self.title = ""
        self.over_since_s: float | None = None
        """Since when capture does not make it any more, on the monotonic clock."""

        self.registered = asyncio.Event()
        """It is in the library."""

        self.closed = asyncio.Event()
        """It is over and the library knows."""

    @property
    def over(self) -> bool:
        """Capture does not make it any more."""
        return self.over_since_s is not None

    def mark(self, *markers: Marker) -> None:
        """Add markers that are not known yet."""
        known = dict.fromkeys((*self.markers, *markers))
        self.markers = tuple(sorted(known, key=lambda marker: marker.at_sample))


class LiveText:
    """Knows the running or just finished recording and owns the making of its live text."""

    def __init__(
        self,
        *,
        library: Library,
        paths: Paths,
        inference: InferenceLink,
        underway: Underway,
        background: Background,
        next_title: NextTitle,
        on_change: Callable[[], None],
    ) -> None:
        self._library = library
        self._paths = paths
        self._inference = inference
        self._underway = underway
        self._background = background
        self._next_title = next_title
        self._on_change = on_change
        self.followed: FollowedRecording | None = None

    def heard(self, message: Message | None) -> None:
        """Take a message of capture's stream; None means that capture went away."""
        match message:
            case CaptureStatus():
                self._observe(message)
            case RecordedAudio() if self._is_followed(message.recording_id):
                assert self.followed is not None
                self.followed.source.heard(message.first_sample, message.audio)
            case MarkerAdded() if self._is_followed(message.recording_id):
                assert self.followed is not None
                self.followed.mark(
                    Marker(at_sample=message.at_sample, kind=message.kind, note=message.note)
                )
            case GapRecorded() if self._is_followed(message.recording_id):
                assert self.followed is not None
                gap = Gap(
                    at_sample=message.at_sample,
                    duration_s=message.duration_s,
                    cause=message.cause,
                )
                self.followed.source.note_gaps([gap])
            case RecordingStopped() if self._is_followed(message.recording_id):
                self._end()
            case _:
                pass
        self._on_change()

    async def settled(self, recording_id: str, *, closed: bool) -> None:
        """Wait until the library knows; the recording itself is safe whether it does or not.

        Raises StationError if that takes too long.
        """
        followed = self.followed
        if followed is None or followed.id != recording_id:
            return
        try:
            async with asyncio.timeout(REGISTER_TIMEOUT_S):
                await (followed.closed if closed else followed.registered).wait()
        except TimeoutError as error:
            raise StationError(
                "The recording is safe, but the library does not take it.",
                hint="It is tried again by itself; if that lasts, look at the Doctor page or "
                "`tingxia status`.",
            ) from error

    @property
    def running_id(self) -> str | None:
        """The recording that is being made, also while capture starts again in the midst of it."""
        followed = self.followed
        return followed.id if followed is not None and not followed.over else None

    def captions(self, *, is_kiosk: bool) -> Captions:
        """Of the running or just finished recording; in kiosk mode not long after its end."""
        followed = self.followed
        if followed is None or (is_kiosk and _is_left(followed)):
            return Captions()
        return followed.captions.view(followed.source.available_samples)

    @property
    def markers(self) -> tuple[Marker, ...]:
        """Of the running recording."""
        followed = self.followed
        return followed.markers if followed is not None and not followed.over else ()

    async def read_title(self) -> None:
        """Learn what the followed recording is called now."""
        followed = self.followed
        if followed is None:
            return
        try:
            row = await self._library.get(followed.id)
        except UnknownRecordingError:  # removed just after its end
            return
        except LibraryError as error:
            log.warning("no title: %s", error, extra={"event": "title-not-read"})
            return
        if row.shown_title != followed.title:
            followed.title = row.shown_title
            self._on_change()

    def _is_followed(self, recording_id: str) -> bool:
        return self.followed is not None and self.followed.id == recording_id

    def _observe(self, status: CaptureStatus) -> None:
        running_id = None if status.state is CaptureState.IDLE else status.recording_id
        if self.followed is not None and self.followed.id != running_id:
            self._end()
        if running_id is None:
            return
        if not self._is_followed(running_id):
            self.followed = FollowedRecording(
                running_id,
                self._paths,
                recorded_samples=status.recorded_samples,
                on_change=self._on_change,
            )
            self._background.start(self._accompany(self.followed))
        assert self.followed is not None
        if not self.followed.over:
            self.followed.source.grown(status.recorded_samples)
            if (
                status.state is CaptureState.PAUSED
                or status.microphone_state is MicrophoneState.LOST
            ):
                # Nobody should wait for the end of a sentence that does not go on.
                self.followed.source.note_seam(status.recorded_samples)

    def _end(self) -> None:
        assert self.followed is not None
        if not self.followed.over:
            self.followed.over_since_s = time.monotonic()
            self._background.start(self._close(self.followed))
            self._background.start(self._tell_left())

    async def _accompany(self, followed: FollowedRecording) -> None:
        """Make the live text until it is complete."""
        # A job may just be at it: after a crash capture goes on with what seemed to be over.
        await self._underway.free(followed.id)
        with self._underway.claim(followed.id) as claim:
            recording, _ = await self._register(followed)
            followed.mark(*recording.markers)
            await self._next_title.used_by(recording.title)
            followed.source.note_gaps(recording.gaps)
            text = await self._known_text(followed)
            if text is not None:
                followed.captions.restore(text.segments, text.decided_samples)
            claim.transcription = Transcription(
                source=followed.source,
                draft=Draft(self._library, followed.id, TranscriptKind.LIVE),
                kind=SessionKind.LIVE,
                inference=self._inference,
                captions=followed.captions,
                quarantine=Quarantine(deaths_allowed=LIVE_DEATHS_ALLOWED),
            )
            try:
                await claim.transcription.run()
            except (RecordingsError, TextRefusedError):
                log.exception(
                    "live text of %s is left for later",
                    followed.id,
                    extra={"event": "live-text-failed"},
                )
            await followed.closed.wait()
        self._on_change()

    async def _known_text(self, followed: FollowedRecording) -> Transcript | None:
        while True:
            try:
                return await self._library.transcript(followed.id, TranscriptKind.LIVE)
            except LibraryError as error:
                log.warning(
                    "the text of %s cannot be read yet: %s",
                    followed.id,
                    error,
                    extra={"event": "text-not-read"},
                )
                await asyncio.sleep(RETRY_S)

    async def _register(self, followed: FollowedRecording) -> tuple[Recording, int]:
        """Put the recording into the library; its folder may take a moment to appear.

        Returns how many samples it has, too.
        """
        while True:
            try:
                recording = await asyncio.to_thread(followed.audio.recording)
                samples = await asyncio.to_thread(followed.audio.available_samples)
                await self._library.put_recording(
                    recording, total_samples=samples, origin=Origin.MICROPHONE
                )
            except (ApplianceError, OSError) as error:
                log.warning(
                    "%s is not in the library yet: %s",
                    followed.id,
                    error,
                    extra={"event": "recording-not-registered"},
                )
                await asyncio.sleep(RETRY_S)
            else:
                await self.read_title()
                followed.registered.set()
                return recording, samples

    async def _close(self, followed: FollowedRecording) -> None:
        recording, samples = await self._register(followed)
        total = recording.total_samples
        followed.source.close(samples if total is None else total)
        followed.closed.set()
        self._on_change()

    async def _tell_left(self) -> None:
        """Have pages drawn anew that show the words of who may have left by now."""
        await asyncio.sleep(IDLE_S)
        self._on_change()


def _is_left(followed: FollowedRecording) -> bool:
    """Tell whether so long nobody has recorded that the next one may be somebody else."""
    over_since_s = followed.over_since_s
    return over_since_s is not None and time.monotonic() - over_since_s >= IDLE_S
