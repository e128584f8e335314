"""The time, and what speaks for it."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import appliance
from appliance.diagnostics.facts import ClockFacts
from appliance.recordings.clock import SystemClock


class ClockReader:
    """Remembers how wall clock and monotonic clock stood to each other when it was made."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._offset_s = time.time() - time.monotonic()

    def read(self) -> ClockFacts:
        """Compare with the present."""
        now = SystemClock().now()
        return ClockFacts(
            now=datetime.fromisoformat(now.wall),
            built=_built(),
            jumped_s=(time.time() - time.monotonic()) - self._offset_s,
            has_battery_clock=sys.platform != "linux"
            or any((self._root / "sys/class/rtc").glob("rtc*")),
            is_trusted=now.clock_trusted,
        )


def _built() -> datetime:
    """Return when the program's own files were written: reproducible archives keep that date."""
    file = Path(appliance.__file__)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
