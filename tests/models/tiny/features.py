"""Features as FunASR computes them, and the file it keeps their mean and spread in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from funasr.frontends.wav_frontend import WavFrontend

from appliance.inference.engine import Samples

FRONTEND_CONF: dict[str, Any] = {
    "fs": 16000,
    "window": "hamming",
    "n_mels": 80,
    "frame_length": 25,
    "frame_shift": 10,
    "lfr_m": 7,
    "lfr_n": 6,
}
"""As in the configuration of the published models."""


def features(samples: Samples, cmvn: Path | None = None) -> torch.Tensor:
    """Return frames of 560 numbers, 60 ms apart."""
    frontend = WavFrontend(
        **FRONTEND_CONF, dither=0.0, cmvn_file=str(cmvn) if cmvn is not None else None
    )
    frames: torch.Tensor = frontend(torch.from_numpy(samples)[None], [len(samples)])[0][0]
    return frames


def write_cmvn(path: Path, recordings: Sequence[Samples]) -> None:
    """Write am.mvn, in Kaldi's text format."""
    frames = torch.cat([features(samples) for samples in recordings])
    shift = " ".join(f"{-value:.6f}" for value in frames.mean(0).tolist())
    scale = " ".join(f"{1 / value:.6f}" for value in frames.std(0).tolist())
    size = frames.shape[1]
    path.write_text(
        "<Nnet>\n"
        f"<Splice> {size} {size}\n[ 0 ]\n"
        f"<AddShift> {size} {size}\n<LearnRateCoef> 0 [ {shift} ]\n"
        f"<Rescale> {size} {size}\n<LearnRateCoef> 0 [ {scale} ]\n"
        "</Nnet>\n"
    )
