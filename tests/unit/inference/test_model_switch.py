"""Loading, changing and giving back models while people work."""

import asyncio
import threading
from typing import NoReturn

import pytest

from appliance.domain.memory_ladder import LadderStep
from appliance.inference.engine import EngineRequest, Samples
from appliance.inference.engine_thread import Decoded, Urgency, to_samples_array
from appliance.inference.errors import InferenceError
from appliance.inference.memory_need import memory_need
from appliance.inference.model_loader import Openers
from appliance.inference.recogniser import Recogniser
from appliance.inference.session_text import SessionText
from appliance.modelstore.installed import Family, InstalledModel, Purpose
from appliance.text import Lexicon, TextChain, TextRules
from appliance.wire.inference import ModelState
from tests.fakes.devices import MIB, SimulatedDevice, SimulatedStreamingEngine, Workshop
from tests.fakes.shelf import FakeShelf, described_model
from tests.fakes.tone import silence, tone
from tests.unit.inference.recognisers import Talk, assembled

FIRST = described_model("first")
SECOND = described_model("second")
LARGE = described_model("large", size_bytes=900 * MIB)
CAPTIONS = described_model("captions", family=Family.PARAFORMER_STREAMING)
REQUEST = EngineRequest(language="zh")
PLENTY = 100_000 * MIB


async def decoded(ready: Recogniser, *, refine: bool = False) -> Decoded:
    """Have two seconds recognised."""
    decoding = ready.engine_thread.submit(silence(2), REQUEST, Urgency.BATCH, refine=refine)
    assert decoding is not None
    async with asyncio.timeout(10):
        return await decoding


async def test_the_present_model_works_while_the_next_one_loads() -> None:
    """From the moment that one is there it does the work; the old one's memory is given back."""
    shelf = FakeShelf([FIRST, SECOND])
    workshop = Workshop([SimulatedDevice()])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        loading, go_on = threading.Event(), threading.Event()

        def wait(_: InstalledModel) -> None:
            loading.set()
            assert go_on.wait(10)

        workshop.before_opening = wait
        shelf.order = ["second", "first"]
        switching = asyncio.ensure_future(ready.load())
        await asyncio.to_thread(loading.wait, 10)
        meanwhile = await decoded(ready)
        go_on.set()
        await switching
        after = await decoded(ready)

    assert ("first", "second") == (meanwhile.identity.model, after.identity.model)
    assert [True, False] == [engine.is_closed for engine in workshop.opened]


async def test_without_room_for_both_the_present_model_goes_first() -> None:
    """What is asked meanwhile waits for the next one; nothing was given up for memory."""
    device = SimulatedDevice()
    workshop = Workshop([device])
    shelf = FakeShelf([FIRST, LARGE])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        first = workshop.opened[0]
        device.free = 100 * MIB

        def closed() -> None:
            device.free = PLENTY

        first.on_close = closed
        shelf.order = ["large"]
        await ready.load()
        status = ready.status()

    assert ("large", LadderStep.NONE) == (status.model, status.ladder)
    assert first.is_closed


async def test_a_model_that_is_refused_changes_nothing() -> None:
    """It is never opened; the status tells why and the present one works on."""
    workshop = Workshop([SimulatedDevice()])
    shelf = FakeShelf([FIRST, SECOND], damaged={"second"})
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        shelf.order = ["second", "first"]
        await ready.load()
        status = ready.status()
        heard = await decoded(ready)

    assert (ModelState.READY, "first") == (status.state, status.model)
    assert ("The model second is damaged.", "Bring it back.") == (status.error, status.hint)
    assert "first" == heard.identity.model
    assert 1 == len(workshop.opened)


