"""One version of a recording's text while it is being made."""

import logging
from typing import Protocol

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.quarantine import SkippedRange
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind, Word
from appliance.library import Library
from appliance.station.audio_source import AudioSource
from appliance.station.lost_audio import MARGIN_SAMPLES, require_heard
from appliance.wire.inference import FinalHypothesis

log = logging.getLogger(__name__)

QUIET_COMMIT_SAMPLES = 5 * SAMPLE_RATE_HZ
"""Progress without any text is written down only so often; at worst silence is heard again."""


class TextDraft(Protocol):
    """Where a version of a recording's text is kept while it is being made."""

    @property
    def recording_id(self) -> str:
        """Whose text it is."""
        ...

    @property
    def is_refined(self) -> bool:
        """Whether it is made with the model for second passes."""
        ...

    async def decided_samples(self) -> int:
        """All audio before this position needs no more work."""
        ...

    async def commit(self, finals: list[FinalHypothesis], decided_samples: int) -> None:
        """Keep both together."""
        ...

    async def pass_over(self, skipped: SkippedRange) -> None:
        """Give up a range that kills the recogniser, and say so."""
        ...

    async def complete(self, total_samples: int) -> None:
        """Note that nothing is left to do for this version."""
        ...


class Draft:
    """Writes finals and how far the text has come, always together."""

    def __init__(
        self,
        library: Library,
        recording_id: str,
        kind: TranscriptKind,
        *,
        tell_speakers: bool = False,
        source: AudioSource | None = None,
    ) -> None:
        """``tell_speakers`` has the speakers told apart once the last version is complete.

        What of ``source`` is lost is told, and costs no word of a text that is there.
        """
        self._library = library
        self._source = source
        self._lost: tuple[range, ...] | None = None
        """What of it was looked at already."""

        self._tell_speakers = tell_speakers
        self._recording_id = recording_id
        self.kind = kind
        self._stored_samples = 0

    @property
    def recording_id(self) -> str:
        """Whose text it is."""
        return self._recording_id

    @property
    def is_refined(self) -> bool:
        """Whether it is made with the model for second passes."""
        return self.kind is not TranscriptKind.LIVE

    async def require_heard(self) -> None:
        """Tell what audio is lost. Raises RecordingsError if a better text would be replaced."""
        if self._source is None or self.kind is TranscriptKind.LIVE:
            return  # live text takes the place of none
        recording_id = self.recording_id
        lost = await self._source.lost()
        if lost == self._lost:
            return
        await require_heard(self._library, recording_id, self._source, lost, making=self.kind)
        self._lost = lost
        row = await self._library.get(recording_id)
        told = [told_lost(each) for each in lost if len(each) >= MARGIN_SAMPLES]
        news = [each for each in told if each not in row.problem]
        if news:
            known = [row.problem] if row.problem else []
            await self._library.set_text_state(
                recording_id, row.text_state, " ".join([*known, *news])
            )

    async def decided_samples(self) -> int:
        """All audio before this position needs no more work."""
        known = await self._library.transcript(self.recording_id, self.kind)
        self._stored_samples = known.decided_samples if known else 0
        return self._stored_samples

    async def commit(self, finals: list[FinalHypothesis], decided_samples: int) -> None:
        """Write both in one transaction."""
        if not finals and decided_samples - self._stored_samples < QUIET_COMMIT_SAMPLES:
            return
        await self._library.add_segments(
            self.recording_id,
            self.kind,
            [to_segment(final) for final in finals],
            decided_samples=decided_samples,
        )
        self._stored_samples = decided_samples

    async def pass_over(self, skipped: SkippedRange) -> None:
        """Give up a range that kills the recogniser, and say so."""
        await self._library.add_segments(
            self.recording_id, self.kind, [], decided_samples=skipped.end_sample
        )
        row = await self._library.get(self.recording_id)
        problem = told_skipped(skipped)
        known = f"{row.problem} " if row.problem else ""
        await self._library.set_text_state(self.recording_id, row.text_state, known + problem)

    async def complete(self, total_samples: int) -> None:
        """Write that nothing is left to do for this version; live text is to be refined next.

        Raises RecordingsError if audio was lost meanwhile and a better text would be replaced.
        """
        await self.require_heard()
        recording_id = self.recording_id
        await self._library.add_segments(recording_id, self.kind, [], decided_samples=total_samples)
        await self._library.complete(recording_id, self.kind)
        if self.kind is TranscriptKind.REMAKING:
            await self._library.finish_again(recording_id)
        row = await self._library.get(recording_id)
        state = TextState.REFINING if await self._another_follows() else TextState.COMPLETE
        if state is TextState.COMPLETE and self._tell_speakers:
            await self._library.set_speaker_state(recording_id, SpeakerState.WAITING)
        await self._library.set_text_state(recording_id, state, row.problem)
        log.info(
            "text of %s is complete",
            self.recording_id,
            extra={"event": "text-complete", "kind": self.kind, "samples": total_samples},
        )

    async def _another_follows(self) -> bool:
        if self.kind is TranscriptKind.LIVE:
            return True
        remaking = await self._library.transcript(self.recording_id, TranscriptKind.REMAKING)
        return remaking is not None


def to_segment(final: FinalHypothesis) -> Segment:
    """Convert an utterance from the wire."""
    return Segment(
        start_sample=final.start_sample,
        end_sample=final.end_sample,
        text=final.text,
        raw_text=final.raw_text,
        language=final.language,
        engine=final.engine,
        model=final.model,
        model_sha256=final.model_sha256,
        confidence=final.confidence,
        changes=final.changes,
        lexicon=final.lexicon,
        words=tuple(
            Word(
                text=word.text,
                start_sample=word.start_sample,
                end_sample=word.end_sample,
                confidence=word.confidence,
            )
            for word in final.words
        ),
    )


def told_skipped(skipped: SkippedRange) -> str:
    """Say what was passed over."""
    start, end = _clock(skipped.start_sample), _clock(skipped.end_sample)
    if skipped.is_hang:
        return f"Not recognised from {start} to {end}: the recogniser came to no end there."
    return f"Not recognised from {start} to {end}: the recogniser crashed there."


def told_lost(lost: range) -> str:
    """Say where there is nothing to recognise any more."""
    return f"No audio from {_clock(lost.start)} to {_clock(lost.stop)}: it is not on this box."


def _clock(samples: int) -> str:
    seconds = samples // SAMPLE_RATE_HZ
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
