"""The real library on models that understand tones."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineRequest
from appliance.inference.engines.sherpa import SherpaEngine
from appliance.inference.engines.sherpa_punctuation import SherpaPunctuator
from appliance.inference.engines.sherpa_streaming import SherpaStreamingEngine
from appliance.inference.placement import Placement
from appliance.modelstore.errors import ModelError
from tests.fakes.tone_models import (
    pause,
    say,
    tone,
    write_paraformer,
    write_punctuation,
    write_sense_voice,
    write_streaming_paraformer,
)

CPU = Placement(device="cpu", asked="auto", reason="no GPU was found", threads=1)

SPOKEN = np.concatenate(
    [tone("你"), tone("好"), tone("hel@@"), tone("lo"), tone("<unk>"), tone("你"), pause()]
)
"""For Paraformer, which ends at the first silence here."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SherpaEngine:
    """SenseVoice; it hears Cantonese where no language is given."""
    return SherpaEngine(write_sense_voice(tmp_path_factory.mktemp("sense-voice")), CPU)


def test_sense_voice_text_is_without_tags_and_its_words_have_times(engine: SherpaEngine) -> None:
    """Each word is where its tone is; marks are with the word before them."""
    samples = say("你", "好", "，", "<|Laughter|>", "▁hel", "lo")
    heard = engine.transcribe(samples, EngineRequest(language="zh", wants_words=True))
    assert "你好， hello" == heard.text
    assert ["你", "好，", " hello"] == [word.text for word in heard.words]
    starts = [word.start_sample for word in heard.words]
    expected = [to_samples(seconds) for seconds in (0.3, 0.9, 2.7)]
    assert expected == pytest.approx(starts, abs=to_samples(0.1))


def test_sense_voice_takes_its_language_with_each_request(engine: SherpaEngine) -> None:
    """The library takes it when a model is loaded; the features must stay those it loaded with."""
    for _ in range(2):
        for language in ("ja", "zh", "auto", "ko", "en", "yue"):
            heard = engine.transcribe(say("你", "好"), EngineRequest(language=language))
            assert ("你好", "yue" if language == "auto" else language) == (
                heard.text,
                heard.language,
            )


def test_sense_voice_writes_digits_only_if_asked(engine: SherpaEngine) -> None:
    """Also a matter of each request."""
    for itn, text in ((True, "5"), (False, "五"), (True, "5")):
        assert text == engine.transcribe(say("5"), EngineRequest(language="zh", itn=itn)).text


def test_a_language_it_does_not_know_is_refused(engine: SherpaEngine) -> None:
    """The library would take it for none."""
    with pytest.raises(ValueError, match="does not know the language de"):
        engine.transcribe(say("你"), EngineRequest(language="de"))


@pytest.mark.parametrize("length", [0, 1, 399, 400, 1000, 3199, 3200])
def test_however_short_the_audio_is_it_is_decoded(engine: SherpaEngine, length: int) -> None:
    """Less than a frame is none, and no words lie outside of it."""
    heard = engine.transcribe(
        tone("你", 1.0)[:length], EngineRequest(language="zh", wants_words=True)
    )
    assert heard.text in {"", "你"}
    assert all(word.end_sample <= length for word in heard.words)


def test_samples_that_are_no_numbers_do_no_harm(engine: SherpaEngine) -> None:
    """One of them would take the whole text with it."""
    samples = say("你", "好")
    samples[[100, 200, 300]] = [np.nan, np.inf, -np.inf]
    assert "你好" in engine.transcribe(samples, EngineRequest(language="zh")).text


def test_silence_has_no_text(engine: SherpaEngine) -> None:
    """The model says so with its blank."""
    heard = engine.transcribe(pause(3.0), EngineRequest(language="zh", wants_words=True))
    assert ("", ()) == (heard.text, heard.words)


def test_what_the_model_takes_for_no_speech_has_no_text(tmp_path: Path) -> None:
    """Its label says it; the characters that still come are inventions."""
    engine = SherpaEngine(write_sense_voice(tmp_path, auto="<|nospeech|>"), CPU)
    heard = engine.transcribe(say("你"), EngineRequest(language="auto"))
    assert ("", 1.0) == (heard.text, heard.no_speech_probability)


