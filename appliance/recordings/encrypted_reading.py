"""Reading any range of an encrypted audio file: only the chunks it touches are decrypted."""

import os
from dataclasses import dataclass

from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.recordings.encrypted import (
    CHUNK_SAMPLES,
    HEADER_BYTES,
    FileKeys,
    Header,
    offset,
    read_rest,
    sample_count,
)

_LOOKS = 2
"""What does not fit is read again: its header may just have been written."""

_STRIDE_BYTES = offset(CHUNK_SAMPLES) - HEADER_BYTES

_NEVER_WRITTEN = bytes(16)
"""No ciphertext: a power cut left out a block, though it kept a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What was read."""

    pcm: bytes
    silent: tuple[range, ...]
    """What of it is not what was written, in samples of the file; that is silence here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptedFile:
    """An audio file open for reading, and whose it is."""

    fd: int
    key: bytes
    recording_id: str
    number: int

    def read(self, first_sample: int, count: int) -> Excerpt:
        """Read samples, short only at the end of the file. Raises OSError."""
        available = sample_count(os.fstat(self.fd).st_size)
        end = min(first_sample + count, available)
        if end <= first_sample:
            return Excerpt(pcm=b"", silent=())
        for _ in range(_LOOKS):
            excerpt = self._read(first_sample, end, available)
            if not excerpt.silent:
                break
        return excerpt

    def _read(self, first_sample: int, end: int, available: int) -> Excerpt:
        header = Header.decode(os.pread(self.fd, HEADER_BYTES, 0))
        if header is None:
            silence = bytes((end - first_sample) * SAMPLE_WIDTH_BYTES)
            return Excerpt(pcm=silence, silent=(range(first_sample, end),))
        keys = FileKeys(
            self.key, recording_id=self.recording_id, number=self.number, salt=header.salt
        )
        first_chunk, end_chunk = first_sample // CHUNK_SAMPLES, -(-end // CHUNK_SAMPLES)
        end_whole = min(end_chunk, available // CHUNK_SAMPLES)
        pieces = self._whole_chunks(keys, first_chunk, end_whole)
        if end_whole < end_chunk:
            pieces.append(self._rest(keys, header, available))
        silence = bytes(CHUNK_SAMPLES * SAMPLE_WIDTH_BYTES)
        joined = b"".join(silence if piece is None else piece for piece in pieces)
        skipped = (first_sample - first_chunk * CHUNK_SAMPLES) * SAMPLE_WIDTH_BYTES
        return Excerpt(
            pcm=joined[skipped : skipped + (end - first_sample) * SAMPLE_WIDTH_BYTES],
            silent=tuple(
                range(
                    max(first_sample, chunk * CHUNK_SAMPLES), min(end, (chunk + 1) * CHUNK_SAMPLES)
                )
                for chunk, piece in enumerate(pieces, first_chunk)
                if piece is None
            ),
        )

    def _whole_chunks(self, keys: FileKeys, first: int, end: int) -> list[bytes | None]:
        """Return the samples of chunks with a tag; None for one that is damaged."""
        place = offset(first * CHUNK_SAMPLES)
        raw = os.pread(self.fd, max(0, end - first) * _STRIDE_BYTES, place)
        return [
            keys.decrypt_chunk(chunk, raw[begin : begin + _STRIDE_BYTES])
            for chunk, begin in zip(
                range(first, end), range(0, len(raw), _STRIDE_BYTES), strict=False
            )
        ]

    def _rest(self, keys: FileKeys, header: Header, available: int) -> bytes | None:
        """Return the samples behind the last whole chunk; None if they are damaged."""
        rest = read_rest(self.fd, available)
        if _NEVER_WRITTEN in rest:
            return None  # without a tag it would pass for loud noise
        if header.is_sealed and not keys.is_sealed_by(header, available, rest):
            return None
        return keys.decrypt_rest(available // CHUNK_SAMPLES, rest)
