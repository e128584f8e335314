"""Live captions of the open utterance: decoded again as it grows, as often as the engine can."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from appliance.domain.audio import to_seconds
from appliance.domain.cadence import PartialCadence
from appliance.domain.degeneracy import Suspect, judge
from appliance.domain.stable_prefix import StablePrefix
from appliance.inference.audio_window import AudioWindow
from appliance.inference.engine import EngineRequest, Quality
from appliance.inference.engine_thread import Decoded, Urgency
from appliance.inference.finals import CleanPartial
from appliance.inference.recogniser import Recogniser
from appliance.wire import Message
from appliance.wire.inference import PartialHypothesis

Send = Callable[[Message], Awaitable[None]]


class PartialCaptions:
    """Of one live session. ``tasks`` owns the decodes under way."""

    def __init__(
        self,
        recogniser: Recogniser,
        request: EngineRequest,
        *,
        send: Send,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._recogniser = recogniser
        self._request = replace(request, quality=Quality.PARTIAL, wants_words=False)
        self._send = send
        self._tasks = tasks
        self._cadence = PartialCadence()
        self._prefix = StablePrefix()
        self._utterance: int | None = None
        self._start = 0
        self._running: asyncio.Task[None] | None = None
        self._clean: CleanPartial | None = None

    def began(self, utterance: int, start_sample: int) -> None:
        """Follow an utterance that is open from here."""
        self._utterance, self._start = utterance, start_sample
        self._prefix = StablePrefix()
        self._clean = None

    def ended(self) -> CleanPartial | None:
        """Leave the utterance, which is over; return its last clean partial."""
        if self._running is not None:
            self._running.cancel()
        self._utterance = None
        self._cadence.utterance_ended()
        return self._clean

    def consider(self, audio: AudioWindow, *, behind_s: float, silence_s: float) -> None:
        """Ask for a partial if one is due, now that there is new audio."""
        if self._utterance is None or (self._running is not None and not self._running.done()):
            return
        now_s, end = time.monotonic(), audio.end_sample
        length_s = to_seconds(end - self._start)
        if not self._cadence.is_due(
            now_s, audio_s=length_s, behind_s=behind_s, silence_s=silence_s
        ):
            return
        self._cadence.began(now_s)
        decoding = self._recogniser.engine_thread.submit(
            audio.cut(self._start, end), self._request, Urgency.LIVE_PARTIAL
        )
        if decoding is not None:
            self._running = self._tasks.create_task(self._finish(self._utterance, end, decoding))

    async def show(self, utterance: int, end_sample: int, decoded: Decoded) -> None:
        """Show a hypothesis of the open utterance unless it is over or something is wrong."""
        hypothesis = decoded.hypothesis
        flaw = judge(
            Suspect(
                text=self._recogniser.text.simplified(hypothesis.text),
                audio_s=decoded.audio_s,
                confidence=hypothesis.confidence,
                no_speech_probability=hypothesis.no_speech_probability,
            )
        )
        if flaw is not None or utterance != self._utterance:
            return
        self._clean = CleanPartial(hypothesis=hypothesis, end_sample=end_sample)
        text = self._recogniser.text.finish(hypothesis.text, hypothesis.language)
        stable, tentative = self._prefix.update(text)
        await self._send(
            PartialHypothesis(
                utterance=utterance,
                start_sample=self._start,
                end_sample=end_sample,
                stable_text=stable,
                tentative_text=tentative,
                decode_s=round(decoded.decode_s, 3),
            )
        )

    async def _finish(self, utterance: int, end: int, decoding: Awaitable[Decoded]) -> None:
        decoded = await decoding
        self._cadence.finished(decoded.decode_s)
        await self.show(utterance, end, decoded)
