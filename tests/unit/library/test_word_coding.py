"""Words of a segment, exactly as they were."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.transcript import Word
from appliance.library.word_coding import decode_words, encode_words

SAMPLE: Final = st.integers(0, 2**39)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CONFIDENCE = st.none() | st.floats(0, 1).map(lambda value: round(value, 3)) | st.floats(-9, 9)
WORD = st.builds(Word, text=TEXT, start_sample=SAMPLE, end_sample=SAMPLE, confidence=CONFIDENCE)


def back(words: tuple[Word, ...], *, start: int = 0, text: str, raw_text: str) -> object:
    """Encode and decode."""
    encoded = encode_words(words, start_sample=start, text=text, raw_text=raw_text)
    return decode_words(encoded, start_sample=start, text=text, raw_text=raw_text)


def evenly(text: str, grid: int, first: int = 12_345) -> tuple[Word, ...]:
    """A word for each character, five steps of the grid long, a pause after every tenth."""
    words = []
    at = first
    for number, character in enumerate(text):
        words.append(
            Word(
                text=character,
                start_sample=at,
                end_sample=at + 5 * grid,
                confidence=round(0.9 + number % 10 / 100, 3),
            )
        )
        at += (5 if number % 10 else 9) * grid
    return tuple(words)


@given(words=st.lists(WORD, max_size=12).map(tuple), start=SAMPLE, text=TEXT, raw_text=TEXT)
def test_any_words_come_back_as_they_were(
    words: tuple[Word, ...], start: int, text: str, raw_text: str
) -> None:
    """In any order, with any text, with and without confidence."""
    assert words == back(words, start=start, text=text, raw_text=raw_text)


@given(text=st.text(st.sampled_from("今天会议ab 。"), min_size=1), grid=st.integers(1, 2000))
def test_words_on_a_grid_come_back(text: str, grid: int) -> None:
    """However fine it is, and with edges beside it."""
    words = evenly(text, grid)
    last = words[-1]
    clipped = Word(text=last.text, start_sample=last.start_sample, end_sample=last.start_sample + 7)

    assert words == back(words, start=12_000, text=text, raw_text=text)
    assert (*words[:-1], clipped) == back(
        (*words[:-1], clipped), start=12_000, text="other", raw_text=text
    )


def test_a_character_takes_two_bytes() -> None:
    """With its time and its confidence; its text stands in the segment."""
    text = "今天的会议现在开始请大家看第二页这里有一个问题需要马上检查一下水泵的压力" * 3
    words = evenly(text, 320)

    encoded = encode_words(words, start_sample=12_000, text=text, raw_text=text)

    assert encoded is not None
    assert len(encoded) <= 2 * len(text)
