"""What finals tell, from engines that give more or less than others."""

import threading
from itertools import pairwise

import pytest

from appliance.config import Inference, Settings, Text
from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.text_change import TextStep
from appliance.inference.engine import EngineHypothesis, EngineRequest, EngineWord, Samples
from appliance.inference.session_text import SessionText
from appliance.modelstore.installed import Purpose
from appliance.text import Lexicon, TextChain, TextRules
from appliance.wire.inference import FinalHypothesis, PartialHypothesis, SessionKind
from tests.fakes.devices import SimulatedDevice, Workshop
from tests.fakes.engine import FakeEngine, answer_with
from tests.fakes.shelf import FakeShelf, described_model
from tests.fakes.tone import silence, tone
from tests.unit.inference.recognisers import Talk, assembled, recogniser


def spoken(text: str, *, pause_after: int | None = None, pause_s: float = 1.0) -> EngineHypothesis:
    """Say a character each 200 ms, with a pause after so many of them."""
    words = []
    at_s = 0.3
    for number, character in enumerate(text, start=1):
        first = to_samples(at_s)
        words.append(
            EngineWord(text=character, start_sample=first, end_sample=first + to_samples(0.2))
        )
        at_s += 0.2 + (pause_s if number == pause_after else 0.0)
    return EngineHypothesis(text=text, language="zh", words=tuple(words))


async def test_an_engine_without_punctuation_gets_it_from_the_pauses() -> None:
    """The raw text has none, and the changes lead from it to the text."""
    engine = FakeEngine()
    engine.answer = lambda *_: spoken("会议现在开始请看第二页", pause_after=6)
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(4) + silence(3))
        await talk.end()

    first, second = talk.finals
    assert ("会议现在开始。", "请看第二页。") == (first.text, second.text)
    assert ("会议现在开始", "请看第二页") == (first.raw_text, second.raw_text)
    assert [TextStep.PUNCTUATION] == [change.step for change in first.changes]
    assert (first.changes[0].before, first.changes[0].after) == (first.raw_text, first.text)
    assert "会议现在开始" == "".join(word.text for word in first.words)


class _WarmedChain(TextChain):
    """Notes in what language, and in which thread, it was made ready."""

    def warm(self, language: str) -> None:
        self.warmed = (language, threading.current_thread() is threading.main_thread())
        super().warm(language)


async def test_the_first_text_does_not_wait_for_dictionaries() -> None:
    """They are loaded with the lexicon and beside the event loop, for it serves all sessions."""
    chain = _WarmedChain(TextRules())
    settings = Settings(inference=Inference(language="auto"))
    engine, shelf = FakeEngine(), FakeShelf([described_model("fake")])
    async with assembled(
        shelf, [SimulatedDevice()], lambda *_: engine, settings=settings, text=chain
    ):
        assert ("zh", False) == chain.warmed


async def test_punctuation_can_be_switched_off() -> None:
    """Then nothing is put where the engine gave none."""
    settings = Settings(text=Text(punctuation="off"))
    async with recogniser(FakeEngine(answer_with("会议现在开始")), settings=settings) as ready:
        talk = Talk(ready)
        await talk.say(tone(2) + silence(2))
        await talk.end()

    assert ["会议现在开始"] == [final.text for final in talk.finals]


async def test_a_long_text_without_places_of_words_is_parted_all_the_same() -> None:
    """At its marks, into pieces that can be read; no places of words are told."""
    text = "一号生产线上周完成了产品。二号生产线因为故障停机两个小时。原因查清楚了吗？已经更换。"
    async with recogniser(FakeEngine(answer_with(text))) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(20) + silence(3))
        await talk.end()

    assert text == "".join(final.raw_text for final in talk.finals)
    assert 4 == len(talk.finals)
    for final in talk.finals:
        assert to_seconds(final.end_sample - final.start_sample) <= 8.0
        assert () == final.words


async def test_the_language_that_was_heard_is_told() -> None:
    """Not what was asked for."""
    engine = FakeEngine()
    engine.answer = lambda *_: EngineHypothesis(text="The pump leaks.", language="en")
    async with recogniser(engine) as ready:
        talk = Talk(ready, language="zh")
        await talk.say(tone(2) + silence(2))
        await talk.end()

    assert [("en", "The pump leaks.")] == [(final.language, final.text) for final in talk.finals]


