"""Plain text to read and to copy from.

UTF-8 without a byte order mark, which editors show as rubbish or pass on when text is joined;
lines end in CR LF, which every Windows shows right and which does no harm elsewhere.
"""

from collections.abc import Iterator
from datetime import datetime

from appliance.domain.audio import to_seconds
from appliance.export.formats.labels import Labels
from appliance.export.formats.speakers import prefixes
from appliance.export.item import ExportItem


def render(item: ExportItem, labels: Labels) -> bytes:
    """Title, date and duration, then a line per utterance, gap and marker in their order."""
    lines = [*_head(item, labels), "", *_body(item, labels)]
    return "".join(f"{line}\r\n" for line in lines).encode(errors="replace")


def clock(seconds: float) -> str:
    """Write a position as ``hh:mm:ss``."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _head(item: ExportItem, labels: Labels) -> Iterator[str]:
    recording = item.recording
    yield _one_line(recording.title) or f"{labels.untitled} {recording.id}"
    started = datetime.fromisoformat(recording.started.wall)
    doubt = "" if recording.started.clock_trusted else f" ({labels.clock_untrusted})"
    yield f"{labels.recorded}: {started:%Y-%m-%d %H:%M:%S}{doubt}"
    if recording.total_samples is not None:
        yield f"{labels.duration}: {clock(to_seconds(recording.total_samples))}"


def _body(item: ExportItem, labels: Labels) -> Iterator[str]:
    recording, transcript = item.recording, item.transcript
    lines: list[tuple[int, int, str]] = []
    for gap in recording.gaps:
        text = labels.gap.format(duration=f"{gap.duration_s:.1f} s", cause=labels.causes[gap.cause])
        lines.append((gap.at_sample, 0, f"— {text} —"))
    for marker in recording.markers:
        note = _one_line(marker.note)
        text = f"{labels.markers[marker.kind]}: {note}" if note else labels.markers[marker.kind]
        lines.append((marker.at_sample, 1, f"◆ {text}"))
    segments = transcript.segments if transcript else ()
    lines += [
        (segment.start_sample, 2, who + _one_line(segment.text))
        for segment, who in zip(segments, prefixes(segments, labels), strict=True)
    ]
    for at_sample, _, text in sorted(lines, key=lambda line: line[:2]):
        yield f"[{clock(to_seconds(at_sample))}] {text}"
    if transcript is None or not transcript.complete:
        yield labels.incomplete
    elif not transcript.segments:
        yield labels.no_text


def _one_line(text: str) -> str:
    return " ".join(text.split())
