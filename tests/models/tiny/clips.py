"""The sentences the tiny models are taught."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from appliance.domain.audio import to_samples
from appliance.inference.engine import Samples

_CLIPS = Path(__file__).parent.parent / "clips"

MARKS = "，。"

_ONE_HOP_S = 0.06
"""Between two frames; FunASR's first one begins half of it earlier than sherpa-onnx's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One sentence, 2 to 4 s."""

    samples: Samples
    text: str
    """With punctuation."""

    @property
    def words(self) -> str:
        """The text without punctuation."""
        return "".join(char for char in self.text if char not in MARKS)


def clips() -> list[Clip]:
    """Read them all."""
    references: dict[str, str] = json.loads((_CLIPS / "references.json").read_text())
    return [
        Clip(samples=soundfile.read(_CLIPS / f"{name}.flac", dtype="float32")[0], text=text)
        for name, text in references.items()
    ]


def variants(clip: Clip, *, count: int, seed: int, silence_after_s: float = 0.0) -> list[Samples]:
    """The clip as it is, then a little sooner or later each time; every other one noisier.

    What is taught so survives the rounding of int8, and features that begin elsewhere.
    """
    random = np.random.default_rng(seed)
    after = np.zeros(to_samples(silence_after_s), dtype=np.float32)
    changed = [np.concatenate([clip.samples, after])]
    for index in range(1, count):
        delay = int(random.integers(to_samples(-_ONE_HOP_S / 2), to_samples(2 * _ONE_HOP_S)))
        before = np.zeros(max(delay, 0), dtype=np.float32)
        samples = np.concatenate([before, clip.samples[max(-delay, 0) :], after])
        if index % 2:
            samples *= random.uniform(0.7, 1.2)
            samples += random.standard_normal(len(samples)) * 0.001
        changed.append(samples.astype(np.float32))
    return changed
