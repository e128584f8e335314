"""The words of a segment in two or three bytes each, exactly as they were.

A word's text is a stretch of the segment's text or raw text; only where it is not, it is stored.
Engines place words on a grid (20 ms, 60 ms): lengths and pauses are counted in their greatest
common divisor. The first and the last word may be cut at the edges of the speech, off the grid;
their lengths are kept in samples. Confidences are rounded to thousandths by all engines.
"""

import struct
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
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

_SURE: Final = 1001
_FINEST_SAMPLES: Final = 80
"""The grids of all engines known are whole multiples of 5 ms."""


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
    starts, ends = _times(come, count, start_sample)
    confidences = _confidences(come, count)
    source = come.number()
    skips, lengths = come.column(count), come.column(count)
    base = (text, raw_text, come.rest().decode() if source == _OWN else "")[source]
    edges = list(accumulate(chain.from_iterable(zip(skips, lengths, strict=True))))
    return tuple(
        [
            Word(text=base[first:last], start_sample=start, end_sample=end, confidence=confidence)
            for first, last, start, end, confidence in zip(
                edges[::2], edges[1::2], starts, ends, confidences, strict=True
            )
        ]
    )


def clean(text: str) -> str:
    """Replace halves of surrogate pairs, which neither SQLite nor UTF-8 files can hold."""
    return text.encode(errors="replace").decode()


def _put_times(to: Writer, words: Sequence[Word], start_sample: int) -> None:
    pauses = [after.start_sample - before.end_sample for before, after in pairwise(words)]
    lengths = [word.end_sample - word.start_sample for word in words[1:-1]]
    unit = gcd(*pauses, *lengths) or 1
    first, last = words[0], words[-1]
    to.number(first.start_sample - start_sample)
    _put_scaled(to, unit, _FINEST_SAMPLES)
    _put_scaled(to, first.end_sample - first.start_sample, unit)
    # Most words follow each other without a pause.
    to.column([int(pause != 0) for pause in pauses])
    to.column([pause // unit for pause in pauses if pause])
    to.column([length // unit for length in lengths])
    if len(words) > 1:
        _put_scaled(to, last.end_sample - last.start_sample, unit)


def _times(come: Reader, count: int, start_sample: int) -> tuple[list[int], list[int]]:
    """Return where the words begin, and where they end."""
    first_sample = start_sample + come.number()
    unit = _scaled(come, _FINEST_SAMPLES)
    first_samples = _scaled(come, unit)
    is_pause = come.column(count - 1)
    long = iter(come.column(sum(is_pause)))
    pauses = [0, *(next(long) * unit if pauses_here else 0 for pauses_here in is_pause)]
    inner = [length * unit for length in come.column(max(0, count - 2))]
    lengths = [first_samples, *inner]
    if count > 1:
        lengths.append(_scaled(come, unit))
    edges = list(
        accumulate(chain.from_iterable(zip(pauses, lengths, strict=True)), initial=first_sample)
    )
    return edges[1::2], edges[2::2]


def _put_scaled(to: Writer, samples: int, unit: int) -> None:
    """Put a length: even numbers count units, odd ones samples."""
    to.number(2 * samples + 1 if samples % unit else 2 * (samples // unit))


def _scaled(come: Reader, unit: int) -> int:
    value = come.number()
    return value >> 1 if value & 1 else (value >> 1) * unit


def _put_confidences(to: Writer, confidences: Sequence[float | None]) -> None:
    if all(confidence is None for confidence in confidences):
        to.number(_NO_CONFIDENCE)
        return
    rounded = [_doubts(confidence) for confidence in confidences]
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
        return [(_SURE - value) / 1000 if value else None for value in come.column(count)]
    exact = struct.unpack_from(f"<{count}d", come.content, come.place)
    come.place += 8 * count
    return [None if value != value else value for value in exact]  # noqa: PLR0124 - NaN


def _doubts(confidence: float | None) -> int | None:
    """Return 0 for no confidence, else 1 and the thousandths it lacks; None if it is not so.

    Most confidences are high, and small numbers take few bits.
    """
    if confidence is None:
        return 0
    if not 0 <= confidence <= 1:
        return None
    value = round(confidence * 1000)
    return _SURE - value if value / 1000 == confidence else None


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
