"""When each character was said."""

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.spoken_moments import Moments, spoken_moments
from appliance.domain.transcript import Word


def word(text: str, start_s: float, end_s: float) -> Word:
    """A word with its times."""
    return Word(text=text, start_sample=round(start_s * 16_000), end_sample=round(end_s * 16_000))


def moments(text: str, *words: Word, length_s: float = 4) -> Moments:
    """Of an utterance that begins at second 0."""
    return spoken_moments(text, words, start_sample=0, end_sample=round(length_s * 16_000))


def test_words_tell_when_their_characters_were_said() -> None:
    """Shared within a word; a pause between words belongs to none."""
    found = moments("你好 ab", word("你好", 0, 1), word(" ab", 3, 4))

    assert (0, 500, 3000, 3500) == tuple(found.starts[n] for n in (0, 1, 3, 4))
    assert (500, 1000, 3500, 4000) == tuple(found.ends[n] for n in (0, 1, 3, 4))


def test_added_marks_take_no_time() -> None:
    """Recognisers without punctuation get it afterwards."""
    found = moments("好，的。", word("好", 0, 1), word("的", 3, 4))

    assert (0, 1000, 3000, 4000) == found.starts
    assert (1000, 1000, 4000, 4000) == found.ends


def test_a_changed_number_takes_the_time_of_its_words() -> None:
    """What stands on both sides holds its place."""
    said = "水占百分之五十吧"
    words = [word(character, n / 2, (n + 1) / 2) for n, character in enumerate(said)]

    found = moments("水占50%吧。", *words)

    assert (1000, 3500) == (found.starts[2], found.ends[4])
    assert (3500, 4000) == (found.starts[5], found.ends[5])


def test_without_words_time_is_shared_by_width() -> None:
    """A Chinese character takes twice the time of a letter."""
    assert (0, 2000, 3000, 4000) == moments("好ab").starts + moments("好ab").ends[-1:]


def test_a_text_unlike_its_words_is_still_quick() -> None:
    """A hundred thousand characters that share nothing are not compared with each other."""
    words = [word("乙", n / 1000, (n + 1) / 1000) for n in range(4000)]

    found = moments("甲" * 100_000, *words)

    assert (0, 4000) == (found.starts[0], found.ends[-1])


@settings(deadline=None)
@given(
    text=st.text("一二 ab，。5%", max_size=40),
    words=st.lists(
        st.builds(word, st.text("一二 ab百分", max_size=5), st.floats(-1, 9), st.floats(-1, 9)),
        max_size=8,
    ),
)
def test_time_never_goes_back(text: str, words: list[Word]) -> None:
    """Whatever the recogniser says, inside the utterance."""
    found = moments(text, *words)

    assert len(text) == len(found.starts) == len(found.ends)
    edges = [edge for pair in zip(found.starts, found.ends, strict=True) for edge in pair]
    assert sorted(edges) == edges
    assert all(0 <= edge <= 4000 for edge in edges)
