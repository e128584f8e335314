"""The schema's history: ordered functions, each committed together with its record.

A released migration never changes; a new one is added at the end. Indexes and the search index are
made of pages like tables are, each with its checksum; the start reads all of them.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import apsw

from appliance.library.compact_schema import make_compact
from appliance.library.edit_rows import add_edits
from appliance.library.errors import NewerLibraryError
from appliance.library.list_columns import add_title_order
from appliance.library.transaction import transaction

Migration = Callable[[apsw.Connection], None]


def create_recordings(connection: apsw.Connection) -> None:
    """Add one row per recording; ``recording`` is the replayed journal."""
    connection.execute("""
        CREATE TABLE recordings (
            id TEXT PRIMARY KEY,
            origin TEXT NOT NULL,
            total_samples INTEGER NOT NULL CHECK (total_samples >= 0),
            text_state TEXT NOT NULL,
            problem TEXT NOT NULL,
            recording TEXT NOT NULL CHECK (json_valid(recording))
        ) STRICT, WITHOUT ROWID
    """)


def create_transcripts(connection: apsw.Connection) -> None:
    """Add the versions of a recording's text and their utterances."""
    connection.execute("""
        CREATE TABLE transcripts (
            recording_id TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
            kind TEXT NOT NULL,
            decided_samples INTEGER NOT NULL CHECK (decided_samples >= 0),
            complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
            PRIMARY KEY (recording_id, kind)
        ) STRICT, WITHOUT ROWID
    """)
    connection.execute("""
        CREATE TABLE segments (
            recording_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            start_sample INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            end_sample INTEGER NOT NULL,
            text TEXT NOT NULL,
            raw_text TEXT NOT NULL,
            language TEXT NOT NULL,
            engine TEXT NOT NULL,
            model TEXT NOT NULL,
            model_sha256 TEXT NOT NULL,
            confidence REAL,
            words TEXT NOT NULL CHECK (json_valid(words)),
            PRIMARY KEY (recording_id, kind, start_sample, ordinal),
            FOREIGN KEY (recording_id, kind) REFERENCES transcripts ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID
    """)


def add_changes_and_speakers(connection: apsw.Connection) -> None:
    """Add how an utterance came from its raw text, and who spoke it."""
    for column in (
        "changes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(changes))",
        "lexicon TEXT NOT NULL DEFAULT ''",
        "speaker INTEGER",
        "overlap INTEGER NOT NULL DEFAULT 0 CHECK (overlap IN (0, 1))",
    ):
        connection.execute(f"ALTER TABLE segments ADD COLUMN {column}")


def add_speaker_state(connection: apsw.Connection) -> None:
    """Add whether the speakers of a recording are told apart."""
    for column in (
        "speaker_state TEXT NOT NULL DEFAULT 'none'",
        "speaker_problem TEXT NOT NULL DEFAULT ''",
    ):
        connection.execute(f"ALTER TABLE recordings ADD COLUMN {column}")


MIGRATIONS: Final[Sequence[Migration]] = (
    create_recordings,
    create_transcripts,
    add_changes_and_speakers,
    add_speaker_state,
    make_compact,
    add_edits,
    add_title_order,
)


def is_ours(connection: apsw.Connection) -> bool:
    """Tell whether our first migration has made this database."""
    try:
        first = connection.execute("SELECT name FROM migrations WHERE number = 1").get
    except apsw.SQLError:  # there is no such table, or one of somebody else's
        return False
    return bool(first == MIGRATIONS[0].__name__)


def migrate(connection: apsw.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the schema up to date. Raises NewerLibraryError if a newer box did."""
    connection.execute("""
        CREATE TABLE IF NOT EXISTS migrations (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            applied TEXT NOT NULL
        ) STRICT
    """)
    applied = connection.execute("SELECT coalesce(max(number), 0) FROM migrations").get
    if applied > len(migrations):
        raise NewerLibraryError(
            "{path} was written by a newer release (schema {theirs}, this one knows {ours}).",
            hint="Install that release again, or move the file away: the library is then"
            " rebuilt from the recordings.",
            path=connection.filename,
            theirs=applied,
            ours=len(migrations),
        )
    for number, migration in enumerate(migrations[applied:], start=applied + 1):
        with transaction(connection):
            migration(connection)
            connection.execute(
                "INSERT INTO migrations VALUES (?, ?, ?)",
                (number, migration.__name__, datetime.now(UTC).isoformat(timespec="seconds")),
            )
