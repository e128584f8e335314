"""SenseVoice from the checkpoint to int8: it says the same everywhere."""

from pathlib import Path

import numpy as np
import pytest
import torch

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineRequest
from appliance.inference.engines.funasr import FunasrEngine
from appliance.inference.engines.sherpa import SherpaEngine
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S, as_model, placement
from tests.models.tiny.clips import clips

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


@pytest.fixture(scope="module")
def engine(sense_voice_checkpoint: Path) -> FunasrEngine:
    """The checkpoint, opened."""
    return FunasrEngine(as_model(sense_voice_checkpoint, Family.SENSE_VOICE), placement())


def test_the_checkpoint_says_the_clips(engine: FunasrEngine) -> None:
    """Punctuated with ITN, bare without; the tags of the model are not text."""
    for clip in clips():
        written = engine.transcribe(clip.samples, EngineRequest(language="zh", itn=True))
        bare = engine.transcribe(clip.samples, EngineRequest(language="auto", itn=False))

        assert (clip.text, clip.words) == (written.text, bare.text)
        assert ("zh", "zh") == (written.language, bare.language)


def test_int8_says_the_same_character_for_character(
    engine: FunasrEngine, sense_voice_int8: Path
) -> None:
    """Through sherpa-onnx, with and without ITN."""
    quantised = SherpaEngine(
        as_model(sense_voice_int8, Family.SENSE_VOICE, engine="sherpa"), placement()
    )

    for clip in clips():
        for itn in (True, False):
            request = EngineRequest(language="zh", itn=itn)
            expected = engine.transcribe(clip.samples, request).text
            assert expected == quantised.transcribe(clip.samples, request).text
            assert expected == (clip.text if itn else clip.words)


def test_words_are_timed_and_together_they_are_the_text(engine: FunasrEngine) -> None:
    """They rise, lie within the audio, and lose no mark."""
    for clip in clips():
        request = EngineRequest(language="zh", wants_words=True)
        words = engine.transcribe(clip.samples, request).words

        assert clip.text == "".join(word.text for word in words)
        starts = [word.start_sample for word in words]
        assert sorted(starts) == starts
        assert words[-1].end_sample <= len(clip.samples)


def test_the_same_audio_gives_the_same_text_each_time(engine: FunasrEngine) -> None:
    """FunASR adds noise to the audio unless told not to."""
    assert 0.0 == engine._model.kwargs["frontend"].dither


def test_threads_stay_as_they_were_placed(engine: FunasrEngine) -> None:
    """FunASR sets its own number, four, at each call; what is used is told."""
    torch.set_num_threads(2)

    engine.transcribe(clips()[0].samples, EngineRequest(language="zh"))

    assert 1 == torch.get_num_threads()
    assert 1 == engine.identity.threads


def test_a_device_that_is_not_there_is_not_claimed(sense_voice_checkpoint: Path) -> None:
    """FunASR takes the CPU in silence; what is used is read back and told."""
    model = as_model(sense_voice_checkpoint, Family.SENSE_VOICE)
    engine = FunasrEngine(model, placement(device="xpu", asked="xpu", reason="asked for"))

    assert "cpu" == engine.identity.device
    assert "fell back to cpu" in engine.identity.device_reason
    assert "xpu" == engine.identity.asked_device


@pytest.mark.parametrize("length", [0, 1, 399, 1599, 1600])
def test_too_little_audio_says_nothing(engine: FunasrEngine, length: int) -> None:
    """Less than a frame has no features."""
    heard = engine.transcribe(np.zeros(length, np.float32), EngineRequest(language="zh"))

    assert length == 1600 or heard.text == ""


def test_what_is_too_long_is_cut(engine: FunasrEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond 30 s these models lose their way and repeat themselves."""
    lengths: list[int] = []

    def generate(audio: list[torch.Tensor], **_: object) -> list[object]:
        lengths.extend(len(one) for one in audio)
        return []

    monkeypatch.setattr(engine._model, "generate", generate)

    engine.transcribe(np.zeros(to_samples(40), np.float32), EngineRequest(language="zh"))

    assert [to_samples(30)] == lengths == [to_samples(engine.capabilities.longest_audio_s)]


def test_audio_that_is_no_number_does_not_spread(engine: FunasrEngine) -> None:
    """NaN and infinity are taken for silence and full scale."""
    clip = clips()[0]
    spoilt = clip.samples.copy()
    spoilt[:160] = np.nan

    assert clip.text == engine.transcribe(spoilt, EngineRequest(language="zh")).text


def test_a_language_it_does_not_know_is_an_error(engine: FunasrEngine) -> None:
    """FunASR would guess one instead."""
    with pytest.raises(ValueError, match="xx"):
        engine.transcribe(clips()[0].samples, EngineRequest(language="xx"))


def test_an_address_is_no_audio(engine: FunasrEngine) -> None:
    """FunASR would fetch it."""
    with pytest.raises(TypeError):
        engine.transcribe("http://example.invalid/a.wav", EngineRequest(language="zh"))  # type: ignore[arg-type]
