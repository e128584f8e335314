"""When each character of a text was said, from the times of the recogniser's words.

The text of an utterance differs from its words: marks were added, number words became digits,
terms were put right. Where the two agree the words tell; between, time is shared by width.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from appliance.domain.agreement import equal_places
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.columns import columns
from appliance.domain.transcript import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """For each character when it begins and ends, in milliseconds; neither ever goes back."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]


class _Said(NamedTuple):
    """A tuple, because a day holds a million of them."""

    character: str
    start_ms: int
    end_ms: int


def to_ms(samples: int) -> int:
    """Convert a position in samples to whole milliseconds."""
    return samples * 1000 // SAMPLE_RATE_HZ


def spoken_moments(
    text: str, words: Iterable[Word], *, start_sample: int, end_sample: int
) -> Moments:
    """Return the moments of each character of ``text``."""
    first, last = to_ms(start_sample), max(to_ms(start_sample), to_ms(end_sample))
    said = _said(words, first, last)
    known = _matches(text, said)
    starts, ends = [first] * len(text), [first] * len(text)
    free, now = 0, first
    for at, (start, end) in [*known, (len(text), (last, last))]:
        if free < at:
            share = _shares(text[free:at], now, max(now, start))
            starts[free:at], ends[free:at] = share[:-1], share[1:]
        if at < len(text):
            starts[at] = max(now, start)
            ends[at] = now = max(starts[at], end)
        free = at + 1
    return Moments(starts=tuple(starts), ends=tuple(ends))


def _said(words: Iterable[Word], first: int, last: int) -> list[_Said]:
    """Spread each word over its characters."""
    found: list[_Said] = []
    for word in words:
        characters = word.text if word.text.isalnum() else "".join(word.text.split())
        start = min(max(to_ms(word.start_sample), first), last)
        end = min(max(to_ms(word.end_sample), start), last)
        if len(characters) == 1:
            found.append(_Said(characters, start, end))
        elif characters:
            step, count = end - start, len(characters)
            edges = [start + step * n // count for n in range(count + 1)]
            found += map(_Said, characters, edges, edges[1:])
    return found


def _matches(text: str, said: Sequence[_Said]) -> list[tuple[int, tuple[int, int]]]:
    """Return the characters of the text that were said as they stand, with their times."""
    places = [at for at, character in enumerate(text) if not character.isspace()]
    written = [text[at].casefold() for at in places]
    heard = [each.character.casefold() for each in said]
    times = [(each.start_ms, each.end_ms) for each in said]
    return [(places[here], times[there]) for here, there in equal_places(written, heard)]


def _shares(text: str, start_ms: int, end_ms: int) -> list[int]:
    """Share a stretch among characters by their width; marks and spaces take no time."""
    edges, done = [start_ms], 0
    weights = [0 if unicodedata.category(each)[0] in "PZ" else columns(each) for each in text]
    total = sum(weights) or 1
    for weight in weights:
        done += weight
        edges.append(start_ms + (end_ms - start_ms) * done // total)
    return edges
