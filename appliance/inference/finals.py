"""Turns an ended utterance into final text, with the guards against text nobody spoke."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_samples
from appliance.domain.degeneracy import Degeneracy, Suspect, judge
from appliance.domain.endpointing import UtteranceEnded
from appliance.domain.sentences import Sentence, split_sentences
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.transcript import Word
from appliance.inference.engine import EngineHypothesis, EngineIdentity, EngineRequest, Quality
from appliance.inference.engine_thread import Decoded, Urgency
from appliance.inference.recogniser import Recogniser
from appliance.inference.sentence_edges import in_pauses
from appliance.inference.session_text import SessionText
from appliance.inference.spoken_words import guessed, has_marks, placed, with_marks, within
from appliance.inference.unheard import around, is_said_beside, longest_pause, unheard

log = logging.getLogger(__name__)

_LONGEST_CUE_S: Final = 8.0
"""Longer text is split where nobody would want to read it at once."""

_SHORT_TEXT_WORDS: Final = 24
"""So few are read at once; without places of words it would be guesswork to part them."""

_MARGIN_SAMPLES: Final = to_samples(0.2)
"""Left to both parts of a long segment that is parted in a pause."""

_WORTH_ANOTHER_TRY: Final = frozenset({Degeneracy.LOOP, Degeneracy.TOO_FAST})
"""Something was said that the engine stumbled over; otherwise it heard nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPartial:
    """The last partial of an utterance that nothing was wrong with."""

    hypothesis: EngineHypothesis
    identity: EngineIdentity
    end_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedUtterance:
    """All there is to decide about."""

    utterance: int
    ended: UtteranceEnded
    pcm: bytes
    decoding: "asyncio.Future[Decoded] | None"
    """None where nothing is to be recognised."""

    clean_partial: CleanPartial | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalText:
    """A piece of final text; ``sentence`` has positions of the source."""

    sentence: Sentence
    has_word_times: bool
    """Otherwise the words of the sentence stand where they might have been spoken."""

    raw_text: str
    text: str
    changes: tuple[TextChange, ...]
    language: str
    confidence: float | None
    identity: EngineIdentity


