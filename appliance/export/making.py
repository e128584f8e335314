"""Making the bytes of an export: texts rendered, audio encoded, all of it encrypted if asked for.

It runs in a thread of its own, so that the stick writes while the next bytes are made.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from appliance.errors import ApplianceError
from appliance.export import encryption
from appliance.export.destination import Destination
from appliance.export.errors import ExportError, unreadable_here
from appliance.export.options import ExportOptions
from appliance.export.planned import Content, PlannedFile, PlannedFolder
from appliance.export.prepared import CheckedBlocks
from appliance.recordings import RecordingsError

BLOCK_BYTES: Final = 512 * 1024
LARGEST_BLOCK_BYTES: Final = 1024 * 1024
"""What is handed over at a time: at least the one, unless a file ends, at most the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderBegun:
    """What follows belongs to this folder, which may differ from what was planned before."""

    planned: PlannedFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMade:
    """A file is complete."""

    sha256: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioLost:
    """The file ends here and is worthless: the audio of the recording cannot be had."""

    error: ApplianceError


Made = bytes | FolderBegun | FileMade | AudioLost


def make(
    put: Callable[[Made], None],
    work: Iterable[tuple[Destination, Callable[[], Content]]],
    options: ExportOptions,
) -> None:
    """Make what is missing in the destinations, in order: a folder, then each file's bytes.

    Raises ApplianceError.
    """
    try:
        for destination, content in work:
            _make_folder(put, destination, content(), options)
    except OSError as error:  # of the box's own disk: the stick is written elsewhere
        raise unreadable_here(error) from error


def _make_folder(
    put: Callable[[Made], None],
    destination: Destination,
    content: Content,
    options: ExportOptions,
) -> None:
    _refuse_a_mixture(destination, content)
    put(FolderBegun(planned=content.folder))
    made = {file.name: file for file in content.folder.files}
    for file in destination.missing:
        recipient = options.recipient if file.encrypted else ""
        try:
            sha256 = _make_file(put, content.blocks[file.name](), recipient)
        except (ExportError, RecordingsError, OSError) as error:
            if file.name != content.folder.audio:
                raise
            told = unreadable_here(error) if isinstance(error, OSError) else error
            put(AudioLost(error=told))
            if options.is_audio_alone:
                return  # the writer waits for nothing more either
        else:
            put(FileMade(sha256=sha256, origin=made[file.name].origin))


def _make_file(put: Callable[[Made], None], blocks: Iterable[bytes], recipient: str) -> str:
    """Put the bytes of a file on; return their SHA-256."""
    if isinstance(blocks, CheckedBlocks) and not recipient:
        for block in blocks:  # they are large already, and hashed
            put(block)
        return blocks.sha256
    hashed = _Hashed(put)
    if recipient:
        encryption.encrypt(iter(blocks), hashed.take, recipient)
    else:
        for block in blocks:
            hashed.take(block)
    hashed.flush()
    return hashed.sha256


def _refuse_a_mixture(destination: Destination, content: Content) -> None:
    """Refuse to put files of a newer text beside those that were there and stay."""
    if destination.kept and _documents(content.folder) != _documents(destination.planned):
        raise ExportError(
            "The text of {recording_id} has changed while it was exported.",
            hint="Export again; the recordings in the box are untouched.",
            recording_id=destination.planned.recording_id,
        )


def _documents(folder: PlannedFolder) -> list[PlannedFile]:
    return [file for file in folder.files if file.name != folder.audio]


class _Hashed:
    """Collects pieces to blocks and hashes them."""

    def __init__(self, put: Callable[[Made], None]) -> None:
        self._put = put
        self._rest = bytearray()
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def take(self, piece: bytes) -> None:
        if not self._rest and BLOCK_BYTES <= len(piece) <= LARGEST_BLOCK_BYTES:
            self._hand_over(piece)
            return
        for first in range(0, len(piece), BLOCK_BYTES):
            self._rest += memoryview(piece)[first : first + BLOCK_BYTES]
            if len(self._rest) >= BLOCK_BYTES:
                self.flush()

    def flush(self) -> None:
        if self._rest:
            rest, self._rest = bytes(self._rest), bytearray()
            self._hand_over(rest)

    def _hand_over(self, block: bytes) -> None:
        self._hash.update(block)
        self._put(block)
