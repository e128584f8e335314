"""SeACo-Paraformer takes hot words in many forms, and none of them makes it call out."""

import socket
from pathlib import Path

import pytest

from appliance.inference.engine import EngineRequest
from appliance.inference.engines.funasr import FunasrEngine
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S, as_int8, as_model, placement
from tests.models.tiny.clips import clips
from tests.models.tiny.seaco import extend

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


@pytest.fixture(scope="module")
def checkpoint(paraformer_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny Paraformer with the parts of SeACo."""
    folder = tmp_path_factory.mktemp("taught") / "tiny-seaco"
    extend(paraformer_checkpoint, folder)
    return folder


@pytest.fixture(scope="module")
def engine(checkpoint: Path) -> FunasrEngine:
    """The checkpoint, opened."""
    return FunasrEngine(as_model(checkpoint, Family.PARAFORMER), placement())


@pytest.mark.parametrize(
    "hot_words", [("方案", "预算"), ("方案,预算",), ('["方案", "预算"]',), ("方案", "预算", "方案")]
)
def test_hot_words_reach_the_model_one_by_one(
    engine: FunasrEngine, hot_words: tuple[str, ...]
) -> None:
    """It splits on spaces only: of JSON it would make one word with brackets."""
    clip = clips()[1]

    heard = engine.transcribe(clip.samples, EngineRequest(language="zh", hot_words=hot_words))

    assert clip.words == heard.text
    assert 2 + len(["end of list"]) == len(engine._model.model.hotword_list)
    assert engine.capabilities.takes_hot_words


def test_without_hot_words_it_is_a_paraformer(engine: FunasrEngine) -> None:
    """And its text has no spaces, though its times set the characters apart."""
    for clip in clips():
        assert clip.words == engine.transcribe(clip.samples, EngineRequest(language="zh")).text
        assert engine._model.model.hotword_list is None


def test_no_hot_word_is_fetched_or_read(
    engine: FunasrEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """SeACo-Paraformer would fetch an address and read a file."""
    connected: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: connected.append(address))
    listed = tmp_path / "words.txt"
    listed.write_text("预算\n")

    for place in ("http://127.0.0.1:9/words", str(listed)):
        request = EngineRequest(language="zh", hot_words=(place,))
        assert clips()[0].words == engine.transcribe(clips()[0].samples, request).text

    assert [] == connected
    assert engine._model.model.hotword_list is None


def test_it_is_made_int8_without_its_hot_words(checkpoint: Path, tmp_path: Path) -> None:
    """Accepted because it says the same; sherpa-onnx takes its times, too."""
    report = as_int8(checkpoint, tmp_path / "int8", Family.PARAFORMER)

    assert clips()[0].words == report.texts[0]
