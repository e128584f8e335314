"""The library from the folders alone: journal and ``transcript.json`` of every recording."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.domain.recording import Recording
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript
from appliance.errors import ApplianceError
from appliance.library import text_file
from appliance.library.errors import LibraryError
from appliance.library.row import Origin
from appliance.library.store import Store
from appliance.library.text_file import TextFile
from appliance.library.transaction import transaction
from appliance.paths import Paths
from appliance.recordings.reader import RecordingAudio

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was taken over from the folders."""

    recordings: int = 0
    transcripts: int = 0
    problems: tuple[str, ...] = ()
    """Folders and files that could not be read, each with its reason."""


def rebuild(store: Store, paths: Paths) -> Restored:
    """Replace all rows by what the folders tell, in one transaction."""
    with transaction(store.connection):
        store.clear()
        return _restore(store, folders(paths))


def catch_up(store: Store, paths: Paths) -> Restored:
    """Take over what the folders know and the library does not: it may have lost its last writes.

    Looks at recordings that are missing and at those whose text is unfinished.
    """
    known = store.ids()
    unfinished = {row.recording.id for row in store.unfinished()}
    wanted = [
        folder for folder in folders(paths) if folder.name not in known or folder.name in unfinished
    ]
    with transaction(store.connection):
        return _restore(store, wanted)


def folders(paths: Paths) -> Iterator[Path]:
    """Yield the folders of all recordings, in the order of their ids."""
    for folder in sorted(paths.recordings.glob("????-??-??/*/"), key=lambda path: path.name):
        try:
            expected = paths.recording(folder.name)
        except ValueError:
            continue
        if folder == expected:
            yield folder


def _restore(store: Store, wanted: Iterator[Path] | list[Path]) -> Restored:
    recordings = transcripts = 0
    problems: list[str] = []
    known = store.ids()
    for folder in wanted:
        try:
            recording, total_samples = _recording(folder)
        except (ApplianceError, OSError) as error:
            problems.append(_noted(folder, error))
            continue
        try:
            text = text_file.read(folder)
        except LibraryError as error:
            problems.append(_noted(folder, error))
            text = None
        # A recording in which no microphone was heard came from a file.
        guess = Origin.MICROPHONE if recording.microphones else Origin.FILE
        origin = text.origin if text else guess
        store.put_recording(recording, total_samples=total_samples, origin=origin)
        recordings += folder.name not in known
        restored = _restore_text(store, text, is_new=folder.name not in known) if text else 0
        transcripts += restored
    return Restored(recordings=recordings, transcripts=transcripts, problems=tuple(problems))


def _recording(folder: Path) -> tuple[Recording, int]:
    audio = RecordingAudio(folder)
    recording = audio.recording()
    if recording.id != folder.name:
        raise LibraryError(
            "{folder} holds the recording {recording_id}.",
            hint="Give the folder the name of its recording.",
            folder=folder,
            recording_id=recording.id,
        )
    total_samples = recording.total_samples
    if total_samples is None:
        return recording, audio.available_samples()
    if not 0 <= total_samples <= text_file.LARGEST:
        raise LibraryError(
            "{folder} says that it holds {total_samples} samples.",
            hint="Run `tingxia recover`.",
            folder=folder,
            total_samples=total_samples,
        )
    return recording, total_samples


def _restore_text(store: Store, text: TextFile, *, is_new: bool) -> int:
    """Take over versions in which the file is ahead; returns how many."""
    restored = 0
    for version in text.transcripts:
        if _is_ahead(version, store.transcript(text.recording_id, version.kind)):
            store.discard(text.recording_id, version.kind)
            store.add_segments(
                text.recording_id,
                version.kind,
                version.segments,
                decided_samples=version.decided_samples,
            )
            if version.complete:
                store.complete(text.recording_id, version.kind)
            restored += 1
    if is_new or restored:
        store.set_text_state(text.recording_id, TextState(text.text_state), text.problem)
        store.set_speaker_state(text.recording_id, text.speaker_state, text.speaker_problem)
    return restored


def _is_ahead(in_file: Transcript, in_library: Transcript | None) -> bool:
    if in_library is None:
        return True
    return (in_file.complete, in_file.decided_samples) > (
        in_library.complete,
        in_library.decided_samples,
    )


def _noted(folder: Path, error: Exception) -> str:
    log.warning(
        "recording not restored: %s",
        error,
        extra={"event": "recording-not-restored", "folder": str(folder)},
    )
    return f"{folder}: {error}"
