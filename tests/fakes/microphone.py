"""A microphone that a test speaks into, unplugs and stalls."""

import queue
import threading
import time

from appliance.capture.sources import (
    Cue,
    Heard,
    Source,
    SourceInfo,
    SourceLostError,
    SourceUnavailableError,
)
from appliance.domain.audio import SAMPLE_RATE_HZ


class FakeMicrophone:
    """Opener and source at once; ``speak`` hands it the next piece."""

    def __init__(self) -> None:
        self.info = SourceInfo(
            name="Fake microphone",
            identity="fake-1",
            native_rate_hz=SAMPLE_RATE_HZ,
            is_virtual=False,
        )
        self.opened = threading.Event()
        self.cues: list[Cue | None] = []
        self._pieces: queue.SimpleQueue[Heard | SourceLostError] = queue.SimpleQueue()
        self._problem = ""

    def speak(self, pcm: bytes, *, overflowed: bool = False) -> None:
        """Deliver a piece that ends now."""
        self._pieces.put(Heard(pcm=pcm, at_ns=time.monotonic_ns(), overflowed=overflowed))

    def vanish(self) -> None:
        """Be unplugged."""
        self.be_absent()
        self._pieces.put(SourceLostError("Fake microphone stopped."))

    def be_absent(self) -> None:
        """Cannot be opened from now on."""
        self._problem = "No microphone is connected."

    def come_back(self) -> None:
        """Can be opened again."""
        self._problem = ""

    def open(self) -> Source:
        """Open it, if it is there."""
        if self._problem:
            raise SourceUnavailableError(self._problem)
        self.opened.set()
        return self

    def read(self, timeout_s: float) -> Heard | None:
        """Wait for what the test says."""
        try:
            piece = self._pieces.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if isinstance(piece, SourceLostError):
            raise piece
        return piece

    def cue(self, cue: Cue | None) -> None:
        """Keep what was told."""
        self.cues.append(cue)

    def close(self) -> None:
        """Do nothing: a test may go on with it."""
