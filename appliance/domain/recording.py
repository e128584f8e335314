"""A recording as its journal tells it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.domain import journal
from appliance.domain.gap import Gap
from appliance.domain.marker import Marker


class RecordingState(StrEnum):
    """Where a recording stands."""

    RECORDING = "recording"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSegment:
    """One audio file of a recording. ``sample_count`` and ``sha256`` are None while it is open."""

    file: str
    first_sample: int
    sample_count: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """All that is known about a recording apart from its text."""

    id: str
    title: str
    state: RecordingState
    started: journal.Instant
    preroll_samples: int = 0
    total_samples: int | None = None
    """None while it is open: then the audio files tell."""

    stop_reason: str = ""
    microphones: tuple[str, ...] = ()
    segments: tuple[AudioSegment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    markers: tuple[Marker, ...] = ()
    clipped_samples: int = 0
    recoveries: int = 0

    @property
    def closed_samples(self) -> int:
        """How far its files reach, an open one counted as empty: its length tells more."""
        ends = (part.first_sample + (part.sample_count or 0) for part in self.segments)
        return max(ends, default=0)


def retold(recording: Recording, *, total_samples: int) -> list[journal.Entry]:
    """Return a journal that tells all about it but its audio files; the recording is over."""
    at = recording.started
    is_over = recording.state is RecordingState.CLOSED
    reason = recording.stop_reason if is_over else "interrupted"
    return [
        journal.Started(
            at=at,
            recording_id=recording.id,
            title=recording.title,
            preroll_samples=recording.preroll_samples,
        ),
        *(
            journal.DeviceNoted(at=at, at_sample=0, name=name, identity="", native_rate_hz=0)
            for name in recording.microphones
        ),
        *(
            journal.GapNoted(
                at=at, at_sample=gap.at_sample, duration_s=gap.duration_s, cause=gap.cause
            )
            for gap in recording.gaps
        ),
        *(
            journal.MarkerNoted(
                at=at, at_sample=marker.at_sample, marker=marker.kind, note=marker.note
            )
            for marker in recording.markers
        ),
        journal.ClippingNoted(at=at, at_sample=0, sample_count=recording.clipped_samples),
        *[journal.Recovered(at=at, total_samples=total_samples)] * recording.recoveries,
        journal.Stopped(at=at, total_samples=total_samples, reason=reason),
    ]


def replay(entries: Iterable[journal.Entry]) -> Recording | None:
    """Fold a journal into a recording; None if it never started."""
    recording: Recording | None = None
    for entry in entries:
        if isinstance(entry, journal.Started):
            recording = Recording(
                id=entry.recording_id,
                title=entry.title,
                state=RecordingState.RECORDING,
                started=entry.at,
                preroll_samples=entry.preroll_samples,
            )
        elif recording is not None:
            recording = _apply(recording, entry)
    return recording


def _apply(recording: Recording, entry: journal.Entry) -> Recording:
    match entry:
        case journal.SegmentOpened():
            opened = AudioSegment(file=entry.file, first_sample=entry.first_sample)
            return replace(recording, segments=(*recording.segments, opened))
        case journal.SegmentClosed():
            closed = AudioSegment(
                file=entry.file,
                first_sample=entry.first_sample,
                sample_count=entry.sample_count,
                sha256=entry.sha256,
            )
            others = (known for known in recording.segments if known.file != closed.file)
            ordered = sorted((*others, closed), key=lambda segment: segment.first_sample)
            return replace(recording, segments=tuple(ordered))
        case journal.GapNoted():
            gap = Gap(at_sample=entry.at_sample, duration_s=entry.duration_s, cause=entry.cause)
            return replace(recording, gaps=(*recording.gaps, gap))
        case journal.MarkerNoted():
            return replace(recording, markers=(*recording.markers, entry.as_marker))
        case journal.DeviceNoted():
            names = dict.fromkeys((*recording.microphones, entry.name))
            return replace(recording, microphones=tuple(names))
        case journal.ClippingNoted():
            return replace(
                recording, clipped_samples=recording.clipped_samples + entry.sample_count
            )
        case journal.Paused():
            return replace(recording, state=RecordingState.PAUSED)
        case journal.Resumed():
            return replace(recording, state=RecordingState.RECORDING)
        case journal.Recovered():
            return replace(recording, recoveries=recording.recoveries + 1)
        case journal.Stopped():
            return replace(
                recording,
                state=RecordingState.CLOSED,
                total_samples=entry.total_samples,
                stop_reason=entry.reason,
            )
        case _:
            return recording
