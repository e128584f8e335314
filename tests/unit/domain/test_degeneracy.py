"""Telling text that was not spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.degeneracy import Degeneracy, Suspect, judge


def flaw(text: str, **more: float) -> Degeneracy | None:
    """Judge a text of ten seconds."""
    return judge(Suspect(text=text, audio_s=more.pop("audio_s", 10.0), **more))


@pytest.mark.parametrize(
    "text",
    [
        "各位同事下午好，我们现在开始第三季度的生产例会。",
        "对对对，好的好的好的。",
        "好。",
        "哈哈哈哈哈，那就这样。",
        "谢谢大家观看我们这个季度的演示，下面请设备部发言。",
        "电话是一三八零零零零五五。",
        "The quick brown fox jumps over the lazy dog.",
        "No, no, no, no. Yes, yes, yes.",
    ],
)
def test_what_people_say_passes(text: str) -> None:
    """Repetition for emphasis, thanks and digits are no loops."""
    assert flaw(text) is None


@pytest.mark.parametrize("text", ["", " ", "。", "，，…"])
def test_text_without_a_word_is_empty(text: str) -> None:
    """Punctuation alone is nothing."""
    assert Degeneracy.EMPTY == flaw(text)


@pytest.mark.parametrize(
    "text",
    [
        "好好好好好好好好",
        "我们先看报告看报告看报告看报告看报告",
        "然后，然后，然后，然后，然后，",
        "thank you thank you thank you thank you",
        "yes yes yes yes yes yes yes",
        "这个是一个问题这个是一个问题这个是一个问题",
    ],
)
def test_a_phrase_said_over_and_over_is_a_loop(text: str) -> None:
    """Whatever its length, with punctuation between or without."""
    assert Degeneracy.LOOP == flaw(text)


@pytest.mark.parametrize(
    "text",
    [
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "字幕由 Amara.org 社群提供",
        "字幕志愿者 李宗盛",
        "谢谢观看！",
        "感谢观看，",
        "Thanks for watching!",
    ],
)
def test_learned_phrases_are_known(text: str) -> None:
    """Subtitles of the training data are no speech."""
    assert Degeneracy.LEARNED_PHRASE == flaw(text)


def test_unsure_text_where_there_was_no_speech_is_refused() -> None:
    """Both the no-speech probability and the confidence must say so."""
    text = "我们看一下"

    assert Degeneracy.NO_SPEECH == flaw(text, no_speech_probability=0.8, confidence=-1.3)
    assert flaw(text, no_speech_probability=0.8, confidence=-0.3) is None
    assert flaw(text, no_speech_probability=0.2, confidence=-1.3) is None


def test_where_detector_and_recogniser_doubt_that_there_was_speech_there_was_none() -> None:
    """However sure the recogniser is of its words; one of them alone may be wrong."""
    text = "作词作曲作曲作曲作"

    assert Degeneracy.NO_SPEECH == flaw(text, no_speech_probability=0.8, certainty=0.5)
    assert flaw(text, no_speech_probability=0.5, certainty=0.5) is None
    assert flaw(text, no_speech_probability=0.8, certainty=0.9) is None


@pytest.mark.parametrize("text", ["呜呜。", "嗯", "Yeah.", "梦。"])
def test_a_word_made_of_a_doubtful_sound_is_refused(text: str) -> None:
    """A word or two for several seconds that the voice detector was not sure of."""
    assert Degeneracy.NO_SPEECH == flaw(text, audio_s=3.0, certainty=0.7)
    assert Degeneracy.NO_SPEECH == flaw(text, audio_s=0.8, certainty=0.7, confidence=-1.4)
    assert flaw(text, audio_s=3.0, certainty=0.9) is None


@pytest.mark.parametrize("text", ["嗨！嗨！嗨！", "嘀嘀嘀嘀嘀", "Beep, beep, beep."])
def test_a_word_for_each_of_several_beeps_is_refused(text: str) -> None:
    """Said once more it is no surer than said once; 谢谢 is one word all the same."""
    assert Degeneracy.NO_SPEECH == flaw(text, audio_s=1.3, certainty=0.7)
    assert flaw(text, audio_s=1.3, certainty=0.9) is None
    assert flaw("谢谢", audio_s=1.3, certainty=0.7) is None


def test_far_away_speech_is_not_taken_for_a_sound() -> None:
    """The detector is never sure of it, but there are words enough, or the time is short."""
    assert flaw("好。", audio_s=0.8, certainty=0.6) is None
    assert flaw("我们看一下", audio_s=3.0, certainty=0.6) is None
    assert flaw("我们看一下", audio_s=3.0, certainty=0.6, confidence=-1.4) is None


def test_more_text_than_anybody_can_say_is_refused() -> None:
    """Twenty characters in half a second were not spoken."""
    text = "一号生产线上周完成了很多产品合格率也不错"

    assert Degeneracy.TOO_FAST == flaw(text, audio_s=0.5)
    assert flaw(text, audio_s=4.0) is None


@given(st.text())
def test_any_text_can_be_judged(text: str) -> None:
    """Nothing makes it fail."""
    assert flaw(text) is None or isinstance(flaw(text), Degeneracy)
