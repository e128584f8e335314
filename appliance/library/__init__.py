"""SQLite index over the recordings; expendable, rebuilt from their folders."""

from appliance.library.errors import LibraryError, NotNotedError, UnknownRecordingError
from appliance.library.library import Library
from appliance.library.putting_back import PutBack
from appliance.library.restoring import Restored
from appliance.library.row import LibraryRow, Origin

__all__ = [
    "Library",
    "LibraryError",
    "LibraryRow",
    "NotNotedError",
    "Origin",
    "PutBack",
    "Restored",
    "UnknownRecordingError",
]
