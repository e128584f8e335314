"""What the command line asks of the running station about backups of the library."""

from appliance.wire.codec import Message


class BackUpLibrary(Message, event="back-up-library"):
    """Write a checked copy below a folder; answered with ExportStepTold until done."""

    target: str
    """Absolute path of a volume or folder."""


class AllowPlainBackup(Message, event="allow-plain-backup"):
    """Ask whether the library may be copied into a file; answered with PlainBackupTold.

    The answer is an error where exports are encrypted.
    """

    file: str
    """Its path, as it is shown."""


class NotePlainBackup(Message, event="note-plain-backup"):
    """Have the audit log say that it was copied; answered with PlainBackupTold."""

    file: str
    """As in AllowPlainBackup."""


class PlainBackupTold(Message, event="plain-backup-told"):
    """It may be copied, or is noted."""
