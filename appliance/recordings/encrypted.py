"""``.tca`` files: audio encrypted with AES-256-GCM, in chunks that can be read by themselves.

A header, then chunks of 1,600 samples, each followed by its tag, then what of a chunk is there.
Ciphertext goes to the disk sample by sample, the tag when its chunk is full: so nothing waits in
memory, and the length of the file is the truth as with a WAV file. The seal in the header, made
when the file is closed, vouches for its length and for the samples that have no tag.

The keys of a file are derived from the recording's key, its id, the number of the file and the
random salt in the header, as in Tink's streaming AEAD. A chunk's nonce is its number. So no two
files share a key, whatever a crash forgot, and no chunk passes for another one. For the same
reason a file is written from its beginning to its end once, by one process, and what could not
be written is not tried again in the same file (docs/explanation/encryption-at-rest.md).
"""

import hmac
import os
import secrets
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.recordings.durable import write_all_at

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import AEADEncryptionContext
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUFFIX: Final = ".tca"
CHUNK_SAMPLES: Final = 1600
HEADER_BYTES: Final = 64

_HEADER: Final = struct.Struct(">8s32sQ16s")
_MAGIC: Final = b"TXAUDIO\x01"
"""Version 1: AES-256-GCM, 1,600 samples a chunk."""

_SALT_BYTES: Final = 32
_TAG_BYTES: Final = 16
_CHUNK_BYTES: Final = CHUNK_SAMPLES * SAMPLE_WIDTH_BYTES
_STRIDE_BYTES: Final = _CHUNK_BYTES + _TAG_BYTES
_UNSEALED: Final = bytes(_TAG_BYTES)


