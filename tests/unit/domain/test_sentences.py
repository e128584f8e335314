"""Splitting long text into readable pieces."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.sentences import Sentence, split_sentences
from appliance.domain.transcript import Word


def words(text: str, *, at_s: float = 0.0, each_s: float = 0.25) -> list[Word]:
    """Return one word a character, evenly spoken."""
    return [
        Word(
            text=character,
            start_sample=to_samples(at_s + index * each_s),
            end_sample=to_samples(at_s + (index + 1) * each_s),
        )
        for index, character in enumerate(text)
    ]


def split(spoken: list[Word], longest_s: float = 8.0) -> list[Sentence]:
    """Split words in speech without pauses."""
    speech = [(spoken[0].start_sample, spoken[-1].end_sample)]
    return split_sentences(spoken, speech=speech, longest_s=longest_s)


def test_sentences_are_parted_after_their_marks() -> None:
    """The mark stays with its sentence."""
    assert ["查清楚了吗？", "查清楚了。"] == [
        one.text for one in split(words("查清楚了吗？查清楚了。"))
    ]


def test_a_clear_pause_parts_where_the_engine_set_no_mark() -> None:
    """Words a second apart do not belong on one line."""
    spoken = words("下午好") + words("好的", at_s=2.0)

    assert ["下午好", "好的"] == [one.text for one in split(spoken)]


def test_a_long_sentence_is_parted_at_the_clause_nearest_its_middle() -> None:
    """Not in the middle of a clause."""
    spoken = words("一号生产线上周完成了产品，二号生产线因为故障停机，三号没有问题")
    pieces = [one.text for one in split(spoken, longest_s=4.0)]

    assert ["一号生产线上周完成了产品，", "二号生产线因为故障停机，", "三号没有问题"] == pieces


def test_times_lie_in_speech() -> None:
    """A word that seems to begin in the pause before it begins with the speech after it."""
    spoken = words("你好。") + words("再见。", at_s=0.75, each_s=1.0)
    speech = [(0, to_samples(0.8)), (to_samples(2.0), to_samples(3.5))]
    first, second = split_sentences(spoken, speech=speech, longest_s=8.0)

    assert (0.0, 0.75) == (to_seconds(first.start_sample), to_seconds(first.end_sample))
    assert to_seconds(second.end_sample) == 3.5
    assert to_seconds(second.start_sample) >= 0.75


@given(st.lists(st.sampled_from(["一", "二", "，", "。", "ok "]), min_size=1, max_size=60))
def test_no_word_is_lost_and_pieces_are_in_order(texts: list[str]) -> None:
    """Whatever the text."""
    spoken = [
        Word(text=text, start_sample=at * 4000, end_sample=(at + 1) * 4000)
        for at, text in enumerate(texts)
    ]
    pieces = split(spoken, longest_s=3.0)

    assert spoken == [word for piece in pieces for word in piece.words]
    assert all(piece.start_sample <= piece.end_sample for piece in pieces)
    for one, following in pairwise(pieces):
        assert one.end_sample <= following.start_sample
