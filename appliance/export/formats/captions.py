"""What subtitles are made of, for SRT and VTT alike."""

from collections.abc import Callable, Iterator

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.subtitles import Cue, Utterance, cues
from appliance.export.formats.labels import Labels
from appliance.export.formats.speakers import shown_names
from appliance.export.formats.timeline import said
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions


def captions(
    item: ExportItem,
    labels: Labels,
    options: ExportOptions,
    *,
    written: Callable[[str], str] = str,
    with_lead: bool = False,
) -> Iterator[Cue]:
    """Yield the cues of a text; ``written`` replaces what the format cannot hold.

    ``with_lead`` puts the speaker's name before the first words of each utterance.
    """
    names = shown_names(item, labels, options)
    total = item.recording.total_samples
    segments = item.transcript.segments if item.transcript else ()
    utterances = (
        Utterance(
            text=written(said(segment, options)),
            lead=written(labels.says.format(speaker=name, text="")) if with_lead and name else "",
            speaker=name,
            start_sample=segment.start_sample,
            end_sample=segment.end_sample,
            words=segment.words,
        )
        for segment in segments
        for name in (names.get(segment.speaker or 0, ""),)
    )
    return cues(utterances, until_ms=None if total is None else total * 1000 // SAMPLE_RATE_HZ)


def timestamp(ms: int, point: str) -> str:
    """Write a moment as ``hh:mm:ss``, ``point`` and milliseconds."""
    return (
        f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{point}{ms % 1000:03d}"
    )
