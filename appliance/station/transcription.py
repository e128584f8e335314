"""Turns the audio of a recording into text, however often inference dies on the way."""

import asyncio
import logging
from collections.abc import Callable

from appliance.domain.process import ProcessEnd
from appliance.domain.quarantine import Quarantine
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.errors import ApplianceError
from appliance.recordings.errors import RecordingsError
from appliance.station.audio_source import AudioSource
from appliance.station.captions import LiveCaptions
from appliance.station.draft import TextDraft
from appliance.station.errors import RecogniserHungError, TextRefusedError
from appliance.station.inference_link import InferenceLink
from appliance.station.session import Session
from appliance.wire import RemoteError, WireError
from appliance.wire.inference import (
    ENGINE_FAILED,
    FinalHypothesis,
    PartialHypothesis,
    SessionKind,
    SessionProgress,
)

log = logging.getLogger(__name__)

FIRST_RETRY_S = 0.2
LONGEST_RETRY_S = 5.0

REFUSALS_ALLOWED = 4
"""In a row and without any progress; a model that is just being changed takes less."""


class Transcription:
    """One version of the text of one recording on its way to completion."""

    def __init__(
        self,
        *,
        source: AudioSource,
        draft: TextDraft,
        kind: SessionKind,
        inference: InferenceLink,
        captions: LiveCaptions | None = None,
        quarantine: Quarantine | None = None,
        wishes: Wishes = NO_WISHES,
        on_progress: Callable[[], None] = lambda: None,
    ) -> None:
        self._wishes = wishes
        self._on_progress = on_progress
        self._source = source
        self._draft = draft
        self._kind = kind
        self._inference = inference
        self._captions = captions
        self._quarantine = quarantine or Quarantine()
        self._refusals = 0
        self.decided_samples = 0
        """All audio before this position is final."""

        self.last_text = ""
        """The last words that were understood."""

    async def run(self) -> None:
        """Work until the recording is over and all of it is decided and stored.

        Every attempt begins where the library says that the last one came to, so nothing is lost
        and nothing doubled. Raises RecordingsError when the audio cannot be read. Of a recording
        that is over it raises TextRefusedError when inference does not take it, and
        RecogniserHungError when others should go first.
        """
        retry_s = FIRST_RETRY_S
        while True:
            before = self.decided_samples
            try:
                if await self._attempt():
                    return
            except (RecordingsError, TextRefusedError, RecogniserHungError):
                raise
            except ApplianceError as error:
                log.warning(
                    "text of %s is interrupted: %s",
                    self._draft.recording_id,
                    error,
                    extra={"event": "transcription-interrupted", "code": error.code},
                )
            if self._captions is not None:
                self._captions.interrupted()
            retry_s = (
                FIRST_RETRY_S
                if self.decided_samples > before
                else min(retry_s * 2, LONGEST_RETRY_S)
            )
            await asyncio.sleep(retry_s)

    async def _attempt(self) -> bool:
        """Run one session; True if nothing is left to do after it."""
        # What is quiet is not written down at once: this may be further than the library knows.
        self.decided_samples = max(self.decided_samples, await self._draft.decided_samples())
        if await self._is_complete():
            return True
        await self._inference.ready()
        first_sample = self.decided_samples
        session = Session(
            self._source,
            kind=self._kind,
            first_sample=first_sample,
            listener=self,
            refine=self._draft.is_refined,
            wishes=self._wishes,
        )
        log.info(
            "a session for %s begins",
            self._draft.recording_id,
            extra={
                "event": "session-began",
                "kind": self._kind,
                "first_sample": first_sample,
            },
        )
        try:
            await session.run(self._inference.socket)
        except RemoteError as error:
            if error.remote_code != ENGINE_FAILED:
                self._note_refusal(error, has_progressed=session.decided_samples > first_sample)
                raise
            await self._blame(session, ProcessEnd.CRASHED, error)
            return False
        except WireError as error:
            self._refusals = 0
            end = await self._inference.how_it_ended(session.peer_pid)
            await self._blame(session, end, error)
            return False
        return await self._is_complete()

    async def _blame(
        self, session: Session, end: ProcessEnd | None, error: RemoteError | WireError
    ) -> None:
        """Pass audio over that made inference crash or hang too often; else raise ``error``.

        A process that ended in good order had nothing against the audio. Where nobody knows how
        it ended it did not crash: the supervisor of a box that works would know.
        """
        if end is ProcessEnd.ASKED:
            raise error
        is_hang = end is not ProcessEnd.CRASHED
        skipped = self._quarantine.died(
            decided_samples=session.decided_samples,
            sent_samples=session.sent_samples,
            is_hang=is_hang,
        )
        if skipped is None:
            if end is ProcessEnd.HUNG and self._kind is SessionKind.BATCH and self._source.closed:
                raise RecogniserHungError from error
            raise error
        log.error(
            "audio of %s is passed over: %s",
            self._draft.recording_id,
            error,
            extra={
                "event": "audio-quarantined",
                "start_sample": skipped.start_sample,
                "end_sample": skipped.end_sample,
                "is_hang": is_hang,
            },
        )
        await self._draft.pass_over(skipped)

    def _note_refusal(self, error: RemoteError, *, has_progressed: bool) -> None:
        """Count refusals in a row: want of memory, a full queue, a language it does not know."""
        self._refusals = 1 if has_progressed else self._refusals + 1
        if self._refusals >= REFUSALS_ALLOWED and self._source.closed:
            raise TextRefusedError(error) from error

    async def _is_complete(self) -> bool:
        if not self._source.closed or self.decided_samples < self._source.available_samples:
            return False
        await self._draft.complete(self._source.available_samples)
        return True

    def guessed(self, partial: PartialHypothesis) -> None:
        """Show the open utterance."""
        if self._captions is not None:
            self._captions.guessed(partial)

    def understood(self, final: FinalHypothesis) -> None:
        """Show a finished utterance."""
        if self._captions is not None:
            self._captions.understood(final)

    def progressed(self, progress: SessionProgress) -> None:
        """Show how the captions do."""
        if self._captions is not None:
            self._captions.progressed(progress)

    async def decided(self, finals: list[FinalHypothesis], decided_samples: int) -> None:
        """Store, then show as stored."""
        await self._draft.commit(finals, decided_samples)
        self.decided_samples = decided_samples
        self.last_text = finals[-1].text if finals else self.last_text
        self._on_progress()
        if self._captions is not None:
            self._captions.decided(finals, decided_samples)
