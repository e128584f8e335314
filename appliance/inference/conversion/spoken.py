"""What a model says on a clip, through the engine that runs it."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineRequest, Samples

_STREAMED: Final = to_samples(0.2)
_SILENCE_AFTER: Final = to_samples(1.5)
"""A streaming model looks ahead: without something after the last word it never says it."""


class _Transcribes(Protocol):
    def transcribe(self, samples: Samples, request: EngineRequest) -> Any: ...


class _Streams(Protocol):
    def new_stream(self) -> Any: ...


def said(engine: _Transcribes, clips: Sequence[Samples], *, language: str) -> list[str]:
    """Return the texts, with and without numbers as digits where that makes a difference."""
    return [
        _compact(engine.transcribe(clip, EngineRequest(language=language, itn=itn)).text)
        for clip in clips
        for itn in (True, False)
    ]


def said_in_stream(engine: _Streams, clips: Sequence[Samples]) -> list[str]:
    """Return the texts of an engine that is fed little by little."""
    texts = []
    for clip in clips:
        stream, text = engine.new_stream(), ""
        for begin in range(0, len(clip), _STREAMED):
            text = stream.accept(clip[begin : begin + _STREAMED])
        texts.append(_compact(text))
    return texts


def with_silence_after(clip: Samples) -> Samples:
    """Return the clip as a streaming model needs it."""
    return np.pad(clip, (0, _SILENCE_AFTER))


def _compact(text: str) -> str:
    """Return without spaces: between Latin and Chinese words the two libraries set them apart."""
    return "".join(text.split())
