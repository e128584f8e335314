"""What can go wrong with the library."""

from appliance.errors import ApplianceError


class LibraryError(ApplianceError):
    """The library cannot be opened, read or written."""

    code = "library"
    exit_code = 6


class NewerLibraryError(LibraryError):
    """The database was written by a release that this one does not understand."""


class NotNotedError(LibraryError):
    """A deed was done, but its line is not in the audit."""


class UnknownRecordingError(ApplianceError):
    """There is no such recording."""

    code = "unknown-recording"
    exit_code = 2

    def __init__(self, recording_id: str) -> None:
        super().__init__(
            "There is no recording {recording_id}.",
            hint="The History page and `tingxia library list` show all of them.",
            recording_id=recording_id,
        )