def test_an_error_the_library_swallows_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It makes an empty text of lacking memory; nobody could tell it from silence."""
    engine = SherpaEngine(write_sense_voice(tmp_path, only_frames=17), CPU)
    engine.transcribe(pause(1.0), EngineRequest(language="zh"))
    with pytest.raises(MemoryError, match="most likely out of memory"):
        engine.transcribe(pause(2.0), EngineRequest(language="zh"))
    assert "Return an empty result" in capfd.readouterr().err


def test_what_is_really_used_is_told(tmp_path: Path) -> None:
    """A GPU was chosen, but the library's build has none."""
    placement = Placement(device="cuda", asked="cuda", reason="it is there", threads=2)
    identity = SherpaEngine(write_sense_voice(tmp_path), placement).identity
    assert ("cuda", "cpu", "int8", 2) == (
        identity.asked_device,
        identity.device,
        identity.precision,
        identity.threads,
    )
    assert "cuda was chosen, but this build of sherpa-onnx is without CUDA" == (
        identity.device_reason
    )


def test_paraformer_words_are_joined(tmp_path: Path) -> None:
    """Without times in the model there are no words, and it does not claim any."""
    engine = SherpaEngine(write_paraformer(tmp_path), CPU)
    heard = engine.transcribe(SPOKEN, EngineRequest(language="zh", wants_words=True))
    assert ("你好 hello 你", ()) == (heard.text, heard.words)
    assert not engine.capabilities.gives_word_times
    assert not engine.capabilities.punctuates


def test_paraformer_gives_times_where_the_model_has_peaks(tmp_path: Path) -> None:
    """They are 20 ms apart."""
    engine = SherpaEngine(write_paraformer(tmp_path, peaks_at=[5, 20, 35, 50, 65, 80, 95]), CPU)
    assert engine.capabilities.gives_word_times
    heard = engine.transcribe(SPOKEN, EngineRequest(language="zh", wants_words=True))
    expected = [("你", 0.1), ("好", 0.4), (" hello", 0.7), (" 你", 1.6)]
    assert [(text, to_samples(start)) for text, start in expected] == [
        (word.text, word.start_sample) for word in heard.words
    ]


def test_a_stream_s_text_grows_with_the_audio(tmp_path: Path) -> None:
    """In steps of 0.6 s, whatever pieces the audio comes in."""
    engine = SherpaStreamingEngine(write_streaming_paraformer(tmp_path), CPU)
    audio = np.concatenate(
        [pause(1.0), tone("你", 1.2), pause(1.2), tone("hel@@", 0.6), tone("lo", 0.6), pause(2.0)]
    )
    for step in (160, 1600, 7000):
        stream = engine.new_stream()
        texts = [stream.accept(audio[at : at + step]) for at in range(0, len(audio), step)]
        assert "" == texts[0]
        assert texts[-1].startswith("你")
        assert texts[-1].endswith("lo")
        assert all(after.startswith(before) for before, after in pairwise(texts))


def test_streams_do_not_share_their_text(tmp_path: Path) -> None:
    """Each is one utterance."""
    engine = SherpaStreamingEngine(write_streaming_paraformer(tmp_path), CPU)
    one, other = engine.new_stream(), engine.new_stream()
    assert "你" in one.accept(np.concatenate([pause(1.0), tone("你", 2.0), pause(1.0)]))
    assert "" == other.accept(pause(2.0))


def test_punctuation_is_set(tmp_path: Path) -> None:
    """Empty text stays empty."""
    punctuator = SherpaPunctuator(write_punctuation(tmp_path), CPU)
    assert "你好，在吗？" == punctuator.punctuate("你好在吗")
    assert "" == punctuator.punctuate(" ")


@pytest.mark.parametrize("opened", [SherpaEngine, SherpaStreamingEngine])
def test_an_engine_takes_its_own_families_only(
    tmp_path: Path, opened: Callable[..., object]
) -> None:
    """The error names the family and what to do."""
    with pytest.raises(ModelError, match=r"\(punctuation\) is none") as caught:
        opened(write_punctuation(tmp_path), CPU)
    assert "in the settings (recognition)" in caught.value.hint
    with pytest.raises(ModelError, match=r"\(paraformer\) is none for punctuation"):
        SherpaPunctuator(write_paraformer(tmp_path), CPU)
