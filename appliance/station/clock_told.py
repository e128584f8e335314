"""Whether the clock of the box can be right."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from appliance.domain.journal import Instant
from appliance.station.face_settings import ClockTold


def clock_told(now: Instant) -> ClockTold:
    """Tell the time; it looks wrong if this software was installed later than that."""
    wall = datetime.fromisoformat(now.wall)
    return ClockTold(now=wall, is_trusted=now.clock_trusted, looks_wrong=wall < _installed_at())


@cache
def _installed_at() -> datetime:
    """Return when this file came to the disk: the earliest time that it can be by now."""
    return datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
