"""Where the text of a recording stands."""

from enum import StrEnum


class TextState(StrEnum):
    """Where the text of a recording stands."""

    WAITING = "waiting"
    """Something is still to be recognised; it will be, without anybody asking."""

    COMPLETE = "complete"
    REFINING = "refining"
    """Complete, and a second pass is under way or queued."""

    FAILED = "failed"
