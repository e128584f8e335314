"""Tells the speakers of a recording apart once its text is complete; never touches the text."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from appliance.domain.speaker_state import SpeakerState
from appliance.domain.speakers import Turn, assign
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.library import Library, LibraryRow
from appliance.paths import Paths
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio
from appliance.station.audio_source import AudioSource
from appliance.station.inference_link import InferenceLink
from appliance.station.lost_audio import require_heard
from appliance.station.speaker_session import SpeakerSession
from appliance.wire import RemoteError, WireError
from appliance.wire.inference import ModelState, SpeakersFound

log = logging.getLogger(__name__)

DEATHS_ALLOWED = 2
"""Of inference, over one recording."""


class SpeakerJob:
    """Works on one recording at a time. What is cut off begins anew at the next chance."""

    def __init__(
        self,
        *,
        library: Library,
        paths: Paths,
        inference: InferenceLink,
        on_change: Callable[[], None],
    ) -> None:
        self._library = library
        self._paths = paths
        self._inference = inference
        self._on_change = on_change
        self._deaths: Counter[str] = Counter()

    async def next(self, is_aside: Callable[[str], bool]) -> LibraryRow | None:
        """Choose the oldest recording that waits and is not put aside. Raises LibraryError."""
        status = self._inference.status
        if status is None or status.state is ModelState.LOADING:
            return None
        waiting = await self._library.without_speakers()
        if waiting and not status.can_diarise:
            for row in waiting:
                await self._library.set_speaker_state(row.recording.id, SpeakerState.NONE)
            self._on_change()
            return None
        return next((row for row in waiting if not is_aside(row.recording.id)), None)

    async def run(self, row: LibraryRow) -> None:
        """Tell them apart, or note why that cannot be.

        Raises LibraryError, and WireError when inference went away and it is worth another try.
        """
        recording_id = row.recording.id
        try:
            session = SpeakerSession(await self._source(row))
        except RecordingsError as error:
            await self._give_up(recording_id, str(error))
            return
        try:
            found = await session.run(self._inference.socket)
        except (RemoteError, RecordingsError) as error:
            await self._give_up(recording_id, str(error))
        except TimeoutError:
            await self._give_up(recording_id, "It took too long.")
        except WireError as error:
            self._deaths[recording_id] += session.has_begun
            if self._deaths[recording_id] < DEATHS_ALLOWED:
                raise
            log.warning("speakers: %s", error, extra={"event": "speakers-interrupted"})
            await self._give_up(recording_id, "The recogniser crashed over it.")
        else:
            await self._note(recording_id, found)

    async def _source(self, row: LibraryRow) -> AudioSource:
        """Return what is left of the audio. Raises RecordingsError if words of the text are not."""
        recording_id = row.recording.id
        folder = self._paths.recording(recording_id)
        audio = RecordingAudio(folder)
        await asyncio.to_thread(audio.require_audio)
        available_samples = await asyncio.to_thread(audio.available_samples)
        source = AudioSource(folder, total_samples=min(row.total_samples, available_samples))
        await require_heard(self._library, recording_id, source, await source.lost())
        return source

    async def _note(self, recording_id: str, found: SpeakersFound) -> None:
        turns = [Turn(**dict(turn)) for turn in found.turns]
        await self._library.tell_speakers(recording_id, turns)
        transcript = await self._recognised(recording_id)
        known = transcript.segments if transcript is not None else ()
        kind = transcript.kind if transcript is not None else TranscriptKind.SECOND_PASS
        segments = await asyncio.to_thread(assign, known, turns)
        await self._library.set_speakers(recording_id, kind, segments)
        self._deaths.pop(recording_id, None)
        log.info(
            "the speakers of %s are told apart",
            recording_id,
            extra={
                "event": "speakers-found",
                "speakers": len({turn.speaker for turn in found.turns}),
                "audio_s": found.audio_s,
                "work_s": found.work_s,
            },
        )

    async def _recognised(self, recording_id: str) -> Transcript | None:
        """Return the best version that no person has edited."""
        best = await self._library.transcript(recording_id)
        if best is None or best.kind is not TranscriptKind.EDITED:
            return best
        for kind in (TranscriptKind.SECOND_PASS, TranscriptKind.LIVE):
            version = await self._library.transcript(recording_id, kind)
            if version is not None and version.complete:
                return version
        return None

    async def _give_up(self, recording_id: str, reason: str) -> None:
        self._deaths.pop(recording_id, None)
        log.warning(
            "no speakers for %s: %s", recording_id, reason, extra={"event": "speakers-failed"}
        )
        await self._library.set_speaker_state(recording_id, SpeakerState.FAILED, reason)
