"""A streaming Paraformer that knows five sentences.

It is taught just what it will see: windows of 18 frames (5 already spoken, 10 new, 3 to come),
each encoded on its own, and tokens that look at the window in which they come up.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from funasr.models.paraformer.cif_predictor import cif_v1
from funasr.models.paraformer_streaming.model import ParaformerStreaming

from tests.models.tiny.clips import Clip, variants
from tests.models.tiny.features import features, write_cmvn
from tests.models.tiny.paraformer import (
    DECODER_CONF,
    ENCODER_CONF,
    MODEL_CONF,
    PREDICTOR_CONF,
    vocabulary,
    write,
)

BEFORE, NEW, AFTER = 5, 10, 3
WINDOW = BEFORE + NEW + AFTER
OVERHANG = 0.45
"""Of a token, left when all are out: neither a little more nor a little less changes the count."""

VARIANTS = 24
STEPS = 400
SILENCE_AFTER_S = 1.5
SILENT = 20
"""Frames at the end, beginning 0.3 s after the speech, in which no token may come up."""

_CONFIG: dict[str, Any] = {
    "model": "ParaformerStreaming",
    "model_conf": {**MODEL_CONF, "predictor_bias": 0},
    "encoder": "SANMEncoderChunkOpt",
    "encoder_conf": {
        **ENCODER_CONF,
        "input_layer": "pe_online",
        "chunk_size": [12, 15],
        "stride": [8, 10],
        "pad_left": [0, 0],
        "encoder_att_look_back_factor": [4, 4],
        "decoder_att_look_back_factor": [1, 1],
    },
    "decoder_conf": {**DECODER_CONF, "sanm_shfit": 5},
    "predictor_conf": {**PREDICTOR_CONF, "tail_threshold": 0.0, "tail_mask": False},
    "frontend": "WavFrontendOnline",
}


def teach(folder: Path, clips: Sequence[Clip]) -> None:
    """Train until it says the clips, and write a FunASR checkpoint; about 40 s on one core."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    takes = [
        variants(clip, count=VARIANTS, seed=index, silence_after_s=SILENCE_AFTER_S)
        for index, clip in enumerate(clips)
    ]
    write_cmvn(folder / "am.mvn", [samples for take in takes for samples in take])
    tokens = vocabulary(clips)
    model = ParaformerStreaming(
        input_size=560,
        vocab_size=len(tokens),
        decoder="ParaformerSANMDecoder",
        predictor="CifPredictorV2",
        encoder=_CONFIG["encoder"],
        encoder_conf=_CONFIG["encoder_conf"],
        decoder_conf=_CONFIG["decoder_conf"],
        predictor_conf=_CONFIG["predictor_conf"],
        **_CONFIG["model_conf"],
    )
    heard = [[features(samples, folder / "am.mvn") for samples in take] for take in takes]
    targets = [torch.tensor([tokens.index(char) for char in clip.words]) for clip in clips]
    _train(model, heard, targets)
    write(folder, model, tokens, config=_CONFIG)


def _train(model: Any, heard: list[list[torch.Tensor]], targets: list[torch.Tensor]) -> None:
    chance = random.Random(1)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=3e-3, total_steps=STEPS)
    model.train()
    for _ in range(STEPS):
        loss = torch.stack(
            [
                _loss(model, _blurred(chance.choice(take)), target)
                for take, target in zip(heard, targets, strict=True)
            ]
        ).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
    model.eval()


def _blurred(frames: torch.Tensor) -> torch.Tensor:
    return frames + 0.1 * torch.randn_like(frames)


def _loss(model: Any, frames: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    encoded, weights = _encode(model, frames)
    count = weights.sum()
    silent = weights.flatten()[len(frames) - SILENT : len(frames)]
    wanted = len(target) + OVERHANG
    scaled = (weights * (wanted / count)).flatten()[None]
    hidden = encoded[:, BEFORE:-AFTER].flatten(0, 1)[None]
    tokens, _ = cif_v1(hidden, scaled, 1.0)
    before = torch.cat([torch.zeros(1), scaled[0].double().cumsum(0).float().floor()])
    window = (before[1:] > before[:-1]).nonzero()[: len(target), 0] // NEW
    scores = _decode(model, encoded, tokens[:, : len(target)], window)
    loss: torch.Tensor = (
        torch.nn.functional.cross_entropy(scores, target, label_smoothing=0.05)
        + 2 * torch.nn.functional.smooth_l1_loss(count, torch.tensor(wanted))
        + silent.sum()
    )
    return loss


def _encode(model: Any, frames: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return windows of encoded frames, and how much of a token each new frame is."""
    encoder, predictor = model.encoder, model.predictor
    placed = encoder.embed(frames[None] * encoder.output_size() ** 0.5)[0]
    spare = -len(placed) % NEW
    padded = torch.nn.functional.pad(placed, (0, 0, BEFORE + AFTER, spare))
    x = padded.unfold(0, WINDOW, NEW).transpose(1, 2)
    for layer in (*encoder.encoders0, *encoder.encoders):
        x, _ = layer.forward_chunk(x, None, None, 0)
    x = encoder.after_norm(x)
    near = torch.relu(predictor.cif_conv1d(predictor.pad(x.transpose(1, 2)))).transpose(1, 2)
    return x, torch.sigmoid(predictor.cif_output(near))[:, BEFORE:-AFTER, 0]


def _decode(
    model: Any, encoded: torch.Tensor, tokens: torch.Tensor, window: torch.Tensor
) -> torch.Tensor:
    memory = encoded.flatten(0, 1)[None]
    belongs = torch.arange(len(encoded)).repeat_interleave(WINDOW)
    seen = (window[:, None] == belongs[None, :])[None]
    x, mask = tokens, torch.ones(1, tokens.shape[1], 1)
    for layer in (*model.decoder.decoders, *model.decoder.decoders3):
        x, mask, memory, seen, _ = layer(x, mask, memory, seen)
    scores: torch.Tensor = model.decoder.output_layer(model.decoder.after_norm(x))[0]
    return scores
