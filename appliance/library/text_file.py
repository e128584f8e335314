"""``transcript.json``: all versions of a recording's text, beside its audio.

The file makes the library expendable: together with the journal it holds all that the library
knows about the recording. It is replaced as a whole, so a reader finds the old or the new one.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, count, pairwise
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.editing import Edit
from appliance.domain.source import Source
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.library.coding import to_json
from appliance.library.errors import LibraryError
from appliance.library.row import Origin
from appliance.recordings.durable import replace_file

NAME: Final = "transcript.json"
ASIDE: Final = "transcript-unreadable.json"
"""What a file that could not be read is called from then on; the next one ends in ``-2.json``."""

LARGEST: Final = 366 * 24 * 3600 * SAMPLE_RATE_HZ
"""No recording is longer than a year, and no other number of the file is larger than that."""

_TRANSCRIPT: Final = TypeAdapter(Transcript)

LARGEST_SIZE: Final = 2**62
"""A count that fits into the database with room to go on."""


class TextFile(BaseModel):
    """Content of the file. Unknown fields of a newer box are ignored."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    recording_id: str
    origin: Origin
    text_state: TextState
    problem: str = ""
    speaker_state: SpeakerState = SpeakerState.NONE
    speaker_problem: str = ""
    revision: int = 0
    """Rises with every change; the higher one of file and library is the newer. 0: older box."""

    title: str | None = None
    """What a person called it; None: as it was recorded."""

    tags: tuple[str, ...] = ()
    speaker_names: dict[int, str] = {}
    hold: bool = False
    trashed: str | None = None
    """Since when it lies in the trash, ISO 8601 UTC."""

    source: Source | None = None
    transcripts: tuple[Transcript, ...] = ()
    edits: tuple[Edit, ...] = ()
    """What persons changed in the version EDITED, newest last."""

    undone: int = 0
    """So many of the last edits are undone."""

    @model_validator(mode="after")
    def _stay_within_bounds(self) -> Self:
        """Refuse what no box wrote, before a number breaks the database or the arithmetic."""
        sizes = (self.revision, self.source.size_bytes if self.source else 0)
        if not all(0 <= size <= LARGEST_SIZE for size in sizes):
            raise ValueError("a size is out of range")
        if not all(0 <= speaker <= LARGEST for speaker in self.speaker_names):
            raise ValueError("a speaker is out of range")
        if self.trashed is not None:
            datetime.fromisoformat(self.trashed)
        parts = [transcript.segments for transcript in self.transcripts]
        parts += [part for edit in self.edits for part in (edit.before, edit.after)]
        numbers = [transcript.decided_samples for transcript in self.transcripts]
        for number in (*numbers, *_edit_numbers(self.edits), *_numbers(parts)):
            if number is not None and not 0 <= number <= LARGEST:
                raise ValueError("a number is out of range")
        if not all(_is_confidence(value) for value in _confidences(parts)):
            raise ValueError("a confidence is no number")
        if not 0 <= self.undone <= len(self.edits):
            raise ValueError("more edits are undone than there are")
        if any(later.number <= edit.number for edit, later in pairwise(self.edits)):
            raise ValueError("the edits are out of order")
        return self

    def version_of(self, kind: TranscriptKind) -> Transcript | None:
        """Return one version of the text."""
        return next((found for found in self.transcripts if found.kind is kind), None)


def read(folder: Path) -> TextFile | None:
    """Read the file of a recording's folder; None if there is none. Raises LibraryError."""
    file = folder / NAME
    try:
        found = TextFile.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise LibraryError(
            "{file} cannot be read: {reason}.",
            hint="Look whether title, tags, edits and legal hold are still there, and enter again"
            " what is not; a text that is gone is recognised again where there is audio.",
            file=file,
            reason=getattr(error, "strerror", None) or "it is damaged",
        ) from error
    if found.recording_id != folder.name:
        raise LibraryError(
            "{file} holds the text of the recording {recording_id}.",
            hint="Look whether title, tags, edits and legal hold are still there, and enter again"
            " what is not; a text that is gone is recognised again where there is audio.",
            file=file,
            recording_id=found.recording_id,
        )
    return found


def set_aside(folder: Path) -> Path | None:
    """Rename a file that cannot be read, over none that is there; None if that cannot be done."""
    names = chain([ASIDE], (f"{Path(ASIDE).stem}-{number}.json" for number in count(2)))
    kept = next(path for name in names if not (path := folder / name).exists())
    try:
        (folder / NAME).rename(kept)
    except OSError:
        return None  # then it cannot be replaced either
    return kept


def write(folder: Path, content: TextFile) -> None:
    """Replace the file; it is on the disk itself when this returns. Raises OSError."""
    text = to_json(content.model_dump(mode="json"))
    replace_file(folder / NAME, f"{text}\n".encode())


def encoded_version(transcript: Transcript) -> bytes:
    """Encode one version for ``write_parts``; its text comes from the library, so it is clean."""
    return _TRANSCRIPT.dump_json(transcript)


def write_parts(
    folder: Path, head: TextFile, *, versions: Iterable[bytes], edits: Iterable[bytes]
) -> None:
    """Replace the file by ``head`` and encoded versions and edits, without decoding them.

    A text of hours would take seconds else, at every change of its title. Raises OSError.
    """
    facts = head.model_dump_json(exclude={"transcripts", "edits"}).encode()
    parts = (b'"transcripts":[' + b",".join(versions), b'"edits":[' + b",".join(edits))
    replace_file(folder / NAME, facts[:-1] + b"," + b"],".join(parts) + b"]}\n")


def stamp(folder: Path) -> str:
    """Return what tells one state of the file from another; empty without a file."""
    try:
        facts = (folder / NAME).stat()
    except OSError:
        return ""
    return f"{facts.st_mtime_ns}-{facts.st_size}"


def _edit_numbers(edits: Iterable[Edit]) -> Iterator[int]:
    for edit in edits:
        datetime.fromisoformat(edit.at)
        yield from (edit.number, edit.place)


def _numbers(parts: Iterable[tuple[Segment, ...]]) -> Iterator[int | None]:
    for segment in chain.from_iterable(parts):
        yield from (segment.start_sample, segment.end_sample, segment.speaker)
        for word in segment.words:
            yield from (word.start_sample, word.end_sample)
        yield from (change.start for change in segment.changes)


def _confidences(parts: Iterable[tuple[Segment, ...]]) -> Iterator[float | None]:
    for segment in chain.from_iterable(parts):
        yield segment.confidence
        yield from (word.confidence for word in segment.words)


def _is_confidence(value: float | None) -> bool:
    return value is None or math.isfinite(value)
