"""Who says it, before what is said; only where there are several to tell apart."""

from collections.abc import Sequence

from appliance.domain.transcript import Segment
from appliance.export.formats.labels import Labels


def prefixes(segments: Sequence[Segment], labels: Labels) -> list[str]:
    """Return what stands before each utterance: ``Speaker 1: ``, or nothing."""
    speakers = {segment.speaker for segment in segments if segment.speaker is not None}
    if len(speakers) < 2:
        return [""] * len(segments)
    return [
        "" if segment.speaker is None else labels.speaker.format(number=segment.speaker)
        for segment in segments
    ]
