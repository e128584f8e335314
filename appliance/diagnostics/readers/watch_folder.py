"""The watch folder, as the station's user sees it."""

import os
from pathlib import Path

from appliance.diagnostics.facts import WatchFacts
from appliance.domain.file_path import legible
from appliance.station.watch_folder import listed


def read_watch_folder(folder: Path | None) -> WatchFacts:
    """List it, and look which files may not be read."""
    if folder is None:
        return WatchFacts()
    shown = legible(str(folder))
    try:
        found, is_too_full = listed(folder)
    except OSError as error:
        return WatchFacts(folder=shown, problem=error.strerror or str(error))
    unreadable = sorted(legible(name) for name in found if not os.access(folder / name, os.R_OK))
    return WatchFacts(folder=shown, is_too_full=is_too_full, unreadable=tuple(unreadable))
