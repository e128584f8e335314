"""Sessions, with a fake engine and a hum for speech."""

import asyncio
from itertools import pairwise

import pytest

from appliance.config import Endpointing, Settings
from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.overload import CaptionsLevel
from appliance.inference.engine import EngineHypothesis, EngineRequest, Quality, Samples
from appliance.inference.errors import InferenceError
from appliance.inference.session import Session
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    GetInferenceStatus,
    PartialHypothesis,
    SessionAudio,
    SessionKind,
    StartSession,
)
from tests.fakes.engine import FakeEngine, answer_with
from tests.fakes.tone import silence, tone
from tests.unit.inference.recognisers import Talk, recogniser

LOOP = "我们看报告我们看报告我们看报告我们看报告"


async def test_two_utterances_become_two_finals_in_their_places() -> None:
    """With pre-roll before and tail after each, in samples of the source."""
    async with recogniser(FakeEngine()) as ready:
        talk = Talk(ready, first_sample=16_000)
        await talk.say(silence(1) + tone(2) + silence(2) + tone(2) + silence(2))
        await talk.end()

    first, second = talk.finals
    assert (1, 2) == (first.utterance, second.utterance)
    assert pytest.approx(2.0 - 0.3, abs=0.05) == to_seconds(first.start_sample)
    assert pytest.approx(4.0 + 0.2, abs=0.05) == to_seconds(first.end_sample)
    assert pytest.approx(6.0 - 0.3, abs=0.05) == to_seconds(second.start_sample)
    assert talk.ended.decided_samples == 16_000 + to_samples(9)
    assert pytest.approx(9.0) == talk.ended.audio_s


async def test_a_lecture_keeps_its_long_pause_in_long_utterances() -> None:
    """After twelve seconds a pause of two seconds still parts nothing."""
    settings = Settings(endpointing=Endpointing(preset="lecture"))
    async with recogniser(FakeEngine(), settings=settings) as ready:
        talk = Talk(ready)
        await talk.say(tone(12) + silence(2) + tone(2) + silence(3))
        await talk.end()

    assert 1 == len(talk.finals)


async def test_silence_never_reaches_the_engine_but_is_decided() -> None:
    """Progress comes each second and lags no more than the look-back."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        await talk.say(silence(60))
        await talk.end()

    assert [] == engine.requests
    assert [] == talk.finals
    for one, following in pairwise(talk.progress):
        assert following.received_samples - one.received_samples <= to_samples(1.1)
        assert following.received_samples - following.decided_samples <= to_samples(1.4)


async def test_partials_come_while_somebody_speaks() -> None:
    """They tell the open utterance; the final of the same number replaces them."""
    engine = FakeEngine(answer_with("各位同事下午好"))
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        await talk.say(silence(0.5) + tone(1))
        await talk.until(PartialHypothesis)
        await talk.say(tone(0.5) + silence(0.5))
        await talk.until(PartialHypothesis, count=2)
        await talk.say(silence(1.5))
        await talk.end()

    (final,) = talk.finals
    assert {final.utterance} == {partial.utterance for partial in talk.partials}
    assert ("", "各位同事下午好") == (
        talk.partials[0].stable_text,
        talk.partials[0].tentative_text,
    )
    assert "各位同事下午好" == talk.partials[-1].stable_text


async def test_captions_that_fall_behind_tell_so() -> None:
    """Finals that wait for two seconds make partials rarer; the text comes all the same."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        engine.gate.clear()
        await talk.say(tone(1) + silence(4))
        engine.gate.set()
        await talk.say(silence(1))
        await talk.end()

    assert CaptionsLevel.FULL == talk.progress[0].captions_level
    behind = next(one for one in talk.progress if one.captions_level is CaptionsLevel.SLOWER)
    assert behind.behind_s > 1.5
    assert 1 == len(talk.finals)


async def test_the_final_is_begun_at_a_short_silence() -> None:
    """After 400 ms of silence it is being decoded, though the endpoint is a second away."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        await talk.say(silence(0.5) + tone(2) + silence(0.4))
        await talk.until(PartialHypothesis)
        async with asyncio.timeout(5):
            while all(request.quality is Quality.PARTIAL for request in engine.requests):
                await asyncio.sleep(0.01)
        assert [] == talk.finals
        await talk.say(silence(1))
        await talk.end()

    assert 1 == sum(request.quality is not Quality.PARTIAL for request in engine.requests)
    assert 1 == len(talk.finals)


async def test_speech_after_the_short_silence_makes_the_early_final_void() -> None:
    """The final covers what was said after it too."""
    async with recogniser(FakeEngine()) as ready:
        talk = Talk(ready)
        await talk.say(silence(0.5) + tone(2) + silence(0.5) + tone(2) + silence(2))
        await talk.end()

    (final,) = talk.finals
    assert to_seconds(final.end_sample - final.start_sample) > 4.5


async def test_what_is_decided_stops_at_an_utterance_without_its_final() -> None:
    """A session that dies here is continued where the text is missing."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        engine.gate.clear()
        await talk.say(silence(3) + tone(2) + silence(5))
        held = talk.session.decided_samples
        engine.gate.set()
        await talk.until(FinalHypothesis)
        await talk.end()

    start = talk.finals[0].start_sample
    assert start - to_samples(1) <= held <= start
    assert talk.ended.decided_samples == to_samples(10)


