"""Brings any PCM a Wyoming client sends to 16 kHz, mono, 16 bit."""

from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.inference.errors import InferenceError

_RATES_HZ: Final = range(4_000, 384_001)
_CHANNELS: Final = range(1, 33)
_WIDTHS: Final = range(1, 5)


class PcmConverter:
    """Of one stream with one format; keeps what it needs between pieces."""

    def __init__(self, *, rate: int, width: int, channels: int) -> None:
        """``width`` in bytes; one byte is unsigned, more are little-endian signed.

        Raises InferenceError for a format that makes no sense.
        """
        if rate not in _RATES_HZ or width not in _WIDTHS or channels not in _CHANNELS:
            raise InferenceError(
                "Audio of {rate} Hz, {width} bytes and {channels} channels cannot be taken.",
                hint="Send PCM, for example 16000 Hz, 2 bytes, 1 channel.",
                rate=rate,
                width=width,
                channels=channels,
            )
        self.format = (rate, width, channels)
        self._width, self._channels = width, channels
        self._rest = b""
        self._resampler = (
            None
            if rate == SAMPLE_RATE_HZ
            else soxr.ResampleStream(rate, SAMPLE_RATE_HZ, 1, dtype="float32")
        )

    def convert(self, pcm: bytes, *, last: bool = False) -> bytes:
        """Convert the next piece; ``last`` also returns what the resampler held back."""
        pending = self._rest + pcm
        frame_bytes = self._width * self._channels
        whole = len(pending) // frame_bytes * frame_bytes
        self._rest = pending[whole:]
        mono = self._to_float(pending[:whole]).reshape(-1, self._channels).mean(axis=1)
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono.astype(np.float32), last=last)
        return bytes(np.clip(np.rint(mono * 32768), -32768, 32767).astype("<i2").tobytes())

    def _to_float(self, pcm: bytes) -> NDArray[np.float32]:
        match self._width:
            case 1:
                levels, scale = np.frombuffer(pcm, dtype=np.uint8).astype(np.int32) - 128, 2**7
            case 2:
                levels, scale = np.frombuffer(pcm, dtype="<i2").astype(np.int32), 2**15
            case 3:
                widened = np.zeros((len(pcm) // 3, 4), dtype=np.uint8)
                widened[:, 1:] = np.frombuffer(pcm, dtype=np.uint8).reshape(-1, 3)
                levels, scale = widened.view("<i4").ravel(), 2**31
            case _:
                levels, scale = np.frombuffer(pcm, dtype="<i4").astype(np.int32), 2**31
        return levels.astype(np.float32) / np.float32(scale)
