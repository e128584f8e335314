"""Words for texts that come without."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audio import to_samples
from appliance.domain.endpointing import UtteranceEnded
from appliance.inference.spoken_words import guessed, has_marks, with_marks

ENDED = UtteranceEnded(start_sample=16_000, end_sample=48_000)


def test_characters_and_latin_words_are_parted_with_their_marks() -> None:
    """A decimal point is none."""
    words = guessed("第98.5号，The pump isn't off. 好的。", ENDED)

    assert ["第", "98.5", "号，", "The", " pump", " isn't", " off.", " 好", "的。"] == [
        word.text for word in words
    ]


def test_words_are_spread_over_the_speech_only() -> None:
    """None of them begins in the pause."""
    second = to_samples(1)
    ended = UtteranceEnded(
        start_sample=0, end_sample=5 * second, speech=((0, second), (4 * second, 5 * second))
    )
    words = guessed("一二三四", ended)

    assert [0, second // 2, 4 * second, 4 * second + second // 2] == [
        word.start_sample for word in words
    ]


def test_marks_follow_their_words() -> None:
    """The places stay."""
    words = guessed("好的我来", ENDED)
    marked = with_marks(words, ["", "，", "", "。"])

    assert "好的，我来。" == "".join(word.text for word in marked)
    assert [word.end_sample for word in words] == [word.end_sample for word in marked]
    assert has_marks("好的，我来。")
    assert not has_marks("好的 我来 OK")


@given(st.text(max_size=60))
def test_no_text_is_lost(text: str) -> None:
    """Words are in order, within the utterance, and together they are the text."""
    words = guessed(text, ENDED)

    assert "".join(text.split()) == "".join("".join(word.text for word in words).split())
    for one, following in pairwise(words):
        assert one.start_sample <= one.end_sample == following.start_sample
    if words:
        assert (16_000, 48_000) == (words[0].start_sample, words[-1].end_sample)
