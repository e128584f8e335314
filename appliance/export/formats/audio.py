"""The whole recording as one FLAC file, streamed.

A FLAC file begins with the number of its samples and their MD5, which an encoder knows only at
the end and writes by seeking back. A stream cannot: so the samples are read twice, first for
number and MD5, which takes a fraction of the time of encoding, and nothing is stored on the way.
The sizes of the smallest and the largest frame stay 0, unknown, as RFC 9639 allows a stream.
Positions are those of the transcript: gaps hold no filler.
"""

import hashlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.export.errors import ExportError
from appliance.export.whole_audio import WholeAudio
from appliance.recordings import RecordingAudio

BLOCK_SAMPLES: Final = 256 * 4096
"""A minute, 2 MB; a few of them are in memory at a time."""

_COMPRESSION: Final = 0.5
_FRAME_SAMPLES: Final = 4096
_FRAME_EXTRA_BYTES: Final = 24
"""Header, subframe header and checksums around samples that do not compress."""

_HEADER_LIMIT_BYTES: Final = 4096
_MARK: Final = b"fLaC"
_STREAM_INFO_BYTES: Final = 42
"""The mark, a block header and STREAMINFO."""

_EMPTY: Final = (
    _MARK
    + bytes.fromhex("800000221000100000000000000003e800f000000000")
    + hashlib.md5(usedforsecurity=False).digest()
)
"""A stream of no samples: libFLAC writes nothing at all."""

_COUNT_AT: Final = 21
_MD5_AT: Final = 26


def largest_flac_bytes(folder: Path) -> int:
    """Return a size that ``flac_blocks`` does not exceed. Reads no audio, only its lengths.

    Raises RecordingsError, ExportError if some of a closed recording is missing.
    """
    audio = RecordingAudio(folder)
    audio.require_audio()
    samples = audio.available_samples()
    WholeAudio(folder, audio.recording(), samples)
    frames = -(-samples // _FRAME_SAMPLES)
    return _HEADER_LIMIT_BYTES + samples * SAMPLE_WIDTH_BYTES + frames * _FRAME_EXTRA_BYTES


def flac_blocks(folder: Path) -> Generator[bytes]:
    """Encode the recording in ``folder``; the same bytes every time with the same libFLAC.

    Blocking: for a thread. Raises RecordingsError if the audio cannot be read, ExportError if that
    of a closed recording is not what was recorded, or changed on the way; what was yielded until
    then is worthless.
    """
    audio = RecordingAudio(folder)
    recording = audio.recording()
    count = audio.available_samples()
    announced = _md5(audio, count, WholeAudio(folder, recording, count))
    if count == 0:
        yield _EMPTY
        return
    sink = _Sink()
    is_first = True
    for block in _encoded(audio, count, sink):
        if is_first and len(block) < _STREAM_INFO_BYTES:
            break  # of no samples libFLAC writes nothing: the recording was removed meanwhile
        yield _stream_info(block, count, announced) if is_first else block
        is_first = False
    if sink.md5 != announced:
        raise ExportError(
            "The audio of {recording} changed while it was exported.",
            hint="Export the recording again once it is closed; check the disk if it is.",
            recording=folder.name,
        )


class _Sink:
    """A file that only goes forward: of what is written into earlier places the MD5 is kept."""

    def __init__(self) -> None:
        self.md5 = b""
        self._place = 0
        self._end = 0
        self._waiting = bytearray()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go somewhere."""
        self._place = offset + (0, self._place, self._end)[whence]
        return self._place

    def tell(self) -> int:
        """Return where it stands."""
        return self._place

    def write(self, data: bytes) -> int:
        """Keep what is new."""
        written = bytes(data)
        if self._place == self._end:
            self._waiting += written
            self._end += len(written)
        elif self._place == _MD5_AT:
            self.md5 = written
        self._place += len(written)
        return len(written)

    def taken(self) -> bytes:
        """Return what came since the last call."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _encoded(audio: RecordingAudio, count: int, sink: _Sink) -> Iterator[bytes]:
    """Yield what libFLAC writes, the first time with the whole header."""
    import soundfile  # heavy: NumPy

    with soundfile.SoundFile(
        sink,
        "w",
        samplerate=SAMPLE_RATE_HZ,
        channels=1,
        subtype="PCM_16",
        format="FLAC",
        compression_level=_COMPRESSION,
    ) as encoder:
        for first in range(0, count, BLOCK_SAMPLES):
            pcm = audio.read(first, min(BLOCK_SAMPLES, count - first))
            encoder.buffer_write(pcm, dtype="int16")
            if block := sink.taken():
                yield block
    yield sink.taken()


def _md5(audio: RecordingAudio, count: int, whole: WholeAudio) -> bytes:
    """Of the samples as FLAC defines it: little-endian, as they are stored here."""
    digest = hashlib.md5(usedforsecurity=False)
    for first in range(0, count, BLOCK_SAMPLES):
        whole.prove(first + BLOCK_SAMPLES)  # the samples are then in memory already
        digest.update(audio.read(first, min(BLOCK_SAMPLES, count - first)))
    return digest.digest()


def _stream_info(header: bytes, count: int, md5: bytes) -> bytes:
    """Write number and MD5 of the samples into the beginning of a stream."""
    known = header[_COUNT_AT] & 0xF0 | count >> 32 & 0x0F
    number = bytes([known]) + (count & 0xFFFFFFFF).to_bytes(4)
    return header[:_COUNT_AT] + number + md5 + header[_STREAM_INFO_BYTES:]
