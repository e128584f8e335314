"""How long the disk lasts, and when a recording must end while there is still room to end it."""

from dataclasses import dataclass
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES

AUDIO_BYTES_PER_S: Final = SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES
STOP_MARGIN_BYTES: Final = 1024 * 1024
"""Left free beside the reserve, so that the disk is never found full by a failing write."""

SHORTEST_RECORDING_S: Final = 60.0
"""A recording is refused if the disk does not last for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskOutlook:
    """What the free space means for recording."""

    free_bytes: int
    recordable_s: float
    is_short: bool
    """Lasts for less than the time of warning."""

    is_exhausted: bool
    """The running recording must be closed now."""

    can_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskBudget:
    """Judges free space. ``reserve_bytes`` are never filled by audio."""

    reserve_bytes: int
    warn_s: float

    def judge(self, free_bytes: int, *, held_bytes: int) -> DiskOutlook:
        """Judge; ``held_bytes`` of the reserve are held by a file and so no longer free."""
        missing_bytes = max(0, self.reserve_bytes - held_bytes)
        usable_bytes = free_bytes - missing_bytes - STOP_MARGIN_BYTES
        recordable_s = max(0, usable_bytes) / AUDIO_BYTES_PER_S
        return DiskOutlook(
            free_bytes=free_bytes,
            recordable_s=recordable_s,
            is_short=recordable_s < self.warn_s,
            is_exhausted=usable_bytes <= 0,
            can_start=recordable_s >= SHORTEST_RECORDING_S,
        )
