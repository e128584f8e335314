"""The files of an export before they are written: names and bounds, and where the bytes come from.

What is known of every file is small and kept for all recordings; the content is made for one
recording at a time.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from appliance.domain import export_plan
from appliance.domain.recording import Recording
from appliance.errors import ApplianceError
from appliance.export import contents, encryption, manifest
from appliance.export.audio_origin import audio_origin
from appliance.export.contents import FLAC, AudioSource
from appliance.export.errors import ExportError, unreadable_here
from appliance.export.formats import Labels
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format
from appliance.export.text_digest import text_digest
from appliance.recordings import RecordingsError

ENCRYPTED: Final = ".age"
_SOUND: Final = (".flac", f".flac{ENCRYPTED}")
_READ_BYTES: Final = 512 * 1024
_PROOFS_BYTES: Final = 4096
_PROOFS_PER_FILE_BYTES: Final = 1024

Blocks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file as far as it is known before it is written."""

    name: str
    limit_bytes: int
    """It is not larger than this."""

    origin: str
    """Hash of what it is made from and for whom; empty if that cannot be told."""

    sha256: str | None = None
    """Of the file as it will lie on the stick; None if that is known only after writing."""

    encrypted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFolder:
    """The folder of one recording."""

    name: str
    files: tuple[PlannedFile, ...]
    """In the order of writing; what proves them is made after them."""

    recording_id: str
    about: Mapping[str, Any]
    """For the manifest."""

    text_sha256: str
    shown_name: str = ""
    """What the recording is called where nobody reads it on a stick."""

    audio: str = ""
    """Name of the file that holds the audio, if that is asked for."""

    audio_error: ApplianceError | None = None
    """Why there will be none, unless the stick has it already."""

    has_audio: bool = False
    """The audio is all of it: the recording was over."""

    is_text_whole: bool = True
    """As in ExportItem."""

    subject: str = "recording"
    """What the manifest calls that which it is about."""

    @property
    def proofs_limit_bytes(self) -> int:
        """How large manifest and hashes can be."""
        names = sum(len(file.name.encode()) for file in self.files)
        title = 6 * len(str(self.about))
        return _PROOFS_BYTES + _PROOFS_PER_FILE_BYTES * len(self.files) + 2 * names + title

    @property
    def proofs(self) -> tuple[int, ...]:
        """Bounds of the files that are made last."""
        return (self.proofs_limit_bytes, self.proofs_limit_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file as it was written: what it must be when it is read back."""

    name: str
    size_bytes: int
    sha256: str
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A folder with the bytes of its files, by name."""

    folder: PlannedFolder
    blocks: Mapping[str, Blocks]
    held_bytes: int
    """Of documents, which lie in memory."""


def plan(
    item: ExportItem,
    labels: Labels,
    options: ExportOptions,
    *,
    name: str | None = None,
    source: AudioSource = FLAC,
) -> Content:
    """Render the documents of a recording and foresee its audio. Raises ExportError.

    Audio that cannot be had is no error yet: it may be the only one of many, or on the stick.
    ``name`` is that of the folder if it was given before.
    """
    recording, recipient = item.recording, options.recipient
    name = name or (
        export_plan.safe_name(recording.id, fallback="recording")
        if recipient
        else export_plan.folder_name(recording)
    )
    about = manifest.about(recording)
    files: list[PlannedFile] = []
    blocks: dict[str, Blocks] = {}

    def add(suffix: str, content: bytes) -> None:
        file = _document(f"{name}.{suffix}", content, recording.id, recipient)
        files.append(file)
        blocks[file.name] = partial(_once, content)

    for chosen in dict.fromkeys(options.formats):
        if chosen is not Format.FLAC:
            add(chosen.value, contents.document(chosen, item, labels, options))
    if recipient:  # outside only the id may be read
        add("about.json", manifest.encode({"version": 1, "recording": about}))
        told = _how_to(name, files[0].name, recipient)
        files.append(told[0])
        blocks[told[0].name] = told[1]
        about = {"id": recording.id}
    audio = ""
    audio_error: ApplianceError | None = None
    if Format.FLAC in options.formats:
        limit_bytes, made, audio_error = _foreseen(item, source)
        sound = _for(_audio(f"{name}.{Format.FLAC.value}", recording, limit_bytes), recipient)
        # Where nothing else is asked for, what explains it waits until it is there.
        files.insert(0 if options.is_audio_alone else len(files), sound)
        audio = sound.name
        blocks[audio] = made
    held_bytes = sum(file.limit_bytes for file in files if not file.name.endswith(_SOUND))
    planned = PlannedFolder(
        name=name,
        files=tuple(files),
        recording_id=recording.id,
        about=about,
        text_sha256=text_digest(item),
        shown_name=export_plan.folder_name(recording),
        audio=audio,
        audio_error=audio_error,
        has_audio=bool(audio) and recording.total_samples is not None,
        is_text_whole=item.is_text_whole,
    )
    return Content(folder=planned, blocks=blocks, held_bytes=held_bytes)


def plan_files(
    files: Mapping[str, bytes], *, name: str, about: Mapping[str, Any], subject: str, recipient: str
) -> Content:
    """Plan a folder of finished files that belong to no recording."""
    planned = [
        (_document(file, content, name, recipient), partial(_once, content))
        for file, content in files.items()
    ]
    if recipient:
        first = planned[0][0].name.removesuffix(ENCRYPTED)
        content = encryption.how_to(recipient, first, planned[0][0].name)
        planned.append(
            (_document(encryption.HOW_TO_NAME, content, "", ""), partial(_once, content))
        )
    return Content(
        folder=PlannedFolder(
            name=name,
            files=tuple(file for file, _ in planned),
            recording_id="",
            about=about,
            text_sha256="",
            subject=subject,
        ),
        blocks={file.name: blocks for file, blocks in planned},
        held_bytes=sum(file.limit_bytes for file, _ in planned),
    )


def plan_copy(
    file: Path, *, name: str, about: Mapping[str, Any], subject: str, recipient: str
) -> Content:
    """Plan a folder of one file that lies on the box's disk, however large. Raises OSError."""
    plain = PlannedFile(name=file.name, limit_bytes=file.stat().st_size, origin="")
    copied = _for(plain, recipient)
    files = [copied]
    blocks: dict[str, Blocks] = {copied.name: partial(_read, file)}
    if recipient:
        content = encryption.how_to(recipient, file.name, copied.name)
        told = _document(encryption.HOW_TO_NAME, content, "", "")
        files.append(told)
        blocks[told.name] = partial(_once, content)
    return Content(
        folder=PlannedFolder(
            name=name,
            files=tuple(files),
            recording_id="",
            about=about,
            text_sha256="",
            subject=subject,
        ),
        blocks=blocks,
        held_bytes=0,
    )


def proofs(
    planned: PlannedFolder, written: tuple[WrittenFile, ...], *, exported: str, recipient: str
) -> tuple[tuple[str, bytes], ...]:
    """Make manifest and hashes from what was really written. ``exported`` is ISO 8601."""
    facts = [(file.name, file.size_bytes, file.sha256) for file in written]
    told = manifest.describe(
        planned.about,
        facts,
        exported=exported,
        text_sha256=planned.text_sha256,
        recipient=recipient,
        subject=planned.subject,
    )
    own = (manifest.NAME, hashlib.sha256(told).hexdigest())
    sums = manifest.sums([*((file.name, file.sha256) for file in written), own])
    return ((manifest.NAME, told), (manifest.SUMS_NAME, sums))


def _document(name: str, content: bytes, recording_id: str, recipient: str) -> PlannedFile:
    sha256 = hashlib.sha256(content).hexdigest()
    plain = PlannedFile(
        name=name, limit_bytes=len(content), origin=_origin(recording_id, sha256), sha256=sha256
    )
    return _for(plain, recipient)


def _how_to(name: str, example: str, recipient: str) -> tuple[PlannedFile, Blocks]:
    plain = example.removesuffix(ENCRYPTED)
    content = encryption.how_to(recipient, plain, f"{name}.about.json{ENCRYPTED}")
    file = _document(encryption.HOW_TO_NAME, content, "", "")
    return file, partial(_once, content)


def _foreseen(item: ExportItem, source: AudioSource) -> tuple[int, Blocks, ApplianceError | None]:
    """Return how large the audio is at most, what gives it, and why it cannot be had."""
    failure: ApplianceError
    try:
        folder = contents.audio_folder(item)
        return source.largest_bytes(folder), partial(source.blocks, folder), None
    except (ExportError, RecordingsError) as error:
        failure = error
    except OSError as error:
        failure = unreadable_here(error)
    return 0, partial(_failing, failure), failure


def _failing(error: ApplianceError) -> Iterable[bytes]:
    raise error


def _audio(name: str, recording: Recording, limit_bytes: int) -> PlannedFile:
    known = audio_origin(recording)
    return PlannedFile(
        name=name,
        limit_bytes=limit_bytes,
        origin=_origin(recording.id, Format.FLAC.value, known) if known else "",
    )


def _for(plain: PlannedFile, recipient: str) -> PlannedFile:
    """Return the file as it will lie on the stick: as it is, or encrypted."""
    if not recipient:
        return plain
    return PlannedFile(
        name=f"{plain.name}{ENCRYPTED}",
        limit_bytes=export_plan.encrypted_limit_bytes(plain.limit_bytes),
        origin=_origin(plain.origin, recipient) if plain.origin else "",
        encrypted=True,
    )


def _origin(*facts: str) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _read(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(_READ_BYTES):
            yield block


def _once(content: bytes) -> Iterator[bytes]:
    yield content
