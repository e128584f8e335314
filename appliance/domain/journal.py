"""Entries of a recording's journal: capture's diary, one JSON object a line.

The journal and the audio files are the truth about a recording; the sidecar and the library are
made from them. Unknown entries and fields are kept out of the way, so an older box can read what
a newer one wrote; a torn last line after a power cut is expected.
"""

import json
from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from appliance.domain.gap import GapCause
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.wishes import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A moment: monotonic within one boot, and as the wall clock claimed."""

    boot_id: str
    monotonic_ns: int
    wall: str
    """ISO 8601 with offset."""

    clock_trusted: bool
    """The system clock was synchronised or set by hand since it last lost power."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Base of all entries."""

    kind: ClassVar[str]
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Entry):
    """The recording began; its first sample lies ``preroll_samples`` before the tap."""

    kind = "started"
    recording_id: str
    title: str
    preroll_samples: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentOpened(Entry):
    """A new audio file; ``at`` is the moment its first sample was heard."""

    kind = "segment-opened"
    file: str
    first_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentClosed(Entry):
    """An audio file is complete and will not change any more."""

    kind = "segment-closed"
    file: str
    first_sample: int
    sample_count: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapNoted(Entry):
    """Something was not heard."""

    kind = "gap"
    at_sample: int
    duration_s: float
    cause: GapCause


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerNoted(Entry):
    """Somebody marked a moment."""

    kind = "marker"
    at_sample: int
    marker: MarkerKind
    note: str = ""

    @property
    def as_marker(self) -> Marker:
        """The marker that it tells of."""
        return Marker(at_sample=self.at_sample, kind=self.marker, note=self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceNoted(Entry):
    """From here on this microphone is heard."""

    kind = "device"
    at_sample: int
    name: str
    identity: str
    native_rate_hz: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClippingNoted(Entry):
    """Samples reached full scale since the last such entry."""

    kind = "clipping"
    at_sample: int
    sample_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesNoted(Entry):
    """Somebody asked for this when the file was handed over."""

    kind = "wishes"
    wishes: Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Entry):
    """A person paused the recording; a gap with cause ``paused`` follows at the resumption."""

    kind = "paused"
    at_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Entry):
    """A person resumed the recording."""

    kind = "resumed"
    at_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered(Entry):
    """The recording was found open after a crash; files were repaired by their length."""

    kind = "recovered"
    total_samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Entry):
    """The recording is over. ``reason`` as in the wire's RecordingStopped."""

    kind = "stopped"
    total_samples: int
    reason: str


KINDS: dict[str, type[Entry]] = {
    entry.kind: entry
    for entry in (
        Started,
        SegmentOpened,
        SegmentClosed,
        GapNoted,
        MarkerNoted,
        DeviceNoted,
        ClippingNoted,
        WishesNoted,
        Paused,
        Resumed,
        Recovered,
        Stopped,
    )
}


def to_line(entry: Entry) -> str:
    """Encode an entry as one line without its newline."""
    return json.dumps({"kind": entry.kind, **asdict(entry)}, ensure_ascii=False)


def from_line(line: str) -> Entry | None:
    """Decode a line; None if it is torn, of an unknown kind, or lacks a field."""
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        return None
    try:
        return _build(KINDS[raw["kind"]], raw)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def from_lines(text: str) -> Iterator[Entry]:
    """Decode all readable lines in their order."""
    for line in text.split("\n"):
        entry = from_line(line)
        if entry is not None:
            yield entry


Built = TypeVar("Built", Entry, Instant, Wishes)


def _instant(raw: dict[str, Any]) -> Instant:
    instant = _build(Instant, raw)
    datetime.fromisoformat(instant.wall)  # ValueError here, not in the page that shows it
    return instant


def _wishes(raw: dict[str, Any]) -> Wishes:
    return _build(Wishes, raw)


def _strings(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise TypeError(raw)
    return tuple(map(str, raw))


def _build(kind: type[Built], raw: dict[str, Any]) -> Built:
    values = {}
    for field in fields(kind):
        if field.name not in raw and field.default is not MISSING:
            continue
        values[field.name] = _CONVERTERS[field.type](raw[field.name])
    return kind(**values)


_CONVERTERS: dict[Any, Any] = {
    Instant: _instant,
    GapCause: GapCause,
    MarkerKind: MarkerKind,
    Wishes: _wishes,
    tuple[str, ...]: _strings,
    tuple[str, ...] | None: lambda raw: None if raw is None else _strings(raw),
    str | None: lambda raw: None if raw is None else str(raw),
    bool: bool,
    int: int,
    float: float,
    str: str,
}
