"""What tells speakers apart by reading: a sentence of each. Pure."""

from dataclasses import dataclass

from appliance.domain.audio import to_seconds
from appliance.domain.transcript import Segment
from appliance.station.face import RecordingView

SHORT = 60
"""Characters that stand in a line or two of a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Something that a speaker said, from ``start_s`` to ``end_s``."""

    speaker: int
    text: str
    start_s: float
    end_s: float


def quotes(view: RecordingView) -> list[Quote]:
    """Return one of each speaker, by their numbers: the longest short line that they said.

    Where all are long the shortest is cut. One in which several spoke at once is taken only
    where there is no other.
    """
    said: dict[int, list[Segment]] = {}
    for segment in view.transcript.segments if view.transcript else ():
        if segment.speaker is not None:
            said.setdefault(segment.speaker, []).append(segment)
    return [_quote(speaker, segments) for speaker, segments in sorted(said.items())]


def _quote(speaker: int, segments: list[Segment]) -> Quote:
    chosen = max(segments, key=_fitness)
    text = chosen.text
    return Quote(
        speaker=speaker,
        text=text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…",
        start_s=to_seconds(chosen.start_sample),
        end_s=to_seconds(chosen.end_sample),
    )


def _fitness(segment: Segment) -> tuple[bool, bool, int]:
    length = len(segment.text)
    is_short = length <= SHORT
    return not segment.overlap, is_short, length if is_short else -length
