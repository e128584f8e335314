"""Voice detection with FSMN-VAD on FunASR.

Only its network is used, which says for each hundredth of a second how likely it is silence. What
FunASR builds on that, segments with a pause at their end, is told long after it was spoken; where
to cut is decided here, for all detectors alike.
"""

from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from appliance.domain.vad import VoiceFrame
from appliance.inference.detectors.framing import Framer
from appliance.inference.engines.funasr_checkpoint import Checkpoint, check_checkpoint
from appliance.inference.engines.funasr_loading import load_checkpoint
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family, InstalledModel

_HOP_SAMPLES: Final = 160
"""Between two answers of the network."""

_HOPS: Final = 3
FRAME_SAMPLES: Final = _HOPS * _HOP_SAMPLES


class FunasrVoiceDetection:
    """A model, shared by all detectors."""

    def __init__(self, model: InstalledModel, placement: Placement) -> None:
        """Check and load the weights; some seconds. Raises ModelError."""
        checkpoint = check_checkpoint(model, (Family.VOICE_DETECTION,))
        loaded = load_checkpoint(checkpoint, placement)
        _check(checkpoint, loaded)
        self.encoder: Any = loaded.model.encoder
        self.frontend: Any = loaded.kwargs["frontend"]
        self.silence: list[int] = list(loaded.model.vad_opts.sil_pdf_ids)
        """Which of the network's outputs mean silence."""

    def __call__(self, first_sample: int) -> "FunasrDetector":
        """Return a detector that has heard nothing."""
        return FunasrDetector(self, first_sample=first_sample)


class FunasrDetector:
    """A VoiceDetector of 30 ms frames, each told 60 ms after its end: the network looks ahead."""

    def __init__(self, detection: FunasrVoiceDetection, *, first_sample: int) -> None:
        self._detection = detection
        self._framer = Framer(FRAME_SAMPLES, first_sample=first_sample)
        self._frames: NDArray[np.int16] = np.zeros((0, FRAME_SAMPLES), dtype=np.int16)
        self._voice: list[float] = []
        self._heard: dict[str, Any] = {}
        self._state: dict[str, Any] = {}

    def feed(self, pcm: bytes) -> list[VoiceFrame]:
        """See VoiceDetector."""
        fresh = self._framer.feed(pcm)
        if not len(fresh):
            return []
        self._frames = np.concatenate([self._frames, fresh])
        self._voice += self._hear(fresh.reshape(1, -1).astype(np.float32) / 32768.0)
        done = min(len(self._voice) // _HOPS, len(self._frames))
        probabilities = np.reshape(self._voice[: done * _HOPS], (done, _HOPS)).mean(axis=1)
        told = self._framer.voice_frames(self._frames[:done], probabilities)
        self._frames, self._voice = self._frames[done:], self._voice[done * _HOPS :]
        return told

    def _hear(self, samples: NDArray[np.float32]) -> list[float]:
        """Return how likely there is voice in the hundredths of a second that became whole."""
        audio = torch.from_numpy(samples)
        with torch.inference_mode():
            features, _ = self._detection.frontend(
                audio, torch.tensor([audio.shape[1]]), cache=self._heard
            )
            if features.ndim != 3 or not features.shape[1]:
                return []
            answers = self._detection.encoder(features, cache=self._state)
        silence = answers[0, :, self._detection.silence].sum(dim=-1)
        return [float(voice) for voice in (1.0 - silence).clamp(0.0, 1.0)]


def _check(checkpoint: Checkpoint, loaded: Any) -> None:
    """Refuse what would fail, or be in the wrong place, only while somebody speaks."""
    frontend, options, encoder = (
        loaded.kwargs["frontend"],
        loaded.model.vad_opts,
        loaded.model.encoder,
    )
    if type(frontend).__name__ != "WavFrontendOnline":
        checkpoint.refuse("its frontend is not the one for streams")
    hop = frontend.frame_shift_sample_length * frontend.lfr_n
    if (frontend.fs, hop) != (16_000, _HOP_SAMPLES) or frontend.snip_edges is not True:
        checkpoint.refuse("it does not answer once in 10 ms of audio at 16 kHz")
    if frontend.output_size() != encoder.input_dim:
        checkpoint.refuse("its frontend does not fit its network")
    outputs = encoder.output_dim
    if not options.sil_pdf_ids or not all(0 <= one < outputs for one in options.sil_pdf_ids):
        checkpoint.refuse("it does not say which of its outputs mean silence")
    if not encoder.use_softmax:
        checkpoint.refuse("its network gives no probabilities")
