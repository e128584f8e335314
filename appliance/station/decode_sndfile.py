"""Decoding with libsndfile in blocks, inside the sandbox."""

import os
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.station.audio_kind import PROBE_BYTES, W64_RIFF, after_tag, audio_kind
from appliance.station.unreadable_audio import Refusal, RefusedError

BLOCK_FRAMES: Final = 16_384
_RATES_HZ: Final = range(2_000, 768_001)
_TOLERATED_S: Final = 0.5
"""Lengths in headers are estimates in some formats."""

_TOLERATED_BYTES: Final = 4096
_STREAMED: Final = (0, 0x7FFFFF00)
"""Sizes in a WAV header up to the first and from the second say only "unknown"."""

_ENDLESS_BYTES: Final = 2**62
"""Who streams writes the greatest number for an unknown length of 64 bits."""

_WAV_HEADER_BYTES: Final = 28

_COUNT_PLACES: Final = (13, 15, 21, 23, 36, 38)
"""Behind header, checksum and side information of the first MP3 frame, by version and channels."""

_HAS_COUNT: Final = 0x01
_OGG_PAGE: Final = b"OggS"
_OGG_PAGE_LIMIT_BYTES: Final = 65_307
_OGG_LAST_PAGE: Final = 0x04

Samples = NDArray[np.float32]


class UnknownFormatError(Exception):
    """libsndfile does not open the file."""


def decode(
    file: int, write: Callable[[bytes], object], *, on_duration: Callable[[float, bool], None]
) -> str:
    """Decode an open file to 16 kHz mono PCM; returns a warning if its end is missing, or "".

    ``on_duration`` hears what the header says, before the first block, and whether that is but a
    guess. Raises UnknownFormatError, RefusedError.
    """
    try:
        source = soundfile.SoundFile(file, closefd=False)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise UnknownFormatError(_plain(error)) from error
    with source:
        if source.samplerate not in _RATES_HZ:
            raise RefusedError(Refusal.SAMPLE_RATE, str(source.samplerate))
        on_duration(source.frames / source.samplerate, _is_guessed(file, source.format))
        convert = _converter(source.samplerate)
        buffer = np.empty((BLOCK_FRAMES, source.channels), dtype=np.float32)
        done, problem = 0, ""
        while True:
            buffer.fill(np.nan)
            try:
                block = source.read(out=buffer)
            except soundfile.LibsndfileError as error:
                problem = _plain(error)
                block = _before_damage(buffer)
            done += len(block)
            write(_pcm(convert(_mono(block), False)))
            if problem or not len(block):
                break
        write(_pcm(convert(np.empty(0, dtype=np.float32), True)))
        if problem and not done:
            raise RefusedError(Refusal.DAMAGED, problem)
        missing = source.frames - done
        is_short = missing > _TOLERATED_S * source.samplerate
        if problem or is_short or _is_cut_wav(file) or _is_cut_ogg(file):
            return f"its end is missing or damaged after {done / source.samplerate:.1f} s"
        if source.format == "MP3" and _is_followed_by_another(file):
            return f"another recording follows in it after {done / source.samplerate:.1f} s"
    return ""


def _converter(rate_hz: int) -> Callable[[Samples, bool], Samples]:
    if rate_hz == SAMPLE_RATE_HZ:
        return lambda samples, _last: samples
    stream = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")

    def convert(samples: Samples, last: bool) -> Samples:
        resampled: Samples = stream.resample_chunk(samples, last=last)
        return resampled

    return convert


def _before_damage(buffer: NDArray[Any]) -> NDArray[Any]:
    """Find what was read before an error: libsndfile does not tell, but overwrote our NaNs."""
    unwritten = np.isnan(buffer).all(axis=1)
    return buffer[: int(unwritten.argmax())] if unwritten.any() else buffer


def _mono(block: NDArray[Any]) -> Samples:
    """Mix the channels in place; what is no number is silence, what is too loud is clipped."""
    if not np.isfinite(block.sum()):  # far cheaper than looking at every sample
        np.nan_to_num(block, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)
    np.clip(block, -1.0, 1.0, out=block)
    if block.shape[1] == 1:
        return block[:, 0]
    mixed: Samples = block.mean(axis=1, dtype=np.float32)
    return mixed


def _pcm(samples: Samples) -> bytes:
    """Scale so that 16-bit samples come out as they went in."""
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()


def _is_cut_wav(file: int) -> bool:
    """Tell by its header that a WAV file is cut: libsndfile takes what is there for all."""
    announced = _announced_bytes(os.pread(file, _WAV_HEADER_BYTES, 0))
    return announced - os.fstat(file).st_size > _TOLERATED_BYTES


def _announced_bytes(header: bytes) -> int:
    """Return how long a file of the WAV family says that it is; 0 if it does not say."""
    if header[:4] in {b"RIFF", b"RIFX"}:
        size = int.from_bytes(header[4:8], "big" if header[:4] == b"RIFX" else "little")
        unknown_until, unknown_from = _STREAMED
        return size + 8 if unknown_until < size < unknown_from else 0
    if header.startswith(W64_RIFF):
        announced = int.from_bytes(header[16:24], "little")
    elif header[:4] in {b"RF64", b"BW64"}:
        announced = int.from_bytes(header[20:28], "little") + 8
    else:
        return 0
    return announced if announced < _ENDLESS_BYTES else 0


def _is_cut_ogg(file: int) -> bool:
    """Tell an Ogg file without a last page, marked as such (RFC 3533, section 6)."""
    if os.pread(file, 4, 0) != _OGG_PAGE:
        return False
    end = os.pread(
        file,
        _OGG_PAGE_LIMIT_BYTES,
        max(0, os.fstat(file).st_size - _OGG_PAGE_LIMIT_BYTES),
    )
    flags = end[end.rfind(_OGG_PAGE) + 5 :][:1]
    return not flags or not flags[0] & _OGG_LAST_PAGE


def _is_guessed(file: int, kind: str) -> bool:
    """Tell an MP3 file without a count of its frames: the first ones are taken for all."""
    if kind != "MP3":
        return False
    first_frame = after_tag(os.pread(file, PROBE_BYTES, 0)) or 0
    beginning = os.pread(file, PROBE_BYTES, first_frame)
    return not any(_is_count(beginning[place : place + 8]) for place in _COUNT_PLACES)


def _is_count(mark: bytes) -> bool:
    """Tell a header of Fraunhofer, or of Xing and LAME that has the field for it."""
    if len(mark) < 8:
        return False
    return mark[:4] == b"VBRI" or (mark[:4] in {b"Xing", b"Info"} and mark[7] & _HAS_COUNT != 0)


def _is_followed_by_another(file: int) -> bool:
    """Tell several MP3 files in one: the first one's header ends the reading."""
    place = os.lseek(file, 0, os.SEEK_CUR)
    is_long = os.fstat(file).st_size - place > _TOLERATED_BYTES
    return is_long and audio_kind(os.pread(file, PROBE_BYTES, place)) is not None


def _plain(error: Exception) -> str:
    text = getattr(error, "error_string", None) or str(error)
    return text.strip().rstrip(".")
