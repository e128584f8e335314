"""What happened in a recording, in order: gaps, markers and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.domain.gap import Gap
from appliance.domain.marker import Marker
from appliance.domain.transcript import Segment
from appliance.export.formats.clock import duration
from appliance.export.formats.labels import Labels
from appliance.export.formats.legible import one_line
from appliance.export.formats.speakers import shown_names
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One of them, worded for a person."""

    at_sample: int
    source: Gap | Marker | Segment
    text: str
    speaker: str = ""
    """Name of who says it; empty where no names are shown."""


def timeline(item: ExportItem, labels: Labels, options: ExportOptions) -> list[Entry]:
    """Return all entries; at the same place gaps come first, then markers."""
    names = shown_names(item, labels, options)
    entries = [*_gaps(item, labels), *_markers(item, labels)]
    entries += [
        Entry(
            at_sample=segment.start_sample,
            source=segment,
            text=said(segment, options),
            speaker=names.get(segment.speaker or 0, ""),
        )
        for segment in (item.transcript.segments if item.transcript else ())
    ]
    return sorted(entries, key=lambda entry: entry.at_sample)


def said(segment: Segment, options: ExportOptions) -> str:
    """Return the text that was asked for, on one line."""
    return one_line(segment.raw_text if options.use_raw_text else segment.text)


def closing_words(item: ExportItem, labels: Labels) -> str:
    """Return what the reader must know about a text that is not there; empty if it is."""
    if item.transcript is None or not item.transcript.complete:
        return labels.incomplete
    return "" if item.transcript.segments else labels.no_text


def marker_text(marker: Marker, labels: Labels) -> str:
    """Word a marker with its note."""
    note = one_line(marker.note)
    kind = labels.markers[marker.kind]
    return labels.says.format(speaker=kind, text=note) if note else kind


def _gaps(item: ExportItem, labels: Labels) -> Iterator[Entry]:
    for gap in item.recording.gaps:
        text = labels.gap.format(
            duration=duration(gap.duration_s, labels), cause=labels.causes[gap.cause]
        )
        yield Entry(at_sample=gap.at_sample, source=gap, text=text)


def _markers(item: ExportItem, labels: Labels) -> Iterator[Entry]:
    for marker in item.recording.markers:
        yield Entry(at_sample=marker.at_sample, source=marker, text=marker_text(marker, labels))
