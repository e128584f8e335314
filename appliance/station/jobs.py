"""Text that nobody waits for: one recording after the other, oldest first."""

import asyncio
import logging
from collections.abc import Callable

from appliance.domain.quarantine import DEATHS_ALLOWED, RETRY_DEATHS_ALLOWED
from appliance.domain.recording import RecordingState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, LibraryError, LibraryRow, Origin
from appliance.paths import Paths
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio
from appliance.station.audio_source import AudioSource
from appliance.station.capture_link import CaptureLink
from appliance.station.draft import Draft
from appliance.station.inference_link import InferenceLink
from appliance.station.transcription import Transcription
from appliance.station.underway import Claim, Underway
from appliance.wire.inference import SessionKind

log = logging.getLogger(__name__)

RETRY_S = 5.0
"""After the library could not be written, for example because the disk is full."""


class Jobs:
    """Finishes what the library calls unfinished: what was missed, files, second passes."""

    def __init__(
        self,
        *,
        library: Library,
        paths: Paths,
        capture: CaptureLink,
        inference: InferenceLink,
        underway: Underway,
        work: asyncio.Event,
        on_change: Callable[[], None],
    ) -> None:
        """``work`` is set by whoever knows that there may be something to do."""
        self._library = library
        self._paths = paths
        self._capture = capture
        self._inference = inference
        self._underway = underway
        self._work = work
        self._on_change = on_change

    async def run(self) -> None:
        """Work for ever."""
        while True:
            self._work.clear()
            row = await self._next()
            if row is None:
                await self._work.wait()
                continue
            with self._underway.claim(row.recording.id) as claim:
                await self._finish(row, claim)
            self._on_change()

    async def _next(self) -> LibraryRow | None:
        for row in await self._library.unfinished():
            recording = row.recording
            closed = recording.state is RecordingState.CLOSED
            if recording.id in self._underway or recording.id == self._capture.running_id:
                continue
            if closed or self._capture.status is not None:
                return row
        return None

    async def _finish(self, row: LibraryRow, claim: Claim) -> None:
        recording_id = row.recording.id
        try:
            try:
                await self._make_texts(row, claim)
            except RecordingsError as error:
                log.exception("no text for %s", recording_id, extra={"event": "text-failed"})
                await self._library.set_text_state(recording_id, TextState.FAILED, str(error))
        except LibraryError as error:
            log.warning("a job is postponed: %s", error, extra={"event": "job-postponed"})
            await asyncio.sleep(RETRY_S)

    async def _make_texts(self, row: LibraryRow, claim: Claim) -> None:
        """Make what is missing; what is whole already takes no session."""
        recording_id = row.recording.id
        folder = self._paths.recording(recording_id)
        audio = RecordingAudio(folder)
        recording = await asyncio.to_thread(audio.recording)
        total = recording.total_samples
        if total is None:
            total = await asyncio.to_thread(audio.available_samples)
        await self._library.put_recording(recording, total_samples=total, origin=row.origin)
        kinds = [TranscriptKind.SECOND_PASS]
        has_live = row.origin is Origin.MICROPHONE
        if has_live:
            kinds.insert(0, TranscriptKind.LIVE)
        for kind in kinds:
            known = await self._library.transcript(recording_id, kind)
            deaths_allowed = DEATHS_ALLOWED
            if kind is TranscriptKind.SECOND_PASS and has_live and known is None:
                # What the live text had to pass over is tried once more.
                if (await self._library.get(recording_id)).problem:
                    deaths_allowed = RETRY_DEATHS_ALLOWED
                await self._library.set_text_state(recording_id, TextState.REFINING, "")
            claim.transcription = Transcription(
                source=AudioSource(folder, total_samples=total, gaps=recording.gaps),
                draft=Draft(self._library, recording_id, kind),
                kind=SessionKind.BATCH,
                inference=self._inference,
                deaths_allowed=deaths_allowed,
            )
            await claim.transcription.run()
            self._on_change()
