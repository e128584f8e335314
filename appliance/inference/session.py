"""One stream of audio becoming hypotheses. It lives and dies with its connection.

Audio comes in pieces, the voice detector turns them into frames, the cutter (endpointer for
live, packer for batch) into utterances, the engine's thread into text; finals leave in order.
Only the audio of what is not decided is kept.

The text must not depend on where a session was interrupted. So detector and cutter begin
afresh after every utterance, and every second in silence, and only these places are ever told
as decided: what follows one of them depends on nothing before it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Final

from wyoming.event import Event

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_seconds
from appliance.domain.cutter import Cutter
from appliance.domain.endpointing import (
    Endpointer,
    EndpointEvent,
    UtteranceEnded,
    UtterancePaused,
    UtteranceStarted,
)
from appliance.domain.overload import CaptionsLevel
from appliance.domain.packing import PackingRules, SegmentPacker
from appliance.domain.vad import VoiceFrame
from appliance.inference.audio_window import AudioWindow
from appliance.inference.engine_thread import Decoded, Urgency
from appliance.inference.errors import InferenceError, cause
from appliance.inference.finals import EndedUtterance, FinalDecoder, FinalText
from appliance.inference.partials import PartialCaptions, Send
from appliance.inference.recogniser import Recogniser
from appliance.inference.session_text import SessionText
from appliance.inference.tones import is_only_tones
from appliance.wire import Message
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    SessionAudio,
    SessionEnded,
    SessionKind,
    SessionProgress,
    StartSession,
    WordTiming,
)

log = logging.getLogger(__name__)

_FARTHEST_AHEAD_SAMPLES: Final = 60 * SAMPLE_RATE_HZ
"""Twice what a sender is allowed: more is no misunderstanding but a fault."""

_REPORT_EVERY_SAMPLES: Final = SAMPLE_RATE_HZ
_REPORT_LIVE_EVERY_SAMPLES: Final = SAMPLE_RATE_HZ // 4
"""Somebody reads along and is told when nothing was heard for a second."""

_AFRESH_EVERY_SAMPLES: Final = SAMPLE_RATE_HZ
_LOOKBACK_SAMPLES: Final = SAMPLE_RATE_HZ // 2
"""Silence before an utterance that a fresh detector settles in, where there is so much."""

_MOST_WAITING: Final = 8
"""Ended utterances; with more, no further audio is taken until one is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speculation:
    """A final begun at a short silence, good if nothing more is said."""

    start_sample: int
    end_sample: int
    decoding: "asyncio.Future[Decoded]"