def sample_count(file_bytes: int) -> int:
    """Return how many samples a file of that length holds.

    The last sample of a chunk counts once its tag is there.
    """
    chunks, rest = divmod(max(0, file_bytes - HEADER_BYTES), _STRIDE_BYTES)
    return chunks * CHUNK_SAMPLES + min(rest // SAMPLE_WIDTH_BYTES, CHUNK_SAMPLES - 1)


def offset(sample: int) -> int:
    """Return the place of a sample in the file, in bytes: the length of a file up to there."""
    chunks, rest = divmod(sample, CHUNK_SAMPLES)
    return HEADER_BYTES + chunks * _STRIDE_BYTES + rest * SAMPLE_WIDTH_BYTES


def load() -> None:
    """Load the library for it now, and not when the first sample waits."""
    keys = FileKeys(bytes(32), recording_id="", number=0, salt=b"")
    keys.encrypt_chunk(0, b"")
    keys.begin_chunk(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first bytes of a file. ``seal`` is all zeros while it grows."""

    salt: bytes
    sample_count: int = 0
    seal: bytes = _UNSEALED

    @property
    def is_sealed(self) -> bool:
        """The file was closed."""
        return self.seal != _UNSEALED

    def encode(self) -> bytes:
        """Return the bytes."""
        return _HEADER.pack(_MAGIC, self.salt, self.sample_count, self.seal)

    @classmethod
    def decode(cls, raw: bytes) -> "Header | None":
        """Read the bytes; None if they are no header of this version."""
        if len(raw) < HEADER_BYTES:
            return None
        magic, salt, count, seal = _HEADER.unpack(raw[:HEADER_BYTES])
        return cls(salt=salt, sample_count=count, seal=seal) if magic == _MAGIC else None


class FileKeys:
    """The keys of one audio file."""

    def __init__(self, key: bytes, *, recording_id: str, number: int, salt: bytes) -> None:
        """``key`` is the recording's."""
        about = b"tingxia audio file 1" + salt + number.to_bytes(8, "big") + recording_id.encode()
        derived = hmac.digest(key, about, "sha512")
        self._audio, self._seal = derived[:32], derived[32:]

    @cached_property
    def _whole(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._audio)

    def encrypt_chunk(self, number: int, pcm: bytes) -> bytes:
        """Return a whole chunk with its tag."""
        return self._whole.encrypt(_nonce(number), pcm, None)

    def decrypt_chunk(self, number: int, chunk: bytes) -> bytes | None:
        """Return the samples of a chunk with its tag; None if it is not what was written."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._whole.decrypt(_nonce(number), chunk, None)
        except InvalidTag:
            return None

    def begin_chunk(self, number: int) -> "AEADEncryptionContext":
        """Return what encrypts a chunk piece by piece and then has its tag."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        return Cipher(algorithms.AES(self._audio), modes.GCM(_nonce(number))).encryptor()

    def decrypt_rest(self, number: int, ciphertext: bytes) -> bytes:
        """Return the samples of a chunk without a tag; the seal tells whether they are right."""
        # In counter mode both directions are one, and a beginning needs no end.
        return self.begin_chunk(number).update(ciphertext)

    def seal(self, sample_count: int, rest: bytes) -> bytes:
        """Vouch for the length of a file and the ciphertext behind its last whole chunk."""
        message = sample_count.to_bytes(8, "big") + rest
        return hmac.digest(self._seal, message, "sha256")[:_TAG_BYTES]

    def is_sealed_by(self, header: Header, sample_count: int, rest: bytes) -> bool:
        """Tell whether the seal is of so many samples with this rest."""
        expected = self.seal(sample_count, rest)
        return header.sample_count == sample_count and hmac.compare_digest(expected, header.seal)


class EncryptedContainer:
    """One growing file; see ``appliance.recordings.container``."""

    suffix = SUFFIX
    may_repeat = False

    def __init__(self, key: bytes, *, recording_id: str, number: int) -> None:
        self._header = Header(salt=secrets.token_bytes(_SALT_BYTES))
        self._keys = FileKeys(key, recording_id=recording_id, number=number, salt=self._header.salt)
        self._chunk = 0
        self._filled_bytes = 0
        self._cipher: AEADEncryptionContext | None = None

    def header(self, room_samples: int) -> bytes:
        """Return the first bytes of the file."""
        del room_samples  # the length alone tells
        return self._header.encode()

    def offset(self, sample: int) -> int:
        """Return the place of a sample in the file, in bytes."""
        return offset(sample)

    def encode(self, pcm: bytes) -> bytes:
        """Return what follows in the file; only once, and in order."""
        encoded, rest = bytearray(), memoryview(pcm)
        while rest:
            piece = bytes(rest[: _CHUNK_BYTES - self._filled_bytes])
            rest = rest[len(piece) :]
            encoded += self._encode_piece(piece)
        return bytes(encoded)

    def finish(self, fd: int, sample_count: int) -> None:
        """Seal a file of so many samples. Raises OSError."""
        write_seal(fd, self._header, self._keys, sample_count)

    def _encode_piece(self, piece: bytes) -> bytes:
        """Encrypt what fits into one chunk; its last piece brings the tag."""
        if len(piece) == _CHUNK_BYTES:
            encoded = self._keys.encrypt_chunk(self._chunk, piece)
        else:
            if self._cipher is None:
                self._cipher = self._keys.begin_chunk(self._chunk)
            encoded = self._cipher.update(piece)
            self._filled_bytes += len(piece)
            if self._filled_bytes < _CHUNK_BYTES:
                return encoded
            encoded += self._cipher.finalize() + self._cipher.tag
        self._chunk, self._filled_bytes, self._cipher = self._chunk + 1, 0, None
        return encoded


def write_seal(fd: int, header: Header, keys: FileKeys, sample_count: int) -> None:
    """Vouch in the header for a file as it lies. Raises OSError."""
    rest = read_rest(fd, sample_count)
    seal = keys.seal(sample_count, rest)
    sealed = Header(salt=header.salt, sample_count=sample_count, seal=seal)
    write_all_at(fd, sealed.encode(), 0)


def read_rest(fd: int, sample_count: int) -> bytes:
    """Return the ciphertext behind the last whole chunk. Raises OSError."""
    behind = offset(sample_count - sample_count % CHUNK_SAMPLES)
    return os.pread(fd, offset(sample_count) - behind, behind)


def _nonce(chunk: int) -> bytes:
    return chunk.to_bytes(12, "big")
