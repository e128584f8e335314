"""A backup that is put back: a folder for every recording that the box does not have.

The folders stay the truth: the library takes over what was put back, and can be rebuilt as ever.
"""

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.progress import Progress, no_progress
from appliance.domain.recording import replay, retold
from appliance.library import database
from appliance.library.audit import AuditLog
from appliance.library.errors import LibraryError, NewerLibraryError
from appliance.library.opening import Opening
from appliance.library.store import Store
from appliance.library.text_keeper import TextKeeper
from appliance.paths import Paths
from appliance.recordings import journal_file, sidecar
from appliance.recordings.durable import make_folder, sync_folder

log = logging.getLogger(__name__)

STAGING: Final = "importing-library"
"""In the inbox. What a kill leaves of it is removed at the next start, by its name."""

PUTTING_BACK: Final = "putting the recordings back"

ALL_LINES: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What became of the recordings of a backup."""

    recordings: tuple[str, ...] = ()
    """Put back, without audio."""

    here: int = 0
    """Stayed as they are."""

    removed: int = 0
    """Were removed for good since, as the audit log says, and stay so."""


def put_back(
    backup: Path, paths: Paths, opening: Opening, progress: Progress = no_progress
) -> PutBack:
    """Write the folders and enter them. What a crash cuts off, another try goes on with.

    Counts the recordings. Raises LibraryError.
    """
    try:
        return _write_folders(backup, paths, progress)
    finally:  # a full disk may have let some of them through
        opening.take_over_new(progress)


def _write_folders(backup: Path, paths: Paths, progress: Progress) -> PutBack:
    gone = {line.subject for line in AuditLog(paths.data).newest(ALL_LINES) if line.deed == "purge"}
    gone.update(folder.name for folder in paths.removing.glob("*"))
    put: list[str] = []
    here = removed = 0
    with _staged(backup, paths) as (keeper, staging):
        ids = sorted(keeper.store.ids())
        for number, recording_id in enumerate(ids, start=1):
            progress(PUTTING_BACK, number, len(ids))
            folder = paths.recording(recording_id)
            if folder.name != recording_id:
                raise ValueError(recording_id)
            if folder.exists():
                here += 1
            elif recording_id in gone:
                removed += 1
            else:
                _put(keeper, recording_id, staging=staging.recording(recording_id), folder=folder)
                put.append(recording_id)
    return PutBack(recordings=tuple(put), here=here, removed=removed)


@contextmanager
def _staged(backup: Path, paths: Paths) -> Iterator[tuple[TextKeeper, Paths]]:
    """Copy the backup to where an older one can be migrated, and folders be made."""
    staging = Paths(data=paths.inbox / STAGING, run=paths.run)
    shutil.rmtree(staging.data, ignore_errors=True)
    try:
        make_folder(staging.data)
        database.copy(backup, staging.library)
        database.require_library(staging.library)  # else it would be migrated to an empty one
        connection = database.connect(staging.library)
        try:
            with database.explained(backup):
                yield TextKeeper(Store(connection), staging, time.monotonic), staging
        finally:
            connection.close()
    except NewerLibraryError as error:
        raise LibraryError(
            "{file} was written by a newer release than this one.",
            hint="Install that release, then put it back.",
            file=backup,
        ) from error
    # Not as DamagedError: the library of the box is whole.
    except (database.DamagedError, ValueError) as error:
        raise LibraryError(
            "{file} is no backup of a library, or it is damaged.",
            hint="Decrypt it first if its name ends in .age; else take another backup.",
            file=backup,
        ) from error
    except OSError as error:
        raise LibraryError(
            "{file} cannot be put back: {reason}.",
            hint="Check the disk and its room, then put it back again: it goes on.",
            file=backup,
            reason=error.strerror or error,
        ) from error
    finally:
        shutil.rmtree(staging.data, ignore_errors=True)


def _put(keeper: TextKeeper, recording_id: str, *, staging: Path, folder: Path) -> None:
    """Make a folder as a recording has it, on the disk itself, before it gets its name."""
    row = keeper.store.get(recording_id)
    if row.recording.id != recording_id:
        raise ValueError(recording_id)
    make_folder(staging)
    entries = retold(row.recording, total_samples=row.total_samples)
    journal_file.rewrite(staging, entries)
    recording = replay(entries)
    assert recording is not None
    sidecar.write(staging, recording)
    keeper.keep([recording_id])
    if keeper.is_behind(recording_id) and keeper.failure is not None:
        raise keeper.failure
    make_folder(folder.parent)
    staging.rename(folder)
    sync_folder(folder.parent)
    log.info("put back", extra={"event": "recording-put-back", "recording_id": recording_id})
