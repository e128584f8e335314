"""The text chain as a whole: its order, its switches, and what it keeps."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.text_change import TextStep
from appliance.text import Lexicon, TextChain, TextRules, undo

LEXICON = Lexicon.parse("变频器\n船杆器=>传感器\n一百号=>百号库", "shop.txt")[0]
SCRIPTS = {
    script: TextChain(TextRules(script=script), LEXICON)
    for script in ("simplified", "traditional", "as-is")
}
SPOKEN = st.text(
    st.one_of(
        st.characters(codec="utf-8"),  # engines give nothing else
        st.sampled_from(
            "零一二三十百千万亿两点半分年月号％。,.!?船杆器罰門變頻變品氣\u3000\r\n\t 😀𠮷"
        ),
        st.sampled_from("ABCabc019-#=>"),
    ),
    max_size=60,
)


@given(SPOKEN, st.sampled_from(sorted(SCRIPTS)), st.sampled_from(["zh", "yue", "en", "ja", ""]))
def test_any_text_survives(text: str, script: str, language: str) -> None:
    """Nothing raises, every change names its cause, and undone they give the raw text."""
    finished = SCRIPTS[script].finish(text, language)
    assert text == undo(finished.text, finished.changes)
    assert all(change.cause for change in finished.changes)


def test_steps_come_in_their_order() -> None:
    """Rules and hot words see what was said, in simplified script; digits come after them."""
    finished = SCRIPTS["traditional"].finish("船桿器和變品器,一共三百六十五個", "zh")
    assert "傳感器和變頻器，一共365個" == finished.text
    assert [
        TextStep.SCRIPT,
        TextStep.PUNCTUATION,
        TextStep.REPLACEMENT,
        TextStep.HOT_WORD,
        TextStep.ITN,
        TextStep.SCRIPT,
    ] == [change.step for change in finished.changes]


def test_a_rule_is_written_as_it_is_said() -> None:
    """Rules come before digits, so one with a numeral still finds its place."""
    assert "去百号库拿" == SCRIPTS["simplified"].finish("去一百号拿", "zh").text


def test_each_step_can_be_switched_off() -> None:
    """Then the text is the engine's, but for blanks around it."""
    off = TextRules(script="as-is", punctuation=False, hot_words=False, itn=False)
    finished = TextChain(off, LEXICON).finish(" 船杆器,三百個 ", "zh")
    assert "船杆器,三百個" == finished.text


def test_a_language_nobody_told_is_taken_for_chinese_if_it_looks_so() -> None:
    """Other languages keep their numbers and their punctuation."""
    assert "一共365个。" == SCRIPTS["simplified"].finish("一共三百六十五个.", "auto").text
    assert "Bonjour, trois." == SCRIPTS["simplified"].finish("Bonjour, trois.", "auto").text
