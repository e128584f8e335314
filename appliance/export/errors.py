"""What can go wrong with an export."""

import errno
from pathlib import Path

from appliance.errors import ApplianceError

_NOTHING_LOST = " The recordings in the box are untouched."

_EXPLAINED = {
    errno.ENOSPC: ("The target is full.", "Make room or take another stick, then export again."),
    errno.EROFS: (
        "The target is write-protected.",
        "Slide the lock of the stick, or take another one.",
    ),
    errno.EACCES: (
        "The target may not be written.",
        "Choose a folder of your own, or a stick mounted for writing.",
    ),
    errno.ENOENT: (
        "The target is not there.",
        "Check the name of the folder, or plug the stick in again, and repeat.",
    ),
    errno.ENOTDIR: (
        "It is no folder, but something else of that name.",
        "Remove it, or choose another target.",
    ),
    errno.ELOOP: (
        "A link stands where a folder should be; links are not followed.",
        "Remove the link, or choose another target.",
    ),
    errno.EISDIR: ("A folder stands where a file should be.", "Remove it from the target."),
    errno.ENXIO: (
        "A pipe or device stands where a file should be.",
        "Remove it from the target.",
    ),
    errno.EFBIG: ("A file is too large for the target.", "Take a stick formatted as exFAT."),
    errno.EWOULDBLOCK: (
        "Another export to this target is under way.",
        "Wait until it is done, then export again.",
    ),
}
_EXPLAINED[errno.EDQUOT] = _EXPLAINED[errno.ENOSPC]
_EXPLAINED[errno.EPERM] = _EXPLAINED[errno.EACCES]

_GONE = ("The target is gone or fails.", "Plug the stick in again, or another one, and repeat.")


class ExportError(ApplianceError):
    """Nothing is called exported; the originals are untouched."""

    code = "export"
    exit_code = 40


def unreadable_here(error: OSError) -> ExportError:
    """Tell that the box's own disk does not give a recording."""
    return ExportError(
        "A recording cannot be read: {reason}.",
        hint="Look at the disk on the Doctor page. If this stays, the administrator stops the box "
        "and runs `tingxia recover`, which tells what is damaged.",
        reason=error.strerror or error,
    )


def explained(error: OSError, target: Path) -> ExportError:
    """Tell what an error of the operating system means to the person with the stick."""
    name = error.filename
    is_below = isinstance(name, str) and not name.startswith("/")  # as it is in a folder held open
    is_lost = is_below and error.errno == errno.ENOENT
    problem, hint = _GONE if is_lost else _EXPLAINED.get(error.errno or 0, _GONE)
    return ExportError(
        f"{problem} ({{target}}: {{reason}})",
        hint=hint + _NOTHING_LOST,
        target=f"{target}: {name}" if is_below else target,
        reason=error.strerror or str(error),
    )
