"""Numbers, columns and texts in few bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.library.packing import (
    Reader,
    Writer,
    lengthen,
    shorten,
    squeeze,
    unsqueeze,
)

NUMBERS = st.integers(-(2**70), 2**70) | st.integers(-3, 40)
UNICODE = st.text(st.characters(exclude_categories=["Cs"]))


@given(columns=st.lists(st.lists(NUMBERS, max_size=30), max_size=5), number=NUMBERS)
def test_numbers_and_columns_come_back(columns: list[list[int]], number: int) -> None:
    """Large, small, negative, equal, none; one after the other."""
    to = Writer()
    for column in columns:
        to.column(column)
    to.number(number)
    to.content += b"rest"

    come = Reader(bytes(to.content))

    assert columns == [come.column(len(column)) for column in columns]
    assert number == come.number()
    assert b"rest" == come.rest()


@given(values=st.lists(NUMBERS, min_size=1, max_size=30), share=st.floats(0, 1, exclude_max=True))
def test_what_is_cut_off_is_noticed(values: list[int], share: float) -> None:
    """Wherever it ends: as a ValueError, as of anything else that is damaged."""
    to = Writer()
    to.column(values)
    come = Reader(bytes(to.content[: int(len(to.content) * share)]))
    with pytest.raises(ValueError, match="cut off"):
        come.column(len(values))


def test_ones_without_end_are_cut_off() -> None:
    """They are read once, not once for each of them."""
    to = Writer()
    to.column([0, 1, 2, 3] * 250 + [900])
    ones = bytes(to.content[:2]) + b"\xff" * 100_000
    with pytest.raises(ValueError, match="cut off"):
        Reader(ones).column(1001)


def test_columns_that_say_little_take_little() -> None:
    """All equal: a few bytes; small ones with a few large: little more than the small ones."""
    equal, small, mixed = Writer(), Writer(), Writer()
    equal.column([7] * 1000)
    small.column([0, 1, 2, 3] * 250)
    mixed.column([0, 1, 2, 3] * 250 + [900])

    assert len(equal.content) <= 4
    assert len(small.content) <= 254
    assert len(mixed.content) < 500


@given(text=UNICODE, like=UNICODE)
def test_texts_come_back(text: str, like: str) -> None:
    """Short in two bytes a character, and squeezed by what another text says already."""
    assert text == lengthen(shorten(text))
    assert text == unsqueeze(squeeze(text, like), like)


def test_a_text_that_repeats_another_is_nearly_free() -> None:
    """Raw text that differs in a mark."""
    text = "今天的会议现在开始请大家看第二页这里有一个问题"

    assert 2 * len(text) == len(shorten(text))
    assert len(squeeze(f"{text}。", text)) < 15
