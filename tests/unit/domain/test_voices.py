"""Speakers that are known again."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.transcript import Segment
from appliance.domain.voices import carried_over, same_voices, with_former_numbers

SECOND = 16_000


def spoken(*speakers: int | None, from_second: int = 0) -> list[Segment]:
    """One segment of a second after the other."""
    return [
        Segment(
            start_sample=(from_second + second) * SECOND,
            end_sample=(from_second + second + 1) * SECOND,
            text="x",
            raw_text="x",
            language="zh",
            engine="fake",
            model="fake",
            model_sha256="0" * 64,
            speaker=speaker,
        )
        for second, speaker in enumerate(speakers)
    ]


def numbers(segments: Sequence[Segment]) -> list[int | None]:
    """Who speaks."""
    return [each.speaker for each in segments]


def test_renumbered_voices_get_their_numbers_back() -> None:
    """However they are counted this time."""
    before, after = spoken(1, 2, 1, 3), spoken(2, 1, 2, 3)
    assert {2: 1, 1: 2, 3: 3} == same_voices(before, after)
    assert [1, 2, 1, 3] == numbers(with_former_numbers(before, after))


def test_a_voice_that_was_two_before_is_neither() -> None:
    """It gets a number that nobody has, and no name."""
    before, after = spoken(1, 2, 3), spoken(1, 1, 2)
    assert {2: 3} == same_voices(before, after)
    assert [8, 8, 3] == numbers(with_former_numbers(before, after, taken=[7]))


def test_a_new_text_is_spoken_by_who_spoke_then() -> None:
    """Until somebody tells the speakers apart again; where nobody spoke, nobody does."""
    carried = carried_over(spoken(1, 2), spoken(None, None, None))
    assert [1, 2, None] == numbers(carried)


speakers = st.lists(st.none() | st.integers(0, 4), max_size=12)


@given(before=speakers, after=speakers)
def test_no_two_voices_become_one(before: list[int | None], after: list[int | None]) -> None:
    """Numbers are changed one to one, text and times not at all."""
    old, new = spoken(*before), spoken(*after)
    told = with_former_numbers(old, new)
    assert [replace(each, speaker=None) for each in new] == [
        replace(each, speaker=None) for each in told
    ]
    pairs = set(zip(after, numbers(told), strict=True))
    assert len({one for one, _ in pairs}) == len(pairs) == len({two for _, two in pairs})


@given(names=speakers, order=st.permutations(range(5)))
def test_any_renumbering_of_the_same_turns_is_undone(
    names: list[int | None], order: list[int]
) -> None:
    """The same voices at the same time are the same speakers."""
    before = spoken(*names)
    after = spoken(*(None if name is None else order[name] for name in names))
    assert before == with_former_numbers(before, after)