async def test_a_model_that_cannot_be_opened_changes_nothing() -> None:
    """Whatever its library says; the next LoadModel tries it again and clears the error."""
    workshop = Workshop([SimulatedDevice()])
    shelf = FakeShelf([FIRST, SECOND])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:

        def fail(_: InstalledModel) -> None:
            raise ValueError("no such operator")

        workshop.before_opening = fail
        shelf.order = ["second", "first"]
        await ready.load()
        refused = ready.status()
        workshop.before_opening = lambda _: None
        await ready.load()
        status = ready.status()

    assert (ModelState.READY, "first") == (refused.state, refused.model)
    assert "The model second cannot be loaded: ValueError: no such operator." == refused.error
    assert ("second", "") == (status.model, status.error)


async def test_a_model_that_fails_in_place_of_the_present_one_brings_that_back() -> None:
    """The present one had to go first; it is opened again."""
    device = SimulatedDevice()
    workshop = Workshop([device])
    shelf = FakeShelf([FIRST, LARGE])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        device.free = memory_need(FIRST).total_bytes
        shelf.order = ["large"]
        await ready.load()
        status = ready.status()
        heard = await decoded(ready)

    assert (ModelState.READY, "first", "first") == (
        status.state,
        status.model,
        heard.identity.model,
    )


async def test_the_first_load_passes_a_damaged_model_over() -> None:
    """The one used before it takes its place; the error says so."""
    workshop = Workshop([SimulatedDevice()])
    shelf = FakeShelf([FIRST, SECOND], damaged={"second"}, order=["second", "first"])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        status = ready.status()

    assert ("first", "The model second is damaged.") == (status.model, status.error)


async def test_a_failed_model_is_tried_again_on_request() -> None:
    """No restart of anything is needed."""
    workshop = Workshop([SimulatedDevice()])
    shelf = FakeShelf([FIRST], damaged={"first"})
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        before = ready.status()
        with pytest.raises(Exception, match="first is damaged"):
            ready.require_ready("zh")
        shelf.damaged.clear()
        await ready.load()
        after = ready.status()
        heard = await decoded(ready)

    assert (ModelState.FAILED, ModelState.READY) == (before.state, after.state)
    assert ("", "first") == (after.error, heard.identity.model)


async def test_a_model_given_back_comes_again_on_request() -> None:
    """Its memory is free in between, and sessions are refused with what helps."""
    workshop = Workshop([SimulatedDevice()])
    async with assembled(FakeShelf([FIRST]), workshop.devices, workshop.open) as ready:
        await ready.unload()
        status = ready.status()
        with pytest.raises(InferenceError, match="given back") as caught:
            ready.require_ready("zh")
        await ready.load()
        again = ready.status()

    assert (ModelState.UNLOADED, "") == (status.state, status.model)
    assert "Load it again in the settings." == caught.value.hint
    assert ModelState.READY is again.state
    assert [True, False] == [engine.is_closed for engine in workshop.opened]


async def test_a_model_at_work_is_not_given_back() -> None:
    """A session needs it."""
    workshop = Workshop([SimulatedDevice()])
    async with assembled(FakeShelf([FIRST]), workshop.devices, workshop.open) as ready:
        ready.session_began()
        with pytest.raises(InferenceError, match="at work"):
            await ready.unload()
        status = ready.status()

    assert ModelState.READY is status.state


async def test_the_same_model_is_not_loaded_twice() -> None:
    """LoadModel then only verifies it and reads the lexicons again."""
    workshop = Workshop([SimulatedDevice()])
    async with assembled(FakeShelf([FIRST]), workshop.devices, workshop.open) as ready:
        await ready.load()

    assert 1 == len(workshop.opened)


async def test_a_session_goes_on_with_the_next_model() -> None:
    """Its finals name the engine that made each of them."""
    workshop = Workshop([SimulatedDevice()])
    shelf = FakeShelf([FIRST, SECOND])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        talk = Talk(ready)
        await talk.say(silence(0.5) + tone(1.5) + silence(1.5))
        shelf.order = ["second"]
        await ready.load()
        await talk.say(tone(1.5) + silence(1.5))
        await talk.end()

    assert 2 == len(talk.finals)
    assert "second" in talk.finals[1].raw_text


