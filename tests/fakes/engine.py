"""A recogniser that says what it is told to, as fast or slowly as a test wants."""

import threading
from collections.abc import Callable

from appliance.domain.audio import to_seconds
from appliance.domain.vad import VoiceFrame
from appliance.inference.detectors.framing import Framer, levels_dbfs
from appliance.inference.engine import (
    EngineCapabilities,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    Samples,
)

Answer = Callable[[Samples, EngineRequest], EngineHypothesis]


def answer_with(text: str) -> Answer:
    """Return an answer that is always the same."""
    return lambda _, request: EngineHypothesis(text=text, language=request.language)


class FakeEngine:
    """An Engine. While ``gate`` is cleared it stands still within a decode."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer = answer or (
            lambda samples, request: EngineHypothesis(
                text=f"第{len(self.requests)}句，{to_seconds(len(samples)):.1f}秒。",
                language=request.language,
            )
        )
        self.requests: list[EngineRequest] = []
        self.lengths: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    @property
    def capabilities(self) -> EngineCapabilities:
        """Two languages."""
        return EngineCapabilities(
            languages=frozenset({"zh", "en"}),
            punctuates=True,
            takes_prompt=True,
            gives_word_times=False,
            longest_audio_s=30.0,
        )

    @property
    def identity(self) -> EngineIdentity:
        """Not a real one."""
        return EngineIdentity(
            engine="fake",
            model="fake",
            model_sha256="0" * 64,
            device="cpu",
            device_reason="it is a fake",
            threads=1,
        )

    def transcribe(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """Note the request and answer."""
        self.requests.append(request)
        self.lengths.append(len(samples))
        self.entered.set()
        assert self.gate.wait(10), "a test forgot to open the gate"
        return self.answer(samples, request)

    def close(self) -> None:
        """Do nothing."""


class LoudnessDetector:
    """A VoiceDetector that takes everything above -30 dBFS for speech."""

    def __init__(self, first_sample: int) -> None:
        self._framer = Framer(512, first_sample=first_sample)

    def feed(self, pcm: bytes) -> list[VoiceFrame]:
        """See VoiceDetector."""
        frames = self._framer.feed(pcm)
        loud = levels_dbfs(frames) if len(frames) else []
        return self._framer.voice_frames(frames, [0.9 if level > -30 else 0.05 for level in loud])
