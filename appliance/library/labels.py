"""Rows of what a person says about a recording: title, tags, names, hold, trash, source."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

import apsw

from appliance.domain.source import Source
from appliance.library.folding import fold

_OF_THESE: Final = "recording IN (SELECT value FROM json_each(?))"


class Labels:
    """Reads and writes by the recording's number; within the caller's transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def set_title(self, number: int, title: str | None) -> None:
        """Set the title."""
        self._set("title = ?", number, title)

    def tags(self, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the tags of recordings as they were given."""
        tags: dict[int, tuple[str, ...]] = dict.fromkeys(numbers, ())
        for number, tag in self._connection.execute(
            f"SELECT recording, tag FROM tags WHERE {_OF_THESE}"  # noqa: S608 - a constant
            " ORDER BY recording, place",
            (json.dumps(numbers),),
        ):
            tags[number] += (tag,)
        return tags

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

    def speaker_names(self, numbers: Sequence[int]) -> dict[int, dict[int, str]]:
        """Return the names that speakers of recordings were given."""
        names: dict[int, dict[int, str]] = {number: {} for number in numbers}
        for number, speaker, name in self._connection.execute(
            f"SELECT recording, speaker, name FROM speaker_names"  # noqa: S608 - a constant
            f" WHERE {_OF_THESE}"
            " ORDER BY recording, speaker",
            (json.dumps(numbers),),
        ):
            names[number][speaker] = name
        return names

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

    def _set(self, columns: str, number: int, *values: str | int | None) -> None:
        statement = f"UPDATE recordings SET {columns} WHERE number = ?"  # noqa: S608 - from here
        self._connection.execute(statement, (*values, number))
