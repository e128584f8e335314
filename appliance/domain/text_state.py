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

    @property
    def is_whole(self) -> bool:
        """Whether there is a text of all of it, though a better one may follow."""
        return self in {TextState.COMPLETE, TextState.REFINING}
