"""Streaming Paraformer from the checkpoint to int8: it says the same, window by window."""

from pathlib import Path

import numpy as np
import pytest

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineRequest, Samples
from appliance.inference.engines.funasr import FunasrEngine
from appliance.inference.engines.sherpa_streaming import SherpaStreamingEngine
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S, as_int8, as_model, placement
from tests.models.tiny.clips import clips

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


def test_streaming_paraformer_says_the_same_with_int8(
    streaming_checkpoint: Path, tmp_path: Path
) -> None:
    """Its captions grow to the whole sentence, as funasr says it."""
    checkpoint = FunasrEngine(
        as_model(streaming_checkpoint, Family.PARAFORMER_STREAMING), placement()
    )
    as_int8(streaming_checkpoint, tmp_path / "int8", Family.PARAFORMER_STREAMING)
    model = as_model(tmp_path / "int8", Family.PARAFORMER_STREAMING, engine="sherpa")
    quantised = SherpaStreamingEngine(model, placement())

    for clip in clips():
        audio = np.pad(clip.samples, (0, to_samples(1.5)))
        captions = _captions(quantised, audio)
        assert clip.words == checkpoint.transcribe(audio, EngineRequest(language="zh")).text
        assert clip.words == captions[-1]
        assert all(clip.words.startswith(caption) for caption in captions)
        assert len(set(captions)) > 3


def _captions(engine: SherpaStreamingEngine, audio: Samples) -> list[str]:
    stream = engine.new_stream()
    hop = to_samples(0.2)
    return [stream.accept(audio[begin : begin + hop]) for begin in range(0, len(audio), hop)]
