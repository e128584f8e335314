"""Whether the speakers of a recording are told apart."""

from enum import StrEnum


class SpeakerState(StrEnum):
    """Where telling the speakers of a recording apart stands."""

    NONE = "none"
    """Nobody asked for it, or no models are installed for it."""

    WAITING = "waiting"
    """It will be done when nothing else is to do."""

    FOUND = "found"
    FAILED = "failed"
    """The text is untouched."""