async def test_captions_have_their_own_engine_until_memory_runs_out() -> None:
    """Then the main one gives them; the stream under way keeps its text."""
    device = SimulatedDevice()
    shelf = FakeShelf([FIRST, CAPTIONS], order=["first"], in_use={Purpose.CAPTIONS: "captions"})
    workshop = Workshop([device])
    streaming: list[SimulatedStreamingEngine] = []

    def open_streaming(model: InstalledModel, _: object) -> SimulatedStreamingEngine:
        streaming.append(SimulatedStreamingEngine(model, device))
        return streaming[-1]

    openers = Openers(engine=workshop.open, streaming_engine=open_streaming, punctuator=no_marks)
    async with assembled(shelf, workshop.devices, workshop.open, openers=openers) as ready:
        captions = ready.captions_engine
        assert captions is not None
        before = ready.status().captions_model
        stream = captions.new_stream()
        samples = samples_of(1.0)
        heard = await ready.engine_thread.call(lambda: stream.accept(samples), Urgency.BATCH)
        device.per_second = 2 * PLENTY
        short = await ready.engine_thread.call(lambda: stream.accept(samples), Urgency.BATCH)
        status = ready.status()

    assert ("captions", "") == (before, status.captions_model)
    assert ("1.0 s", "1.0 s") == (heard, short)
    assert ready.captions_engine is None
    assert streaming[0].is_closed
    assert "captions come from the main model" in status.ladder_reason


async def test_captions_come_back_with_the_memory() -> None:
    """By themselves."""
    device = SimulatedDevice()
    shelf = FakeShelf([FIRST, CAPTIONS], order=["first"], in_use={Purpose.CAPTIONS: "captions"})
    workshop = Workshop([device])
    openers = Openers(
        engine=workshop.open,
        streaming_engine=lambda model, _: SimulatedStreamingEngine(model, device),
        punctuator=no_marks,
    )
    async with assembled(shelf, workshop.devices, workshop.open, openers=openers) as ready:
        lost = ready.captions_engine
        assert lost is not None
        stream = lost.new_stream()
        device.per_second = PLENTY
        await ready.engine_thread.call(lambda: stream.accept(samples_of(9.0)), Urgency.BATCH)
        without = ready.status()
        async with asyncio.timeout(10):
            while not (status := ready.status()).captions_model:
                ready.changed.clear()
                await ready.changed.wait()

    assert "" == without.captions_model
    assert ("captions", "") == (status.captions_model, status.ladder_reason)


async def test_hot_words_are_the_session_s_and_the_lexicon_s() -> None:
    """In this order, each once; none of the lexicon's if that is switched off."""
    lexicon, _ = Lexicon.parse("听匣\n注塑机\n", "factory")
    text = TextChain(TextRules(), lexicon)
    workshop = Workshop([SimulatedDevice()])
    async with assembled(FakeShelf([FIRST]), workshop.devices, workshop.open, text=text) as ready:
        told = SessionText(ready, hot_words=("注塑机", "王工")).hot_words
        ready.text = TextChain(TextRules(hot_words=False), lexicon)
        off = SessionText(ready, hot_words=("王工",)).hot_words
        status = ready.status()

    assert ("注塑机", "王工", "听匣") == told
    assert (("王工",), 2) == (off, status.lexicon_terms)


async def test_a_language_that_nobody_can_guess_is_refused() -> None:
    """Only where the engine cannot tell languages apart."""
    workshop = Workshop([SimulatedDevice()])
    async with assembled(FakeShelf([FIRST]), workshop.devices, workshop.open) as ready:
        with pytest.raises(InferenceError, match="cannot tell which language") as caught:
            ready.require_ready("auto")
        status = ready.status()

    assert (("en", "zh"), False) == (status.languages, status.detects_language)
    assert "Name the language" in caught.value.hint


def samples_of(seconds: float) -> Samples:
    """Make samples for an engine."""
    return to_samples_array(silence(seconds))


def no_marks(*_: object) -> NoReturn:
    """Nobody punctuates here."""
    raise AssertionError("no such engine was chosen")
