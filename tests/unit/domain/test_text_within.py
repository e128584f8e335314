"""What of a text was said in some stretches of its recording."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.audio import to_samples
from appliance.domain.text_within import PlacedText, SaidWithin, Stretch
from appliance.domain.transcript import Segment
from tests.fakes.speech import segment


def stretch(start_s: float, end_s: float) -> Stretch:
    """From and up to, in seconds."""
    return to_samples(start_s), to_samples(end_s)


def texts(spoken: list[Segment], *stretches: Stretch) -> list[str]:
    """Return what was said in each stretch."""
    return [said.text for said in PlacedText(spoken).within(stretches)]


def without_words(start_s: float, text: str, *, length_s: float) -> Segment:
    """An utterance of a recogniser that tells no times of words."""
    return replace(segment(start_s, text, length_s=length_s), words=())


def test_words_are_said_where_their_middle_is() -> None:
    """An utterance is parted where a pause parts it; its marks stay with their words."""
    spoken = [segment(0, "今天开会，请看屏幕。", length_s=10)]

    assert ["今天开会，", "请看屏幕。"] == texts(spoken, stretch(0, 5), stretch(5, 10))


def test_a_name_of_letters_is_not_torn() -> None:
    """It is said where most of it is."""
    spoken = [segment(0, "报警PLC-7停机", length_s=9)]

    assert ["报警PLC-7", "停机"] == texts(spoken, stretch(0, 5.2), stretch(5.2, 9))


def test_utterances_are_lines_in_their_order() -> None:
    """Of one stretch that holds several."""
    spoken = [segment(5, "第二。"), segment(0, "First one. ")]

    assert ["First one.\n第二。"] == texts(spoken, stretch(0, 8))


def test_a_word_in_a_pause_belongs_to_what_is_near() -> None:
    """Recognisers are off by a little; what lies far from all speech is in no stretch of it."""
    spoken = [segment(2.1, "近", length_s=0.2), segment(6, "远", length_s=0.2)]

    assert ["近", ""] == texts(spoken, stretch(0, 2), stretch(9, 10))


def test_an_utterance_without_times_is_shown_where_it_reaches() -> None:
    """Whole, with a warning where it is longer than that; not where it only touches."""
    spoken = [
        without_words(0, "一长段话。", length_s=10),
        without_words(10, "下一段。", length_s=5),
    ]
    found = PlacedText(spoken).within([stretch(0, 4), stretch(5, 10.2), stretch(10.2, 16)])

    whole = SaidWithin(text="一长段话。", reaches_beyond=True)
    assert [whole, whole, SaidWithin(text="下一段。")] == found


def test_nothing_is_said_where_there_is_nothing() -> None:
    """No text, no stretches."""
    assert [""] == texts([], stretch(0, 1))
    assert [] == texts([segment(0, "有。")])


@settings(deadline=None)
@given(
    said=st.lists(st.text("今天 开会，ab7。", min_size=1, max_size=12), max_size=6),
    cuts=st.lists(st.integers(0, 60), max_size=8, unique=True),
)
def test_each_word_is_said_once(said: list[str], cuts: list[int]) -> None:
    """Whatever the cuts, if they leave no pause."""
    spoken = [segment(10.0 * number, text, length_s=9) for number, text in enumerate(said)]
    edges = [0, *sorted(set(cuts) - {0, 60}), 60]
    stretches = [stretch(start, end) for start, end in pairwise(edges)]

    whole = "".join(texts(spoken, *stretches))

    assert "".join("".join(said).split()) == "".join(whole.split())
