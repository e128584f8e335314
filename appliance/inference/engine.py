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

    LIVE = "live"
    """A final that somebody waits for."""

    FINAL = "final"
    """The best there is: for a file, or a second pass."""

    RETRY = "retry"
    """The final went wrong: do it differently, with some chance in it, and without a prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineCapabilities:
    """What an engine can do."""

    languages: frozenset[str]
    """ISO 639-1 codes."""

    longest_audio_s: float
    gives_word_times: bool
    punctuates: bool
    """Its text comes with punctuation; where ``itn`` is the price, only if that is asked for."""

    detects_language: bool = False
    """Takes ``auto`` for a language and says which one it heard."""

    takes_prompt: bool = False
    takes_hot_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineIdentity:
    """Which weights run where; what was really used, not what was asked for."""

    engine: str
    model: str
    model_sha256: str
    asked_device: str = "auto"
    """As configured: auto, cuda, mps or cpu."""

    device: str
    """What is used, read back from the library where it can tell: cpu, cuda:0, mps."""

    device_reason: str
    """Why this device and no better one."""

    precision: str = ""
    """int8, fp16, bf16 or fp32."""

    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """How audio is to be recognised."""

    language: str
    """ISO 639-1, or auto."""

    quality: Quality = Quality.FINAL
    prompt: str = ""
    """Preceding text, for engines that take it."""

    hot_words: tuple[str, ...] = ()
    """Terms that are likely, for engines that take them."""

    itn: bool = True
    """Let the engine write numbers in digits, if it does that by itself."""

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
    """What was heard, where the engine tells; else what was asked for."""

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
        """Recognise at most ``capabilities.longest_audio_s`` of audio."""
        ...

    def close(self) -> None:
        """Give its memory back, also that of a GPU; nothing is asked of it afterwards."""
        ...


class EngineStream(Protocol):
    """One utterance on its way through an engine that streams."""

    def accept(self, samples: Samples) -> str:
        """Take the next audio and return the text so far; it may still change at its end."""
        ...


class StreamingEngine(Protocol):
    """Gives captions while audio comes in; its text is shown as partials, never as final."""

    @property
    def capabilities(self) -> EngineCapabilities:
        """What it can do."""
        ...

    @property
    def identity(self) -> EngineIdentity:
        """What it is."""
        ...

    def new_stream(self) -> EngineStream:
        """Begin an utterance."""
        ...

    def close(self) -> None:
        """As Engine's."""
        ...
