"""What stands above a text: title, and facts about the recording."""

from collections.abc import Iterator
from datetime import datetime

from appliance.export.formats.clock import clock
from appliance.export.formats.labels import Labels
from appliance.export.formats.legible import one_line
from appliance.export.formats.speakers import shown_names
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions


def title(item: ExportItem, labels: Labels) -> str:
    """Return the title; a recording without one is called by its id."""
    return one_line(item.recording.title) or f"{labels.untitled} {item.recording.id}"


def facts(item: ExportItem, labels: Labels, options: ExportOptions) -> Iterator[tuple[str, str]]:
    """Yield name and value of what is known."""
    recording = item.recording
    started = datetime.fromisoformat(recording.started.wall)
    doubt = "" if recording.started.clock_trusted else f" ({labels.clock_untrusted})"
    yield labels.recorded, f"{started:%Y-%m-%d %H:%M:%S}{doubt}"
    if recording.total_samples is not None:
        yield labels.duration, clock(recording.total_samples)
    if names := shown_names(item, labels, options):
        yield labels.speakers, labels.comma.join(names.values())
