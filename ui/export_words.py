"""What an export that failed says; see ``appliance.export.errors``."""

from .i18n import mark

EXPORT_FAILURES = (
    mark("The target is full. ({target}: {reason})"),
    mark(
        "Make room or take another stick, then export again. "
        "The recordings in the box are untouched."
    ),
    mark("The target is write-protected. ({target}: {reason})"),
    mark(
        "Slide the lock of the stick, or take another one. The recordings in the box are untouched."
    ),
    mark("The target may not be written. ({target}: {reason})"),
    mark(
        "Choose a folder of your own, or a stick mounted for writing. "
        "The recordings in the box are untouched."
    ),
    mark("The target is not there. ({target}: {reason})"),
    mark(
        "Check the name of the folder, or plug the stick in again, and repeat. "
        "The recordings in the box are untouched."
    ),
    mark("It is no folder, but something else of that name. ({target}: {reason})"),
    mark("Remove it, or choose another target. The recordings in the box are untouched."),
    mark("A link stands where a folder should be; links are not followed. ({target}: {reason})"),
    mark("Remove the link, or choose another target. The recordings in the box are untouched."),
    mark("A folder stands where a file should be. ({target}: {reason})"),
    mark("Remove it from the target. The recordings in the box are untouched."),
    mark("A pipe or device stands where a file should be. ({target}: {reason})"),
    mark("A file is too large for the target. ({target}: {reason})"),
    mark("Take a stick formatted as exFAT. The recordings in the box are untouched."),
    mark("Another export to this target is under way. ({target}: {reason})"),
    mark("Wait until it is done, then export again. The recordings in the box are untouched."),
    mark("The target is gone or fails. ({target}: {reason})"),
    mark(
        "Plug the stick in again, or another one, and repeat. "
        "The recordings in the box are untouched."
    ),
)
"""Texts that are put together of two; without this nobody would translate them."""
