"""Removing a recording for good, so that a crash leaves it whole or gone.

The folder is moved aside first: from then on it is no recording any more, and whatever happens,
the rest is done at the next start. It stays there, emptied, until the removal is noted, so that
a crash between the two costs no line of the audit.
"""

import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from appliance.library.audit import AuditLog
from appliance.library.errors import LibraryError
from appliance.library.store import Store
from appliance.library.text_keeper import TextKeeper
from appliance.paths import Paths
from appliance.recordings.durable import make_folder, sync_folder
from appliance.recordings.errors import RecordingsError
from appliance.recordings.keys import KeyFolder

RECENT: Final = 1000
"""Lines of the audit that may have come since a removal was begun."""

log = logging.getLogger(__name__)


def take_out(
    keeper: TextKeeper, paths: Paths, recording_id: str, *, only_trashed: bool = False
) -> None:
    """Move the folder aside and forget the row. Raises UnknownRecordingError, LibraryError."""
    row = keeper.store.get(recording_id)
    if only_trashed and row.trashed is None:
        raise LibraryError(
            "{recording_id} was restored meanwhile and stays.",
            hint="Delete it again if it is to go.",
            recording_id=recording_id,
        )
    if row.hold:
        raise LibraryError(
            "{recording_id} is on legal hold.",
            hint="If you may, switch “Never delete” off under Details first;"
            " or run `tingxia library hold {recording_id} --off`.",
            recording_id=recording_id,
        )
    folder, aside = paths.recording(recording_id), paths.removing / recording_id
    try:
        make_folder(paths.removing)
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
            folder.rename(aside)
            sync_folder(folder.parent)
        else:
            aside.mkdir(exist_ok=True)
        sync_folder(paths.removing)
    except OSError as error:
        raise _not_removed(folder, error) from error
    keeper.remove(recording_id)


def clear(paths: Paths, recording_id: str, note: Callable[[], None]) -> None:
    """Destroy the key of what was moved aside, remove it, and have it noted.

    Damaged databases that were set aside go as well: they may hold its text, and nothing that
    the recordings do not hold. Raises LibraryError, RecordingsError; what is not done is done at
    the next start, and what could not be noted is noted then.
    """
    KeyFolder(paths.keys).destroy(recording_id)
    aside = paths.removing / recording_id
    try:
        for entry in aside.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        clear_damaged(paths)
        note()
        aside.rmdir()
    except OSError as error:
        raise _not_removed(aside, error) from error


def clear_damaged(paths: Paths) -> None:
    """Remove the damaged databases that were set aside. Raises LibraryError."""
    try:
        shutil.rmtree(paths.quarantine)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_removed(paths.quarantine, error) from error


def resume(store: Store, paths: Paths) -> None:
    """Finish removals that a crash interrupted; ask before anything looks at the folders."""
    if not paths.removing.is_dir():
        return
    audit = AuditLog(paths.data)
    for aside in sorted(paths.removing.iterdir()):
        try:
            if aside.name in store.ids():
                store.remove(aside.name)
            clear(paths, aside.name, partial(_note_once, audit, aside.name))
        except (LibraryError, RecordingsError) as error:
            log.warning("%s", error, extra={"event": "removal-postponed", "folder": str(aside)})
        else:
            log.info("removed %s", aside.name, extra={"event": "removal-resumed"})


def _note_once(audit: AuditLog, recording_id: str) -> None:
    """Note a removal, unless the crash came after it was noted."""
    newest = audit.newest(RECENT)
    if not any((line.deed, line.subject) == ("purge", recording_id) for line in newest):
        audit.note("purge", subject=recording_id, resumed=True)


def _not_removed(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(
        "{folder} cannot be removed: {reason}.",
        hint="Check the disk and the permissions; it is tried again when the box starts.",
        folder=error.filename or folder,
        reason=error.strerror,
    )
