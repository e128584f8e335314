"""Rows of what a person says about a recording: title, tags, names, hold, trash, source."""

from collections.abc import Mapping, Sequence
from typing import Any

import apsw

from appliance.domain.source import Source
from appliance.library.folding import fold


class Labels:
    """Reads and writes by the recording's number; within the caller's transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def title(self, number: int) -> str | None:
        """Return the title that a person gave."""
        found = self._one("SELECT title FROM recordings WHERE number = ?", number)
        return None if found is None else found[0]

    def set_title(self, number: int, title: str | None) -> None:
        """Set the title."""
        self._set("title = ?", number, title)

    def tags(self, number: int) -> tuple[str, ...]:
        """Return the tags as they were given."""
        found = self._connection.execute(
            "SELECT tag FROM tags WHERE recording = ? ORDER BY place", (number,)
        )
        return tuple(tag for (tag,) in found)

    def set_tags(self, number: int, tags: Sequence[str]) -> None:
        """Replace all tags."""
        self._connection.execute("DELETE FROM tags WHERE recording = ?", (number,))
        self._connection.executemany(
            "INSERT INTO tags VALUES (?, ?, ?, ?)",
            [(number, place, tag, fold(tag)) for place, tag in enumerate(tags)],
        )

    def all_tags(self) -> list[tuple[str, int]]:
        """List tags in use outside the trash, each with the number of recordings that have it."""
        return list(
            self._connection.execute("""
                SELECT min(tag), count(*) FROM tags
                JOIN recordings ON number = recording AND trashed IS NULL
                GROUP BY folded ORDER BY count(*) DESC, folded
            """)
        )

    def speaker_names(self, number: int) -> dict[int, str]:
        """Return the names that speakers were given."""
        return dict(
            self._connection.execute(
                "SELECT speaker, name FROM speaker_names WHERE recording = ? ORDER BY speaker",
                (number,),
            )
        )

    def set_speaker_names(self, number: int, names: Mapping[int, str]) -> None:
        """Replace all names."""
        self._connection.execute("DELETE FROM speaker_names WHERE recording = ?", (number,))
        self._connection.executemany(
            "INSERT INTO speaker_names VALUES (?, ?, ?, ?)",
            [(number, speaker, name, fold(name)) for speaker, name in names.items()],
        )

    def set_hold(self, number: int, *, hold: bool) -> None:
        """Keep it from being deleted, or no longer."""
        self._set("hold = ?", number, int(hold))

    def set_trashed(self, number: int, trashed: str | None) -> None:
        """Put it into the trash since a moment, or take it out."""
        self._set("trashed = ?", number, trashed)

    def source(self, number: int) -> Source | None:
        """Return the file it was made from."""
        found = self._one(
            "SELECT source_name, source_sha256, source_bytes FROM recordings WHERE number = ?",
            number,
        )
        if found is None or found[1] is None:
            return None
        return Source(name=found[0], sha256=found[1], size_bytes=found[2])

    def set_source(self, number: int, source: Source | None) -> None:
        """Note the file it was made from."""
        columns = (source.name, source.sha256, source.size_bytes) if source else (None, None, None)
        self._set("source_name = ?, source_sha256 = ?, source_bytes = ?", number, *columns)

    def from_source(self, sha256: str) -> str | None:
        """Return the newest recording made of a file with this content; the trash comes last."""
        found = self._connection.execute(
            """
            SELECT id FROM recordings WHERE source_sha256 = ?
            ORDER BY trashed IS NOT NULL, id DESC LIMIT 1
            """,
            (sha256,),
        ).fetchone()
        return None if found is None else found[0]

    def texts(self, number: int) -> list[str]:
        """Return tags and names, for the search."""
        return [*self.tags(number), *self.speaker_names(number).values()]

    def _set(self, columns: str, number: int, *values: str | int | None) -> None:
        statement = f"UPDATE recordings SET {columns} WHERE number = ?"  # noqa: S608 - from here
        self._connection.execute(statement, (*values, number))

    def _one(self, statement: str, number: int) -> tuple[Any, ...] | None:
        return self._connection.execute(statement, (number,)).fetchone()
