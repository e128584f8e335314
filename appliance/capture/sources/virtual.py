"""Simulated microphones: a room in which a file is played, or nothing at all."""

import math
import threading
import time
from pathlib import Path

from appliance.capture.sources.sound_file import SoundFile
from appliance.capture.sources.source import PIECE_SAMPLES, Cue, Heard, Source, SourceInfo
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES

_PIECES_PER_S_LIMIT = 100


class Pace:
    """Lets samples through as time passes, ``speed`` times as fast as real time."""

    def __init__(self, speed: float) -> None:
        self._ns_per_sample = 1e9 / (SAMPLE_RATE_HZ * speed)
        self._origin_ns = time.monotonic_ns()
        self._samples = 0
        self._closed = threading.Event()

    def next_start_ns(self) -> int:
        """Return the moment at which the next piece begins."""
        return self._origin_ns + round(self._samples * self._ns_per_sample)

    def wait(self, samples: int, timeout_s: float) -> int | None:
        """Wait until so many more are due; their end, or None if that is not within the time."""
        end_ns = self._origin_ns + round((self._samples + samples) * self._ns_per_sample)
        delay_s = (end_ns - time.monotonic_ns()) / 1e9
        if self._closed.wait(min(max(0.0, delay_s), timeout_s)) or delay_s > timeout_s:
            return None
        self._samples += samples
        return end_ns

    def close(self) -> None:
        """End a wait."""
        self._closed.set()


class SilentSource:
    """Digital silence in real time."""

    def __init__(self, *, speed: float = 1.0) -> None:
        self.info = SourceInfo(
            name="Silence",
            identity="virtual:silence",
            native_rate_hz=SAMPLE_RATE_HZ,
            is_virtual=True,
        )
        self._pace = Pace(speed)
        self._piece_samples = piece_samples(speed)

    def read(self, timeout_s: float) -> Heard | None:
        """Wait for the next piece of nothing."""
        end_ns = self._pace.wait(self._piece_samples, timeout_s)
        if end_ns is None:
            return None
        return Heard(pcm=bytes(self._piece_samples * SAMPLE_WIDTH_BYTES), at_ns=end_ns)

    def cue(self, cue: Cue | None) -> None:
        """Stay silent."""

    def close(self) -> None:
        """End a wait."""
        self._pace.close()


class FileSource:
    """A room that is silent until a recording begins, then speaks the file, then is silent."""

    def __init__(self, path: Path, *, name: str, speed: float) -> None:
        self._file = SoundFile(path)
        self.info = SourceInfo(
            name=name, identity=f"file:{path}", native_rate_hz=self._file.rate_hz, is_virtual=True
        )
        self._pace = Pace(speed)
        self._speed = speed
        self._piece_samples = piece_samples(speed)
        self._cue: Cue | None = None
        self._playing: Cue | None = None

    def read(self, timeout_s: float) -> Heard | None:
        """Wait for the next piece."""
        start_ns = self._pace.next_start_ns()
        end_ns = self._pace.wait(self._piece_samples, timeout_s)
        if end_ns is None:
            return None
        self._follow_cue(start_ns)
        pcm = self._file.read(self._piece_samples) if self._playing else b""
        return Heard(pcm=pcm.ljust(self._piece_samples * SAMPLE_WIDTH_BYTES, b"\0"), at_ns=end_ns)

    def cue(self, cue: Cue | None) -> None:
        """Begin to speak with the next piece, or fall silent."""
        self._cue = cue

    def close(self) -> None:
        """End a wait and close the file."""
        self._pace.close()
        self._file.close()

    def _follow_cue(self, start_ns: int) -> None:
        cue = self._cue
        if cue is self._playing:
            return
        self._playing = cue
        if cue is not None:
            elapsed_s = 0.0 if cue.is_fresh else max(0, start_ns - cue.began_ns) / 1e9
            self._file.seek(round(elapsed_s * self._speed * SAMPLE_RATE_HZ))


class FileOpener:
    """Opens one file, whenever it is there."""

    def __init__(self, path: Path, *, name: str, speed: float) -> None:
        self._path = path
        self._name = name
        self._speed = speed

    def open(self) -> Source:
        """Open it. Raises SourceUnavailableError."""
        return FileSource(self._path, name=self._name, speed=self._speed)


class SilenceOpener:
    """Opens silence."""

    def __init__(self, *, speed: float) -> None:
        self._speed = speed

    def open(self) -> Source:
        """Open it."""
        return SilentSource(speed=self._speed)


def piece_samples(speed: float) -> int:
    """Return how much is handed on at a time: more, when it comes faster."""
    pieces_per_s = speed * SAMPLE_RATE_HZ / PIECE_SAMPLES
    return PIECE_SAMPLES * math.ceil(pieces_per_s / _PIECES_PER_S_LIMIT)
