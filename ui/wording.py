"""Facts in words: times, lengths, sizes."""

import math
import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind
from appliance.domain.transcript import TranscriptKind
from appliance.station.face import Snapshot, Volume

from .i18n import Language, mark

MARKERS: Mapping[MarkerKind, str] = {
    MarkerKind.DECISION: mark("Decision"),
    MarkerKind.ACTION: mark("Action"),
    MarkerKind.DEFECT: mark("Defect"),
    MarkerKind.PLAIN: mark("Marker"),
}
"""In the order of their buttons."""

GAPS: Mapping[GapCause, str] = {
    GapCause.PAUSED: mark("Paused for {length}"),
    GapCause.MICROPHONE_LOST: mark("Not heard for {length}: the microphone was gone"),
    GapCause.MICROPHONE_STALLED: mark("Not heard for {length}: the microphone gave no sound"),
    GapCause.OVERFLOW: mark("Not heard for {length}: the box was too busy"),
    GapCause.CAPTURE_RESTARTED: mark("Not heard for {length}: the recorder started again"),
    GapCause.POWER_LOST: mark("Not heard for {length}: the power was cut"),
    GapCause.DISK_FAILED: mark("Not kept for {length}: the disk failed"),
}

VERSIONS: Mapping[TranscriptKind, str] = {
    TranscriptKind.LIVE: mark("Live text"),
    TranscriptKind.SECOND_PASS: mark("Refined text"),
    TranscriptKind.EDITED: mark("Corrected text"),
    TranscriptKind.REMAKING: mark("Text in the making"),
}


def position(seconds: float) -> str:
    """Return a place in a recording: 0:12:34."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def length(seconds: float, _: Language) -> str:
    """Return a length with its two largest units."""
    if seconds < 10:
        return _("{seconds} s", seconds=f"{max(seconds, 0):.1f}".removesuffix(".0"))
    whole = round(seconds)
    if whole < 60:
        return _("{seconds} s", seconds=whole)
    if whole < 3600:
        return _("{minutes} min {seconds} s", minutes=whole // 60, seconds=whole % 60)
    return _("{hours} h {minutes} min", hours=whole // 3600, minutes=whole // 60 % 60)


def room(seconds: float, _: Language) -> str:
    """Return how much can still be recorded, rounded down."""
    if seconds >= 2 * 3600:
        return _("{hours} h", hours=int(seconds // 3600))
    return _("{minutes} min", minutes=int(max(seconds, 0) // 60))


def day_and_clock(at: datetime, _: Language) -> str:
    """Return a day and the time of it."""
    return f"{_.day(at)} {_.clock(at)}"


def moment(at: datetime, now: datetime, _: Language) -> str:
    """Return a time of day, with its day if that is another than now."""
    return _.clock(at) if at.date() == now.date() else day_and_clock(at, _)


def zone(name: str, moment: datetime, _: Language) -> str:
    """Return a time zone by its city and its distance from UTC at a moment of it."""
    away = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(away) // timedelta(minutes=1), 60)
    if not (hours or minutes):
        return " ".join(dict.fromkeys((_.city(name), "UTC")))
    sign = "+" if away > timedelta() else "−"
    return f"{_.city(name)} UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def stick_name(stick: Volume, _: Language) -> str:
    """Return the label of a stick; one without is known by where it is mounted."""
    name = stick.label or stick.mount_point
    if stick.is_stand_in:
        return _("“{name}” (stand-in: a folder on this machine)", name=name)
    return name


def stick_not_open(snapshot: Snapshot, _: Language) -> tuple[str, ...]:
    """Return which sticks are plugged in and not open, and the next steps; nothing if none is.

    Names of folders that stand in for sticks end as folders do.
    """
    names = snapshot.hardware.unopened if snapshot.hardware is not None else ()
    if not names:
        return ()
    told = _("Plugged in, but not open: {names}.", names=joined(names, _))
    folders = [name for name in names if name.endswith(os.sep)]
    steps = []
    if folders:
        plugging = _(
            "To plug {names} in again, give the folder another name and then its old one.",
            names=joined(folders, _),
        )
        steps.append(plugging)
    if len(folders) < len(names):
        pulling = _(
            "To use it, pull it out and plug it in again. If it stays so, this box cannot "
            "read it: take one formatted as exFAT, FAT32, NTFS or ext4."
        )
        steps.append(pulling)
    return told, *steps


def joined(words: Iterable[str], _: Language) -> str:
    """Return words one after the other, with the comma of the language."""
    return ("、" if _.code == "zh-CN" else ", ").join(words)


def size(count_bytes: int) -> str:
    """Return a size in decimal units, as makers of sticks count."""
    if count_bytes >= 100e9:
        return f"{count_bytes / 1e9:.0f} GB"
    if count_bytes >= 1e9:
        return f"{count_bytes / 1e9:.1f} GB"
    if count_bytes >= 1e6 or not count_bytes:
        return f"{count_bytes / 1e6:.0f} MB"
    return f"{math.ceil(count_bytes / 1e3)} kB"