async def test_a_session_that_continues_another_finds_the_same_utterances() -> None:
    """Begun anywhere that was once decided, the rest is cut at the very same samples."""
    audio = (silence(1.23) + tone(2) + silence(1.5) + tone(3.1)) * 3 + silence(2)
    async with recogniser(FakeEngine()) as ready:
        whole = Talk(ready)
        await whole.say(audio)
        await whole.end()
        for decided in {progress.decided_samples for progress in whole.progress}:
            rest = Talk(ready, first_sample=decided)
            await rest.say(audio[2 * decided :])
            await rest.end()
            expected = [
                (final.start_sample, final.end_sample)
                for final in whole.finals
                if final.end_sample > decided
            ]
            assert expected == [(final.start_sample, final.end_sample) for final in rest.finals]


async def test_a_sender_that_obeys_its_window_is_never_stuck() -> None:
    """Speech of 70 s without a pause gets through 30 s ahead of what is decided."""
    for kind in SessionKind:
        async with recogniser(FakeEngine()) as ready:
            talk = Talk(ready, kind=kind)
            audio, position = tone(70), 0
            async with asyncio.timeout(20):
                while position < len(audio) // 2:
                    window = talk.session.decided_samples + to_samples(30) - position
                    count = min(window, 16_000)
                    if count <= 0:
                        await talk.session.room_for_more(to_samples(30))
                        continue
                    await talk.say(audio[2 * position : 2 * (position + count)])
                    position += count
            await talk.end()

        assert len(talk.finals) >= 3
        assert talk.finals[0].start_sample == 0
        for one, following in pairwise(talk.finals):
            assert one.end_sample == following.start_sample


async def test_batch_makes_long_segments_and_no_partials() -> None:
    """Sentences with pauses under two seconds are recognised together."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say((tone(3) + silence(1.2)) * 4 + silence(3))
        await talk.end()

    assert 1 == len(talk.finals)
    assert [] == talk.partials
    assert [Quality.FINAL] == [request.quality for request in engine.requests]


async def test_live_goes_between_two_segments_of_batch() -> None:
    """A batch session gives way at every segment."""
    order: list[str] = []
    engine = FakeEngine()

    def answer(samples: Samples, request: EngineRequest) -> EngineHypothesis:
        order.append("batch" if len(samples) > to_samples(10) else "live")
        return EngineHypothesis(text="好的", language=request.language)

    engine.answer = answer
    async with recogniser(engine) as ready:
        engine.gate.clear()
        batch = Talk(ready, kind=SessionKind.BATCH)
        await batch.say(tone(58))
        live = Talk(ready)
        await live.say(tone(2) + silence(2))
        engine.gate.set()
        await live.end()
        await batch.end()

    assert "batch" == order[0]
    assert "live" == order[1]
    assert "batch" == order[-1]


async def test_a_looping_final_gives_way_to_the_clean_partial() -> None:
    """What was on screen stays, rather than nonsense."""
    engine = FakeEngine()
    engine.answer = lambda _, request: EngineHypothesis(
        text="我们看报告" if request.quality is Quality.PARTIAL else LOOP,
        language=request.language,
    )
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        await talk.say(silence(0.5) + tone(1))
        await talk.until(PartialHypothesis)
        await talk.say(silence(2))
        await talk.end()

    assert ["我们看报告。"] == [final.text for final in talk.finals]


async def test_a_looping_final_without_a_partial_is_decoded_once_more() -> None:
    """In another way; if that is clean it is the text."""
    engine = FakeEngine()
    engine.answer = lambda _, request: EngineHypothesis(
        text="我们看报告" if request.quality is Quality.RETRY else LOOP, language=request.language
    )
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(3) + silence(3))
        await talk.end()

    assert ["我们看报告。"] == [final.text for final in talk.finals]
    assert [Quality.FINAL, Quality.RETRY] == [request.quality for request in engine.requests]


async def test_a_looping_long_segment_is_halved_at_its_longest_pause() -> None:
    """One loop does not cost half a minute of text."""
    engine = FakeEngine()
    engine.answer = lambda samples, request: EngineHypothesis(
        text=LOOP if len(samples) > to_samples(8) else "这一半是好的", language=request.language
    )
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(6) + silence(1.5) + tone(6) + silence(3))
        await talk.end()

    assert ["这一半是好的。"] * 2 == [final.text for final in talk.finals]
    assert talk.finals[0].end_sample < talk.finals[1].start_sample


async def test_an_utterance_in_which_nothing_was_understood_has_no_text() -> None:
    """Noise that the detector took for speech leaves nothing, and counts as decided."""
    engine = FakeEngine(answer_with("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目"))
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        await talk.say(silence(1) + tone(2) + silence(2))
        await talk.end()

    assert [] == talk.finals
    assert to_samples(5) == talk.ended.decided_samples


async def test_a_partial_that_was_shown_is_not_lost_to_an_empty_final() -> None:
    """What somebody read stays."""
    engine = FakeEngine(answer_with("好的"))
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        await talk.say(tone(1))
        await talk.until(PartialHypothesis)
        engine.answer = answer_with("")
        await talk.say(tone(1) + silence(2))
        await talk.end()

    assert ["好的。"] == [final.text for final in talk.finals]


async def test_text_is_given_in_the_configured_script_and_raw() -> None:
    """Simplified by default, with full-width punctuation; the engine's text is kept."""
    async with recogniser(FakeEngine(answer_with("會議開始,請坐."))) as ready:
        talk = Talk(ready)
        await talk.say(tone(2) + silence(2))
        await talk.end()

    (final,) = talk.finals
    assert ("会议开始，请坐。", "會議開始,請坐.") == (final.text, final.raw_text)


