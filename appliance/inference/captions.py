"""A streaming engine that is given up, instead of failing, when memory runs out."""

import logging
from collections.abc import Callable
from typing import TypeVar

from appliance.inference.engine import (
    EngineCapabilities,
    EngineIdentity,
    EngineStream,
    Samples,
    StreamingEngine,
)
from appliance.inference.out_of_memory import is_out_of_memory

log = logging.getLogger(__name__)

T = TypeVar("T")


class Captions:
    """A StreamingEngine around the real one. ``on_lack`` is called once, in the engine's thread."""

    def __init__(self, engine: StreamingEngine, *, on_lack: Callable[[str], None]) -> None:
        self._engine = engine
        self._on_lack = on_lack
        self._is_closed = False

    @property
    def capabilities(self) -> EngineCapabilities:
        """See StreamingEngine."""
        return self._engine.capabilities

    @property
    def identity(self) -> EngineIdentity:
        """See StreamingEngine."""
        return self._engine.identity

    def new_stream(self) -> EngineStream:
        """Begin an utterance; it stays without text if the memory does not suffice."""
        return _Stream(self, self.attempt(self._engine.new_stream))

    def close(self) -> None:
        """Give its memory back; streams under way keep the text they have."""
        if not self._is_closed:
            self._is_closed = True
            self._engine.close()

    def attempt(self, work: Callable[[], T]) -> T | None:
        """Use the real engine; None if there is none any more."""
        if self._is_closed:
            return None
        try:
            return work()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            lack = str(error)
        log.warning("memory ran out for captions: %s", lack, extra={"event": "captions-given-up"})
        self.close()
        self._on_lack(lack)
        return None


class _Stream:
    """An EngineStream."""

    def __init__(self, captions: Captions, stream: EngineStream | None) -> None:
        self._captions = captions
        self._stream = stream
        self._text = ""

    def accept(self, samples: Samples) -> str:
        """See EngineStream; the text stays as it is once the engine was given up."""
        stream = self._stream
        if stream is not None:
            text = self._captions.attempt(lambda: stream.accept(samples))
            if text is None:
                self._stream = None
            else:
                self._text = text
        return self._text
