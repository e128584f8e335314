"""Makes what is missing of one recording's text: what was missed live, and the second pass."""

import asyncio
import logging
from collections.abc import Callable

from appliance.domain.quarantine import DEATHS_ALLOWED, RETRY_DEATHS_ALLOWED, Quarantine
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.domain.wishes import Wishes
from appliance.library import Library, LibraryRow, Origin
from appliance.paths import Paths
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio
from appliance.station.audio_source import AudioSource
from appliance.station.draft import Draft, TextDraft
from appliance.station.growing_import import GrowingImport
from appliance.station.inference_link import InferenceLink
from appliance.station.transcription import Transcription
from appliance.station.underway import Claim
from appliance.wire.inference import SessionKind

log = logging.getLogger(__name__)


class TextJob:
    """Works on one recording at a time; what is whole already takes no session."""

    def __init__(
        self,
        *,
        library: Library,
        paths: Paths,
        inference: InferenceLink,
        tell_speakers: bool,
        on_change: Callable[[], None],
        on_progress: Callable[[], None],
        wishes: Callable[[str], Wishes | None],
    ) -> None:
        """``tell_speakers`` has the speakers told apart afterwards.

        ``wishes`` tells by its id how a recording is to be heard, else its journal does.
        """
        self._on_progress = on_progress
        self._wishes = wishes
        self._library = library
        self._paths = paths
        self._inference = inference
        self.tell_speakers = tell_speakers
        self._on_change = on_change
        self._quarantines: dict[tuple[str, TranscriptKind], Quarantine] = {}
        """Of texts that were put aside; after a restart of the station they begin afresh."""

    async def run(self, row: LibraryRow, claim: Claim) -> None:
        """Make the text. Raises LibraryError, TextRefusedError, RecogniserHungError.

        After any of them it is to be tried again.
        """
        recording_id = row.recording.id
        try:
            await self._make_texts(row, claim)
        except RecordingsError as error:
            log.exception("no text for %s", recording_id, extra={"event": "text-failed"})
            await self._give_up(recording_id, str(error))

    async def follow(self, growing: GrowingImport, claim: Claim) -> None:
        """Make the text of a file while it is being imported, and to its end.

        Raises LibraryError, TextRefusedError, RecogniserHungError, RecordingsError; all are to be
        tried again.
        """
        claim.transcription = self._transcription(
            growing.source, growing.draft, Quarantine(), growing.wishes
        )
        await claim.transcription.run()
        self._on_change()

    async def _make_texts(self, row: LibraryRow, claim: Claim) -> None:
        recording_id = row.recording.id
        folder = self._paths.recording(recording_id)
        audio = RecordingAudio(folder)
        await asyncio.to_thread(audio.require_audio)
        recording = await asyncio.to_thread(audio.recording)
        noted = await asyncio.to_thread(audio.wishes)
        wishes = self._wishes(recording_id) or noted
        available = await asyncio.to_thread(audio.available_samples)
        total = available if recording.total_samples is None else recording.total_samples
        await self._library.put_recording(recording, total_samples=total, origin=row.origin)
        # Nobody waits for what was lost at the end.
        total = min(total, available)
        if row.origin is Origin.MICROPHONE:
            source = AudioSource(folder, total_samples=total, gaps=recording.gaps)
            await self._make(recording_id, TranscriptKind.LIVE, source, claim, wishes=wishes)
        # Once it is complete somebody may have asked for yet another one.
        while (kind := await self._missing_pass(recording_id)) is not None:
            deaths_allowed = await self._begin_pass(row, kind)
            source = AudioSource(folder, total_samples=total, gaps=recording.gaps)
            await self._make(
                recording_id, kind, source, claim, deaths_allowed=deaths_allowed, wishes=wishes
            )

    async def _make(
        self,
        recording_id: str,
        kind: TranscriptKind,
        source: AudioSource,
        claim: Claim,
        *,
        deaths_allowed: int = DEATHS_ALLOWED,
        wishes: Wishes,
    ) -> None:
        will_tell = self._will_tell_speakers()
        draft = Draft(self._library, recording_id, kind, tell_speakers=will_tell, source=source)
        await draft.require_heard()
        key = (recording_id, kind)
        quarantine = self._quarantines.setdefault(key, Quarantine(deaths_allowed=deaths_allowed))
        claim.transcription = self._transcription(source, draft, quarantine, wishes)
        await claim.transcription.run()
        del self._quarantines[key]
        self._on_change()

    def _transcription(
        self, source: AudioSource, draft: TextDraft, quarantine: Quarantine, wishes: Wishes
    ) -> Transcription:
        return Transcription(
            source=source,
            draft=draft,
            kind=SessionKind.BATCH,
            inference=self._inference,
            quarantine=quarantine,
            wishes=wishes,
            on_progress=self._on_progress,
        )

    def _will_tell_speakers(self) -> bool:
        status = self._inference.status
        return self.tell_speakers and (status is None or status.can_diarise)

    async def _missing_pass(self, recording_id: str) -> TranscriptKind | None:
        """Choose the version to make; None when the text is complete and noted as such."""
        if await self._library.transcript(recording_id, TranscriptKind.REMAKING) is not None:
            return TranscriptKind.REMAKING
        row = await self._library.get(recording_id)
        return None if row.text_state is TextState.COMPLETE else TranscriptKind.SECOND_PASS

    async def _begin_pass(self, row: LibraryRow, kind: TranscriptKind) -> int:
        """Return how many deaths are allowed: what live text had to pass over is tried once."""
        recording_id = row.recording.id
        known = await self._library.transcript(recording_id, kind)
        if kind is TranscriptKind.REMAKING or row.origin is Origin.FILE or known is not None:
            return DEATHS_ALLOWED
        had_problem = bool((await self._library.get(recording_id)).problem)
        await self._library.set_text_state(recording_id, TextState.REFINING, "")
        return RETRY_DEATHS_ALLOWED if had_problem else DEATHS_ALLOWED

    async def _give_up(self, recording_id: str, reason: str) -> None:
        """Fail, but never call a text failed that is there."""
        await self._library.discard(recording_id, TranscriptKind.REMAKING)
        known = (TranscriptKind.SECOND_PASS, TranscriptKind.LIVE)
        texts = [await self._library.transcript(recording_id, kind) for kind in known]
        if any(text is not None and text.complete for text in texts):
            problem = f"The text could not be made again: {reason}"
            await self._library.set_text_state(recording_id, TextState.COMPLETE, problem)
        else:
            await self._library.set_text_state(recording_id, TextState.FAILED, reason)
