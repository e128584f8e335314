"""Who says it: names that a person gave, else numbers."""

from collections.abc import Mapping

from appliance.export.formats.labels import Labels
from appliance.export.formats.legible import one_line
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions


def all_names(item: ExportItem, labels: Labels) -> dict[int, str]:
    """Return what each speaker of the text is called, by number."""
    segments = item.transcript.segments if item.transcript else ()
    numbers = sorted({each.speaker for each in segments if each.speaker is not None})
    return {
        number: one_line(item.speaker_names.get(number, "")) or labels.speaker.format(number=number)
        for number in numbers
    }


def given_name(item: ExportItem, number: int) -> str:
    """Return the name that a person gave; empty if nobody did."""
    return one_line(item.speaker_names.get(number, ""))


def shown_names(item: ExportItem, labels: Labels, options: ExportOptions) -> Mapping[int, str]:
    """Return the names a reader is shown: none if asked for none.

    Nor is a single speaker shown whom nobody named: there is nobody to tell apart.
    """
    names = all_names(item, labels) if options.with_speakers else {}
    is_told_apart = len(names) > 1 or any(given_name(item, number) for number in names)
    return names if is_told_apart else {}
