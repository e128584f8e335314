"""The library from the folders alone: journal and ``transcript.json`` of every recording."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw

from appliance.domain.labels import tidy_speaker_names, tidy_tags, tidy_title
from appliance.domain.progress import Progress, no_progress
from appliance.domain.recording import Recording
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.errors import ApplianceError
from appliance.library import text_file
from appliance.library.errors import LibraryError
from appliance.library.row import Origin
from appliance.library.store import Store
from appliance.library.text_file import TextFile
from appliance.library.transaction import savepoint, transaction
from appliance.paths import Paths
from appliance.recordings import sidecar
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio

CATCHING_UP: Final = "catching up"
TAKING_OVER: Final = "taking over the recordings"
INDEXING: Final = "entering them into the search"
ALL: Final = 10**9

NOTHING: Final = -1
"""Comes before every revision, also that of an older box, which is 0."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was taken over from the folders."""

    recordings: int = 0
    transcripts: int = 0
    problems: tuple[str, ...] = ()
    """Folders and files that could not be read, each with its reason."""

    behind: tuple[str, ...] = ()
    """Recordings whose file is older than their rows, and is to be written."""

    def __add__(self, more: "Restored") -> "Restored":
        """Return what was taken over in both."""
        return Restored(
            recordings=self.recordings + more.recordings,
            transcripts=self.transcripts + more.transcripts,
            problems=self.problems + more.problems,
            behind=self.behind + more.behind,
        )


class FilesBehindError(Exception):
    """Rows know what no file does; those of ``restored.behind`` are to be written first."""

    def __init__(self, restored: Restored) -> None:
        super().__init__(f"{len(restored.behind)} files are behind their rows")
        self.restored = restored


def rebuild(store: Store, paths: Paths, progress: Progress = no_progress) -> Restored:
    """Replace all rows by what the folders tell, in one transaction; counts the recordings.

    Raises FilesBehindError, and leaves the rows as they are, if files are gone, cannot be read or
    are older than the rows: the very reading that fills the rows finds that out.
    """
    with transaction(store.connection):
        wanted = list(folders(paths))
        known = store.files.known(folder.name for folder in wanted)
        try:
            store.clear()
        except apsw.ConstraintError as error:  # rows that belong to nothing: the file is damaged
            raise apsw.CorruptError(str(error)) from error
        restored = _restore(store, wanted, known, progress)
        if restored.behind:
            raise FilesBehindError(restored)
        stale = store.unindexed(ALL)
        for number, recording_id in enumerate(stale, start=1):
            store.index(recording_id)
            progress(INDEXING, number, len(stale))
        store.search.optimise()
        return restored


def wanting(store: Store, paths: Paths) -> list[Path]:
    """Return folders that know what the library may not, the newest recording first.

    Those are recordings that are missing or whose text is unfinished, and those whose file is
    another one than the library wrote last: it may have lost its last writes.
    """
    wanted = []
    unseen: list[tuple[str, str]] = []
    marks = store.files.marks()
    for folder in folders(paths):
        mark = marks.get(folder.name)
        if mark is None or mark.unfinished or mark.revision != mark.kept:
            wanted.append(folder)
        elif mark.stamp is None:
            unseen.append((folder.name, text_file.stamp(folder)))
        elif mark.stamp != text_file.stamp(folder):
            wanted.append(folder)
    with transaction(store.connection):
        for recording_id, stamp in unseen:
            store.files.kept(recording_id, 0, stamp)
    return wanted[::-1]


def catch_up(store: Store, wanted: Sequence[Path]) -> Restored:
    """Take over what these folders know and the library does not, in one transaction.

    Of file and rows the higher revision counts.
    """
    with transaction(store.connection):
        return _restore(store, wanted, store.files.known(folder.name for folder in wanted))


def folders(paths: Paths) -> Iterator[Path]:
    """Yield the folders of all recordings, in the order of their ids."""
    for folder in sorted(paths.recordings.glob("????-??-??/*/"), key=lambda path: path.name):
        try:
            expected = paths.recording(folder.name)
        except ValueError:
            continue
        if folder == expected:
            yield folder


def _restore(
    store: Store,
    wanted: Sequence[Path],
    known: Mapping[str, int],
    progress: Progress = no_progress,
) -> Restored:
    """Take over folders; ``known`` is what the rows know, or knew, by its revision."""
    recordings = transcripts = 0
    problems: list[str] = []
    behind: list[str] = []
    there = store.ids()
    for number, folder in enumerate(wanted, start=1):
        progress(TAKING_OVER, number, len(wanted))
        is_new = folder.name not in there
        found = _recording(folder, problems)
        if found is None and folder.name not in known:
            continue
        stamp = text_file.stamp(folder)
        text = _text(folder, problems, is_known=folder.name in known)
        if known.get(folder.name, NOTHING) > (text.revision if text else NOTHING):
            behind.append(folder.name)
        if found is None:
            continue
        recording, total_samples = found
        # A recording in which no microphone was heard came from a file.
        guess = Origin.MICROPHONE if recording.microphones else Origin.FILE
        known_origin = guess if is_new else store.get(folder.name).origin
        origin = text.origin if text else known_origin
        try:
            with savepoint(store.connection):
                store.put_recording(recording, total_samples=total_samples, origin=origin)
                transcripts += _restore_text(store, text, stamp, is_new=is_new) if text else 0
        except (OverflowError, apsw.ConstraintError, apsw.TooBigError) as error:
            problems.append(_left_out(folder, error))
            continue
        recordings += is_new
    return Restored(
        recordings=recordings,
        transcripts=transcripts,
        problems=tuple(problems),
        behind=tuple(behind),
    )


