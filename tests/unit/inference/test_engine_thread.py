"""The queue before the engine."""

import asyncio

import pytest

from appliance.inference.engine import EngineRequest, Quality
from appliance.inference.engine_thread import Urgency
from appliance.inference.errors import InferenceError
from tests.fakes.engine import FakeEngine
from tests.fakes.tone import silence
from tests.unit.inference.recognisers import recogniser


def request(name: str) -> EngineRequest:
    """Make a request that can be told from others."""
    return EngineRequest(language="zh", prompt=name)


async def test_live_finals_go_before_partials_and_those_before_batch() -> None:
    """Whatever was asked first; equal urgency keeps its order."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        thread = ready.engine_thread
        engine.gate.clear()
        first = thread.submit(silence(1), request("running"), Urgency.BATCH)
        await asyncio.to_thread(engine.entered.wait, 5)
        waiting = [
            thread.submit(silence(1), request(name), urgency)
            for name, urgency in (
                ("batch 1", Urgency.BATCH),
                ("batch 2", Urgency.BATCH),
                ("partial", Urgency.LIVE_PARTIAL),
                ("final", Urgency.LIVE_FINAL),
            )
        ]
        engine.gate.set()
        await asyncio.gather(*[job for job in (first, *waiting) if job is not None])

    assert ["running", "final", "partial", "batch 1", "batch 2"] == [
        one.prompt for one in engine.requests
    ]


async def test_a_partial_gives_way_and_is_counted() -> None:
    """While a final waits there is no place for partials."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        thread = ready.engine_thread
        engine.gate.clear()
        thread.submit(silence(1), request("running"), Urgency.BATCH)
        await asyncio.to_thread(engine.entered.wait, 5)
        thread.submit(silence(1), request("final"), Urgency.LIVE_FINAL)

        assert thread.submit(silence(1), request("partial"), Urgency.LIVE_PARTIAL) is None
        assert 1 == ready.status().rejected_count
        assert 1 == ready.status().queue_length


async def test_a_cancelled_request_never_reaches_the_engine() -> None:
    """Nobody waits for it any more."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        engine.gate.clear()
        running = ready.engine_thread.submit(silence(1), request("running"), Urgency.BATCH)
        await asyncio.to_thread(engine.entered.wait, 5)
        left = ready.engine_thread.submit(silence(1), request("left"), Urgency.LIVE_FINAL)
        kept = ready.engine_thread.submit(silence(1), request("kept"), Urgency.BATCH)
        assert running is not None
        assert left is not None
        assert kept is not None
        left.cancel()
        # Cancelling travels by way of the event loop.
        await asyncio.sleep(0)
        engine.gate.set()
        await kept

    assert ["running", "kept"] == [one.prompt for one in engine.requests]


async def test_a_full_queue_takes_no_more() -> None:
    """The queue is bounded; the error says what to do."""
    engine = FakeEngine()
    async with recogniser(engine, capacity=2) as ready:
        engine.gate.clear()
        ready.engine_thread.submit(silence(1), request("running"), Urgency.BATCH)
        await asyncio.to_thread(engine.entered.wait, 5)
        for _ in range(2):
            ready.engine_thread.submit(silence(1), request("waiting"), Urgency.BATCH)

        with pytest.raises(InferenceError, match="2 requests waiting"):
            ready.engine_thread.submit(silence(1), request("one more"), Urgency.LIVE_FINAL)


async def test_a_failing_decode_is_an_error_of_its_request_only() -> None:
    """The thread lives on and serves the next one."""
    engine = FakeEngine()
    good = engine.answer

    def fail(*_: object) -> None:
        raise RuntimeError("out of luck")

    async with recogniser(engine) as ready:
        engine.answer = fail  # type: ignore[assignment]  # it never returns
        failed = ready.engine_thread.submit(silence(1), request("bad"), Urgency.BATCH)
        assert failed is not None
        with pytest.raises(InferenceError, match="out of luck"):
            await failed
        engine.answer = good
        served = ready.engine_thread.submit(silence(1), request("good"), Urgency.BATCH)
        assert served is not None
        assert (await served).hypothesis.text


async def test_ticks_stand_still_while_the_engine_is_stuck() -> None:
    """So a supervisor notices; they go on after the decode."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        engine.gate.clear()
        stuck = ready.engine_thread.submit(silence(1), request("stuck"), Urgency.BATCH)
        await asyncio.to_thread(engine.entered.wait, 5)
        before = ready.engine_thread.ticks
        assert stuck is not None
        _, pending = await asyncio.wait([stuck], timeout=0.2)
        assert pending
        assert before == ready.engine_thread.ticks
        engine.gate.set()
        await stuck

        async with asyncio.timeout(5):
            while ready.engine_thread.ticks < before + 2:
                await asyncio.sleep(0.01)


async def test_the_real_time_factor_counts_finals() -> None:
    """Processing time divided by audio time; unknown before the first final."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        assert ready.status().rtf is None
        final = ready.engine_thread.submit(
            silence(10), EngineRequest(language="zh", quality=Quality.FINAL), Urgency.LIVE_FINAL
        )
        assert final is not None
        await final
        rtf = ready.status().rtf

    assert rtf is not None
    assert 0.0 <= rtf < 0.1
