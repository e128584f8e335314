"""A segment as a row, and back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import apsw

from appliance.domain.transcript import Segment
from appliance.library.coding import (
    decode_changes,
    decode_confidence,
    decode_raw_text,
    encode_changes,
    encode_confidence,
    encode_raw_text,
)
from appliance.library.packing import lengthen, shorten
from appliance.library.word_coding import clean, decode_words, encode_words

INSERT_SEGMENT: Final = "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

OF_VERSION: Final = "place >= ?1 << 24 AND place < ?1 + 1 << 24"
"""Condition: the segment belongs to the version of that number."""

SELECT_SEGMENTS: Final = f"""
    SELECT start_sample, samples, text, raw_text, confidence, words, changes, speaker, overlap,
        language, engine, model, model_sha256, lexicon
    FROM segments JOIN provenance ON provenance.number = segments.provenance
    WHERE {OF_VERSION} AND start_sample >= ?2 ORDER BY start_sample, place
"""  # noqa: S608 - constants


def first_place(version: int) -> int:
    """Return where the segments of a version begin."""
    return version << 24


SegmentColumns = tuple[int | float | str | bytes | None, ...]


def in_order(segments: Iterable[Segment]) -> Iterator[tuple[int, Segment]]:
    """Yield each with its number among those that begin at the same sample."""
    seen: dict[int, int] = {}
    for segment in segments:
        ordinal = seen.get(segment.start_sample, 0)
        seen[segment.start_sample] = ordinal + 1
        yield ordinal, segment


def provenance(connection: apsw.Connection, segment: Segment) -> int:
    """Return the number of what made a segment, noting it if it is new."""
    values = tuple(
        clean(value)
        for value in (
            segment.language,
            segment.engine,
            segment.model,
            segment.model_sha256,
            segment.lexicon,
        )
    )
    known = connection.execute(
        """
        SELECT number FROM provenance WHERE language = ? AND engine = ? AND model = ?
            AND model_sha256 = ? AND lexicon = ?
        """,
        values,
    ).fetchone()
    if known is not None:
        return int(known[0])
    connection.execute(
        """
        INSERT INTO provenance (language, engine, model, model_sha256, lexicon)
        VALUES (?, ?, ?, ?, ?)
        """,
        values,
    )
    return connection.last_insert_rowid()


def segment_columns(place: int, segment: Segment, made_by: int) -> SegmentColumns:
    """Return the columns of a segment."""
    text, raw_text = clean(segment.text), clean(segment.raw_text)
    return (
        place,
        segment.start_sample,
        segment.end_sample - segment.start_sample,
        shorten(text),
        encode_raw_text(segment),
        made_by,
        encode_confidence(segment.confidence),
        encode_words(
            segment.words, start_sample=segment.start_sample, text=text, raw_text=raw_text
        ),
        encode_changes(segment),
        segment.speaker,
        int(segment.overlap),
    )


def to_segment(columns: Sequence[Any]) -> Segment:
    """Return the segment of a row of SELECT_SEGMENTS."""
    start, samples, shortened, raw, confidence, words, changes, *rest = columns
    speaker, overlap, language, engine, model, model_sha256, lexicon = rest
    text = lengthen(shortened)
    raw_text = decode_raw_text(raw, text)
    return Segment(
        start_sample=start,
        end_sample=start + samples,
        text=text,
        raw_text=raw_text,
        language=language,
        engine=engine,
        model=model,
        model_sha256=model_sha256,
        confidence=decode_confidence(confidence),
        words=decode_words(words, start_sample=start, text=text, raw_text=raw_text),
        changes=decode_changes(changes, text, raw_text),
        lexicon=lexicon,
        speaker=speaker,
        overlap=bool(overlap),
    )
