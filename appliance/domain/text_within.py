"""What of a text was said in some stretches of its recording, by the times of its words. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.line_breaking import break_places
from appliance.domain.spoken_moments import spoken_moments
from appliance.domain.transcript import Segment

Stretch = tuple[int, int]
"""From and up to, in samples."""

LEEWAY_S: Final = 0.5
"""A word that a recogniser places in a pause belongs to the nearest stretch within that."""

_LIMIT_COLUMNS: Final = 10_000
"""Nothing is too long to be left whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWithin:
    """What was said in one stretch."""

    text: str = ""
    """An utterance a line."""

    reaches_beyond: bool = False
    """Some of it may have been said before or after: the times of its words are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    middle_sample: int
    utterance: int
    text: str


class PlacedText:
    """A text in pieces that are never torn: words, or whole utterances without times of words."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        ordered = sorted(segments, key=lambda segment: segment.start_sample)
        self._whole = [
            (number, segment) for number, segment in enumerate(ordered) if not segment.words
        ]
        pieces = [
            piece
            for number, segment in enumerate(ordered)
            if segment.words
            for piece in _pieces(number, segment)
        ]
        self._pieces = sorted(pieces, key=lambda piece: piece.middle_sample)

    def within(self, stretches: Sequence[Stretch]) -> list[SaidWithin]:
        """Return what was said in each; they are in order and do not overlap.

        Each word is in one of them at most, an utterance without times of its words in each of
        which it fills half, or that holds half of it.
        """
        found: list[dict[int, str]] = [{} for _ in stretches]
        for piece in self._pieces:
            place = _nearest(piece.middle_sample, stretches)
            if place is not None:
                said = found[place]
                said[piece.utterance] = said.get(piece.utterance, "") + piece.text
        beyond = [False] * len(stretches)
        for number, segment in self._whole:
            for place in _shared(segment, stretches):
                found[place][number] = segment.text
                beyond[place] |= _reaches_beyond(segment, stretches[place])
        return [
            SaidWithin(
                text="\n".join(said[number].strip() for number in sorted(said)),
                reaches_beyond=reaches,
            )
            for said, reaches in zip(found, beyond, strict=True)
        ]


def _pieces(utterance: int, segment: Segment) -> Iterable[_Piece]:
    text, begin = segment.text, 0
    moments = spoken_moments(
        text, segment.words, start_sample=segment.start_sample, end_sample=segment.end_sample
    )
    for end in break_places(text, limit_columns=_LIMIT_COLUMNS) if text else ():
        middle_ms = (moments.starts[begin] + moments.ends[end - 1]) // 2
        yield _Piece(
            middle_sample=middle_ms * SAMPLE_RATE_HZ // 1000,
            utterance=utterance,
            text=text[begin:end],
        )
        begin = end


def _nearest(sample: int, stretches: Sequence[Stretch]) -> int | None:
    after = bisect_right(stretches, sample, key=lambda stretch: stretch[0])
    near = [place for place in (after - 1, after) if 0 <= place < len(stretches)]
    away = {place: _away(sample, stretches[place]) for place in near}
    best = min(near, key=away.__getitem__, default=None)
    return best if best is not None and away[best] <= to_samples(LEEWAY_S) else None


def _away(sample: int, stretch: Stretch) -> int:
    return max(stretch[0] - sample, sample - stretch[1], 0)


def _reaches_beyond(segment: Segment, stretch: Stretch) -> bool:
    leeway = to_samples(LEEWAY_S)
    return segment.start_sample < stretch[0] - leeway or segment.end_sample > stretch[1] + leeway


def _shared(segment: Segment, stretches: Sequence[Stretch]) -> Iterable[int]:
    first = bisect_right(stretches, segment.start_sample, key=lambda stretch: stretch[1])
    last = bisect_left(stretches, segment.end_sample, key=lambda stretch: stretch[0])
    for place in range(first, last):
        start, end = stretches[place]
        shared = min(end, segment.end_sample) - max(start, segment.start_sample)
        if 2 * shared >= min(end - start, segment.end_sample - segment.start_sample):
            yield place
