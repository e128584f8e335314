"""What was not heard."""

from dataclasses import dataclass
from enum import StrEnum


class GapCause(StrEnum):
    """Why nothing was heard."""

    PAUSED = "paused"
    MICROPHONE_LOST = "microphone-lost"
    MICROPHONE_STALLED = "microphone-stalled"
    OVERFLOW = "overflow"
    CAPTURE_RESTARTED = "capture-restarted"
    POWER_LOST = "power-lost"
    DISK_FAILED = "disk-failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A hole between two neighbouring samples of a recording; audio files hold no filler for it."""

    at_sample: int
    """Position in the recording before which the hole lies."""

    duration_s: float
    cause: GapCause
