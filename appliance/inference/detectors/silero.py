"""silero VAD on onnxruntime, with the model file that faster-whisper brings along.

The recurrent state and 64 samples of context go from frame to frame, so the answer does not
depend on how the audio was cut into calls.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime

from appliance.domain.vad import VoiceFrame
from appliance.errors import ApplianceError
from appliance.inference.detectors.framing import Framer

FRAME_SAMPLES: Final = 512
_CONTEXT_SAMPLES: Final = 64
_STATE_SHAPE: Final = (1, 1, 128)


class DetectorError(ApplianceError):
    """The voice detector cannot be loaded."""

    code = "voice-detector"
    exit_code = 8


def load_session() -> onnxruntime.InferenceSession:
    """Load the model, to be shared by all detectors; one thread. Raises DetectorError."""
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(_model_file()), sess_options=options, providers=["CPUExecutionProvider"]
    )


def _model_file() -> Path:
    package = find_spec("faster_whisper")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for file in sorted(Path(folder, "assets").glob("silero_vad*.onnx"), reverse=True):
            return file
    raise DetectorError(
        "The voice detector silero is not installed.",
        hint="Choose WebRTC as speech detector in the settings (recognition, advanced; "
        "endpointing.vad = webrtc), or ask whoever looks after the box to install it: pip install "
        '"tingxia[starter]"',
    )


class SileroDetector:
    """A VoiceDetector of 32 ms frames."""

    def __init__(self, session: onnxruntime.InferenceSession, *, first_sample: int) -> None:
        self._session = session
        self._framer = Framer(FRAME_SAMPLES, first_sample=first_sample)
        self._h = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._c = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._context = np.zeros((1, _CONTEXT_SAMPLES), dtype=np.float32)

    def feed(self, pcm: bytes) -> list[VoiceFrame]:
        """See VoiceDetector."""
        frames = self._framer.feed(pcm)
        if not len(frames):
            return []
        audio = frames.astype(np.float32) / 32768.0
        contexts = np.concatenate([self._context, audio[:-1, -_CONTEXT_SAMPLES:]])
        self._context = audio[-1:, -_CONTEXT_SAMPLES:]
        probabilities, self._h, self._c = self._session.run(
            None,
            {"input": np.concatenate([contexts, audio], axis=1), "h": self._h, "c": self._c},
        )
        return self._framer.voice_frames(frames, np.ravel(probabilities))
