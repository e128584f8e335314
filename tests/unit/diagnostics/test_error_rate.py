"""Counting errors after both sides are written alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.diagnostics.chinese_numerals import spoken_numbers
from appliance.diagnostics.error_rate import ErrorRate, character_error_rate, measure, normalised


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("0", "零"),
        ("10", "十"),
        ("12", "十二"),
        ("26度", "二十六度"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("365", "三百六十五"),
        ("1230件", "一千二百三十件"),
        ("1,230件", "一千二百三十件"),
        ("1005", "一千零五"),
        ("1050", "一千零五十"),
        ("10000", "一万"),
        ("10010", "一万零一十"),
        ("105000", "十万五千"),
        ("100000001", "一亿零一"),
        ("98.5%", "百分之九十八点五"),
        ("12 %", "百分之十二"),
        ("0.02", "零点零二"),
        ("7.5", "七点五"),
        ("2024年", "二零二四年"),
        ("007", "零零七"),
        ("12345678901234567", "一二三四五六七八九零一二三四五六七"),
    ],
)
def test_numbers_are_written_as_they_are_spoken(written: str, spoken: str) -> None:
    """Also percentages, decimals, years and identifiers."""
    assert spoken == spoken_numbers(written)


def test_both_sides_are_brought_to_one_way_of_writing() -> None:
    """Width, script, case, punctuation and spaces do not count."""
    assert "百分之九十八点五ok生产线" == normalised(" ９８.5％， ＯＫ。生產線！")


@pytest.mark.parametrize(
    ("reference", "hypothesis", "cer"),
    [
        ("一号生产线", "1号生产线。", 0.0),
        ("一号生产线", "一号生产现", 0.2),
        ("一号生产线", "", 1.0),
        ("", "", 0.0),
        ("", "无中生有", 1.0),
        ("好", "好的好的", 3.0),
    ],
)
def test_errors_are_divided_by_the_length_of_the_reference(
    reference: str, hypothesis: str, cer: float
) -> None:
    """Also where one side is empty."""
    assert pytest.approx(cer) == character_error_rate(reference, hypothesis)


def test_many_texts_are_counted_together() -> None:
    """A long text weighs more than a short one."""
    counted = measure([("一二三四五六七八", "一二三四五六七八"), ("甲乙", "甲丙丁")])

    assert ErrorRate(substitutions=1, insertions=1, deletions=0, reference_length=10) == counted
    assert pytest.approx(0.2) == counted.cer


@given(st.text())
def test_a_text_has_no_errors_against_itself(text: str) -> None:
    """Whatever is in it."""
    assert 0.0 == character_error_rate(text, text)


@given(st.integers(0, 10**16 - 1))
def test_every_number_can_be_read(number: int) -> None:
    """No digit is left, and no two zeros stand together."""
    spoken = spoken_numbers(str(number))

    assert not any(one.isascii() for one in spoken)
    assert "零零" not in spoken
    assert spoken == "零" or not spoken.endswith("零")
