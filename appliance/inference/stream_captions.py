"""One utterance on its way through an engine that streams, in the engine's thread."""

import time
from collections.abc import Callable
from typing import Final

from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_samples
from appliance.inference.engine import (
    EngineHypothesis,
    EngineIdentity,
    EngineStream,
    StreamingEngine,
)
from appliance.inference.engine_thread import EngineThread, Urgency, to_samples_array

_PIECE_S: Final = 0.3
_LONGEST_PIECE_S: Final = 3.0
"""Even when it must catch up: a final may be waiting behind it."""

_SHARE: Final = 0.4
"""Of the engine's time that captions may use."""


class StreamCaptions:
    """See the module."""

    def __init__(
        self,
        engine: StreamingEngine,
        thread: EngineThread,
        *,
        language: str,
        first_sample: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._thread = thread
        self._language = language
        self._clock = clock
        self._stream: EngineStream | None = None
        self._decode_s = 0.0
        self.fed_sample = first_sample
        """All audio of the utterance before this position was taken."""

    @property
    def identity(self) -> EngineIdentity:
        """Of the engine."""
        return self._engine.identity

    def is_due(self, end_sample: int, *, slowness: float) -> bool:
        """Tell whether there is enough new audio for the next piece."""
        piece_s = slowness * min(max(_PIECE_S, self._decode_s / _SHARE), _LONGEST_PIECE_S)
        return end_sample - self.fed_sample >= to_samples(piece_s)

    def next_end(self, end_sample: int) -> int:
        """Return where the next piece ends, if there is audio until ``end_sample``."""
        return min(end_sample, self.fed_sample + to_samples(_LONGEST_PIECE_S))

    async def accept(self, pcm: bytes) -> tuple[EngineHypothesis, float]:
        """Take the next piece; return the text so far, and how long that took.

        Raises InferenceError if the engine's queue is full, and whatever the engine raises.
        """
        text, self._decode_s = await self._thread.call(
            lambda: self._accept(pcm), Urgency.LIVE_PARTIAL
        )
        self.fed_sample += len(pcm) // SAMPLE_WIDTH_BYTES
        return EngineHypothesis(text=text, language=self._language), self._decode_s

    def _accept(self, pcm: bytes) -> tuple[str, float]:
        began_s = self._clock()
        if self._stream is None:
            self._stream = self._engine.new_stream()
        text = self._stream.accept(to_samples_array(pcm))
        return text, self._clock() - began_s
