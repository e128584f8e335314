"""How long no PIN is taken after wrong ones: at most ten tries in any hour.

Time is counted by a clock that nobody can set: seconds since the machine was started. After
another start the delay is counted from that start on, so that neither a restart nor a jump of the
wall clock shortens it.
"""

from dataclasses import dataclass
from typing import Final

FREE: Final = 4
"""So many wrong PINs cost nothing."""

DELAYS_S: Final = (60.0, 300.0, 600.0, 900.0)
"""After the fifth wrong PIN, the sixth, and so on; the last one stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Wrong PINs since the last right one."""

    count: int = 0
    boot_id: str = ""
    """Of the start of the machine during which the last one came."""

    at_s: float = 0.0
    """When the last one came, in seconds since that start."""

    def another(self, *, boot_id: str, now_s: float) -> "Failures":
        """Count one more."""
        return Failures(count=self.count + 1, boot_id=boot_id, at_s=now_s)

    def delay_left_s(self, *, boot_id: str, now_s: float) -> float:
        """Return how long no PIN is taken from now on."""
        if self.count <= FREE:
            return 0.0
        delay_s = DELAYS_S[min(self.count - FREE, len(DELAYS_S)) - 1]
        is_same_start = boot_id == self.boot_id and now_s >= self.at_s
        waited_s = now_s - self.at_s if is_same_start else now_s
        return max(0.0, delay_s - waited_s)
