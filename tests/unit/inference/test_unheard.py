"""Speech that a text leaves out is found by the places of its words."""

from appliance.domain.audio import to_samples
from appliance.domain.endpointing import UtteranceEnded
from appliance.domain.transcript import Word
from appliance.inference.unheard import is_said_beside, unheard


def merged(*stretches_s: tuple[float, float], certainty: float = 0.97) -> UtteranceEnded:
    """Return an utterance of these stretches of speech."""
    speech = tuple((to_samples(start), to_samples(end)) for start, end in stretches_s)
    return UtteranceEnded(
        start_sample=speech[0][0],
        end_sample=speech[-1][1],
        speech=speech,
        certainty=certainty,
        certainties=(certainty,) * len(speech),
    )


def said(*begins_s: float, text: str = "好") -> list[Word]:
    """Return words that begin at these places."""
    return [
        Word(text=text, start_sample=to_samples(at), end_sample=to_samples(at + 0.2))
        for at in begins_s
    ]


def spoken(text: str) -> list[Word]:
    """Return a text as words, one every 0.2 s."""
    return [word for at, unit in enumerate(text) for word in said(at / 5, text=unit)]


def test_speech_after_the_last_word_is_unheard() -> None:
    """A full stop that was stretched over it is no word of it."""
    words = [*said(0.1, 3.8), Word(text="。", start_sample=to_samples(4), end_sample=to_samples(8))]
    assert [1] == unheard(merged((0, 4), (5.5, 8)), words)


def test_speech_before_the_first_word_and_between_words_is_unheard() -> None:
    """Each stretch is told by its number."""
    ended = merged((0, 2), (3, 5), (6, 8), (9, 11))
    assert [0, 2] == unheard(ended, said(3.1, 9.3))


def test_a_word_that_is_placed_a_little_early_is_heard() -> None:
    """Engines know the places of words to some tenths of a second."""
    assert [] == unheard(merged((0, 4), (5.5, 8)), said(0.1, 5.3))


def test_short_or_doubtful_sounds_are_no_speech_left_out() -> None:
    """A cough, or machines."""
    assert [] == unheard(merged((0, 4), (5.5, 6.2)), said(0.1))
    assert [] == unheard(merged((0, 4), (5.5, 8), certainty=0.8), said(0.1))


def test_without_places_of_words_nothing_is_known() -> None:
    """Nor is anything to be parted in a single stretch."""
    assert [] == unheard(merged((0, 4), (5.5, 8)), [])
    assert [] == unheard(merged((0, 8)), said(0.1))


def test_what_stands_beside_a_stretch_was_said_there() -> None:
    """Before it or after it; not what was said long before."""
    assert is_said_beside(to_samples(5), spoken("我们到月底能够完成"), spoken("到月底能够完成。"))
    assert is_said_beside(to_samples(0), spoken("我们到月底能够完成"), spoken("我们到月底"))
    long_before = spoken("好的我们到月底能够完成这一批订单")
    assert not is_said_beside(to_samples(9), long_before, spoken("好的"))


def test_what_is_only_like_the_words_beside_it_was_not_said_there() -> None:
    """Neither characters here and there, nor the same sentence with another number."""
    near = spoken("这个月的产量目标是一万件大家有没有意见")
    for alone in ("下个月的产量目标是一万件", "不可以"):
        assert not is_said_beside(to_samples(5), near, spoken(alone))


def test_marks_alone_are_nothing_that_was_said() -> None:
    """A text whose marks stand in another, and none of whose words, was not said there."""
    assert not is_said_beside(to_samples(1), spoken("我们。。"), spoken("好。。"))
    assert is_said_beside(to_samples(1), spoken("会议。。"), spoken("会议"))
