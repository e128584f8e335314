"""What a recogniser is to the rest of the box.

An engine is synchronous and owned by one thread. It declares what it can do; nobody guesses.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono, 16 kHz, -1 to 1."""


class Quality(StrEnum):
    """How much work a decode is worth."""

    PARTIAL = "partial"
    """Shown for a moment: fast."""

    FINAL = "final"

    RETRY = "retry"
    """The final went wrong: do it differently, with some chance in it, and without a prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineCapabilities:
    """What an engine can do."""

    languages: frozenset[str]
    """ISO 639-1 codes."""

    takes_prompt: bool
    gives_word_times: bool
    longest_audio_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineIdentity:
    """Which weights run where; what was really used, not what was asked for."""

    engine: str
    model: str
    model_sha256: str
    device: str
    device_reason: str
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """How audio is to be recognised."""

    language: str
    quality: Quality = Quality.FINAL
    prompt: str = ""
    """Hot words or preceding text."""

    wants_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineWord:
    """A word or character; positions are samples of the audio given."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float | None = None
    """Probability, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineHypothesis:
    """What an engine heard."""

    text: str
    language: str
    words: tuple[EngineWord, ...] = ()
    """Together they are the text."""

    confidence: float | None = None
    """Mean log probability of the tokens."""

    no_speech_probability: float | None = None


class Engine(Protocol):
    """See the module."""

    @property
    def capabilities(self) -> EngineCapabilities:
        """What it can do."""
        ...

    @property
    def identity(self) -> EngineIdentity:
        """What it is."""
        ...

    def transcribe(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """Recognise at most ``capabilities.longest_audio_s`` of audio.."""
        ...
