"""Live captions of the open utterance, from an engine that streams or by decoding it again.

Which it is, is decided for each utterance anew. Text that is not clean is not shown.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, to_seconds
from appliance.domain.cadence import PartialCadence
from appliance.domain.degeneracy import Suspect, judge
from appliance.domain.endpointing import UtteranceEnded
from appliance.domain.overlap import join_by_overlap
from appliance.domain.overload import CaptionsLevel, OverloadLadder
from appliance.domain.stable_prefix import StablePrefix
from appliance.inference.audio_window import AudioWindow
from appliance.inference.engine import EngineHypothesis, EngineIdentity, EngineRequest, Quality
from appliance.inference.engine_thread import Decoded, Urgency
from appliance.inference.errors import InferenceError
from appliance.inference.finals import CleanPartial
from appliance.inference.recogniser import Recogniser
from appliance.inference.session_text import SessionText
from appliance.inference.stream_captions import StreamCaptions
from appliance.inference.tones import is_only_tones
from appliance.wire import Message
from appliance.wire.inference import PartialHypothesis

log = logging.getLogger(__name__)

Send = Callable[[Message], Awaitable[None]]

_SHORT_WINDOW_SAMPLES: Final = 6 * SAMPLE_RATE_HZ
_SLOWNESS: Final = 2.0
_SILENT_LEVELS: Final = (CaptionsLevel.FINALS_ONLY, CaptionsLevel.OFF)


class PartialCaptions:
    """Of one live session. ``tasks`` owns the decodes under way."""

    def __init__(
        self,
        recogniser: Recogniser,
        request: EngineRequest,
        text: SessionText,
        *,
        send: Send,
        tasks: asyncio.TaskGroup,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recogniser = recogniser
        self._session_text = text
        self._request = replace(request, quality=Quality.PARTIAL, wants_words=False)
        self._send = send
        self._tasks = tasks
        self._clock = clock
        self._cadence = PartialCadence()
        self._ladder = OverloadLadder()
        self._prefix = StablePrefix()
        self._stream: StreamCaptions | None = None
        self._stream_failed = False
        self._utterance: int | None = None
        self._start = 0
        self._certainty = 1.0
        self._text = ""
        self._running: asyncio.Task[None] | None = None
        self._clean: CleanPartial | None = None

    @property
    def level(self) -> CaptionsLevel:
        """What overload has left of the captions."""
        return self._ladder.level

    def began(self, utterance: int, start_sample: int) -> None:
        """Follow an utterance that is open from here."""
        self._utterance, self._start = utterance, start_sample
        self._prefix = StablePrefix()
        self._clean, self._text = None, ""
        engine = None if self._stream_failed else self._recogniser.captions_engine
        language = self._request.language
        if engine is None or language not in {*engine.capabilities.languages, "auto"}:
            self._stream = None
            return
        self._stream = StreamCaptions(
            engine,
            self._recogniser.engine_thread,
            language=language,
            first_sample=start_sample,
            clock=self._clock,
        )

    def ended(self) -> CleanPartial | None:
        """Leave the utterance, which is over; return its last clean partial."""
        if self._running is not None:
            self._running.cancel()
        self._utterance, self._stream = None, None
        self._cadence.begin_afresh()
        return self._clean

    def consider(
        self, audio: AudioWindow, *, behind_s: float, silence_s: float, certainty: float
    ) -> None:
        """Ask for a partial if one is due, now that there is new audio."""
        now_s = self._clock()
        self._certainty = certainty
        self._keep_up(now_s, behind_s)
        if self._utterance is None or self.level in _SILENT_LEVELS:
            return
        if self._running is not None and not self._running.done():
            return
        if self._stream is not None:
            if self._stream.is_due(audio.end_sample, slowness=self._cadence.slowness):
                self._running = self._tasks.create_task(
                    self._stream_on(self._utterance, self._stream, audio)
                )
            return
        end = audio.end_sample
        if self._cadence.is_due(
            now_s,
            audio_s=to_seconds(end - self._start),
            silence_s=silence_s,
        ):
            self._decode_again(self._utterance, audio, now_s)

    async def show(self, utterance: int, end_sample: int, decoded: Decoded) -> None:
        """Show a hypothesis of the open utterance unless it is over or something is wrong."""
        if self._is_shown(utterance, decoded.hypothesis, decoded.audio_s):
            await self._tell(
                utterance, end_sample, decoded.hypothesis, decoded.identity, decoded.decode_s
            )

    def _keep_up(self, now_s: float, behind_s: float) -> None:
        before, level = self.level, self._ladder.observe(now_s, behind_s=behind_s)
        if level is before:
            return
        log.info("captions: %s", level, extra={"event": "captions-level", "captions_level": level})
        self._cadence.slowness = 1.0 if level is CaptionsLevel.FULL else _SLOWNESS
        if level is CaptionsLevel.SHORT_WINDOW:
            self._cadence.begin_afresh()
        if level in _SILENT_LEVELS:
            # A stream that missed audio cannot go on; the next utterance has a new one.
            self._stream = None

    def _decode_again(self, utterance: int, audio: AudioWindow, now_s: float) -> None:
        start, end = self._start, audio.end_sample
        is_short = self.level is CaptionsLevel.SHORT_WINDOW
        if is_short:
            start = max(start, end - _SHORT_WINDOW_SAMPLES)
        pcm = audio.cut(start, end)
        if self._hears_tones(pcm, start, end):
            return
        self._cadence.began(now_s)
        decoding = self._recogniser.engine_thread.submit(pcm, self._request, Urgency.LIVE_PARTIAL)
        if decoding is not None:
            joins = start > self._start
            self._running = self._tasks.create_task(
                self._finish(utterance, end, decoding, asked_s=now_s, joins=joins)
            )

    async def _finish(
        self,
        utterance: int,
        end: int,
        decoding: Awaitable[Decoded],
        *,
        asked_s: float,
        joins: bool,
    ) -> None:
        decoded = await decoding
        self._ladder.partial_came(self._clock() - asked_s)
        self._cadence.finished(decoded.decode_s)
        if not self._is_shown(utterance, decoded.hypothesis, decoded.audio_s):
            return
        hypothesis = decoded.hypothesis
        if joins:
            hypothesis = replace(
                hypothesis, text=join_by_overlap(self._text, hypothesis.text), words=()
            )
        await self._tell(utterance, end, hypothesis, decoded.identity, decoded.decode_s)

    async def _stream_on(self, utterance: int, stream: StreamCaptions, audio: AudioWindow) -> None:
        first = stream.fed_sample
        end = stream.next_end(audio.end_sample)
        pcm = audio.cut(first, end)
        asked_s = self._clock()
        try:
            heard, decode_s = await stream.accept(pcm)
        except InferenceError as full:
            log.debug("%s", full)
            return
        except Exception:
            log.exception(
                "captions come from the main model now", extra={"event": "captions-stream-failed"}
            )
            self._stream, self._stream_failed = None, True
            return
        lag_s = to_seconds(audio.end_sample - end)
        self._ladder.partial_came(max(self._clock() - asked_s, lag_s))
        if utterance != self._utterance or heard.text == self._text:
            return
        whole = audio.cut(self._start, end)
        length_s = to_seconds(end - self._start)
        if not self._hears_tones(whole, self._start, end) and self._is_shown(
            utterance, heard, length_s
        ):
            await self._tell(utterance, end, heard, stream.identity, decode_s)

    def _hears_tones(self, pcm: bytes, start: int, end: int) -> bool:
        so_far = UtteranceEnded(start_sample=start, end_sample=end, certainty=self._certainty)
        return is_only_tones(pcm, so_far)

    def _is_shown(self, utterance: int, hypothesis: EngineHypothesis, audio_s: float) -> bool:
        if utterance != self._utterance:
            return False
        suspect = Suspect(
            text=self._session_text.chain.simplified(hypothesis.text),
            audio_s=audio_s,
            confidence=hypothesis.confidence,
            no_speech_probability=hypothesis.no_speech_probability,
            certainty=self._certainty,
        )
        return judge(suspect) is None

    async def _tell(
        self,
        utterance: int,
        end: int,
        hypothesis: EngineHypothesis,
        identity: EngineIdentity,
        decode_s: float,
    ) -> None:
        self._text = hypothesis.text
        self._clean = CleanPartial(hypothesis=hypothesis, identity=identity, end_sample=end)
        text = self._session_text.chain.caption(hypothesis.text, hypothesis.language)
        stable, tentative = self._prefix.update(text)
        await self._send(
            PartialHypothesis(
                utterance=utterance,
                start_sample=self._start,
                end_sample=end,
                stable_text=stable,
                tentative_text=tentative,
                decode_s=round(decode_s, 3),
            )
        )
