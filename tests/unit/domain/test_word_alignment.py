"""Times of words after a person changed the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.transcript import Word
from appliance.domain.word_alignment import cut, realign, spread

START, END = 1_000, 17_000
SPOKEN = st.text(st.sampled_from("今天开会阀门ab c3,，。 「」'"), min_size=1, max_size=30)


def said(*texts: str, pause: int = 0) -> tuple[Word, ...]:
    """Words of a thousand samples each, from 1,000 on."""
    return tuple(
        Word(
            text=text,
            start_sample=1_000 + n * (1_000 + pause),
            end_sample=2_000 + n * (1_000 + pause),
            confidence=0.5,
        )
        for n, text in enumerate(texts)
    )


def placed(words: tuple[Word, ...]) -> list[tuple[str, int, int]]:
    """What is told of words."""
    return [(word.text, word.start_sample, word.end_sample) for word in words]


def letters(text: str) -> str:
    """A text without its spaces."""
    return "".join(text.split())


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        # One character for another.
        (said("罚", "门"), "阀门", [("阀", 1000, 2000), ("门", 2000, 3000)]),
        # Two for one: they share its time.
        (said("三", "开"), "三点开", [("三", 1000, 1500), ("点", 1500, 2000), ("开", 2000, 3000)]),
        # Removed: nothing else moves.
        (said("嗯", "好"), "好", [("好", 2000, 3000)]),
        # A mark belongs to the word before it.
        (said("好", "的"), "好，的", [("好，", 1000, 2000), ("的", 2000, 3000)]),
        # What stood alone as a mark stays alone.
        (said("好", "。"), "好！", [("好", 1000, 2000), ("！", 2000, 3000)]),
        # A Latin word is one word, however little of it changed.
        (said("the", " plan"), "the plane", [("the", 1000, 2000), (" plane", 2000, 3000)]),
        # A space makes two.
        (said("doorbell"), "door bell", [("door", 1000, 1500), (" bell", 1500, 2000)]),
        # Pieces of words stay as they were.
        (said("a", "b", "好"), "ab坏", [("a", 1000, 2000), ("b", 2000, 3000), ("坏", 3000, 4000)]),
        # Numbers take the time of all that was said.
        (said("二", "零", "二", "五", "年"), "2025年", [("2025", 1000, 5000), ("年", 5000, 6000)]),
    ],
)  # fmt: skip
def test_words_after_a_change(
    before: tuple[Word, ...], text: str, after: list[tuple[str, int, int]]
) -> None:
    """Each in its place."""
    assert after == placed(realign(before, text, start_sample=1_000, end_sample=10_000))


def test_what_is_added_in_a_pause_lies_in_it() -> None:
    """The words beside it are not touched."""
    made = realign(said("好", "的", pause=500), "好是的", start_sample=1_000, end_sample=9_000)

    assert [("好", 1000, 2000), ("是", 2000, 2500), ("的", 2500, 3500)] == placed(made)


def test_a_text_without_words_gets_none() -> None:
    """Nothing is known about its times."""
    assert () == realign((), "新的", start_sample=0, end_sample=100)


@given(old=SPOKEN, new=SPOKEN)
def test_words_are_in_order_and_within_and_hold_the_text(old: str, new: str) -> None:
    """Whatever is changed into whatever."""
    made = realign(
        spread(old, start_sample=START, end_sample=END), new, start_sample=START, end_sample=END
    )

    if letters(old):
        assert letters(new) == letters("".join(word.text for word in made))
    for word in made:
        assert START <= word.start_sample <= word.end_sample <= END
    for left, right in pairwise(made):
        assert left.end_sample <= right.start_sample


@given(texts=st.lists(SPOKEN.filter(lambda text: bool(letters(text))), min_size=1, max_size=8))
def test_the_same_text_keeps_its_words(texts: list[str]) -> None:
    """Also words that were cut in an odd way."""
    before = said(*texts)

    assert before == realign(before, "".join(texts), start_sample=0, end_sample=20_000)


@given(head=SPOKEN, changed=SPOKEN, to=SPOKEN, tail=SPOKEN)
def test_only_words_beside_the_change_are_touched(
    head: str, changed: str, to: str, tail: str
) -> None:
    """What is further away than one word is the very same object."""
    old, new = f"{head}。{changed}。{tail}", f"{head}。{to}。{tail}"
    before = spread(old, start_sample=START, end_sample=END)
    far = spread(head, start_sample=0, end_sample=0)[:-2]

    made = realign(before, new, start_sample=START, end_sample=END)

    assert before[: len(far)] == made[: len(far)]


@given(text=SPOKEN, characters=st.integers(0, 40))
def test_a_cut_loses_nothing(text: str, characters: int) -> None:
    """Both halves together are the words; the first holds as many characters as asked."""
    words = spread(text, start_sample=START, end_sample=END)

    first, second = cut(words, characters)

    assert letters(text)[:characters] == letters("".join(word.text for word in first))
    assert letters(text)[characters:] == letters("".join(word.text for word in second))
    for left, right in pairwise((*first, *second)):
        assert left.end_sample <= right.start_sample


def test_a_long_text_that_is_wholly_another_shares_the_time() -> None:
    """Comparing thousands of the same character would keep the library busy for minutes."""
    before = said(*"的" * 2_000)

    words = realign(before, "，".join(["的" * 9] * 200), start_sample=START, end_sample=2_001_000)

    assert "，".join(["的" * 9] * 200) == "".join(word.text for word in words)
    assert (START, 2_001_000) == (words[0].start_sample, words[-1].end_sample)
    assert all(early.end_sample == late.start_sample for early, late in pairwise(words))
