"""Correction towards the terms of a lexicon."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.text_change import TextStep
from appliance.text import Lexicon, TextChain, TextRules, undo
from appliance.text.term_index import TermIndex

RULES: Final = TextRules(itn=False)
TERMS: Final = (
    "轴承 阀门 公差 空调 佩戴 振动 叉车 传感器 合格率 液压系统 抽样检查 数控机床 会议纪要 "
    "退火 工时 接地 PLC M8螺栓 Siemens"
)


def chain(*lines: str) -> TextChain:
    """Return a chain with a lexicon of these lines."""
    return TextChain(RULES, Lexicon.parse("\n".join(lines), "shop.txt")[0])


FACTORY: Final = chain(*TERMS.split())


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("请打开罚门", "请打开阀门"),
        ("这个零件的工差太大", "这个零件的公差太大"),
        ("检查夜压系统的压力", "检查液压系统的压力"),
        ("液压西统漏油", "液压系统漏油"),
        ("会议记要发出来", "会议纪要发出来"),
        ("传敢器坏了", "传感器坏了"),
        ("和隔绿是多少", "合格率是多少"),
        ("抽阳检查三件", "抽样检查三件"),
        ("配带安全帽", "佩戴安全帽"),
        ("用m八罗栓固定", "用M8螺栓固定"),
        ("plc和P L C", "PLC和PLC"),
        ("西门子就是Simens", "西门子就是Siemens"),
    ],
)
def test_what_sounds_like_a_term_becomes_it(heard: str, written: str) -> None:
    """Homophones, confusable sounds, one error in a longer term, letters in any spelling."""
    assert written == FACTORY.finish(heard, "zh").text


@pytest.mark.parametrize(
    "text",
    [
        "轴承和阀门都没有问题",
        "今天公司没有空挡",
        "这个公式很重要",
        "他要退货还没有收到",
        "大街的尽头",
        "一周成立了三家公司",
        "见到他们非常高兴",
        "抽样以后检查了一遍",
        "controls and simple words",
        "GAPLCD",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    """A common word that sounds alike, parts of words, and terms that are right already."""
    assert text == FACTORY.finish(text, "zh").text


def test_variants_that_differ_in_sense_are_no_misspellings() -> None:
    """Another number, another direction: the term was not meant."""
    known = chain("二号生产线", "上料机械手", "主电机")
    for text in ("三号生产线", "下料机械手", "副电机"):
        assert text == known.finish(text, "zh").text


def test_every_replacement_names_the_line_of_the_lexicon() -> None:
    """And can be taken back."""
    finished = FACTORY.finish("请打开罚门", "zh")
    (change,) = finished.changes
    assert (TextStep.HOT_WORD, 3, "罚门", "阀门") == (
        change.step,
        change.start,
        change.before,
        change.after,
    )
    assert change.cause.startswith("shop.txt:2")
    assert "请打开罚门" == undo(finished.text, finished.changes)


def test_rules_come_first_the_longest_before_all() -> None:
    """What a rule inserted is not replaced again."""
    known = chain("走城=>轴承", "走城的=>轴承座的", "轴承=>X")
    assert "轴承座的，轴承" == known.finish("走城的，走城", "zh").text


def test_weight_makes_a_term_likelier() -> None:
    """A confusable sound is not enough where two common words stand, unless it has weight."""
    assert "走成坏了" == chain("轴承").finish("走成坏了", "zh").text
    assert "轴承坏了" == chain("轴承\t50").finish("走成坏了", "zh").text


def test_of_many_terms_each_one_is_rarer() -> None:
    """A large lexicon must not rewrite what a small one leaves alone."""
    many = (f"甲{number}乙" for number in range(2000))
    assert "轴承坏了" == chain("轴承").finish("走城坏了", "zh").text
    assert "走城坏了" == chain("轴承", *many).finish("走城坏了", "zh").text


def test_a_term_of_three_sounds_is_found_with_an_error_in_its_middle() -> None:
    """Where neither half of it is intact."""
    assert "换一个继电器" == chain("继电器").finish("换一个继店器", "zh").text
    assert "换一个齿轮箱" == chain("齿轮箱").finish("换一个齿龙箱", "zh").text


def test_hot_words_of_a_session_come_on_top() -> None:
    """The lexicon, and its hash, stay as they are."""
    known = chain("阀门").with_hot_words(("公差",))
    assert "阀门的公差" == known.finish("罚门的工差", "zh").text
    assert chain("阀门").lexicon.hash == known.lexicon.hash


def test_hot_words_can_be_turned_off() -> None:
    """Then neither terms nor rules are applied."""
    lexicon = Lexicon.parse("阀门\n罚门=>阀门", "shop.txt")[0]
    off = TextChain(TextRules(hot_words=False), lexicon)
    assert "罚门" == off.finish("罚门", "zh").text


def test_traditional_script_is_corrected_too() -> None:
    """The steps work on simplified text; what is shown is converted at the end."""
    lexicon = Lexicon.parse("阀门", "shop.txt")[0]
    finished = TextChain(TextRules(script="traditional"), lexicon).finish("打開罰門", "zh")
    assert "打開閥門" == finished.text
    assert "打開罰門" == undo(finished.text, finished.changes)


@given(st.text("轴走城承阀罚门发开PLCplc 8八米M，。液压系统西", max_size=25))
def test_any_text_is_survived_and_comes_back(text: str) -> None:
    """And a second pass finds nothing more to correct."""
    finished = FACTORY.finish(text, "zh")
    assert text == undo(finished.text, finished.changes)


@given(st.text(max_size=30), st.sampled_from(["zh", "yue", "en", "ja", "auto", ""]))
def test_no_text_makes_the_chain_fail(text: str, language: str) -> None:
    """Whatever a recogniser may return, in whatever language."""
    finished = FACTORY.finish(text, language)
    assert text == undo(finished.text, finished.changes)


@given(st.text("一ab\n\t=># 轴承\x00\ufeff1.", max_size=60), st.text("一轴承ab", max_size=10))
def test_no_lexicon_makes_the_chain_fail(pack: str, text: str) -> None:
    """What cannot be used is told and left out."""
    lexicon, problems = Lexicon.parse(pack, "absurd.txt")
    finished = TextChain(RULES, lexicon).finish(text, "zh")
    assert text == undo(finished.text, finished.changes)
    assert all(str(problem).startswith("absurd.txt:") for problem in problems)


def test_of_very_many_terms_few_are_looked_at_closely() -> None:
    """What a segment costs grows with the terms that sound like it, not with the lexicon."""
    first, second = "铸锻焊切磨钻铣刨冲折热冷气液电", "前后左右上下内外新旧大小长短高低"
    terms = [f"{one}{other}{this}{that}" for one in first for other in second
             for this in first for that in "阀泵轴轮箱柜"]  # fmt: skip
    index = TermIndex(terms)
    found = index.places("请检查铸前热阀和液压系统的压力然后把记录交给班长签字")
    assert len(terms) > 20_000
    assert "铸前热阀" in {known.term for each in found.values() for known in each}
    assert sum(map(len, found.values())) < len(terms) / 50
