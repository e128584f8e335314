"""What the inference process reports while its engine is in the midst of a single call."""

import asyncio
import threading

from appliance.domain.engine_pulse import EnginePulse
from appliance.inference.engine import EngineHypothesis, EngineRequest, Samples
from appliance.inference.engine_thread import Urgency
from appliance.inference.process import beat
from tests.fakes.engine import FakeEngine, answer_with
from tests.fakes.tone import silence
from tests.unit.inference.recognisers import recogniser

REQUEST = EngineRequest(language="zh")


async def test_a_slow_decode_is_progress_all_along() -> None:
    """The count moves time and again before the call is over, as long as it really works."""
    may_end = threading.Event()

    def slow(samples: Samples, request: EngineRequest) -> EngineHypothesis:
        while not may_end.is_set():
            sum(range(10_000))
        return answer_with("慢")(samples, request)

    async with recogniser(FakeEngine(slow)) as ready:
        decoding = ready.engine_thread.submit(silence(1), REQUEST, Urgency.BATCH)
        assert decoding is not None
        pulse = EnginePulse()
        finished = ready.engine_thread.ticks
        first = beat(pulse, ready.engine_thread)
        try:
            async with asyncio.timeout(30):
                while beat(pulse, ready.engine_thread) < first + 3:
                    await asyncio.sleep(0.05)
            assert ready.engine_thread.ticks - finished <= 1
        finally:
            may_end.set()
        await decoding


async def test_a_decode_that_waits_for_ever_is_no_progress() -> None:
    """A call that hangs uses no processor, however much the event loop is at."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        engine.gate.clear()
        decoding = ready.engine_thread.submit(silence(1), REQUEST, Urgency.BATCH)
        assert decoding is not None
        await asyncio.to_thread(engine.entered.wait, 5)
        assert 1.0 == ready.engine_thread.audio_s
        pulse = EnginePulse()
        first = beat(pulse, ready.engine_thread)
        for _ in range(20):
            sum(range(1_000_000))
        assert first == beat(pulse, ready.engine_thread)
        engine.gate.set()
        await decoding
        assert 0.0 == ready.engine_thread.audio_s
