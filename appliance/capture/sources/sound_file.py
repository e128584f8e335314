"""A sound file read in blocks as 16 kHz mono, from any position."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance.capture.sources.resampler import Resampler, resampler
from appliance.capture.sources.source import SourceUnavailableError
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES

_BLOCK_FRAMES: Final = 8192


class SoundFile:
    """Anything libsndfile reads. Raises SourceUnavailableError if it cannot."""

    def __init__(self, path: Path) -> None:
        import soundfile

        try:
            self._file = soundfile.SoundFile(path)
        except (OSError, soundfile.SoundFileError) as error:
            raise SourceUnavailableError(
                f"The file {path} cannot be played as microphone: {_reason(path, error)}. "
                "Choose a WAV, FLAC or Ogg file with --mic file:PATH, or use --mic sample."
            ) from error
        self.rate_hz = int(self._file.samplerate)
        self._error: type[Exception] = soundfile.SoundFileError
        self._converter: Resampler = self._fresh_converter()
        self._ready = bytearray()
        self._at_end = False

    def seek(self, sample: int) -> None:
        """Go to a position in samples at 16 kHz; beyond the end nothing follows."""
        frame = sample * self.rate_hz // SAMPLE_RATE_HZ
        self._converter = self._fresh_converter()
        self._ready.clear()
        self._at_end = frame >= self._file.frames
        if not self._at_end:
            self._file.seek(frame)

    def read(self, count: int) -> bytes:
        """Read PCM; fewer than ``count`` samples only at the end or at damage in the file."""
        wanted = count * SAMPLE_WIDTH_BYTES
        while len(self._ready) < wanted and not self._at_end:
            raw = self._read_block()
            self._at_end = not raw
            self._ready += self._converter.feed(raw, last=self._at_end)
        piece = bytes(self._ready[:wanted])
        del self._ready[:wanted]
        return piece

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read_block(self) -> bytes:
        try:
            return bytes(self._file.buffer_read(_BLOCK_FRAMES, dtype="int16"))
        except self._error:
            return b""  # what is damaged is not played; what came before was

    def _fresh_converter(self) -> Resampler:
        return resampler(rate_hz=self.rate_hz, channels=int(self._file.channels))


def _reason(path: Path, error: Exception) -> str:
    checks: list[tuple[Callable[[], bool], str]] = [
        (lambda: not path.exists(), "it does not exist"),
        (path.is_dir, "it is a folder"),
        (lambda: path.stat().st_size == 0, "it is empty"),
    ]
    return next((text for holds, text in checks if holds()), str(error).rstrip("."))
