"""The choice between the texts that a beam search ends with."""

import pytest

from appliance.inference.engines.whisper_choice import Offer, likeliest, punctuated


def test_of_texts_that_sound_alike_the_one_of_commoner_words_is_taken() -> None:
    """Though the model finds the other one a little likelier."""
    offers = [
        Offer("人工智能技术正在改变传统之造业。", -0.30),
        Offer("人工智能技术正在改变传统制造业。", -0.33),
    ]
    assert offers[1] == likeliest(offers)


def test_what_sounds_otherwise_is_not_taken_for_its_words() -> None:
    """A clear difference in sound decides."""
    offers = [Offer("请打开访门", -0.3), Offer("请打开门", -1.2)]
    assert offers[0] == likeliest(offers)


def test_traditional_script_is_as_likely_as_simplified() -> None:
    """The dictionary is of simplified words."""
    offers = [Offer("質量部門會檢查", -0.3), Offer("质量部门会检查", -0.31)]
    assert offers[0] == likeliest(offers)


def test_latin_words_are_no_reason_to_prefer_a_text() -> None:
    """Chinese of common words costs no more than them."""
    offers = [Offer("昨天是星期一", -0.5), Offer("昨天是 Monday", -0.5), Offer("yesterday", -0.7)]
    assert "yesterday" != likeliest(offers).text


def test_a_loop_is_the_last_choice() -> None:
    """Models are sure of loops."""
    offers = [Offer("第二种叫 always always means" * 6, -0.2), Offer("第二种叫 always", -1.3)]
    assert offers[1] == likeliest(offers)
    assert offers[0] == likeliest(offers[:1])


def test_nothing_to_say_is_a_text_too() -> None:
    """Empty texts have a score like others."""
    assert "" == likeliest([Offer("", -0.5)]).text


@pytest.mark.parametrize(
    ("text", "like", "expected"),
    [
        ("首先说一下这个问题", "首先,说一下这个问题。", "首先,说一下这个问题。"),
        ("好 首先说一下 销售问题", "首先,说一下效率问题。", "好首先,说一下销售问题。"),
        ("設備開了 可以走了", "设备开了,可以走了。", "設備開了,可以走了。"),
        ("昨天是 Monday today", "昨天是 Monday, today.", "昨天是 Monday, today."),
        ("已经有，标点", "已经,有标点。", "已经有，标点"),
        ("什么都没有", "", "什么都没有"),
        ("", "有。", ""),
        ("完全不同", "一二三四五。", "完全不同。"),
    ],
)
def test_marks_are_taken_from_another_text(text: str, like: str, expected: str) -> None:
    """They stand after the same words; spaces between characters go."""
    assert expected == punctuated(text, like=like)
