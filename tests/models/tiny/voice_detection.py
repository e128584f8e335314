"""An FSMN-VAD of two blocks that tells loud from quiet."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from funasr.frontends.wav_frontend import WavFrontendOnline
from funasr.models.fsmn_vad_streaming.model import FsmnVADStreaming

from appliance.domain.audio import to_samples
from appliance.inference.engine import Samples

STEPS = 60
SILENCE = 0
_OUTPUTS = 8

_FRONTEND_CONF: dict[str, Any] = {
    "fs": 16000,
    "window": "hamming",
    "n_mels": 80,
    "frame_length": 25,
    "frame_shift": 10,
    "lfr_m": 5,
    "lfr_n": 1,
}
_MODEL_CONF: dict[str, Any] = {
    "sample_rate": 16000,
    "silence_pdf_num": 1,
    "sil_pdf_ids": [SILENCE],
    "frame_in_ms": 10,
    "frame_length_ms": 25,
}
_ENCODER_CONF: dict[str, Any] = {
    "input_dim": 400,
    "input_affine_dim": 24,
    "fsmn_layers": 2,
    "linear_dim": 32,
    "proj_dim": 16,
    "lorder": 20,
    "rorder": 0,
    "lstride": 1,
    "rstride": 0,
    "output_affine_dim": 24,
    "output_dim": _OUTPUTS,
}


def sound(*stretches: tuple[float, bool], seed: int = 1) -> Samples:
    """Return stretches of so many seconds, loud or quiet."""
    chance = np.random.default_rng(seed)
    parts = [
        chance.standard_normal(to_samples(length_s)) * (0.1 if loud else 0.0005)
        for length_s, loud in stretches
    ]
    return np.concatenate(parts).astype(np.float32)


def teach(folder: Path) -> None:
    """Train until it tells them apart, and write a FunASR checkpoint; seconds on one core."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    stretches = ((0.5, False), (0.6, True), (0.7, False), (0.4, True), (0.4, False))
    _write_cmvn(folder / "am.mvn", _features(sound(*stretches)))
    model: Any = FsmnVADStreaming(encoder="FSMN", encoder_conf=_ENCODER_CONF, **_MODEL_CONF)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    for step in range(STEPS):
        heard = _features(sound(*stretches, seed=step), folder / "am.mvn")
        loud = np.concatenate(
            [np.full(round(length_s * 100), loud) for length_s, loud in stretches]
        )
        wanted = torch.from_numpy(loud[: len(heard)].astype(np.int64))
        answers = model.encoder(heard[None], cache={})[0]
        loss = torch.nn.functional.nll_loss(answers.clamp_min(1e-6).log(), wanted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    model.eval()
    _write(folder, model)


def _features(samples: Samples, cmvn: Path | None = None) -> torch.Tensor:
    frontend = WavFrontendOnline(
        **_FRONTEND_CONF, dither=0.0, cmvn_file=str(cmvn) if cmvn is not None else None
    )
    heard: torch.Tensor = frontend(
        torch.from_numpy(samples)[None], torch.tensor([len(samples)]), cache={}
    )[0][0]
    return heard


def _write_cmvn(path: Path, heard: torch.Tensor) -> None:
    shift = " ".join(f"{-value:.6f}" for value in heard.mean(0).tolist())
    scale = " ".join(f"{1 / value:.6f}" for value in heard.std(0).tolist())
    size = heard.shape[1]
    path.write_text(
        "<Nnet>\n"
        f"<Splice> {size} {size}\n[ 0 ]\n"
        f"<AddShift> {size} {size}\n<LearnRateCoef> 0 [ {shift} ]\n"
        f"<Rescale> {size} {size}\n<LearnRateCoef> 0 [ {scale} ]\n"
        "</Nnet>\n"
    )


def _write(folder: Path, model: Any) -> None:
    torch.save(model.state_dict(), folder / "model.pt")
    config = {
        "frontend": "WavFrontendOnline",
        "frontend_conf": _FRONTEND_CONF,
        "model": "FsmnVADStreaming",
        "model_conf": _MODEL_CONF,
        "encoder": "FSMN",
        "encoder_conf": _ENCODER_CONF,
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    files = {
        "init_param": "model.pt",
        "config": "config.yaml",
        "frontend_conf": {"cmvn_file": "am.mvn"},
    }
    (folder / "configuration.json").write_text(
        json.dumps({"framework": "pytorch", "file_path_metas": files}, indent=2)
    )
