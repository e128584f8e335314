"""The folder in which an imported recording grows, until it is put beside the others."""

import shutil
from pathlib import Path

from appliance.recordings.durable import make_folder, sync_folder
from appliance.recordings.keys import destroy_key


def put_in_place(staging: Path, folder: Path) -> None:
    """Make it a recording like any other; blocks. Raises OSError."""
    make_folder(folder.parent)
    staging.rename(folder)
    sync_folder(folder.parent)
    sync_folder(staging.parent)


def discard(staging: Path, recording_id: str) -> None:
    """Remove it with its key, unless it is in its place by now; blocks. Raises RecordingsError."""
    if staging.exists():
        destroy_key(staging, recording_id)
        shutil.rmtree(staging, ignore_errors=True)
