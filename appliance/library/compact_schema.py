"""The fifth migration: what repeats is stored once, times in few bytes, and text can be searched.

Why so, and what it weighs: docs/explanation/library.md.
"""

import json
from datetime import UTC, datetime
from typing import Any

import apsw
from pydantic import TypeAdapter

from appliance.domain.recording import Recording
from appliance.domain.text_change import TextChange
from appliance.domain.transcript import Segment, Word
from appliance.library.coding import encode_recording
from appliance.library.segment_rows import INSERT_SEGMENT, provenance, segment_columns

_RECORDING = TypeAdapter(Recording)
_WORDS = TypeAdapter(tuple[Word, ...])
_CHANGES = TypeAdapter(tuple[TextChange, ...])

_TABLES = (
    """
    CREATE TABLE recordings (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL,
        started INTEGER NOT NULL,
        total_samples INTEGER NOT NULL CHECK (total_samples >= 0),
        markers INTEGER NOT NULL CHECK (markers >= 0),
        text_state TEXT NOT NULL,
        problem TEXT NOT NULL DEFAULT '',
        speaker_state TEXT NOT NULL DEFAULT 'none',
        speaker_problem TEXT NOT NULL DEFAULT '',
        title TEXT,
        hold INTEGER NOT NULL DEFAULT 0 CHECK (hold IN (0, 1)),
        trashed TEXT,
        source_name TEXT,
        source_sha256 TEXT,
        source_bytes INTEGER,
        languages TEXT NOT NULL DEFAULT '',
        revision INTEGER NOT NULL DEFAULT 0,
        kept INTEGER NOT NULL DEFAULT 0,
        file_stamp TEXT,
        indexed INTEGER NOT NULL DEFAULT 0 CHECK (indexed IN (0, 1))
    ) STRICT
    """,
    """
    CREATE INDEX recordings_by_source ON recordings (source_sha256)
        WHERE source_sha256 IS NOT NULL
    """,
    """
    CREATE TABLE details (
        recording INTEGER PRIMARY KEY REFERENCES recordings ON DELETE CASCADE,
        content BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE tags (
        recording INTEGER NOT NULL REFERENCES recordings ON DELETE CASCADE,
        place INTEGER NOT NULL,
        tag TEXT NOT NULL,
        folded TEXT NOT NULL,
        PRIMARY KEY (recording, place)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tags_by_name ON tags (folded)",
    """
    CREATE TABLE speaker_names (
        recording INTEGER NOT NULL REFERENCES recordings ON DELETE CASCADE,
        speaker INTEGER NOT NULL,
        name TEXT NOT NULL,
        folded TEXT NOT NULL,
        PRIMARY KEY (recording, speaker)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE provenance (
        number INTEGER PRIMARY KEY,
        language TEXT NOT NULL,
        engine TEXT NOT NULL,
        model TEXT NOT NULL,
        model_sha256 TEXT NOT NULL,
        lexicon TEXT NOT NULL,
        UNIQUE (language, engine, model, model_sha256, lexicon)
    ) STRICT
    """,
    """
    CREATE TABLE versions (
        number INTEGER PRIMARY KEY,
        recording INTEGER NOT NULL REFERENCES recordings ON DELETE CASCADE,
        kind TEXT NOT NULL,
        decided_samples INTEGER NOT NULL CHECK (decided_samples >= 0),
        complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
        UNIQUE (recording, kind)
    ) STRICT
    """,
    """
    CREATE TABLE segments (
        version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
        start_sample INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        text TEXT NOT NULL,
        raw_text BLOB,
        provenance INTEGER NOT NULL,
        confidence ANY,
        words BLOB,
        changes BLOB,
        speaker INTEGER,
        overlap INTEGER NOT NULL CHECK (overlap IN (0, 1)),
        PRIMARY KEY (version, start_sample, ordinal)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIRTUAL TABLE search USING fts5(
        tokens, content = '', contentless_delete = 1, detail = none,
        tokenize = "ascii tokenchars '=+#'"
    )
    """,
)
"""``provenance`` of a segment refers to its table; that is not declared, since a million rows would
be looked up at every start and nothing ever removes a provenance that is in use."""

_OLD_COLUMNS = (
    "start_sample",
    "end_sample",
    "text",
    "raw_text",
    "language",
    "engine",
    "model",
    "model_sha256",
    "confidence",
    "words",
    "changes",
    "lexicon",
    "speaker",
    "overlap",
)


def make_compact(connection: apsw.Connection) -> None:
    """Store what repeats once, words in few bytes; add titles, tags, names, trash and search."""
    for table in ("segments", "transcripts", "recordings"):
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for statement in _TABLES:
        connection.execute(statement)
    _copy_recordings(connection)
    connection.execute("""
        INSERT INTO versions (recording, kind, decided_samples, complete)
        SELECT recordings.number, kind, decided_samples, complete
        FROM old_transcripts JOIN recordings ON recordings.id = recording_id
        ORDER BY recordings.number, kind
    """)
    _copy_segments(connection)
    for table in ("segments", "transcripts", "recordings"):
        connection.execute(f"DROP TABLE old_{table}")


def started_s(recording: Recording) -> int:
    """Return when a recording began, in seconds since 1970; 0 if its clock wrote no time."""
    try:
        started = datetime.fromisoformat(recording.started.wall)
        return int((started if started.tzinfo else started.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return 0


def _copy_recordings(connection: apsw.Connection) -> None:
    found = connection.execute("""
        SELECT id, origin, total_samples, text_state, problem, speaker_state, speaker_problem,
            recording
        FROM old_recordings ORDER BY id
    """)
    for number, (recording_id, *facts, encoded) in enumerate(found, start=1):
        recording = _RECORDING.validate_json(encoded)
        connection.execute(
            """
            INSERT INTO recordings (number, id, origin, total_samples, text_state, problem,
                speaker_state, speaker_problem, started, markers)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (number, recording_id, *facts, started_s(recording), len(recording.markers)),
        )
        connection.execute(
            "INSERT INTO details VALUES (?, ?)", (number, encode_recording(recording))
        )


def _copy_segments(connection: apsw.Connection) -> None:
    found = connection.execute("""
        SELECT versions.number, ordinal, start_sample, end_sample, text, raw_text, language, engine,
            model, model_sha256, confidence, words, changes, lexicon, speaker, overlap
        FROM old_segments
            JOIN recordings ON recordings.id = old_segments.recording_id
            JOIN versions ON versions.recording = recordings.number
                AND versions.kind = old_segments.kind
        ORDER BY versions.number, start_sample, ordinal
    """)
    for version, ordinal, *columns in found:
        segment = _old_segment(columns)
        connection.execute(
            INSERT_SEGMENT,
            segment_columns(version, ordinal, segment, provenance(connection, segment)),
        )


def _old_segment(columns: list[Any]) -> Segment:
    known = dict(zip(_OLD_COLUMNS, columns, strict=True))
    known["words"] = _WORDS.validate_json(known["words"])
    known["changes"] = _CHANGES.validate_python(json.loads(known["changes"]))
    known["overlap"] = bool(known["overlap"])
    return Segment(**known)
