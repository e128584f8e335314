"""Positions and durations for people."""

from appliance.domain.audio import to_seconds
from appliance.export.formats.labels import Labels


def clock(at_sample: int) -> str:
    """Write a position as ``hh:mm:ss``."""
    return _clock(to_seconds(at_sample))


def duration(seconds: float, labels: Labels) -> str:
    """Write how long something took: tenths of a second up to a minute, then ``hh:mm:ss``."""
    return labels.seconds.format(seconds=f"{seconds:.1f}") if seconds < 60 else _clock(seconds)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
