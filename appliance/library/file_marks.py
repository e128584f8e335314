"""How far ``transcript.json`` and the search index are behind the rows of a recording."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import apsw


@dataclass(frozen=True, slots=True)
class FileMark:
    """Which state of ``transcript.json`` the rows know."""

    revision: int
    """Of the rows."""

    kept: int
    """Of the file, when it was last written or read."""

    stamp: str | None
    """Of the file, then; None if an older box wrote the row."""

    unfinished: bool


class FileMarks:
    """Reads and writes; within the caller's transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def changed(self, number: int, *, text: bool = False) -> None:
        """Note that ``transcript.json`` is behind, with ``text`` the search index too."""
        self._connection.execute(
            """
            UPDATE recordings SET revision = revision + 1, indexed = min(indexed, ?)
            WHERE number = ?
            """,
            (not text, number),
        )

    def revision(self, recording_id: str) -> int:
        """Return how often what belongs into the file was changed."""
        found = self._connection.execute(
            "SELECT revision FROM recordings WHERE id = ?", (recording_id,)
        ).fetchone()
        return 0 if found is None else int(found[0])

    def known(self, recording_ids: Iterable[str]) -> dict[str, int]:
        """Return the revisions of those of which the rows know what belongs into the file.

        It is 0 where an older box wrote the rows.
        """
        return dict(
            self._connection.execute(
                """
                SELECT id, revision FROM recordings
                WHERE id IN (SELECT value FROM json_each(?)) AND (
                    revision > 0 OR text_state != 'waiting'
                    OR EXISTS (SELECT 1 FROM versions WHERE versions.recording = recordings.number)
                )
                """,
                (json.dumps(list(recording_ids)),),
            )
        )

    def kept(self, recording_id: str, revision: int, stamp: str) -> None:
        """Note which revision the file holds, and how it is told from another file."""
        self._connection.execute(
            "UPDATE recordings SET kept = ?, file_stamp = ? WHERE id = ?",
            (revision, stamp, recording_id),
        )

    def set_revision(self, recording_id: str, revision: int, stamp: str) -> None:
        """Note that the rows are as the file."""
        self._connection.execute(
            """
            UPDATE recordings SET revision = ?1, kept = ?1, file_stamp = ?2, indexed = 0
            WHERE id = ?3
            """,
            (revision, stamp, recording_id),
        )

    def marks(self) -> dict[str, FileMark]:
        """Return what is known of the files of all recordings."""
        return {
            recording_id: FileMark(*mark)
            for recording_id, *mark in self._connection.execute(
                """
                SELECT id, revision, kept, file_stamp, text_state IN ('waiting', 'refining')
                FROM recordings
                """
            )
        }
