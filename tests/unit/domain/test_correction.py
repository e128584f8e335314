"""Proposals of hot words from corrections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.correction import LONGEST, SHORTEST, corrected_term


@pytest.mark.parametrize(
    ("was", "text", "term"),
    [
        ("要把新的家具装好。", "要把新的夹具装好。", "夹具"),
        ("和格率是98.5%。", "合格率是98.5%。", "合格"),
        ("二号线的温度传染器故障。", "二号线的温度传感器故障。", "感器"),
        ("由王公负责。", "由王工负责。", "工负"),
        ("交给王公。", "交给王工。", "王工"),
        ("The pomp is leaking.", "The pump is leaking.", "pump"),
        ("型号是 X20 的。", "型号是 X200 的。", "X200"),
        ("用普罗米修斯监控。", "用Prometheus监控。", "Prometheus"),
        ("一样的。", "一样的。", ""),
        ("少了一些字。", "字。", ""),
        ("好。", "好！", ""),
        ("这一句完全不同。", "另外说的是别的事情，而且长得多，不会是一个词。", ""),
    ],
)
def test_the_changed_word_is_proposed(was: str, text: str, term: str) -> None:
    """With a neighbour where one character changed; nothing where it is no term."""
    assert term == corrected_term(was, text)


@given(was=st.text(max_size=40), text=st.text(max_size=40))
def test_a_proposal_stands_in_the_new_text(was: str, text: str) -> None:
    """It is short, one word, and nothing is made up."""
    term = corrected_term(was, text)

    assert term in text
    assert term == "" or SHORTEST <= len(term) <= LONGEST
