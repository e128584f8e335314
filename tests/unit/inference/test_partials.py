"""What overload does to the captions of an open utterance, with time played forward."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.overload import CaptionsLevel
from appliance.inference.audio_window import AudioWindow
from appliance.inference.engine import EngineHypothesis, EngineRequest, Samples
from appliance.inference.partials import PartialCaptions
from appliance.inference.session_text import SessionText
from appliance.inference.stream_captions import StreamCaptions
from appliance.wire import Message
from appliance.wire.inference import PartialHypothesis
from tests.fakes.engine import FakeEngine
from tests.fakes.tone import tone
from tests.unit.inference.recognisers import recogniser
from tests.unit.inference.test_stream_captions import SpeakingEngine, speaking

SPOKEN = "各位同事下午好我们现在开始第三季度的生产例会"


@dataclass(kw_only=True)
class Scene:
    """An utterance that grows, the captions of it, and a clock that moves when it is told to."""

    captions: PartialCaptions
    told: asyncio.Queue[PartialHypothesis]
    now_s: list[float]
    audio: AudioWindow = field(default_factory=lambda: AudioWindow(0))

    def hear(self, seconds: float, *, behind_s: float = 0.0) -> CaptionsLevel:
        """Let more of it be spoken while the oldest final waits for so long."""
        self.audio.append(tone(seconds))
        self.now_s[0] += seconds
        self.captions.consider(self.audio, behind_s=behind_s, silence_s=0.0, certainty=1.0)
        return self.captions.level

    async def shown(self) -> str:
        """Wait for the next partial."""
        async with asyncio.timeout(5):
            partial = await self.told.get()
        return partial.stable_text + partial.tentative_text


@asynccontextmanager
async def scene(engine: FakeEngine, now_s: list[float]) -> AsyncIterator[Scene]:
    """Yield a scene with an utterance that has begun; wait for all decodes at its end."""
    told: asyncio.Queue[PartialHypothesis] = asyncio.Queue()

    async def send(message: Message) -> None:
        assert isinstance(message, PartialHypothesis)
        told.put_nowait(message)

    async with recogniser(engine) as ready, asyncio.TaskGroup() as tasks:
        request = ready.request("zh")
        captions = PartialCaptions(
            ready, request, SessionText(ready), send=send, tasks=tasks, clock=lambda: now_s[0]
        )
        captions.began(1, 0)
        yield Scene(captions=captions, told=told, now_s=now_s)


class Speaker:
    """Says two characters a second; of a window an engine hears only its last ones."""

    def __init__(self, *, until_s: float) -> None:
        self.until_s = until_s

    def __call__(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """Answer for an engine."""
        end = round(2 * self.until_s)
        begin = end - round(2 * to_seconds(len(samples)))
        return EngineHypothesis(text=SPOKEN[max(0, begin) : end], language=request.language)


async def test_a_short_window_hears_only_the_end_and_shows_the_whole() -> None:
    """Six seconds are recognised again; the words before them stay on the screen."""
    speaker = Speaker(until_s=8.0)
    engine = FakeEngine(speaker)
    async with scene(engine, [0.0]) as utterance:
        assert CaptionsLevel.FULL == utterance.hear(8.0)
        assert SPOKEN[:16] == await utterance.shown()
        speaker.until_s = 9.0
        assert CaptionsLevel.SLOWER == utterance.hear(1.0, behind_s=3.0)
        assert SPOKEN[:18] == await utterance.shown()
        speaker.until_s = 10.0
        assert CaptionsLevel.SHORT_WINDOW == utterance.hear(1.0, behind_s=3.0)
        assert SPOKEN[:20] == await utterance.shown()

    assert [to_samples(8), to_samples(9), to_samples(6)] == engine.lengths


async def test_further_down_nothing_is_asked_of_the_engine_until_there_is_calm() -> None:
    """Finals only, then off; and back up a step at a time, until partials come again."""
    engine = FakeEngine(Speaker(until_s=10.0))
    async with scene(engine, [0.0]) as utterance:
        # Too little audio yet for a partial, but time enough for two steps.
        levels = [utterance.hear(0.35, behind_s=20.0)]
        utterance.now_s[0] += 1.0
        levels.append(utterance.hear(0.35, behind_s=20.0))
        levels += [utterance.hear(1.0, behind_s=20.0) for _ in range(3)]
        assert [*CaptionsLevel][1:] == levels[:4]
        assert CaptionsLevel.OFF == levels[-1]
        asked_on_the_way_down = len(engine.requests)
        assert CaptionsLevel.FINALS_ONLY == [utterance.hear(1.0) for _ in range(11)][-1]
        assert asked_on_the_way_down == len(engine.requests)
        while utterance.hear(1.0) is CaptionsLevel.FINALS_ONLY:
            pass
        await utterance.shown()

    assert CaptionsLevel.SHORT_WINDOW == utterance.captions.level
    assert to_samples(6) == engine.lengths[-1]


async def test_slow_partials_alone_lead_down() -> None:
    """Where one takes a second to come, the next is asked for later."""
    now_s = [0.0]
    speaker = Speaker(until_s=8.0)

    def slow(samples: Samples, request: EngineRequest) -> EngineHypothesis:
        now_s[0] += 1.0
        return speaker(samples, request)

    async with scene(FakeEngine(slow), now_s) as utterance:
        assert CaptionsLevel.FULL == utterance.hear(8.0)
        await utterance.shown()
        assert CaptionsLevel.SLOWER == utterance.hear(1.0)


@pytest.mark.parametrize(("slowness", "piece_s"), [(1.0, 1.0), (2.0, 2.0)])
async def test_a_stream_takes_at_most_two_fifths_of_the_engine(
    slowness: float, piece_s: float
) -> None:
    """After a piece that cost 0.4 s the next is a second long, and twice that under load."""
    now_s = [0.0]

    def clock() -> float:
        now_s[0] += 0.4  # between any two looks
        return now_s[0]

    engine = SpeakingEngine()
    async with speaking(FakeEngine(), engine) as ready:
        stream = StreamCaptions(
            engine, ready.engine_thread, language="zh", first_sample=0, clock=clock
        )
        _, decode_s = await stream.accept(tone(0.3))
        fed = to_samples(0.3)

        assert pytest.approx(0.4) == decode_s
        assert not stream.is_due(fed + to_samples(piece_s - 0.05), slowness=slowness)
        assert stream.is_due(fed + to_samples(piece_s + 0.05), slowness=slowness)
