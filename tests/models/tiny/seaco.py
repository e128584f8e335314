"""A SeACo-Paraformer around the tiny Paraformer: it hears the same, and takes hot words.

The part for hot words and the one for times are not taught: the first always says that no hot
word fits, the times of the second are by chance.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from funasr.models.seaco_paraformer.model import SeacoParaformer

from tests.models.tiny.paraformer import (
    DECODER_CONF,
    ENCODER_CONF,
    MODEL_CONF,
    PREDICTOR_CONF,
    SIZE,
    write,
)

NO_HOT_WORD = 0
"""The token (blank) that means so."""

_CONFIG: dict[str, Any] = {
    "model": "SeacoParaformer",
    "model_conf": {
        **MODEL_CONF,
        "inner_dim": SIZE,
        "bias_encoder_type": "lstm",
        "bias_encoder_bid": False,
        "NO_BIAS": NO_HOT_WORD,
    },
    "encoder": "SANMEncoder",
    "seaco_decoder": "ParaformerSANMDecoder",
    "seaco_decoder_conf": {**DECODER_CONF, "use_output_layer": False, "wo_input_layer": True},
    "predictor": "CifPredictorV3",
    "predictor_conf": {
        **PREDICTOR_CONF,
        "smooth_factor2": 0.25,
        "noise_threshold2": 0.01,
        "upsample_times": 3,
        "use_cif1_cnn": False,
        "upsample_type": "cnn_blstm",
    },
}


def extend(paraformer: Path, folder: Path) -> None:
    """Write a checkpoint that has the weights of another and the parts of SeACo."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    shutil.copy(paraformer / "am.mvn", folder)
    tokens = json.loads((paraformer / "tokens.json").read_text())
    model = SeacoParaformer(
        input_size=560,
        vocab_size=len(tokens),
        encoder=_CONFIG["encoder"],
        encoder_conf=ENCODER_CONF,
        decoder="ParaformerSANMDecoder",
        decoder_conf=DECODER_CONF,
        predictor=_CONFIG["predictor"],
        predictor_conf=_CONFIG["predictor_conf"],
        seaco_decoder=_CONFIG["seaco_decoder"],
        seaco_decoder_conf=_CONFIG["seaco_decoder_conf"],
        **_CONFIG["model_conf"],
    )
    model.load_state_dict(torch.load(paraformer / "model.pt", weights_only=True), strict=False)
    model.hotword_output_layer.bias.data[NO_HOT_WORD] = 1000.0
    write(folder, model, tokens, config=_CONFIG)
