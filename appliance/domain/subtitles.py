"""From utterances to subtitles: cut where a reader pauses, shown long enough to be read.

What is promised: two lines of 42 columns at most; cues begin in order and never overlap; none is
shown longer than 7 s; one is shown 1 s, and as long as reading takes, wherever the pause before
the next one allows. Only speech faster than that reads faster: text is neither dropped nor
delayed, but for half a second that a cue waits for a very short one before it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from appliance.domain.columns import columns, is_wide
from appliance.domain.cue_layout import CueLayout
from appliance.domain.spoken_moments import Moments, spoken_moments
from appliance.domain.transcript import Word

LONGEST_MS: Final = 7000
SHORTEST_MS: Final = 1000
WIDE_PER_S: Final = 9
NARROW_PER_S: Final = 17
_LARGEST_DELAY_MS: Final = 500
_LEAST_SHARE_MS: Final = 250
"""Where several people speak at once every cue is shown at least so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What is said, without control characters and with single spaces."""

    text: str
    lead: str = ""
    """Stands before the text and counts to its width, not to the time of its words."""

    speaker: str = ""
    start_sample: int
    end_sample: int
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A subtitle; times in milliseconds of the recording."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str = ""


def cues(utterances: Iterable[Utterance], *, until_ms: int | None = None) -> Iterator[Cue]:
    """Yield cues in order; none is lengthened beyond ``until_ms``, the end of the recording."""
    drafts = [draft for utterance in utterances for draft in _drafts(utterance)]
    drafts.sort(key=lambda draft: draft.start_ms)  # who interrupts is shown at once
    earlier: Cue | None = None
    for draft in drafts:
        if earlier is None:
            earlier = draft
            continue
        start = max(
            draft.start_ms,
            earlier.start_ms + _LEAST_SHARE_MS,
            min(earlier.start_ms + SHORTEST_MS, draft.start_ms + _LARGEST_DELAY_MS),
        )
        yield _shown(earlier, before_ms=start)
        earlier = Cue(
            start_ms=start,
            end_ms=draft.end_ms,
            lines=draft.lines,
            speaker=draft.speaker,
        )
    if earlier is not None:
        yield _shown(earlier, before_ms=until_ms)


def reading_ms(lines: Iterable[str]) -> int:
    """Return how long reading takes at 9 Chinese or 17 Latin characters a second."""
    ms = 0.0
    for line in lines:
        for character in line:
            if columns(character):
                ms += 1000 / (WIDE_PER_S if is_wide(character) else NARROW_PER_S)
    return round(ms)


def _shown(draft: Cue, *, before_ms: int | None) -> Cue:
    """Give a cue its end: when it was said and can have been read, but before the next one."""
    start = draft.start_ms
    needed = max(SHORTEST_MS, reading_ms(draft.lines))
    end = min(max(draft.end_ms, start + needed), start + LONGEST_MS)
    if before_ms is not None:
        end = min(end, max(before_ms, start + _LEAST_SHARE_MS))
    return Cue(start_ms=start, end_ms=end, lines=draft.lines, speaker=draft.speaker)


def _drafts(utterance: Utterance) -> Iterator[Cue]:
    """Yield cues with the times of their words."""
    if not utterance.text.strip():
        return
    said = spoken_moments(
        utterance.text,
        utterance.words,
        start_sample=utterance.start_sample,
        end_sample=utterance.end_sample,
    )
    lead = (said.starts[0],) * len(utterance.lead)
    moments = Moments(starts=lead + said.starts, ends=lead + said.ends)
    layout = CueLayout(utterance.lead + utterance.text, moments, longest_ms=LONGEST_MS)
    for first, last in layout.pieces(shortest_ms=SHORTEST_MS):
        yield Cue(
            start_ms=layout.start_ms(first),
            end_ms=layout.end_ms(last),
            lines=layout.lines(first, last),
            speaker=utterance.speaker,
        )
