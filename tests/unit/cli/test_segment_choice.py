"""Which part of a text is meant."""

import pytest

from appliance.cli.segment_choice import chosen, cut_before, marked, seconds
from appliance.domain.marker import MarkerKind
from appliance.errors import UsageError
from appliance.wire.station import MarkerLine, SegmentLine

TEXT = [
    SegmentLine(start_s=0.0, end_s=2.0, text="一", raw_text="一"),
    SegmentLine(start_s=5.2, end_s=5.4, text="二", raw_text="二"),
    SegmentLine(start_s=5.6, end_s=9.0, text="三", raw_text="三"),
]


@pytest.mark.parametrize(
    ("written", "meant"), [("83.5", 83.5), ("1:23", 83.0), ("1:01:23.25", 3683.25), ("0", 0.0)]
)
def test_times_are_read_as_people_write_them(written: str, meant: float) -> None:
    """Seconds, minutes, hours."""
    assert meant == seconds(written)


@pytest.mark.parametrize("written", ["", "1:2:3:4", "-1", "noon", "1e9", "nan"])
def test_other_times_are_refused(written: str) -> None:
    """With an example."""
    with pytest.raises(UsageError) as refused:
        seconds(written)
    assert "00:01:23" in refused.value.hint


@pytest.mark.parametrize(
    ("at", "was", "text"),
    [
        ("0:00", None, "一"),
        ("1.5", None, "一"),
        ("5.2", None, "二"),
        ("5", "三", "三"),
        ("7", None, "三"),
    ],
)
def test_a_part_is_found_by_its_time(at: str, was: str | None, text: str) -> None:
    """By its beginning as it is shown, by its exact one, or while it is spoken."""
    assert text == chosen(TEXT, at, was).text


def test_two_parts_of_one_second_are_told_apart() -> None:
    """The question names both."""
    with pytest.raises(UsageError) as refused:
        chosen(TEXT, "5", None)
    assert "--at 5.2 or --at 5.6" in refused.value.hint


@pytest.mark.parametrize(("at", "was"), [("3", None), ("0", "二"), ("99", None)])
def test_where_nothing_is_said_nothing_is_found(at: str, was: str | None) -> None:
    """The next step is to read the text."""
    with pytest.raises(UsageError, match=at) as refused:
        chosen(TEXT, at, was)
    assert "show" in refused.value.hint


def test_a_cut_is_found_by_the_words_after_it() -> None:
    """Which must be there once."""
    assert 3 == cut_before("今天开会。", "会。")
    for words in ("散会", "天", ""):
        with pytest.raises(UsageError):
            cut_before("今天开天会。天天天", words)


MARKERS = [
    MarkerLine(at_s=5.2, kind=MarkerKind.DECISION),
    MarkerLine(at_s=5.6, kind=MarkerKind.DEFECT, note="泵"),
    MarkerLine(at_s=83.0, kind=MarkerKind.PLAIN),
]


@pytest.mark.parametrize(("at", "kind"), [("1:23", MarkerKind.PLAIN), ("5.6", MarkerKind.DEFECT)])
def test_a_marker_is_found_by_its_time(at: str, kind: MarkerKind) -> None:
    """By its second as it is shown, or by its exact time."""
    assert kind is marked(MARKERS, at).kind


@pytest.mark.parametrize(
    ("markers", "at", "what", "hint"),
    [
        (MARKERS, "5", "2 markers", "5.2, 5.6"),
        (MARKERS, "7", "no markers", "5.2, 5.6, 83"),
        ([], "7", "no markers", "has no markers"),
    ],
)
def test_which_marker_is_meant_is_asked(
    markers: list[MarkerLine], at: str, what: str, hint: str
) -> None:
    """With the times that there are."""
    with pytest.raises(UsageError, match=what) as refused:
        marked(markers, at)
    assert hint in refused.value.hint
