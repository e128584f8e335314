"""Spoken numbers in digits: a suite of sentences, and what must hold for any text."""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.text_change import TextStep
from appliance.text import TextChain, TextRules, undo
from appliance.text.itn.numbers import CHARACTERS, number

SUITE: Final = "itn_suite.tsv"
HELD_OUT: Final = "itn_held_out.tsv"
"""Written in other words, before a look at the rules; how it scored then stands in it."""

CHAIN: Final = TextChain(TextRules())


def sentences(name: str) -> list[tuple[str, str, str]]:
    """Return what is spoken, what is written, and the language, of each line of a suite."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(row[0], row[1], "en" if row[2] == "english" else "zh") for row in rows]


@pytest.mark.parametrize("name", [SUITE, HELD_OUT])
def test_the_suite_is_written_right(name: str) -> None:
    """At least 200 sentences, of which at least 98 % come out as a secretary would type them."""
    suite = sentences(name)
    wrong = [
        (spoken, found, written)
        for spoken, written, language in suite
        if (found := CHAIN.finish(spoken, language).text) != written
    ]
    assert len(suite) >= 200
    assert len(wrong) <= 0.02 * len(suite), wrong


@pytest.mark.parametrize("name", [SUITE, HELD_OUT])
def test_every_change_of_the_suite_can_be_taken_back(name: str) -> None:
    """The raw text comes back, and each change names its rule."""
    for spoken, _, language in sentences(name):
        finished = CHAIN.finish(spoken, language)
        assert spoken == undo(finished.text, finished.changes)
        assert all(change.cause for change in finished.changes)


def test_only_numbers_change() -> None:
    """A change covers the words of the number and no more."""
    changes = CHAIN.finish("三号机在九点半停了三百六十五秒。", "zh").changes
    assert [("三百六十五秒", "365秒"), ("九点半", "9:30"), ("三号", "3号")] == [
        (change.before, change.after) for change in changes if change.step is TextStep.ITN
    ]


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("八点十分的班车", "8:10的班车"),
        ("这两点十分重要", "这两点十分重要"),
        ("九点一起出发", "九点一起出发"),
        ("二十一起事故", "21起事故"),
        ("十二点六安", "12.6A"),
        ("六安的供应商", "六安的供应商"),
        ("三安光电的灯珠", "三安光电的灯珠"),
        ("三位安全员", "三位安全员"),
        ("现在是三点二版", "现在是3.2版"),
        ("二版文件", "二版文件"),
        ("走了三公里半", "走了三公里半"),
        ("等了三分钟半天没反应", "等了3分钟半天没反应"),
    ],
)
def test_a_word_gives_way_only_where_it_is_part_of_a_number(spoken: str, written: str) -> None:
    """Towns, adverbs and pages with a numeral stay words wherever no number comes before."""
    assert written == CHAIN.finish(spoken, "zh").text


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("at nine forty five", "at 9:45"),
        ("until one forty-five", "until 1:45"),
        ("at quarter to ten", "at 9:45"),
        ("by quarter to one", "by 12:45"),
        ("at quarter past nine", "at 9:15"),
    ],
)
def test_a_quarter_to_is_of_the_hour_before(spoken: str, written: str) -> None:
    """Forty-five minutes that were said as such are of the hour that was said."""
    assert written == CHAIN.finish(spoken, "en").text


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("三百五", "350"),
        ("三百零五", "305"),
        ("一千零一十", "1010"),
        ("一万两千", "12000"),
        ("三万五", "35000"),
        ("三百万零五", "3000005"),
        ("十万", "10万"),
        ("三亿五千万", "3亿5000万"),
        ("一万亿", "1万亿"),
        ("十二亿三千四百五十六万七千八百九十", "1234567890"),
        ("零点零二", "0.02"),
    ],
)
def test_numbers_are_read(spoken: str, written: str) -> None:
    """Round tens of thousands keep their word; all other numbers are digits only."""
    assert written == number(spoken)


@pytest.mark.parametrize("spoken", ["两三", "五六十", "百", "千万", "十十", "一百百", "点五", "幺"])
def test_what_is_not_well_formed_is_no_number(spoken: str) -> None:
    """Estimates and fragments stay as they were said."""
    assert number(spoken) is None


@given(st.integers(0, 10**8))
def test_any_number_is_read_as_it_is_said(value: int) -> None:
    """Said in Chinese and read again it is the same number."""
    found = number(said(value))
    assert found is not None
    assert value == int(found.replace("万", "0000").replace("亿", "00000000"))


@given(st.text(CHARACTERS + "点半分年月日号个米元％一起万一A到比乘负。", max_size=20))
def test_any_row_of_numerals_is_survived(text: str) -> None:
    """Nothing raises, and the raw text comes back."""
    finished = CHAIN.finish(text, "zh")
    assert text == undo(finished.text, finished.changes)


@given(
    st.lists(
        st.sampled_from(
            ["one", "two", "twenty", "hundred", "and", "point", "percent", "at", "half", "past"]
        )
    )
)
def test_any_row_of_english_numerals_is_survived(words: list[str]) -> None:
    """Nothing raises, and the raw text comes back."""
    text = " ".join(words)
    finished = CHAIN.finish(text, "en")
    assert text == undo(finished.text, finished.changes)


def said(value: int) -> str:
    """Say a number up to a hundred million in Chinese."""
    if value == 10**8:
        return "一亿"
    high, low = divmod(value, 10_000)
    if not high:
        return section(low)
    rest = section(low) if low else ""
    return f"{section(high)}万{'零' if low and low < 1000 else ''}{rest}"


def section(value: int) -> str:
    """Say a number below ten thousand."""
    if value == 0:
        return "零"
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = True
    return text