class FinalDecoder:
    """Of one session."""

    def __init__(
        self,
        recogniser: Recogniser,
        request: EngineRequest,
        text: SessionText,
        urgency: Urgency,
        *,
        refine: bool,
    ) -> None:
        self._recogniser = recogniser
        self._text = text
        self._request = request
        self._urgency = urgency
        self._quality = Quality.LIVE if urgency is Urgency.LIVE_FINAL else Quality.FINAL
        self._refine = refine
        self.decode_s = 0.0
        """Time the engine spent on finals so far."""

        self.decoded_audio_s = 0.0

    def submit(self, pcm: bytes, quality: Quality | None = None) -> "asyncio.Future[Decoded]":
        """Queue audio for a final."""
        request = replace(self._request, quality=quality or self._quality)
        submitted = self._recogniser.engine_thread.submit(
            pcm, request, self._urgency, refine=self._refine
        )
        assert submitted is not None, "only partials are turned away"
        return submitted

    async def decide(self, utterance: EndedUtterance) -> list[FinalText]:
        """Return the final text in order; nothing if there is none worth showing."""
        if utterance.decoding is None:
            return []
        decoded = await self._count(utterance.decoding)
        flaw = self._judge(decoded, utterance.ended)
        if flaw is None:
            return await self._whole(decoded, utterance)
        log.info(
            "a final is degenerate: %s", flaw, extra={"event": "final-degenerate", "flaw": flaw}
        )
        if utterance.clean_partial is not None:
            partial = utterance.clean_partial
            ended = replace(utterance.ended, end_sample=partial.end_sample)
            return self._finish(
                partial.hypothesis, partial.identity, replace(utterance, ended=ended)
            )
        if len(utterance.ended.speech) > 1:
            cut = longest_pause(utterance.ended)
            halves = self._part(utterance, slice(cut)), self._part(utterance, slice(cut, None))
            return [text for half in halves for text in await self.decide(half)]
        if flaw not in _WORTH_ANOTHER_TRY:
            return []
        again = await self._count(self.submit(utterance.pcm, Quality.RETRY))
        if self._judge(again, utterance.ended):
            return []
        return self._finish(again.hypothesis, again.identity, utterance)

    async def _whole(self, decoded: Decoded, utterance: EndedUtterance) -> list[FinalText]:
        """Return the text, with what it leaves out if that is understood alone."""
        hypothesis, ended = decoded.hypothesis, utterance.ended
        words = placed(hypothesis, ended)
        left_out: dict[int, list[FinalText]] = {}
        for number in unheard(ended, words):
            alone = await self.decide(self._part(utterance, slice(number, number + 1)))
            heard = [word for one in alone for word in one.sentence.words]
            if alone and not is_said_beside(ended.speech[number][0], words, heard):
                left_out[number] = alone
        if not left_out:
            return self._finish(hypothesis, decoded.identity, utterance)
        log.info("a final left speech out", extra={"event": "final-left-speech-out"})
        texts = [text for alone in left_out.values() for text in alone]
        for piece, here in around(hypothesis, ended, list(left_out)):
            texts += self._finish(piece, decoded.identity, replace(utterance, ended=here))
        return sorted(texts, key=lambda text: text.sentence.start_sample)

    async def _count(self, decoding: "asyncio.Future[Decoded]") -> Decoded:
        decoded = await decoding
        self.decode_s += decoded.decode_s
        self.decoded_audio_s += decoded.audio_s
        return decoded

    def _judge(self, decoded: Decoded, ended: UtteranceEnded) -> Degeneracy | None:
        return judge(
            Suspect(
                text=self._text.chain.simplified(decoded.hypothesis.text),
                audio_s=decoded.audio_s,
                confidence=decoded.hypothesis.confidence,
                no_speech_probability=decoded.hypothesis.no_speech_probability,
                certainty=ended.certainty,
            )
        )

    def _part(self, utterance: EndedUtterance, stretches: slice) -> EndedUtterance:
        """Part these stretches of speech from a long segment, and have them decoded."""
        ended = utterance.ended
        first, last, _ = stretches.indices(len(ended.speech))
        start, end = ended.start_sample, ended.end_sample
        if first > 0:
            start = ended.speech[first][0] - _margin(ended, first)
        if last < len(ended.speech):
            end = ended.speech[last - 1][1] + _margin(ended, last)
        begin = (start - ended.start_sample) * SAMPLE_WIDTH_BYTES
        pcm = utterance.pcm[begin : begin + (end - start) * SAMPLE_WIDTH_BYTES]
        certainties = ended.certainties[stretches]
        part = replace(
            ended,
            start_sample=start,
            end_sample=end,
            speech=ended.speech[stretches],
            certainty=max(certainties),
            certainties=certainties,
        )
        return EndedUtterance(
            utterance=utterance.utterance, ended=part, pcm=pcm, decoding=self.submit(pcm)
        )

    def _finish(
        self, hypothesis: EngineHypothesis, identity: EngineIdentity, utterance: EndedUtterance
    ) -> list[FinalText]:
        ended = utterance.ended
        raw = hypothesis.text.strip()
        words = placed(hypothesis, ended) or guessed(raw, ended)
        marks = [""] * len(words)
        if not has_marks(raw):
            marks = self._recogniser.punctuate(words, hypothesis.text)
            if ended.forced:
                marks = [*marks[:-1], ""]  # cut in the middle of a sentence
        finals = []
        at = 0
        marked = with_marks(words, marks)
        for sentence in _sentences(marked, utterance, has_word_times=bool(hypothesis.words)):
            count = len(sentence.words)
            unmarked = Sentence(
                start_sample=sentence.start_sample,
                end_sample=sentence.end_sample,
                words=within(sentence, words[at : at + count]),
            )
            at += count
            final = self._final(unmarked, sentence.text, hypothesis, identity)
            if final.text:
                finals.append(final)
        return finals

    def _final(
        self,
        sentence: Sentence,
        marked: str,
        hypothesis: EngineHypothesis,
        identity: EngineIdentity,
    ) -> FinalText:
        raw = sentence.text
        finished = self._text.chain.finish(marked, hypothesis.language)
        changes = finished.changes
        if marked != raw:
            by_us = TextChange(
                step=TextStep.PUNCTUATION,
                start=0,
                before=raw,
                after=marked,
                cause="the recogniser gives no punctuation",
            )
            changes = (by_us, *changes)
        return FinalText(
            sentence=sentence,
            has_word_times=bool(hypothesis.words),
            raw_text=raw,
            text=finished.text,
            changes=changes,
            language=hypothesis.language,
            confidence=hypothesis.confidence,
            identity=identity,
        )


def _margin(ended: UtteranceEnded, number: int) -> int:
    """Return what of the pause before this stretch of speech each side of it keeps, in samples."""
    return min(_MARGIN_SAMPLES, (ended.speech[number][0] - ended.speech[number - 1][1]) // 2)


def _sentences(
    words: Sequence[Word], utterance: EndedUtterance, *, has_word_times: bool
) -> list[Sentence]:
    ended = utterance.ended
    if not has_word_times and len(words) <= _SHORT_TEXT_WORDS:
        return [
            Sentence(
                start_sample=ended.start_sample, end_sample=ended.end_sample, words=tuple(words)
            )
        ]
    speech = ended.speech or ((ended.start_sample, ended.end_sample),)
    sentences = split_sentences(words, speech=speech, longest_s=_LONGEST_CUE_S)
    return in_pauses(sentences, utterance.pcm, ended.start_sample)
