"""Fun-ASR-Nano with a tiny language model, from the checkpoint through FunASR.

Its way to int8 is not proven here, and `quantise` does not offer it. sherpa-onnx needs three
graphs for it: encoder with adaptor, embedding, and the language model with its key-value memory
as inputs and outputs, under a byte-level tokenizer of Qwen. FunASR exports the first only. The
others would be an exporter of our own for transformers' Qwen3, to be checked against a
checkpoint that can not be had here; the publisher's int8 files are what `tingxia models fetch`
brings.
"""

import shutil
from pathlib import Path

import pytest
import torch
import yaml
from funasr.models.fun_asr_nano.ctc import CTC
from funasr.models.llm_asr.adaptor import Transformer

from appliance.inference.engine import EngineRequest
from appliance.inference.engines.funasr import FunasrEngine
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S, as_model, placement, taught
from tests.models.tiny import nano
from tests.models.tiny.clips import clips

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that knows the clips."""
    return taught(tmp_path_factory, "tiny-nano", nano.teach)


@pytest.fixture(scope="module")
def engine(checkpoint: Path) -> FunasrEngine:
    """The checkpoint, opened."""
    return FunasrEngine(as_model(checkpoint, Family.FUN_ASR_NANO), placement())


def test_the_checkpoint_says_the_clips(engine: FunasrEngine) -> None:
    """With and without a language, ITN and hot words in its prompt."""
    for clip in clips():
        for request in (
            EngineRequest(language="zh"),
            EngineRequest(language="auto"),
            EngineRequest(language="zh", hot_words=('["叉车", "液压"]',)),
        ):
            assert clip.text == engine.transcribe(clip.samples, request).text
        bare = EngineRequest(language="zh", itn=False)
        assert clip.words == engine.transcribe(clip.samples, bare).text

    assert "fp32" == engine.identity.precision


def test_it_ends_where_it_repeats_itself(checkpoint: Path) -> None:
    """A language model that never stops is stopped: its text stays in proportion to the audio."""
    endless = FunasrEngine(as_model(checkpoint, Family.FUN_ASR_NANO), placement())
    endless._model.model.llm.generation_config.eos_token_id = None
    endless._model.model.llm.config.eos_token_id = None

    clip = clips()[0]

    assert 60 > len(endless.transcribe(clip.samples, EngineRequest(language="zh")).text)


def test_without_its_language_model_it_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    """FunASR would look for one on a hub."""
    copy = tmp_path / "copy"
    shutil.copytree(checkpoint, copy)
    (copy / nano.LANGUAGE_MODEL / "config.json").unlink()

    with pytest.raises(ModelError, match=nano.LANGUAGE_MODEL):
        FunasrEngine(as_model(copy, Family.FUN_ASR_NANO), placement())


def test_a_part_for_times_does_not_cost_the_text(checkpoint: Path, tmp_path: Path) -> None:
    """FunASR aligns with torchaudio; where that is missing, each decode would end in an error."""
    timed = tmp_path / "timed"
    shutil.copytree(checkpoint, timed)
    _add_ctc(timed)

    engine = FunasrEngine(as_model(timed, Family.FUN_ASR_NANO), placement())
    heard = engine.transcribe(clips()[0].samples, EngineRequest(language="zh", wants_words=True))

    assert clips()[0].text == heard.text


def _add_ctc(folder: Path) -> None:
    """Add the parts of a checkpoint that gives times; what they hear is by chance."""
    tokens = ["<blank>", *sorted(set("".join(clip.text for clip in clips()))), "<unk>"]
    conf = {"downsample_rate": 1, "llm_dim": nano.SIZE, "ffn_dim": nano.SIZE, "n_layer": 0}
    config = yaml.safe_load((folder / "config.yaml").read_text()) | {
        "ctc_decoder": "Transformer",
        "ctc_decoder_conf": conf,
        "ctc_vocab_size": len(tokens),
        "ctc_conf": {},
        "ctc_tokenizer": "CharTokenizer",
        "ctc_tokenizer_conf": {"token_list": tokens, "unk_symbol": "<unk>"},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    weights = torch.load(folder / "model.pt", weights_only=True)
    parts = {
        "ctc_decoder": Transformer(encoder_dim=nano.SIZE, **conf),
        "ctc": CTC(odim=len(tokens), encoder_output_size=nano.SIZE),
    }
    for name, part in parts.items():
        weights |= {f"{name}.{key}": value for key, value in part.state_dict().items()}
    torch.save(weights, folder / "model.pt")
