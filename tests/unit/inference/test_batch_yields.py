"""A batch beside live speech, in real sessions before one engine that works step by step."""

import asyncio
import threading
from collections.abc import Sequence

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineHypothesis, EngineRequest, Quality, Samples
from appliance.inference.recogniser import Recogniser
from appliance.wire.inference import FinalHypothesis, SessionKind
from tests.fakes.engine import FakeEngine
from tests.fakes.tone import silence, tone
from tests.unit.inference.recognisers import Talk, recogniser

BATCH, LIVE = "en", "zh"
"""The engine tells the two sessions by their language."""

SEGMENTS = 9


class Steps:
    """An engine's answer that comes only when a step is allowed."""

    def __init__(self) -> None:
        self.done: list[EngineRequest] = []
        self._allowed = threading.Semaphore(0)

    def __call__(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """Wait for a step, then answer."""
        assert self._allowed.acquire(timeout=10), "a test forgot to allow a step"
        self.done.append(request)
        return EngineHypothesis(text=f"第{len(self.done)}句。", language=request.language)

    async def step(self) -> None:
        """Let the engine finish what it is at, or what comes next."""
        count = len(self.done)
        self._allowed.release()
        async with asyncio.timeout(10):
            while len(self.done) == count:
                await asyncio.sleep(0.001)

    async def until_live_final(self) -> Sequence[str]:
        """Step until a live final is decoded; returns the languages of all that was before it."""
        begin = len(self.done)
        while True:
            await self.step()
            last = self.done[-1]
            if last.language == LIVE and last.quality is not Quality.PARTIAL:
                return [request.language or "" for request in self.done[begin:-1]]

    def let_go(self) -> None:
        """Allow everything that may still come."""
        self._allowed.release(100)


async def feed(talk: Talk, pcm: bytes) -> None:
    """Send audio as a station does: half a minute ahead of what is decided, then wait."""
    for begin in range(0, len(pcm), 32_000):
        await talk.session.room_for_more(to_samples(30))
        await talk.say(pcm[begin : begin + 32_000])


async def backlog(ready: Recogniser) -> None:
    """Wait until segments of the batch wait for the engine."""
    async with asyncio.timeout(10):
        while ready.engine_thread.queue_length < 2:
            await asyncio.sleep(0.001)


async def test_live_speech_waits_for_one_segment_of_a_batch_at_most() -> None:
    """The one that is being decoded when it is said; all others of the batch wait behind it."""
    steps = Steps()
    engine = FakeEngine(steps)
    before_finals = []
    async with recogniser(engine) as ready, asyncio.TaskGroup() as tasks:
        batch = Talk(ready, kind=SessionKind.BATCH, language=BATCH)
        feeding = tasks.create_task(feed(batch, (tone(3) + silence(3)) * SEGMENTS))
        await asyncio.to_thread(engine.entered.wait, 5)
        live = Talk(ready, language=LIVE)
        for count in (1, 2, 3):
            await backlog(ready)
            await live.say(silence(0.5) + tone(2) + silence(2))
            before_finals.append((await steps.until_live_final()).count(BATCH))
            await live.until(FinalHypothesis, count=count)
        steps.let_go()
        await feeding
        await live.end()
        await batch.end()

    assert 1 == before_finals[0]
    assert 1 == max(before_finals)
    assert (3, SEGMENTS) == (len(live.finals), len(batch.finals))