@pytest.mark.parametrize("first_sample", [1599, 1601, 0])
async def test_audio_out_of_order_ends_the_session(first_sample: int) -> None:
    """The error says what was due."""
    async with recogniser(FakeEngine()) as ready:
        talk = Talk(ready)
        await talk.say(silence(0.1))
        talk.put(SessionAudio(first_sample=first_sample, audio=silence(0.1)))

        with pytest.raises(InferenceError, match="sample 1600 was due"):
            await talk.done


async def test_half_a_sample_ends_the_session() -> None:
    """An odd number of bytes is no audio."""
    async with recogniser(FakeEngine()) as ready:
        talk = Talk(ready)
        talk.put(SessionAudio(first_sample=0, audio=b"\0\0\0"))

        with pytest.raises(InferenceError, match="out of order"):
            await talk.done


async def test_a_sender_far_ahead_ends_the_session() -> None:
    """More than a minute undecided is a fault, and would fill the memory."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        talk = Talk(ready)
        engine.gate.clear()
        audio = tone(20) + silence(50)
        for begin in range(0, len(audio), 32_000):
            talk.put(SessionAudio(first_sample=begin // 2, audio=audio[begin : begin + 32_000]))

        with pytest.raises(InferenceError, match="ahead"):
            await talk.done


async def test_another_message_ends_the_session() -> None:
    """Only audio and the end have a place in it."""
    async with recogniser(FakeEngine()) as ready:
        talk = Talk(ready)
        talk.put(GetInferenceStatus())

        with pytest.raises(InferenceError, match="no place in a session"):
            await talk.done


async def test_a_session_dies_with_its_connection() -> None:
    """Nothing of it stays in the engine's queue."""
    engine = FakeEngine()
    async with recogniser(engine) as ready:
        engine.gate.clear()
        talk = Talk(ready)
        await talk.say((tone(2) + silence(2)) * 3)
        assert 1 == ready.status().sessions
        talk.put(None)

        async with asyncio.timeout(5):
            assert not await talk.done
        assert (0, 0) == (ready.status().sessions, ready.status().queue_length)


async def test_a_language_the_model_does_not_know_is_refused() -> None:
    """Before any audio is taken."""
    async with recogniser(FakeEngine()) as ready:
        start = StartSession(session_id="x", kind=SessionKind.LIVE, language="xx")

        with pytest.raises(InferenceError, match="does not know the language xx"):
            Session(ready, start, send=lambda _: asyncio.sleep(0))


async def test_an_empty_session_ends_at_once() -> None:
    """End without audio is fine."""
    async with recogniser(FakeEngine()) as ready:
        talk = Talk(ready, first_sample=777)
        talk.put(EndSession())
        async with asyncio.timeout(5):
            assert await talk.done

    assert 777 == talk.ended.decided_samples
