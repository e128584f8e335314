"""What FunASR answers, made a hypothesis."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from appliance.inference.engine import EngineHypothesis, EngineRequest
from appliance.inference.engines.funasr_answer import hypothesis

TIMED = EngineRequest(language="auto", wants_words=True)


def heard(answer: dict[str, Any] | None, request: EngineRequest = TIMED) -> EngineHypothesis:
    """Take an answer to a second of audio."""
    return hypothesis([] if answer is None else [answer], request, audio_samples=16_000)


def test_nothing_said_is_an_empty_list() -> None:
    """It becomes an empty text."""
    assert ("", "auto") == (heard(None).text, heard(None).language)


def test_tags_are_no_text_but_tell_the_language() -> None:
    """SenseVoice puts four of them first."""
    answer = heard({"text": "<|yue|><|HAPPY|><|Speech|><|withitn|>你好。"})

    assert ("你好。", "yue") == (answer.text, answer.language)


def test_no_speech_is_told() -> None:
    """What stands behind that tag is made up."""
    answer = heard({"text": "<|nospeech|><|EMO_UNKNOWN|><|Event_UNK|><|woitn|>嗯"})

    assert ("", 1.0) == (answer.text, answer.no_speech_probability)


def test_words_come_with_their_marks_and_spaces() -> None:
    """A mark belongs to the word before it, a space to the word after it."""
    answer = heard(
        {
            "text": "<|zh|>开 PLC，好。",
            "words": ["开", "PLC", "好"],
            "timestamp": [[0, 100], [100, 300], [300, 9000]],
        }
    )

    assert ["开", " PLC，", "好。"] == [word.text for word in answer.words]
    assert [0, 1600, 4800] == [word.start_sample for word in answer.words]
    assert 16_000 == answer.words[-1].end_sample


def test_paraformer_sets_its_characters_apart_where_it_gives_times() -> None:
    """The text has no such spaces; those of Korean stay."""
    answer = heard({"text": "打 开 plc 吧", "timestamp": [[0, 1], [1, 2], [2, 3], [3, 4]]})

    assert "打开 plc 吧" == answer.text
    assert ["打", "开", " plc", " 吧"] == [word.text for word in answer.words]
    assert "안녕 하세요" == heard({"text": "<|ko|>안녕 하세요"}).text


def test_nano_tells_times_in_seconds() -> None:
    """Token by token."""
    tokens = [
        {"token": "你", "start_time": 0.06, "end_time": 0.12},
        {"token": " ", "start_time": 0.12, "end_time": 0.13},
        {"token": "好", "start_time": 0.18, "end_time": 0.24},
    ]
    answer = heard({"text": "你好！", "timestamps": tokens})

    assert ["你", "好！"] == [word.text for word in answer.words]
    assert 2880 == answer.words[1].start_sample


def test_times_that_do_not_fit_the_text_are_left_out() -> None:
    """Better none than wrong ones."""
    assert () == heard({"text": "你好", "timestamp": [[0, 1]]}).words
    assert () == heard({"text": "你", "words": ["我"], "timestamp": [[0, 1]]}).words


@given(st.lists(st.text(min_size=1, max_size=3), max_size=6), st.text(max_size=20))
def test_words_are_the_text_or_none(pieces: list[str], text: str) -> None:
    """Whatever the model gives."""
    times = [[10 * index, 10 * index + 9] for index in range(len(pieces))]
    for spoken in (text, "".join(pieces)):
        answer = heard({"text": spoken, "words": pieces, "timestamp": times})
        assert answer.words == () or answer.text == "".join(word.text for word in answer.words)
