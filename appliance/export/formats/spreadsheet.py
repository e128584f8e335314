"""CSV (RFC 4180) for spreadsheet programs and scripts: a row per utterance, marker and gap.

UTF-8 with a byte order mark: without it Excel reads Chinese as rubbish. Text is quoted, numbers
are not. A text that a spreadsheet program would take for a formula gets an apostrophe before it;
``original`` takes it away again.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from appliance.domain.audio import to_seconds
from appliance.domain.gap import Gap
from appliance.domain.marker import Marker
from appliance.domain.transcript import Segment
from appliance.export.formats.clock import clock
from appliance.export.formats.labels import Labels
from appliance.export.formats.legible import one_line
from appliance.export.formats.speakers import all_names
from appliance.export.formats.timeline import timeline
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions

COLUMNS: Final = (
    "kind",
    "detail",
    "time",
    "start_s",
    "end_s",
    "speaker",
    "text",
    "raw_text",
    "language",
    "confidence",
    "overlap",
    "engine",
    "model",
)
"""The first row; new columns come at the end."""

_Cell: TypeAlias = str | float | int

_FORMULA: Final = re.compile(r"'*[=+\-@＝＋－＠\ufffd]")
"""What begins like this is put behind an apostrophe, as is what looks as if it had been."""


def render(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Encode the rows. Both texts are there, whichever was asked for."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(item, labels, options))
    return written.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """Undo ``neutral``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _rows(item: ExportItem, labels: Labels, options: ExportOptions) -> Iterator[list[_Cell]]:
    names = all_names(item, labels) if options.with_speakers else {}
    for entry in timeline(item, labels, options):
        start_s = to_seconds(entry.at_sample)
        place: list[_Cell] = [clock(entry.at_sample), start_s]
        match entry.source:
            case Gap() as gap:
                rest: list[_Cell] = [start_s, "", entry.text, "", "", "", "", "", ""]
                yield ["gap", gap.cause.value, *place, *rest]
            case Marker() as marker:
                note = neutral(one_line(marker.note))
                rest = [start_s, "", note, "", "", "", "", "", ""]
                yield ["marker", marker.kind.value, *place, *rest]
            case Segment() as segment:
                yield ["utterance", "", *place, *_said(segment, names)]


def _said(segment: Segment, names: dict[int, str]) -> list[_Cell]:
    return [
        to_seconds(segment.end_sample),
        neutral(names.get(segment.speaker or 0, "")),
        neutral(one_line(segment.text)),
        neutral(one_line(segment.raw_text)),
        neutral(one_line(segment.language)),
        "" if segment.confidence is None else segment.confidence,
        int(segment.overlap),
        neutral(one_line(segment.engine)),
        neutral(one_line(segment.model)),
    ]
