"""Rows of the edits of a text, and the text that they have led to."""

from collections.abc import Sequence
from typing import Final

import apsw
from pydantic import TypeAdapter

from appliance.domain.editing import Edit
from appliance.domain.transcript import Segment
from appliance.library.packing import squeeze, unsqueeze
from appliance.library.segment_rows import (
    INSERT_SEGMENT,
    OF_VERSION,
    first_place,
    provenance,
    segment_columns,
)
from appliance.library.word_coding import clean

_EDIT: Final = TypeAdapter(Edit)


def add_edits(connection: apsw.Connection) -> None:
    """Add what persons changed in texts: a migration."""
    connection.execute("""
        CREATE TABLE edits (
            recording INTEGER NOT NULL REFERENCES recordings ON DELETE CASCADE,
            number INTEGER NOT NULL,
            undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
            content BLOB NOT NULL,
            PRIMARY KEY (recording, number)
        ) STRICT, WITHOUT ROWID
    """)


class EditRows:
    """Reads and writes by the recording's number; within the caller's transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def history(self, number: int) -> tuple[tuple[Edit, ...], int]:
        """Return the edits, newest last, and how many of the last are undone."""
        found = list(
            self._connection.execute(
                "SELECT undone, content FROM edits WHERE recording = ? ORDER BY number", (number,)
            )
        )
        edits = tuple(_EDIT.validate_json(unsqueeze(content)) for _, content in found)
        return edits, sum(undone for undone, _ in found)

    def encoded(self, number: int) -> tuple[list[bytes], int]:
        """Return the edits as ``transcript.json`` holds them, and how many are undone."""
        found = list(
            self._connection.execute(
                "SELECT undone, content FROM edits WHERE recording = ? ORDER BY number", (number,)
            )
        )
        return [unsqueeze(content).encode() for _, content in found], sum(each for each, _ in found)

    def set_history(self, number: int, edits: Sequence[Edit], undone: int) -> None:
        """Make the rows these edits; what is there already is not written again."""
        known = dict(
            self._connection.execute(
                "SELECT number, undone FROM edits WHERE recording = ?", (number,)
            )
        )
        in_force = len(edits) - undone
        wanted = {edit.number: int(place >= in_force) for place, edit in enumerate(edits)}
        self._connection.executemany(
            "DELETE FROM edits WHERE recording = ? AND number = ?",
            [(number, each) for each in known if each not in wanted],
        )
        self._connection.executemany(
            "UPDATE edits SET undone = ? WHERE recording = ? AND number = ?",
            [
                (wanted[each], number, each)
                for each in known
                if each in wanted and wanted[each] != known[each]
            ],
        )
        self._connection.executemany(
            "INSERT INTO edits VALUES (?, ?, ?, ?)",
            [
                (number, edit.number, wanted[edit.number], _encoded(edit))
                for edit in edits
                if edit.number not in known
            ],
        )

    def replace(self, version: int, present: Sequence[Segment], wanted: Sequence[Segment]) -> None:
        """Make a version these segments; only what differs from ``present`` is written.

        Both are in order, and so are their places.
        """
        first = first_place(version)
        self._connection.execute(
            f"DELETE FROM segments WHERE {OF_VERSION} AND place >= ?2",  # noqa: S608 - a constant
            (version, first + len(wanted)),
        )
        self._connection.executemany(
            INSERT_SEGMENT.replace("INSERT", "INSERT OR REPLACE", 1),
            [
                segment_columns(first + n, each, provenance(self._connection, each))
                for n, each in enumerate(wanted)
                if n >= len(present) or present[n] != each
            ],
        )


def _encoded(edit: Edit) -> bytes:
    return squeeze(clean(_EDIT.dump_json(edit).decode()))
