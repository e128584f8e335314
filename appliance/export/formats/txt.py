"""Plain text to read and to copy from.

UTF-8 without a byte order mark, which editors show as rubbish or pass on when text is joined;
lines end in CR LF, which every Windows shows right and which does no harm elsewhere.
"""

from collections.abc import Iterator

from appliance.domain.gap import Gap
from appliance.domain.marker import Marker
from appliance.export.formats.clock import clock
from appliance.export.formats.head import facts, title
from appliance.export.formats.labels import Labels
from appliance.export.formats.timeline import Entry, closing_words, timeline
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions


def render(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Title and facts, then a line per utterance, gap and marker in their order."""
    return "".join(f"{line}\r\n" for line in _lines(item, labels, options)).encode()


def _lines(item: ExportItem, labels: Labels, options: ExportOptions) -> Iterator[str]:
    yield title(item, labels)
    for name, value in facts(item, labels, options):
        yield f"{name}: {value}"
    yield ""
    for entry in timeline(item, labels, options):
        time = f"[{clock(entry.at_sample)}] " if options.with_times else ""
        yield time + _worded(entry, labels)
    if closing := closing_words(item, labels):
        yield closing


def _worded(entry: Entry, labels: Labels) -> str:
    match entry.source:
        case Gap():
            return f"— {entry.text} —"
        case Marker():
            return f"◆ {entry.text}"
        case _ if entry.speaker:
            return labels.says.format(speaker=entry.speaker, text=entry.text)
        case _:
            return entry.text
