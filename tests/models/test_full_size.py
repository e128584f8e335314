"""The synthetic SenseVoice, with three blocks instead of seventy."""

from pathlib import Path

import numpy as np
import pytest

from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.synthetic_models import (
    LANGUAGES,
    VOCABULARY,
    build_full_size_sense_voice,
)
from appliance.domain.audio import to_samples, to_seconds
from appliance.inference.engine import EngineRequest
from appliance.inference.engines.sherpa import SherpaEngine
from appliance.inference.placement import Placement
from appliance.modelstore import manifest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the command leaves it."""
    folder = tmp_path_factory.mktemp("models") / "sense-voice-full-size"
    build_full_size_sense_voice(folder, blocks=(2, 1))
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> SherpaEngine:
    """It, opened."""
    placement = Placement(device="cpu", asked="cpu", reason="asked for", threads=1)
    return SherpaEngine(manifest.read(folder).installed(folder), placement)


def test_the_folder_is_whole(folder: Path) -> None:
    """Its manifest fits; the vocabulary has the real one's size and no token twice."""
    assert [] == manifest.damaged_files(folder, manifest.read(folder).files)
    tokens = (folder / "tokens.txt").read_text(encoding="utf-8").splitlines()
    assert VOCABULARY == len(tokens) == len({token.split(" ")[0] for token in tokens})


def test_it_says_about_as_much_as_a_person(engine: SherpaEngine) -> None:
    """Nonsense, but in Chinese, of varied characters and in proportion to the speech."""
    samples = built_in("meeting_zh")[: to_samples(20)].astype(np.float32) / np.float32(32_768)
    text = engine.transcribe(samples, EngineRequest(language="zh")).text
    assert 2 < len(text) / to_seconds(len(samples)) < 8
    assert len(set(text)) > len(text) / 3
    assert all("\u4e00" <= character <= "\u9fff" for character in text)


def test_it_says_nothing_where_nothing_is(engine: SherpaEngine) -> None:
    """Else the guards against invented text would be measured instead of the model."""
    generator = np.random.default_rng(1)
    for level in (0.0, 1e-4):
        noise = (level * generator.standard_normal(to_samples(5))).astype(np.float32)
        assert len(engine.transcribe(noise, EngineRequest(language="zh")).text) <= 2


def test_it_labels_its_text_with_the_language_asked_for(engine: SherpaEngine) -> None:
    """As the real one does for clear speech; without a language it says Chinese."""
    samples = built_in("meeting_zh")[to_samples(20) : to_samples(24)].astype(
        np.float32
    ) / np.float32(32_768)
    for language in (*LANGUAGES, "auto"):
        heard = engine.transcribe(samples, EngineRequest(language=language))
        assert ("zh" if language == "auto" else language) == heard.language
