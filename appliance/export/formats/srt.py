"""SubRip subtitles: two lines at most, cut where a reader would pause.

UTF-8, CR LF, as players expect. Times come from the words where the engine gave them, else in
proportion to the width of the text.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.transcript import Segment
from appliance.export.formats.labels import LABELS, Labels
from appliance.export.formats.speakers import prefixes
from appliance.export.item import ExportItem

LINE_COLUMNS: Final = 42
"""Of a line; a Chinese character takes two. The usual measure of broadcasters."""

_SENTENCE_END: Final = frozenset("。！？!?…")
_PAUSE: Final = _SENTENCE_END | frozenset("，、；：,;:.")
_PAUSE_FILL: Final = 0.4
_SENTENCE_FILL: Final = 0.25
"""A line is cut at a pause, or the end of a sentence, if at least so much of it is filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A subtitle; times in milliseconds of the recording."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def render(item: ExportItem, labels: Labels) -> bytes:
    """Encode all cues."""
    segments = item.transcript.segments if item.transcript else ()
    parts = [
        f"{number}\r\n{_time(cue.start_ms)} --> {_time(cue.end_ms)}\r\n"
        + "".join(f"{line}\r\n" for line in cue.lines)
        for number, cue in enumerate(cues(segments, labels), start=1)
    ]
    return "\r\n".join(parts).encode(errors="replace")


def cues(segments: tuple[Segment, ...], labels: Labels = LABELS["en"]) -> Iterator[Cue]:
    """Yield cues in order; none begins before the previous one ends, none is empty."""
    free_from_ms = 0
    for segment, who in zip(segments, prefixes(segments, labels), strict=True):
        for lines, start_ms, end_ms in _cut(segment, who):
            start = max(start_ms, free_from_ms)
            free_from_ms = max(end_ms, start + 1)
            yield Cue(start_ms=start, end_ms=free_from_ms, lines=lines)


def _cut(segment: Segment, who: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    # An arrow inside the text would be taken for a line of times.
    said = " ".join(segment.text.replace("-->", "→").split())
    if not said:
        return
    moments = _moments(segment, said)
    text = who + said
    moments = [moments[0]] * len(who) + moments
    lines = list(_lines(text))
    while lines:
        (start, end), *rest = lines
        taken = [text[start:end]]
        if rest and not _ends_sentence(text, end):
            (second, end), *rest = rest
            taken.append(text[second:end])
        lines = rest
        yield tuple(line.strip() for line in taken), moments[start], moments[end]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of lines that are not wider than allowed."""
    start = 0
    while start < len(text):
        end = _line_end(text, start)
        if text[start:end].strip():
            yield start, end
        start = end


def _line_end(text: str, start: int) -> int:
    width, end, at_pause, at_word = 0, start, 0, 0
    while end < len(text):
        width += columns(text[end])
        if width > LINE_COLUMNS:
            break
        end += 1
        if width >= LINE_COLUMNS * _SENTENCE_FILL and _ends_sentence(text, end):
            return end
        if text[end - 1] in _PAUSE and width >= LINE_COLUMNS * _PAUSE_FILL:
            at_pause = end
        if _may_break(text, end):
            at_word = end
    if end == len(text):
        return end
    return at_pause or at_word or max(end, start + 1)


def _may_break(text: str, place: int) -> bool:
    """Lines break after a space and around wide characters, not before a mark of theirs."""
    if place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if after in _PAUSE or columns(after) == 0:
        return False
    return before == " " or columns(before) == 2 or columns(after) == 2


def _ends_sentence(text: str, place: int) -> bool:
    """Tell whether a sentence ends here, with its closing quotes and brackets."""
    said = text[:place].rstrip()
    while said and _closes(said[-1]):
        said = said[:-1]
    is_last_mark = place == len(text) or not _closes(text[place])
    return is_last_mark and said.endswith(tuple(_SENTENCE_END))


def _closes(character: str) -> bool:
    return unicodedata.category(character) in {"Pe", "Pf"}


def columns(character: str) -> int:
    """Return the width of a character: 0, 1 or 2."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _moments(segment: Segment, text: str) -> list[int]:
    """Return for each place between characters its moment in ms; one more than characters."""
    first, last = _ms(segment.start_sample), _ms(segment.end_sample)
    places = _by_words(segment, text)
    if places is None:
        widths = [max(1, columns(character)) for character in text]
        total = sum(widths) or 1
        done, places = 0, [first]
        for width in widths:
            done += width
            places.append(first + (last - first) * done // total)
    return places


def _by_words(segment: Segment, text: str) -> list[int] | None:
    """Moments from the words; None if the words are not those of the text."""
    spoken = "".join("".join(word.text.split()) for word in segment.words)
    if not spoken or spoken != "".join(text.split()):
        return None
    starts: list[int] = []
    ends: list[int] = []
    for word in segment.words:
        count = len("".join(word.text.split()))
        start, end = _ms(word.start_sample), _ms(word.end_sample)
        starts += [start + (end - start) * index // count for index in range(count)]
        ends += [start + (end - start) * (index + 1) // count for index in range(count)]
    places, spoken_before = [], 0
    for character in text:
        places.append(starts[min(spoken_before, len(starts) - 1)])
        spoken_before += not character.isspace()
    return [*places, ends[-1]]


def _ms(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE_HZ


def _time(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"
