"""The running recording: what is written of what is heard, and what is not heard."""

import logging
import time
from collections.abc import Callable
from typing import Final

from appliance.capture.sources import SourceInfo
from appliance.domain import journal
from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_seconds
from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind
from appliance.domain.recording import Recording, RecordingState
from appliance.recordings import Clock, RecordingsError, RecordingWriter, StorageFullError
from appliance.wire import Message
from appliance.wire.capture import GapRecorded, MarkerAdded, RecordedAudio, RecordingStopped

log = logging.getLogger(__name__)

CLIPPING_EVERY_S: Final = 10.0
OVERFLOW_EVERY_S: Final = 1.0
DISK_RETRY_S: Final = 1.0
PUBLISHED_BYTES: Final = 32_000
"""Largest piece of audio sent at a time: one second."""


class Take:
    """Owned by the recorder's thread. StorageFullError leaves every method for the recorder."""

    def __init__(
        self, writer: RecordingWriter, *, clock: Clock, publish: Callable[[Message], None]
    ) -> None:
        recording = writer.recording
        self.writer = writer
        self.id = recording.id
        self.began_ns = recording.started.monotonic_ns
        self.is_paused = recording.state is RecordingState.PAUSED
        self.gap_count = len(recording.gaps)
        self.clipped_samples = recording.clipped_samples
        self.disk_problem = ""
        self._clock = clock
        self._publish = publish
        self._deaf: tuple[GapCause, int] | None = None
        """Why nothing is heard and since which monotonic moment."""

        self._paused_ns = 0
        self._clipped = 0
        self._clipping_noted_ns = 0
        self._overflow_noted_ns = 0
        self._rest = b""
        self._disk_retry_ns = 0

    def hear(self, pcm: bytes, *, at_ns: int, clipped: int) -> None:
        """Write a piece that ended at ``at_ns``; after a silence of ours note that gap first."""
        if self.is_paused:
            return
        begin_ns = at_ns - round(to_seconds(len(pcm) // SAMPLE_WIDTH_BYTES) * 1e9)
        if self._disk_retry_ns > at_ns:
            return
        self._rest = pcm
        try:
            self._end_gap(begin_ns)
            self._note_clipping(clipped, at_ns)
            self.write_rest()
        except StorageFullError:
            raise
        except RecordingsError as error:
            # The disk fails: what is heard until it writes again becomes a gap.
            self._disk_retry_ns = at_ns + round(DISK_RETRY_S * 1e9)
            self.disk_problem = f"{error} {error.hint}"
            self.go_deaf(GapCause.DISK_FAILED, since_ns=begin_ns)
            log.exception("the recording cannot be written", extra={"event": "write-failed"})
        else:
            self.disk_problem = (
                "The disk failed once; recording goes on in a new file. Replace the disk soon."
                if self.writer.disk_failures
                else ""
            )

    def write_rest(self) -> None:
        """Write what of the last piece is not written yet: all, or what a full disk refused."""
        first_sample = self.writer.recorded_samples
        try:
            self.writer.append(self._rest)
        finally:
            written = (self.writer.recorded_samples - first_sample) * SAMPLE_WIDTH_BYTES
            self._announce(self._rest[:written], first_sample)
            self._rest = self._rest[written:]

    def go_deaf(self, cause: GapCause, *, since_ns: int) -> None:
        """Nothing is heard from this moment on; the first cause counts until it is over."""
        if self._deaf is None and not self.is_paused:
            self._deaf = (cause, since_ns)

    def note_gap(self, cause: GapCause, duration_s: float) -> None:
        """Note what is missing before the next sample."""
        at_sample = self.writer.recorded_samples
        noted = journal.GapNoted(
            at=self._clock.now(), at_sample=at_sample, duration_s=duration_s, cause=cause
        )
        self.writer.note(noted)
        self.gap_count += 1
        self._publish(
            GapRecorded(
                recording_id=self.id, at_sample=at_sample, duration_s=duration_s, cause=cause
            )
        )

    def note_overflow(self, *, at_ns: int) -> None:
        """Note that the sound system lost something, how much is unknown; once a second."""
        if not self.is_paused and at_ns - self._overflow_noted_ns >= OVERFLOW_EVERY_S * 1e9:
            self._overflow_noted_ns = at_ns
            self.note_gap(GapCause.OVERFLOW, 0.0)

    def note_device(self, info: SourceInfo) -> None:
        """Note which microphone is heard from here on."""
        noted = journal.DeviceNoted(
            at=self._clock.now(),
            at_sample=self.writer.recorded_samples,
            name=info.name,
            identity=info.identity,
            native_rate_hz=info.native_rate_hz,
        )
        self.writer.note(noted)

    def pause(self) -> None:
        """Stop writing; the recording stays open."""
        if self.is_paused:
            return
        self._end_gap(time.monotonic_ns())
        paused = journal.Paused(at=self._clock.now(), at_sample=self.writer.recorded_samples)
        self.writer.note(paused)
        self.is_paused = True
        self._paused_ns = paused.at.monotonic_ns

    def stay_paused(self, *, since_ns: int) -> None:
        """Go on with a pause that began before this process."""
        self._paused_ns = since_ns

    def resume(self) -> None:
        """Write again; the gap is noted with the first piece."""
        if not self.is_paused:
            return
        resumed = journal.Resumed(at=self._clock.now(), at_sample=self.writer.recorded_samples)
        self.writer.note(resumed)
        self.is_paused = False
        self.go_deaf(GapCause.PAUSED, since_ns=self._paused_ns)

    def mark(self, kind: MarkerKind, note: str) -> None:
        """Mark the present position."""
        at_sample = self.writer.recorded_samples
        noted = journal.MarkerNoted(
            at=self._clock.now(), at_sample=at_sample, marker=kind, note=note
        )
        self.writer.note(noted)
        self._publish(MarkerAdded(recording_id=self.id, at_sample=at_sample, kind=kind, note=note))

    def close(self, reason: str) -> Recording:
        """End the recording; what was not heard at its end is noted, a pause is not."""
        if self._deaf is not None and self._deaf[0] is not GapCause.PAUSED:
            self._end_gap(time.monotonic_ns())
        self._write_clipping()
        recording = self.writer.close(reason)
        self._publish(
            RecordingStopped(
                recording_id=self.id,
                total_samples=self.writer.recorded_samples,
                reason=reason,
            )
        )
        return recording

    def _announce(self, pcm: bytes, first_sample: int) -> None:
        for place in range(0, len(pcm), PUBLISHED_BYTES):
            piece = RecordedAudio(
                recording_id=self.id,
                first_sample=first_sample + place // SAMPLE_WIDTH_BYTES,
                audio=pcm[place : place + PUBLISHED_BYTES],
            )
            self._publish(piece)

    def _end_gap(self, until_ns: int) -> None:
        if self._deaf is None:
            return
        cause, since_ns = self._deaf
        self._deaf = None
        self.note_gap(cause, max(0.0, (until_ns - since_ns) / 1e9))

    def _note_clipping(self, clipped: int, at_ns: int) -> None:
        self._clipped += clipped
        self.clipped_samples += clipped
        if at_ns - self._clipping_noted_ns >= CLIPPING_EVERY_S * 1e9:
            self._write_clipping()
            self._clipping_noted_ns = at_ns

    def _write_clipping(self) -> None:
        if self._clipped:
            noted = journal.ClippingNoted(
                at=self._clock.now(),
                at_sample=self.writer.recorded_samples,
                sample_count=self._clipped,
            )
            self.writer.note(noted)
            self._clipped = 0
