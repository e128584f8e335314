"""Letters parted into syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pinyin.segmentation import Segmentation

LETTERS = st.text(alphabet="abcdeghijlnouvxyzs'", max_size=24)


def ways(text: str) -> set[str]:
    """Return every whole parting of a text of one word."""
    found = Segmentation(text)
    rows = (span for span in found.spans(found.start) if span[-1].end == found.end)
    return {" ".join(unit.typed for unit in span) for span in rows}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zhongguoren", {"zhong guo ren", "zhong gu o ren"}),
        ("xian", {"xian", "xi an"}),
        ("xi'an", {"xi an"}),
        ("fangan", {"fang an", "fan gan"}),
        ("zgr", {"z g r"}),
        ("zhgr", {"zh g r"}),
        ("wome", {"wo me"}),
        ("zhongg", {"zhong g"}),
        ("zho", {"zho", "zh o"}),
        ("nvren", {"nv ren"}),
        ("lue", {"lue", "lu e"}),
        ("XIAN", {"xian", "xi an"}),
        ("women2", {"wo men"}),
        ("'xi''an", {"xi an"}),
        ("ui", set()),
        ("", set()),
    ],
)
def test_letters_are_parted_with_as_few_beginnings_as_can_be(text: str, expected: set[str]) -> None:
    """Whole syllables win; an apostrophe parts; what is no letter ends it."""
    assert expected == ways(text)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    """Whatever is pasted, typed or sent: an answer within the text."""
    found = Segmentation(text)
    assert 0 <= found.start <= found.end <= len(text)
    for start in found.starts:
        for span in found.spans(start):
            assert found.start <= start < span[-1].end <= found.end


@given(LETTERS)
def test_no_letter_is_lost_between_two_syllables(text: str) -> None:
    """Syllables stand behind each other with nothing but apostrophes between."""
    found = Segmentation(text)
    for span in found.spans(found.start):
        at = found.start
        for unit in span:
            assert at == unit.start
            assert unit.typed == text[unit.start : unit.end].replace("'", "")
            at = unit.end


@given(LETTERS)
def test_the_same_letters_are_always_parted_the_same_way(text: str) -> None:
    """Nothing depends on an order of sets."""
    one, other = Segmentation(text), Segmentation(text)
    assert list(one.spans(one.start)) == list(other.spans(other.start))
