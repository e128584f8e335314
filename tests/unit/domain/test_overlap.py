"""Joining texts of audio that overlaps."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.overlap import join_by_overlap


def test_the_later_text_goes_on_where_both_agree() -> None:
    """Its beginning, half a word at the edge of the window, is dropped."""
    earlier = "一号生产线上周完成了一千二百三十件产品"
    later = "伴百三十件产品，合格率是百分之九十八"

    assert "一号生产线上周完成了一千二百三十件产品，合格率是百分之九十八" == join_by_overlap(
        earlier, later
    )


def test_what_was_heard_better_later_replaces_the_end() -> None:
    """The last words of a partial are the least sure."""
    assert "二号生产线因为温度传感器故障" == join_by_overlap(
        "二号生产线因为温度船杆", "因为温度传感器故障"
    )


def test_without_agreement_the_earlier_text_stays() -> None:
    """Nothing is lost from its middle."""
    assert "好的我先汇报" == join_by_overlap("好的我先汇报", "天气")


def test_the_first_text_is_taken_as_it_is() -> None:
    """There is nothing to join it to."""
    assert "你好" == join_by_overlap("", "你好")


@given(st.text("一二三四五", max_size=80), st.integers(0, 80), st.text("六七八", max_size=20))
def test_text_that_goes_on_is_never_shortened(spoken: str, window: int, more: str) -> None:
    """A later text that begins anywhere in the earlier one and says more."""
    later = spoken[max(0, len(spoken) - window) :] + more

    assert len(join_by_overlap(spoken, later)) >= min(len(spoken), len(later))
