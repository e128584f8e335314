"""Script and punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.inference.text import TextNormaliser, full_width_punctuation


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("好的,我先汇报.", "好的，我先汇报。"),
        ("查清楚了吗?查清楚了!", "查清楚了吗？查清楚了！"),
        ("完成了1230件,合格率是98.5%。2号线停机", "完成了1230件，合格率是98.5%。2号线停机"),
        ("合格率是98.5%,二号线停机", "合格率是98.5%，二号线停机"),
        ("一共1,230件", "一共1,230件"),
        ("请看PLC,它停了", "请看PLC，它停了"),
        ("see page 3, please.", "see page 3, please."),
        ("会议,", "会议，"),
        ("注意:温度", "注意：温度"),
        ("时间是9:30开始", "时间是9:30开始"),
    ],
)
def test_punctuation_of_chinese_is_full_width(raw: str, expected: str) -> None:
    """Numbers, times and Latin text keep theirs."""
    assert expected == full_width_punctuation(raw)


def test_script_is_converted_as_set() -> None:
    """To simplified, to traditional, or not at all."""
    assert "会议开始" == TextNormaliser("simplified").finish("會議開始", "zh")
    assert "會議開始" == TextNormaliser("traditional").finish("会议开始", "zh")
    assert "會議开始" == TextNormaliser("as-is").finish("會議开始", "zh")


def test_other_languages_are_left_alone() -> None:
    """Japanese and English have their own rules."""
    assert "会議を開始します, はい" == TextNormaliser("simplified").finish(
        "会議を開始します, はい", "ja"
    )


@given(st.text("一二AB12,.?!:;% 。，", max_size=30))
def test_only_punctuation_and_spaces_change(text: str) -> None:
    """No letter, digit or character is lost or moved."""
    kept = [one for one in text if one.isalnum()]

    assert kept == [one for one in full_width_punctuation(text) if one.isalnum()]