async def test_rules_of_a_lexicon_change_finals_and_partials_alike() -> None:
    """A final tells every change and which lexicon it was."""
    lexicon, problems = Lexicon.parse("船杆器=>传感器\n", "factory")
    assert not problems
    async with assembled(
        FakeShelf([described_model("fake")]),
        [SimulatedDevice()],
        lambda *_: FakeEngine(answer_with("温度船杆器坏了。")),
        text=TextChain(TextRules(), lexicon),
    ) as ready:
        talk = Talk(ready)
        await talk.say(tone(1.5))
        await talk.until(PartialHypothesis)
        await talk.say(silence(2))
        await talk.end()

    (final,) = talk.finals
    assert ("温度传感器坏了。", "温度船杆器坏了。") == (final.text, final.raw_text)
    assert TextStep.REPLACEMENT in {change.step for change in final.changes}
    assert lexicon.hash == final.lexicon
    partial = talk.partials[-1]
    assert "温度传感器坏了。" == partial.stable_text + partial.tentative_text


async def test_hot_words_of_the_session_reach_the_engine_and_the_text() -> None:
    """With every request of it, and for engines that take none; other sessions know nothing."""
    engine = FakeEngine(answer_with("请检查变品器的温度。"))
    async with recogniser(engine) as ready:
        talk, other = Talk(ready, hot_words=("变频器",)), Talk(ready)
        for one in (talk, other):
            await one.say(tone(2) + silence(2))
            await one.end()
        with_terms = [request.hot_words for request in engine.requests if request.hot_words]

    assert {("变频器",)} == set(with_terms)
    assert ["请检查变频器的温度。"] == [final.text for final in talk.finals]
    assert ["请检查变品器的温度。"] == [final.text for final in other.finals]


PACKS = Lexicon.merged(
    {
        "electric": Lexicon.parse("变频器\n", "electric.txt")[0],
        "sensors": Lexicon.parse("船杆器=>传感器\n", "sensors.txt")[0],
    }
)


@pytest.mark.parametrize(
    ("packs", "text", "hot_words"),
    [
        (None, "变频器的传感器。", ("变频器",)),
        (("sensors", "electric"), "变频器的传感器。", ("变频器",)),
        (("electric",), "变频器的船杆器。", ("变频器",)),
        (("sensors", "../electric"), "变品器的传感器。", ()),
        ((), "变品器的船杆器。", ()),
    ],
)
async def test_only_packs_that_are_asked_for_hold(
    packs: tuple[str, ...] | None, text: str, hot_words: tuple[str, ...]
) -> None:
    """For what the engine is told, for terms, for rules, and in the hash that each final names."""
    engine = FakeEngine(answer_with("变品器的船杆器。"))
    async with recogniser(engine) as ready:
        ready.text = ready.text.with_lexicon(PACKS)
        talk = Talk(ready, packs=packs)
        await talk.say(tone(2) + silence(2))
        await talk.end()

    assert [text] == [final.text for final in talk.finals]
    assert {hot_words} == {request.hot_words for request in engine.requests}
    expected = PACKS if packs is None else PACKS.only(packs)
    assert [expected.hash] == [final.lexicon for final in talk.finals]


