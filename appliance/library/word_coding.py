"""The words of a segment in two or three bytes each, exactly as they were.

A word's text is a stretch of the segment's text or raw text; only where it is not, it is stored.
Engines place words on a grid (20 ms, 60 ms): lengths and pauses are counted in their greatest
common divisor. The first and the last word may be cut at the edges of the speech, off the grid;
their lengths are kept in samples. Confidences are rounded to thousandths by all engines.
"""

import struct
from collections.abc import Sequence
from itertools import pairwise
from math import gcd
from typing import Final

from appliance.domain.transcript import Word
from appliance.library.packing import Reader, Writer

_OF_TEXT: Final = 0
_OF_RAW_TEXT: Final = 1
_OWN: Final = 2

_NO_CONFIDENCE: Final = 0
_THOUSANDTHS: Final = 1
_EXACT: Final = 2

_LARGEST_THOUSANDTHS: Final = 1 << 20


def encode_words(
    words: Sequence[Word], *, start_sample: int, text: str, raw_text: str
) -> bytes | None:
    """Encode; None for no words."""
    if not words:
        return None
    to = Writer()
    to.number(len(words))
    _put_times(to, words, start_sample)
    _put_confidences(to, [word.confidence for word in words])
    texts = [clean(word.text) for word in words]
    for source, base in ((_OF_TEXT, text), (_OF_RAW_TEXT, raw_text), (_OWN, "".join(texts))):
        places = _stretches(texts, base)
        if places is not None:
            to.number(source)
            to.column([skip for skip, _ in places])
            to.column([length for _, length in places])
            if source == _OWN:
                to.content += base.encode()
            break
    return bytes(to.content)


def decode_words(
    content: bytes | None, *, start_sample: int, text: str, raw_text: str
) -> tuple[Word, ...]:
    """Decode ``encode_words`` of the same segment."""
    if content is None:
        return ()
    come = Reader(content)
    count = come.number()
    times = _times(come, count, start_sample)
    confidences = _confidences(come, count)
    source = come.number()
    skips, lengths = come.column(count), come.column(count)
    base = (text, raw_text, come.rest().decode() if source == _OWN else "")[source]
    words = []
    place = 0
    for skip, length, (start, end), confidence in zip(
        skips, lengths, times, confidences, strict=True
    ):
        place += skip
        words.append(
            Word(
                text=base[place : place + length],
                start_sample=start,
                end_sample=end,
                confidence=confidence,
            )
        )
        place += length
    return tuple(words)


def clean(text: str) -> str:
    """Replace halves of surrogate pairs, which neither SQLite nor UTF-8 files can hold."""
    return text.encode(errors="replace").decode()


def _put_times(to: Writer, words: Sequence[Word], start_sample: int) -> None:
    pauses = [after.start_sample - before.end_sample for before, after in pairwise(words)]
    lengths = [word.end_sample - word.start_sample for word in words[1:-1]]
    unit = gcd(*pauses, *lengths) or 1
    first, last = words[0], words[-1]
    to.number(first.start_sample - start_sample)
    to.number(first.end_sample - first.start_sample)
    to.number(unit)
    to.column([pause // unit for pause in pauses])
    to.column([length // unit for length in lengths])
    if len(words) > 1:
        to.number(last.end_sample - last.start_sample)


def _times(come: Reader, count: int, start_sample: int) -> list[tuple[int, int]]:
    start = start_sample + come.number()
    end = start + come.number()
    unit = come.number()
    pauses, lengths = come.column(count - 1), come.column(max(0, count - 2))
    inner = [length * unit for length in lengths]
    if count > 1:
        inner.append(come.number())
    times = [(start, end)]
    for pause, length in zip(pauses, inner, strict=True):
        start = end + pause * unit
        end = start + length
        times.append((start, end))
    return times


def _put_confidences(to: Writer, confidences: Sequence[float | None]) -> None:
    if all(confidence is None for confidence in confidences):
        to.number(_NO_CONFIDENCE)
        return
    rounded = [_thousandths(confidence) for confidence in confidences]
    if all(value is not None for value in rounded):
        to.number(_THOUSANDTHS)
        to.column([value for value in rounded if value is not None])
        return
    to.number(_EXACT)
    not_a_number = float("nan")
    values = [not_a_number if value is None else value for value in confidences]
    to.content += struct.pack(f"<{len(values)}d", *values)


def _confidences(come: Reader, count: int) -> list[float | None]:
    kind = come.number()
    if kind == _NO_CONFIDENCE:
        return [None] * count
    if kind == _THOUSANDTHS:
        return [(value - 1) / 1000 if value else None for value in come.column(count)]
    exact = struct.unpack_from(f"<{count}d", come.content, come.place)
    come.place += 8 * count
    return [None if value != value else value for value in exact]  # noqa: PLR0124 - NaN


def _thousandths(confidence: float | None) -> int | None:
    """Return 0 for no confidence, else its thousandths and one; None if it is not so round."""
    if confidence is None:
        return 0
    if not 0 <= confidence < _LARGEST_THOUSANDTHS:
        return None
    value = round(confidence * 1000)
    return value + 1 if value / 1000 == confidence else None


def _stretches(texts: Sequence[str], base: str) -> list[tuple[int, int]] | None:
    """Find the words in the base one after the other: characters between, and length."""
    places = []
    end = 0
    for text in texts:
        place = base.find(text, end)
        if place < 0:
            return None
        places.append((place - end, len(text)))
        end = place + len(text)
    return places