class Session:
    """See the module."""

    def __init__(self, recogniser: Recogniser, start: StartSession, *, send: Send) -> None:
        """Begin; raises InferenceError if the model is not ready or does not know the language."""
        _, language = recogniser.require_ready(start.language)
        self._recogniser = recogniser
        self._send = send
        self._is_live = start.kind is SessionKind.LIVE
        self._text = SessionText(recogniser, hot_words=start.hot_words, packs=start.packs)
        self._request = replace(
            recogniser.request(language, self._text.hot_words),
            prompt=start.prompt,
            wants_words=True,
        )
        self._finals = FinalDecoder(
            recogniser,
            self._request,
            self._text,
            Urgency.LIVE_FINAL if self._is_live else Urgency.BATCH,
            refine=start.refine,
        )
        self._begin_afresh(start.first_sample)
        self._audio = AudioWindow(start.first_sample)
        self._first = start.first_sample
        self._received = start.first_sample
        self._reported = (-1, -1)
        self._reported_level = CaptionsLevel.FULL
        self._utterance = 0
        self._speculation: _Speculation | None = None
        self._ended: asyncio.Queue[EndedUtterance | None] = asyncio.Queue(_MOST_WAITING)
        self._pending: deque[tuple[int, int]] = deque()
        self._moved = asyncio.Event()

    @property
    def received_samples(self) -> int:
        """All audio before this position has arrived."""
        return self._received

    @property
    def decided_samples(self) -> int:
        """All audio before this position is final; another session may go on from here."""
        return self._pending[0][0] if self._pending else self._origin

    @property
    def behind_s(self) -> float:
        """How long ago, in audio, the oldest utterance ended that has no final yet."""
        return to_seconds(self._received - self._pending[0][1]) if self._pending else 0.0

    async def run(self, messages: AsyncIterator[Message | Event]) -> bool:
        """Work until EndSession is answered, or the messages end without it: then False.

        Raises InferenceError for audio out of order or far ahead.
        """
        self._recogniser.session_began()
        try:
            async with asyncio.TaskGroup() as tasks:
                return await self._work(messages, tasks)
        except BaseExceptionGroup as group:
            raise cause(group) from group
        finally:
            self._abandon()
            self._recogniser.session_ended()

    async def room_for_more(self, limit_samples: int) -> None:
        """Wait until less than ``limit_samples`` of audio are undecided."""
        while self._received - self.decided_samples >= limit_samples:
            self._moved.clear()
            await self._moved.wait()

    async def _work(
        self, messages: AsyncIterator[Message | Event], tasks: asyncio.TaskGroup
    ) -> bool:
        self._tasks = tasks
        self._partials = PartialCaptions(
            self._recogniser, self._request, self._text, send=self._send, tasks=tasks
        )
        decider = tasks.create_task(self._decide_in_order())
        await self._report()
        if not await self._listen(messages):
            self._abandon()
            decider.cancel()
            return False
        for event in self._cutter.finish(self._received):
            await self._on(event)
        await self._ended.put(None)
        await decider
        await self._send(
            SessionEnded(
                decided_samples=self._received,
                audio_s=round(to_seconds(self._received - self._first), 3),
                decode_s=round(self._finals.decode_s, 3),
                decoded_audio_s=round(self._finals.decoded_audio_s, 3),
            )
        )
        return True

    def _abandon(self) -> None:
        """Take everything out of the engine's queue that nobody waits for any more."""
        self._partials.ended()
        if self._speculation is not None:
            self._speculation.decoding.cancel()
        while not self._ended.empty():
            utterance = self._ended.get_nowait()
            if utterance is not None and utterance.decoding is not None:
                utterance.decoding.cancel()

    async def _listen(self, messages: AsyncIterator[Message | Event]) -> bool:
        async for message in messages:
            match message:
                case SessionAudio():
                    await self._take(message)
                case EndSession():
                    return True
                case _:
                    raise InferenceError(
                        "{type} has no place in a session.",
                        hint="Send tingxia-session-audio or tingxia-end-session.",
                        type=message.type if isinstance(message, Event) else message.event_type,
                    )
        return False

    async def _take(self, piece: SessionAudio) -> None:
        self._check(piece)
        self._audio.append(piece.audio)
        self._received = self._audio.end_sample
        fresh = piece.audio
        while fresh:
            frames = await self._recogniser.detect(self._detector, fresh)
            fresh = b""
            for frame in frames:
                if await self._cut(frame):
                    self._audio.drop_before(self._origin)
                    fresh = self._audio.cut(self._origin, self._received)
                    break
        if self._is_live:
            self._partials.consider(
                self._audio,
                behind_s=self.behind_s,
                silence_s=self._cutter.silence_s,
                certainty=self._cutter.certainty,
            )
        decided, (reported_received, reported_decided) = self.decided_samples, self._reported
        grown = max(self._received - reported_received, decided - reported_decided)
        every = _REPORT_LIVE_EVERY_SAMPLES if self._is_live else _REPORT_EVERY_SAMPLES
        if grown >= every or self._partials.level is not self._reported_level:
            await self._report()

    def _check(self, piece: SessionAudio) -> None:
        if piece.first_sample != self._received or len(piece.audio) % SAMPLE_WIDTH_BYTES:
            raise InferenceError(
                "Audio is out of order: sample {expected} was due, {sample} came ({size} bytes).",
                hint="Begin a new session at the decided position.",
                expected=self._received,
                sample=piece.first_sample,
                size=len(piece.audio),
            )
        if piece.first_sample - self.decided_samples > _FARTHEST_AHEAD_SAMPLES:
            raise InferenceError(
                "The sender is {ahead_s:.0f} s ahead of what is decided.",
                hint="Stay at most 30 s ahead of decided_samples.",
                ahead_s=to_seconds(piece.first_sample - self.decided_samples),
            )

    async def _cut(self, frame: VoiceFrame) -> bool:
        """Feed the cutter; True if detector and cutter were replaced by fresh ones."""
        for event in self._cutter.feed(frame):
            await self._on(event)
            if isinstance(event, UtteranceEnded):
                self._begin_afresh(event.end_sample)
                return True
        settled = self._cutter.settled_samples
        if settled - self._origin >= _AFRESH_EVERY_SAMPLES:
            self._begin_afresh(settled - _LOOKBACK_SAMPLES)
            return True
        return False

    def _begin_afresh(self, sample: int) -> None:
        self._origin = sample
        self._detector = self._recogniser.new_detector(sample)
        rules = self._recogniser.settings.endpointing.rules
        self._cutter: Cutter = (
            Endpointer(rules, first_sample=sample)
            if self._is_live
            else SegmentPacker(rules, PackingRules(), first_sample=sample)
        )

    async def _on(self, event: EndpointEvent) -> None:
        match event:
            case UtteranceStarted():
                self._utterance += 1
                self._partials.began(self._utterance, event.start_sample)
            case UtterancePaused() if self._may_speculate:
                self._speculate(event)
            case UtteranceEnded():
                await self._close(event)
            case _:
                pass

    @property
    def _may_speculate(self) -> bool:
        """Not where finals wait already: what turns out void would make them wait longer."""
        return self._is_live and self._partials.level is not CaptionsLevel.OFF

    def _speculate(self, paused: UtterancePaused) -> None:
        if self._speculation is not None:
            self._speculation.decoding.cancel()
        start, end = paused.start_sample, paused.end_sample
        pcm = self._audio.cut(start, end)
        so_far = UtteranceEnded(
            start_sample=start, end_sample=end, certainty=self._cutter.certainty
        )
        if is_only_tones(pcm, so_far):
            self._speculation = None
            return
        decoding = self._submit(pcm)
        self._speculation = _Speculation(start_sample=start, end_sample=end, decoding=decoding)
        self._tasks.create_task(self._show(self._utterance, end, decoding))

    async def _show(self, utterance: int, end: int, decoding: "asyncio.Future[Decoded]") -> None:
        """Show a speculative final as a partial: it is the best there is for now."""
        await asyncio.wait([decoding])
        if not decoding.cancelled() and decoding.exception() is None:
            await self._partials.show(utterance, end, decoding.result())

    async def _close(self, ended: UtteranceEnded) -> None:
        if not self._is_live:
            self._utterance += 1
        pcm = self._audio.cut(ended.start_sample, ended.end_sample)
        guess, self._speculation = self._speculation, None
        clean_partial = self._partials.ended()
        decoding: asyncio.Future[Decoded] | None
        if is_only_tones(pcm, ended):
            decoding = None
            if guess is not None:
                guess.decoding.cancel()
        elif guess is not None and (guess.start_sample, guess.end_sample) == (
            ended.start_sample,
            ended.end_sample,
        ):
            decoding = guess.decoding
        else:
            if guess is not None:
                guess.decoding.cancel()
            decoding = self._submit(pcm)
        utterance = EndedUtterance(
            utterance=self._utterance,
            ended=ended,
            pcm=pcm,
            decoding=decoding,
            clean_partial=clean_partial,
        )
        self._pending.append((self._origin, ended.end_sample))
        await self._ended.put(utterance)

    def _submit(self, pcm: bytes) -> "asyncio.Future[Decoded]":
        decoding = self._finals.submit(pcm)
        self._recogniser.changed.set()
        return decoding

    async def _decide_in_order(self) -> None:
        while (utterance := await self._ended.get()) is not None:
            before = self._finals.decode_s
            finals = await self._finals.decide(utterance)
            decode_s = self._finals.decode_s - before
            for final in finals:
                await self._send(self._told(utterance, final, decode_s=decode_s))
            self._pending.popleft()
            await self._report()
            self._recogniser.changed.set()

    def _told(
        self, utterance: EndedUtterance, final: FinalText, *, decode_s: float
    ) -> FinalHypothesis:
        sentence = final.sentence
        return FinalHypothesis(
            utterance=utterance.utterance,
            start_sample=sentence.start_sample,
            end_sample=sentence.end_sample,
            text=final.text,
            raw_text=final.raw_text,
            changes=final.changes,
            lexicon=self._text.chain.lexicon.hash,
            language=final.language,
            words=tuple(
                WordTiming(
                    text=word.text,
                    start_sample=word.start_sample,
                    end_sample=word.end_sample,
                    confidence=word.confidence,
                )
                for word in (sentence.words if final.has_word_times else ())
            ),
            confidence=None if final.confidence is None else round(final.confidence, 3),
            engine=final.identity.engine,
            model=final.identity.model,
            model_sha256=final.identity.model_sha256,
            decode_s=round(decode_s, 3),
        )

    async def _report(self) -> None:
        self._reported = (self._received, self.decided_samples)
        self._reported_level = self._partials.level
        self._moved.set()
        await self._send(
            SessionProgress(
                received_samples=self._received,
                decided_samples=self.decided_samples,
                behind_s=round(self.behind_s, 2),
                captions_level=self._reported_level,
            )
        )
