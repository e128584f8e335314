"""Paraformer from the checkpoint to int8: it says the same."""

from pathlib import Path

import pytest

from appliance.inference.engine import EngineRequest
from appliance.inference.engines.funasr import FunasrEngine
from appliance.inference.engines.sherpa import SherpaEngine
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S, as_int8, as_model, placement
from tests.models.tiny.clips import clips

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)

REQUEST = EngineRequest(language="zh")


def test_paraformer_says_the_same_with_int8(paraformer_checkpoint: Path, tmp_path: Path) -> None:
    """Checkpoint → funasr → ONNX → int8 → sherpa, character for character."""
    checkpoint = FunasrEngine(as_model(paraformer_checkpoint, Family.PARAFORMER), placement())
    report = as_int8(paraformer_checkpoint, tmp_path / "int8", Family.PARAFORMER)
    model = as_model(tmp_path / "int8", Family.PARAFORMER, engine="sherpa")
    quantised = SherpaEngine(model, placement())

    assert "model.int8.onnx" == report.weights
    for clip in clips():
        assert clip.words == checkpoint.transcribe(clip.samples, REQUEST).text
        assert clip.words == quantised.transcribe(clip.samples, REQUEST).text


def test_a_paraformer_times_its_words(paraformer_checkpoint: Path) -> None:
    """Together they are the text."""
    engine = FunasrEngine(as_model(paraformer_checkpoint, Family.PARAFORMER), placement())

    for clip in clips():
        request = EngineRequest(language="zh", wants_words=True)
        words = engine.transcribe(clip.samples, request).words

        assert clip.words == "".join(word.text for word in words)


def test_where_nothing_is_said_there_is_no_text(paraformer_checkpoint: Path) -> None:
    """FunASR's answer is an empty list then."""
    engine = FunasrEngine(as_model(paraformer_checkpoint, Family.PARAFORMER), placement())
    with_nothing = engine._model.model.predictor.cif_output.bias.data
    with_nothing.fill_(-100.0)

    assert "" == engine.transcribe(clips()[0].samples, REQUEST).text