async def test_a_pack_that_is_gone_is_passed_over_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The others hold; once it is there again it holds from the next sentence on."""
    said = "变品器的船杆器"
    async with recogniser(FakeEngine(answer_with(said))) as ready:
        ready.text = ready.text.with_lexicon(PACKS.only(["sensors"]))
        text = SessionText(ready, packs=("electric", "sensors"))
        without = text.chain.caption(said, "zh")
        told = [record.getMessage() for record in caplog.records]
        ready.text = ready.text.with_lexicon(PACKS)
        again = text.chain.caption(said, "zh")

    assert ("变品器的传感器", "变频器的传感器") == (without, again)
    assert ["packs of hot words that are not there are passed over: electric"] == told


async def test_hot_words_of_the_session_outlive_a_change_of_the_lexicons() -> None:
    """They are on top of whatever the lexicons are."""
    async with recogniser(FakeEngine(answer_with("变品器的船杆器"))) as ready:
        text = SessionText(ready, hot_words=("变频器",))
        before = text.chain
        lexicon, _ = Lexicon.parse("船杆器=>传感器\n", "factory")
        ready.text = ready.text.with_lexicon(lexicon)

        assert before is not text.chain
        assert text.chain is text.chain
        assert "变频器的传感器" == text.chain.caption("变品器的船杆器", "zh")


@pytest.mark.parametrize(("refine", "model"), [(False, "good"), (True, "better")])
async def test_a_second_pass_is_made_by_the_model_chosen_for_it(refine: bool, model: str) -> None:
    """And says so; everything else is made by the model in use."""
    workshop = Workshop([SimulatedDevice()])
    shelf = FakeShelf(
        [described_model("good"), described_model("better")],
        in_use={Purpose.SECOND_PASS: "better"},
        order=["good"],
    )
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH, refine=refine)
        await talk.say(tone(3) + silence(3))
        await talk.end()

    assert [model] == [final.model for final in talk.finals]


async def test_text_is_complete_and_in_order_where_speech_has_no_pause() -> None:
    """Pieces of a monologue touch, and each is recognised once."""
    engine = FakeEngine()

    def answer(samples: Samples, request: EngineRequest) -> EngineHypothesis:
        return EngineHypothesis(text=f"{len(samples)}。", language=request.language)

    engine.answer = answer
    for kind in SessionKind:
        async with recogniser(engine) as ready:
            talk = Talk(ready, kind=kind)
            for _ in range(3):
                await talk.say(tone(20))
                await talk.session.room_for_more(to_samples(30))
            await talk.end()

        assert to_samples(60) == sum(int(final.text.rstrip("。")) for final in talk.finals)


async def test_a_forced_cut_is_no_end_of_a_sentence() -> None:
    """The mark that pauses would give is left out there."""
    async with recogniser(FakeEngine(answer_with("我们继续看"))) as ready:
        talk = Talk(ready)
        await talk.say(tone(29))
        await talk.until(FinalHypothesis)
        await talk.say(silence(2))
        await talk.end()

    assert ["我们继续看", "我们继续看。"] == [final.text for final in talk.finals]


async def test_speech_that_a_text_leaves_out_is_recognised_alone() -> None:
    """An engine that stopped at a full stop does not cost the sentence after it."""
    engine = FakeEngine()
    engine.answer = lambda samples, _: (
        spoken("会议到此结束。") if len(samples) < to_samples(4) else spoken("我们能够完成。")
    )
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(4.5) + silence(1) + tone(2) + silence(3))
        await talk.end()

    assert ["我们能够完成。", "会议到此结束。"] == [final.text for final in talk.finals]
    assert talk.finals[0].end_sample < talk.finals[1].start_sample


async def test_what_was_recognised_around_speech_left_out_stays() -> None:
    """With all its words, whatever the engine would make of it without the rest."""
    engine = FakeEngine()

    def answer(samples: Samples, _: EngineRequest) -> EngineHypothesis:
        if len(samples) > to_samples(9):
            return spoken("我们在月底完成好的", pause_after=7, pause_s=6.2)
        return spoken("会议到此结束。" if len(samples) < to_samples(4) else "我们。")

    engine.answer = answer
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(4.5) + silence(1) + tone(2) + silence(1) + tone(2) + silence(3))
        await talk.end()

    expected = ["我们在月底完成", "会议到此结束。", "好的"]
    assert expected == [final.raw_text for final in talk.finals]
    places = [(final.start_sample, final.end_sample) for final in talk.finals]
    assert sorted(places) == places
    assert all(before[1] <= after[0] for before, after in pairwise(places))


async def test_words_that_are_only_placed_wrongly_are_told_once() -> None:
    """What is heard alone stands in the text already."""
    engine = FakeEngine()
    engine.answer = lambda samples, _: (
        spoken("会议到此结束。")
        if len(samples) < to_samples(4)
        else spoken("我们完成。会议到此结束。")
    )
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(4.5) + silence(1) + tone(2) + silence(3))
        await talk.end()

    assert ["我们完成。", "会议到此结束。"] == [final.text for final in talk.finals]


async def test_what_cannot_be_understood_alone_either_changes_no_text() -> None:
    """The text that there is stays as it was recognised, with all its context."""
    engine = FakeEngine()
    engine.answer = lambda samples, _: spoken(
        "" if len(samples) < to_samples(4) else "我们能够完成。"
    )
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(4.5) + silence(1) + tone(2) + silence(3))
        await talk.end()

    assert ["我们能够完成。"] == [final.text for final in talk.finals]


async def test_noise_between_words_costs_them_no_context() -> None:
    """What stands around a sound without words stays as it was recognised."""
    engine = FakeEngine()
    heard = spoken("开始吧好的", pause_after=3, pause_s=4.6)
    engine.answer = lambda samples, _: heard if len(samples) > to_samples(7) else spoken("")
    async with recogniser(engine) as ready:
        talk = Talk(ready, kind=SessionKind.BATCH)
        await talk.say(tone(1.5) + silence(1) + tone(2) + silence(1) + tone(2) + silence(3))
        await talk.end()

    assert "开始吧好的" == "".join(final.raw_text for final in talk.finals)
    assert 2 == len(engine.requests), "the whole, and the sound alone"
