"""What can go wrong with the folder of a recording."""

from pathlib import Path

from appliance.errors import ApplianceError


class RecordingsError(ApplianceError):
    """The folder of a recording cannot be read or written."""

    code = "recordings"
    exit_code = 20


class StorageFullError(RecordingsError):
    """No room left for audio; what was written before is safe."""

    code = "disk-full"
    exit_code = 21

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "There is no room left on the disk of {folder}.",
            hint="Export recordings to a stick and delete them here, then start again.",
            folder=folder,
        )


def unreadable(path: Path, error: OSError) -> RecordingsError:
    """Tell of a file that is there, or may be, and cannot be read."""
    return RecordingsError(
        "{file} cannot be read: {reason}.",
        hint="Check the disk; the other files of the recording are not touched.",
        file=path,
        reason=error.strerror or error,
    )
