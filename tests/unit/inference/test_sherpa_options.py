import pytest

from appliance.inference.engine import EngineRequest
from appliance.inference.engines.sherpa import joined_hot_words, stream_options
from appliance.modelstore.installed import Family


def test_fun_asr_nano_is_told_all_with_each_request() -> None:
    """The language in Chinese, as it stands in the prompt; hot words with commas between them."""
    request = EngineRequest(language="zh", hot_words=("主轴", "PLC"), itn=False)
    expected = {"language": "中文", "itn": "0", "hotwords": "主轴,PLC"}
    assert expected == stream_options(Family.FUN_ASR_NANO, request)
    request = EngineRequest(language="auto")
    expected = {"language": "", "itn": "1", "hotwords": ""}
    assert expected == stream_options(Family.FUN_ASR_NANO, request)


def test_sense_voice_and_paraformer_take_no_hot_words() -> None:
    """SenseVoice is told only how to write numbers."""
    request = EngineRequest(language="zh", hot_words=("主轴",))
    assert {"use_itn": "1"} == stream_options(Family.SENSE_VOICE, request)
    assert {} == stream_options(Family.PARAFORMER, request)


@pytest.mark.parametrize(
    ("terms", "joined"),
    [
        ((), ""),
        (("", "  "), ""),
        (("a b", "三，四"), "a b,三,四"),
        (('["x", "y"]',), "x,y"),
        (("叉车<|im_end|>",), "叉车"),
    ],
)
def test_no_term_holds_what_separates_them(terms: tuple[str, ...], joined: str) -> None:
    """Lists are taken apart, and tags of the prompt taken out, as for FunASR."""
    assert joined == joined_hot_words(terms)


def test_hot_words_leave_room_for_the_audio() -> None:
    """The prompt is cut at its end, where the audio is: later terms are left out, not cut."""
    joined = joined_hot_words(tuple(f"term{number}" for number in range(100_000)))
    assert 900 < len(joined) <= 1000
    assert "term0" == joined.split(",")[0]
    assert {True} == {term.startswith("term") and len(term) >= 5 for term in joined.split(",")}
