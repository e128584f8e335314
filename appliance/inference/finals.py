"""Turns an ended utterance into final text, with the guards against text nobody spoke."""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Final

from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.degeneracy import Degeneracy, Suspect, judge
from appliance.domain.endpointing import UtteranceEnded
from appliance.domain.sentences import Sentence, split_sentences
from appliance.domain.transcript import Word
from appliance.inference.engine import EngineHypothesis, EngineRequest, Quality
from appliance.inference.engine_thread import Decoded, Urgency
from appliance.inference.recogniser import Recogniser

log = logging.getLogger(__name__)

_LONGEST_CUE_S: Final = 8.0
"""Longer text is split where nobody would want to read it at once."""

_WORTH_ANOTHER_TRY: Final = frozenset({Degeneracy.LOOP, Degeneracy.TOO_FAST})
"""Something was said that the engine stumbled over; otherwise it heard nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPartial:
    """The last partial of an utterance that nothing was wrong with."""

    hypothesis: EngineHypothesis
    end_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedUtterance:
    """All there is to decide about."""

    utterance: int
    ended: UtteranceEnded
    pcm: bytes
    decoding: "asyncio.Future[Decoded]"
    clean_partial: CleanPartial | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalText:
    """A piece of final text; ``sentence`` has positions of the source."""

    sentence: Sentence
    raw_text: str
    text: str
    confidence: float | None


class FinalDecoder:
    """Of one session."""

    def __init__(self, recogniser: Recogniser, request: EngineRequest, urgency: Urgency) -> None:
        self._recogniser = recogniser
        self._request = request
        self._urgency = urgency
        self.decode_s = 0.0
        """Time the engine spent on finals so far."""

    async def decide(self, utterance: EndedUtterance) -> list[FinalText]:
        """Return the final text in order; nothing if there is none worth showing."""
        decoded = await self._count(utterance.decoding)
        flaw = self._judge(decoded)
        if flaw is None:
            return self._finish(decoded.hypothesis, utterance.ended)
        log.info(
            "a final is degenerate: %s", flaw, extra={"event": "final-degenerate", "flaw": flaw}
        )
        if utterance.clean_partial is not None:
            partial = utterance.clean_partial
            return self._finish(
                partial.hypothesis, replace(utterance.ended, end_sample=partial.end_sample)
            )
        if len(utterance.ended.speech) > 1:
            return [text for half in self._halves(utterance) for text in await self.decide(half)]
        if flaw not in _WORTH_ANOTHER_TRY:
            return []
        again = await self._count(self._submit(utterance.pcm, Quality.RETRY))
        return [] if self._judge(again) else self._finish(again.hypothesis, utterance.ended)

    async def _count(self, decoding: "asyncio.Future[Decoded]") -> Decoded:
        decoded = await decoding
        self.decode_s += decoded.decode_s
        return decoded

    def _judge(self, decoded: Decoded) -> Degeneracy | None:
        return judge(
            Suspect(
                text=self._recogniser.text.simplified(decoded.hypothesis.text),
                audio_s=decoded.audio_s,
                confidence=decoded.hypothesis.confidence,
                no_speech_probability=decoded.hypothesis.no_speech_probability,
            )
        )

    def _submit(self, pcm: bytes, quality: Quality) -> "asyncio.Future[Decoded]":
        submitted = self._recogniser.engine_thread.submit(
            pcm, replace(self._request, quality=quality), self._urgency
        )
        assert submitted is not None, "only partials are turned away"
        return submitted

    def _halves(self, utterance: EndedUtterance) -> list[EndedUtterance]:
        """Part a long segment at its longest pause and have both parts decoded."""
        speech = utterance.ended.speech
        cut = max(range(1, len(speech)), key=lambda at: speech[at][0] - speech[at - 1][1])
        halves = []
        for regions in (speech[:cut], speech[cut:]):
            start, end = regions[0][0], regions[-1][1]
            first = (start - utterance.ended.start_sample) * SAMPLE_WIDTH_BYTES
            pcm = utterance.pcm[first : first + (end - start) * SAMPLE_WIDTH_BYTES]
            halves.append(
                EndedUtterance(
                    utterance=utterance.utterance,
                    ended=UtteranceEnded(start_sample=start, end_sample=end, speech=regions),
                    pcm=pcm,
                    decoding=self._submit(pcm, Quality.FINAL),
                )
            )
        return halves

    def _finish(self, hypothesis: EngineHypothesis, ended: UtteranceEnded) -> list[FinalText]:
        words = tuple(
            Word(
                text=word.text,
                start_sample=min(ended.start_sample + word.start_sample, ended.end_sample),
                end_sample=min(ended.start_sample + word.end_sample, ended.end_sample),
                confidence=word.confidence,
            )
            for word in hypothesis.words
        )
        whole = Sentence(start_sample=ended.start_sample, end_sample=ended.end_sample, words=words)
        sentences = [whole]
        if words:
            speech = ended.speech or ((ended.start_sample, ended.end_sample),)
            sentences = split_sentences(words, speech=speech, longest_s=_LONGEST_CUE_S)
        finals = []
        for sentence in sentences:
            raw = hypothesis.text if sentence is whole else sentence.text
            text = self._recogniser.text.finish(raw, hypothesis.language)
            if text:
                finals.append(
                    FinalText(
                        sentence=sentence,
                        raw_text=raw,
                        text=text,
                        confidence=hypothesis.confidence,
                    )
                )
        return finals
