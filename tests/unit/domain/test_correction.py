"""Proposals of hot words from corrections."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.correction import LONGEST, SHORTEST, corrected_term


@pytest.mark.parametrize(
    ("was", "words", "term"),
    [
        ("要把新的家具装好。", "要|把|新|的|夹具|装好|。", "夹具"),
        ("和格率是98.5%。", "合格率|是|98.5%|。", "合格率"),
        ("温度传染器故障。", "温度|传感器|故障|。", "传感器"),
        ("温度船感器故障。", "温度|传感器|故障|。", "传感器"),
        ("温度传感气故障。", "温度|传感器|故障|。", "传感器"),
        ("温度感器故障。", "温度|传感器|故障|。", "传感器"),
        ("检查度船感。", "检查|温度|传感器|。", "温度传感器"),
        ("由王公负责。", "由|王|工|负责|。", "王工"),
        ("由张工负责。", "由|章|工|负责|。", "章工"),
        ("交给王公。", "交给|王|工|。", "王工"),
        ("这是温度法。", "这|是|温度|阀|。", "温度阀"),
        ("法坏了。", "阀|坏|了|。", "阀坏"),
        ("打开法。", "打|开|阀|。", "开阀"),
        ("那是法。", "那|是|阀|。", ""),
        ("The pomp is leaking.", "The| |pump| |is| |leaking|.", "pump"),
        ("型号是 X20 的。", "型号|是| |X200| |的|。", "X200"),
        ("型号是X-20的。", "型号|是|X|-|200|的|。", "X-200"),
        ("换S7-1300模块。", "换|S7|-|1200|模块|。", "S7-1200"),
        ("Der Gerat ist gut.", "Der| |Ger|ä|t| |ist| |gut|.", "Gerät"),
        ("это насос.", "это| |н|а|с|о|с|ы|.", "насосы"),
        ("这个夹具坏了。", "这个|夹具|的|坏|了|。", ""),
        ("阀门漏水。", "阀门|漏水|了|。", ""),
        ("说的对。", "说|得|对|。", ""),
        ("郭滤器坏了。", "过滤器|坏|了|。", "过滤器"),
        ("用普罗米修斯监控。", "用|Prometheus|监控|。", "Prometheus"),
        ("一样的。", "一样|的|。", ""),
        ("少了一些字。", "字|。", ""),
        ("好。", "好|！", ""),
        ("这一句不同。", "另外|说|的|是|别的|事情|，|而且|长|得|多|，|不会|是|一个|词|。", ""),
    ],
)
def test_the_words_that_changed_are_proposed(was: str, words: str, term: str) -> None:
    """Whole: changed at their beginning, middle or end; with a neighbour where it is no word."""
    assert term == corrected_term(was, words.replace("|", ""), words.split("|"))


@given(was=st.text(max_size=40), words=st.lists(st.text(min_size=1, max_size=6), max_size=8))
def test_a_proposal_stands_in_the_new_text(was: str, words: Sequence[str]) -> None:
    """It is short, one word, and nothing is made up."""
    term = corrected_term(was, "".join(words), words)

    assert term in "".join(words)
    assert term == "" or SHORTEST <= len(term) <= LONGEST
