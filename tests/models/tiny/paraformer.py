"""A Paraformer of two encoder and two decoder blocks that knows five sentences."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from funasr.models.paraformer.model import Paraformer

from tests.models.tiny.checkpoint import write_checkpoint
from tests.models.tiny.clips import Clip, variants
from tests.models.tiny.features import features, write_cmvn

VARIANTS = 6
STEPS = 300
SIZE = 96

ENCODER_CONF: dict[str, Any] = {
    "output_size": SIZE,
    "attention_heads": 4,
    "linear_units": 192,
    "num_blocks": 2,
    "dropout_rate": 0.0,
    "positional_dropout_rate": 0.0,
    "attention_dropout_rate": 0.0,
    "input_layer": "pe",
    "pos_enc_class": "SinusoidalPositionEncoder",
    "normalize_before": True,
    "kernel_size": 11,
    "sanm_shfit": 0,
    "selfattention_layer_type": "sanm",
}
DECODER_CONF: dict[str, Any] = {
    "attention_heads": 4,
    "linear_units": 192,
    "num_blocks": 2,
    "dropout_rate": 0.0,
    "positional_dropout_rate": 0.0,
    "self_attention_dropout_rate": 0.0,
    "src_attention_dropout_rate": 0.0,
    "att_layer_num": 2,
    "kernel_size": 11,
    "sanm_shfit": 0,
}
PREDICTOR_CONF: dict[str, Any] = {
    "idim": SIZE,
    "threshold": 1.0,
    "l_order": 1,
    "r_order": 1,
    "tail_threshold": 0.45,
    "dropout": 0.0,
}
MODEL_CONF: dict[str, Any] = {
    "ctc_weight": 0.0,
    "lsm_weight": 0.1,
    "length_normalized_loss": True,
    "predictor_weight": 1.0,
    "predictor_bias": 1,
    "sampling_ratio": 0.75,
}


def vocabulary(clips: Sequence[Clip]) -> list[str]:
    """Return the tokens in their order, as in tokens.json."""
    return [
        "<blank>",
        "<s>",
        "</s>",
        *sorted({char for clip in clips for char in clip.words}),
        "<unk>",
    ]


def teach(folder: Path, clips: Sequence[Clip]) -> None:
    """Train until it says the clips, and write a FunASR checkpoint; about 30 s on one core."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    takes = [variants(clip, count=VARIANTS, seed=index) for index, clip in enumerate(clips)]
    write_cmvn(folder / "am.mvn", [samples for take in takes for samples in take])
    tokens = vocabulary(clips)
    model = Paraformer(
        encoder="SANMEncoder",
        encoder_conf=ENCODER_CONF,
        decoder="ParaformerSANMDecoder",
        decoder_conf=DECODER_CONF,
        predictor="CifPredictorV2",
        predictor_conf=PREDICTOR_CONF,
        input_size=560,
        vocab_size=len(tokens),
        **MODEL_CONF,
    )
    heard = [[features(samples, folder / "am.mvn") for samples in take] for take in takes]
    targets = [torch.tensor([tokens.index(char) for char in clip.words]) for clip in clips]
    _train(model, heard, targets)
    write(folder, model, tokens, config={"model": "Paraformer", "encoder": "SANMEncoder"})


def _train(model: Any, heard: list[list[torch.Tensor]], targets: list[torch.Tensor]) -> None:
    chance = random.Random(1)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=3e-3, total_steps=STEPS)
    model.train()
    texts = torch.nn.utils.rnn.pad_sequence(targets, batch_first=True, padding_value=-1)
    for _ in range(STEPS):
        speech = [chance.choice(take) for take in heard]
        loss, _, _ = model(
            torch.nn.utils.rnn.pad_sequence(speech, batch_first=True),
            torch.tensor([len(frames) for frames in speech]),
            texts.clone(),
            torch.tensor([len(target) for target in targets]),
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
    model.eval()


def write(folder: Path, model: Any, tokens: list[str], *, config: dict[str, Any]) -> None:
    """Write the checkpoint; ``config`` is what differs from the defaults of this module."""
    (folder / "tokens.json").write_text(json.dumps(tokens, ensure_ascii=False))
    write_checkpoint(
        folder,
        model,
        config={
            "model_conf": MODEL_CONF,
            "encoder_conf": ENCODER_CONF,
            "decoder": "ParaformerSANMDecoder",
            "decoder_conf": DECODER_CONF,
            "predictor": "CifPredictorV2",
            "predictor_conf": PREDICTOR_CONF,
            "tokenizer": "CharTokenizer",
            "tokenizer_conf": {"unk_symbol": "<unk>", "split_with_space": True},
            **config,
        },
        tokenizer_files={"token_list": "tokens.json"},
    )
