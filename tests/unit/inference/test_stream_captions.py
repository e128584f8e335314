"""Captions from an engine that streams, with finals from the main engine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.domain.audio import to_seconds
from appliance.inference.engine import EngineHypothesis, Quality, Samples
from appliance.inference.model_loader import Openers
from appliance.inference.recogniser import Recogniser
from appliance.modelstore.installed import Family, Purpose
from appliance.wire.inference import FinalHypothesis, PartialHypothesis
from tests.fakes.devices import SimulatedDevice, SimulatedStreamingEngine
from tests.fakes.engine import FakeEngine, answer_with
from tests.fakes.shelf import FakeShelf, described_model
from tests.fakes.tone import silence, tone
from tests.unit.inference.recognisers import Talk, assembled

SENTENCE = "各位同事下午好我们现在开始第三季度的生产例会"


class SpeakingStream:
    """An EngineStream that hears one character in each 200 ms."""

    def __init__(self, engine: "SpeakingEngine") -> None:
        self._engine = engine
        self._samples = 0

    def accept(self, samples: Samples) -> str:
        """See EngineStream."""
        self._samples += len(samples)
        self._engine.pieces_s.append(to_seconds(len(samples)))
        if self._engine.fails:
            raise RuntimeError("it broke")
        return self._engine.text[: int(to_seconds(self._samples) / 0.2)]


class SpeakingEngine(SimulatedStreamingEngine):
    """A StreamingEngine that says a sentence, again in each stream."""

    def __init__(self, *, languages: tuple[str, ...] = ("zh",)) -> None:
        model = described_model("stream", family=Family.PARAFORMER_STREAMING, languages=languages)
        super().__init__(model, SimulatedDevice())
        self.text = SENTENCE
        self.fails = False
        self.streams = 0
        self.pieces_s: list[float] = []

    def new_stream(self) -> SpeakingStream:  # type: ignore[override]  # another stream
        """Begin the sentence."""
        self.streams += 1
        return SpeakingStream(self)


@asynccontextmanager
async def speaking(engine: FakeEngine, captions: SpeakingEngine) -> AsyncIterator[Recogniser]:
    """Yield a recogniser with both engines."""
    shelf = FakeShelf(
        [described_model("fake"), captions.model], in_use={Purpose.CAPTIONS: "stream"}
    )
    openers = Openers(
        engine=lambda *_: engine,
        streaming_engine=lambda *_: captions,
        punctuator=lambda *_: NotImplemented,
    )
    async with assembled(shelf, [captions.device], lambda *_: engine, openers=openers) as ready:
        assert ready.captions_engine is not None
        try:
            yield ready
        finally:
            engine.gate.set()


async def talk_until(talk: Talk, count: int) -> None:
    """Speak on until so many partials have come."""
    async with asyncio.timeout(10):
        while len(talk.partials) < count:
            await talk.say(tone(0.1))


async def test_partials_come_from_the_stream_and_the_final_from_the_main_engine() -> None:
    """The main engine is not asked for a single partial; the stable text grows."""
    engine, captions = FakeEngine(answer_with("各位同事，下午好。")), SpeakingEngine()
    async with speaking(engine, captions) as ready:
        talk = Talk(ready)
        await talk.say(silence(0.5))
        await talk_until(talk, 4)
        # In the pause the final is shown as a partial.
        streamed = [partial.stable_text + partial.tentative_text for partial in talk.partials]
        await talk.say(silence(2))
        await talk.end()

    assert Quality.PARTIAL not in {request.quality for request in engine.requests}
    assert all(text in SENTENCE for text in streamed)
    assert sorted(streamed, key=len) == streamed
    assert talk.partials[2].stable_text
    assert ["各位同事，下午好。"] == [final.text for final in talk.finals]


async def test_every_utterance_has_a_stream_of_its_own() -> None:
    """The text of the one before does not go on."""
    captions = SpeakingEngine()
    async with speaking(FakeEngine(), captions) as ready:
        talk = Talk(ready)
        for number in (1, 2):
            await talk.say(silence(1))
            await talk_until(talk, len(talk.partials) + 1)
            await talk.say(silence(2))
            await talk.until(FinalHypothesis, count=number)
        await talk.end()

    assert 2 == captions.streams
    first_of_second = next(partial for partial in talk.partials if partial.utterance == 2)
    assert SENTENCE.startswith(first_of_second.stable_text + first_of_second.tentative_text)


async def test_audio_comes_in_pieces_that_let_a_final_go_between() -> None:
    """Never less than 300 ms, and never more than three seconds to catch up."""
    engine, captions = FakeEngine(), SpeakingEngine()
    async with speaking(engine, captions) as ready:
        talk = Talk(ready)
        await talk.say(tone(8))
        await talk.until(PartialHypothesis)
        await talk.say(silence(2))
        await talk.end()

    assert all(0.29 <= piece_s <= 3.0 for piece_s in captions.pieces_s)


async def test_a_stream_that_fails_gives_way_to_decoding_again() -> None:
    """At once and for the rest of the session; it is not asked a second time."""
    engine, captions = FakeEngine(answer_with("各位同事")), SpeakingEngine()
    captions.fails = True
    async with speaking(engine, captions) as ready:
        talk = Talk(ready)
        await talk_until(talk, 1)
        await talk.say(silence(2) + tone(2) + silence(2))
        await talk.end()

    assert 1 == len(captions.pieces_s)
    assert Quality.PARTIAL in {request.quality for request in engine.requests}
    assert 2 == len(talk.finals)


async def test_a_language_the_stream_does_not_know_is_left_to_the_main_engine() -> None:
    """Captions in the wrong language are worse than slower ones."""
    engine, captions = FakeEngine(answer_with("good afternoon")), SpeakingEngine()
    async with speaking(engine, captions) as ready:
        talk = Talk(ready, language="en")
        await talk.say(tone(2))
        await talk.until(PartialHypothesis)
        await talk.end()

    assert 0 == captions.streams


async def test_a_looping_final_gives_way_to_what_the_stream_heard() -> None:
    """With the name of the model that heard it."""
    engine, captions = FakeEngine(), SpeakingEngine()
    engine.answer = lambda _, request: EngineHypothesis(
        text="看报告" * 8, language=request.language
    )
    async with speaking(engine, captions) as ready:
        talk = Talk(ready)
        await talk.say(tone(1.5))
        await talk.until(PartialHypothesis)
        await talk.say(silence(2))
        await talk.end()

    (final,) = talk.finals
    assert SENTENCE.startswith(final.text.rstrip("。"))
    assert "stream" == final.model