def _text(folder: Path, problems: list[str], *, is_known: bool) -> TextFile | None:
    try:
        return text_file.read(folder)
    except LibraryError as error:
        # The library writes its own: a person, or a newer release, may want what this one held.
        # Also where the disk alone did not give it: left there, it would be written over.
        kept = text_file.set_aside(folder)
        told = [_noted(folder, error)]
        if kept:
            told.append(f"It is kept as {kept.name}.")
        told.append("It is written anew from the library." if is_known else error.hint)
        problems.append(" ".join(told))
        return None


def _recording(folder: Path, problems: list[str]) -> tuple[Recording, int] | None:
    try:
        return _read_recording(folder, problems)
    except (ApplianceError, OSError) as error:
        problems.append(_left_out(folder, error))
        return None


def _read_recording(folder: Path, problems: list[str]) -> tuple[Recording, int]:
    audio = RecordingAudio(folder)
    is_readable = True
    try:
        recording = audio.recording()
    except RecordingsError as error:  # the journal: the sidecar tells nearly as much
        known = sidecar.read(folder)
        if known is None:
            raise
        recording, is_readable = known, False
        problems.append(_noted(folder, error))
    if recording.id != folder.name:
        raise LibraryError(
            "{folder} holds the recording {recording_id}.",
            hint="Give the folder the name of its recording.",
            folder=folder,
            recording_id=recording.id,
        )
    total_samples = recording.total_samples
    if total_samples is None:
        total_samples = audio.available_samples() if is_readable else recording.closed_samples
    if not 0 <= total_samples <= text_file.LARGEST:
        raise LibraryError(
            "{folder} says that it holds {total_samples} samples.",
            hint="Bring its folder back from a copy of the folder recordings, if the"
            " administrator keeps one.",
            folder=folder,
            total_samples=total_samples,
        )
    return recording, total_samples


def _restore_text(store: Store, text: TextFile, stamp: str, *, is_new: bool) -> int:
    """Take over a file that is ahead; returns with how many versions of the text."""
    revision = store.files.revision(text.recording_id)
    if is_new or text.revision > revision:
        return _take_over(store, text, stamp)
    if text.revision < revision:
        return 0
    # The same state, perhaps brought back from a backup: it need not be looked at again.
    store.files.kept(text.recording_id, revision, stamp)
    return _take_over_versions(store, text) if revision == 0 else 0


def _take_over(store: Store, text: TextFile, stamp: str) -> int:
    """Make the rows equal to the file; returns how many versions of the text it has."""
    recording_id = text.recording_id
    for kind in TranscriptKind:
        store.discard(recording_id, kind)
    for version in text.transcripts:
        _put_version(store, recording_id, version)
    store.set_text_state(recording_id, TextState(text.text_state), text.problem)
    store.set_speaker_state(recording_id, text.speaker_state, text.speaker_problem)
    number = store.number(recording_id)
    store.edits.set_history(number, (), 0)
    store.edits.set_history(number, text.edits, text.undone)
    labels = store.labels
    labels.set_title(number, tidy_title(text.title))
    labels.set_tags(number, tidy_tags(text.tags))
    labels.set_speaker_names(number, tidy_speaker_names(text.speaker_names))
    labels.set_hold(number, hold=text.hold)
    labels.set_trashed(number, text.trashed)
    labels.set_source(number, text.source)
    store.files.set_revision(recording_id, text.revision, stamp)
    return len(text.transcripts)


def _take_over_versions(store: Store, text: TextFile) -> int:
    """Take over versions in which the file of an older box is ahead; returns how many."""
    restored = 0
    for version in text.transcripts:
        if _is_ahead(version, store.transcript(text.recording_id, version.kind)):
            store.discard(text.recording_id, version.kind)
            _put_version(store, text.recording_id, version)
            restored += 1
    if restored:
        store.set_text_state(text.recording_id, TextState(text.text_state), text.problem)
        store.set_speaker_state(text.recording_id, text.speaker_state, text.speaker_problem)
    return restored


def _put_version(store: Store, recording_id: str, version: Transcript) -> None:
    store.add_segments(
        recording_id, version.kind, version.segments, decided_samples=version.decided_samples
    )
    if version.complete:
        store.complete(recording_id, version.kind)


def _is_ahead(in_file: Transcript, in_library: Transcript | None) -> bool:
    if in_library is None:
        return True
    return (in_file.complete, in_file.decided_samples) > (
        in_library.complete,
        in_library.decided_samples,
    )


def _left_out(folder: Path, error: Exception) -> str:
    return f"{_noted(folder, error).removesuffix('.')}. It is left out."


def _noted(folder: Path, error: Exception) -> str:
    log.warning(
        "recording not restored: %s",
        error,
        extra={"event": "recording-not-restored", "folder": str(folder)},
    )
    return f"{folder}: {error}"
