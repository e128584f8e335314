"""A recording with all that a list tells of it, as one row."""

from collections.abc import Sequence
from typing import Any, Final

import apsw

from appliance.domain.source import Source
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.library.coding import decode_recording
from appliance.library.labels import Labels
from appliance.library.row import LibraryRow, Origin
from appliance.library.segment_rows import excerpt

BEST_VERSION: Final = """
    kind <> 'remaking'
    ORDER BY kind = 'edited' DESC, kind = 'second-pass' AND complete DESC, kind = 'live' DESC
    LIMIT 1
"""
"""Condition and order: edited, then a complete second pass, then live, then whatever there is."""

_SELECT: Final = f"""
    SELECT number, content, origin, total_samples, text_state, problem, speaker_state,
        speaker_problem, hold, trashed, title, source_name, source_sha256, source_bytes, revision,
        coalesce((SELECT decided_samples FROM versions
                  WHERE versions.recording = recordings.number AND kind = 'live'), 0),
        (SELECT versions.number FROM versions
         WHERE versions.recording = recordings.number AND {BEST_VERSION})
    FROM recordings JOIN details ON details.recording = number
"""  # noqa: S608 - constants


def rows_where(
    connection: apsw.Connection, condition: str, *values: str | int | None
) -> dict[int, LibraryRow]:
    """Return recordings by their numbers; a condition may end with an order, which they have."""
    found: list[tuple[Any, ...]] = connection.execute(
        f"{_SELECT} WHERE {condition}", values
    ).fetchall()
    numbers: list[int] = [columns[0] for columns in found]
    tags, names = Labels(connection).tags(numbers), Labels(connection).speaker_names(numbers)
    return {
        number: _to_row(columns, excerpt(connection, columns[-1]), tags[number], names[number])
        for number, columns in zip(numbers, found, strict=True)
    }


def _to_row(
    columns: Sequence[Any], begins: str, tags: tuple[str, ...], names: dict[int, str]
) -> LibraryRow:
    _, content, origin, total_samples, text_state, problem, *rest = columns
    speaker_state, speaker_problem, hold, trashed, title, *rest = rest
    source_name, source_sha256, source_bytes, revision, decided_samples, _ = rest
    return LibraryRow(
        recording=decode_recording(content),
        origin=Origin(origin),
        total_samples=total_samples,
        text_state=TextState(text_state),
        problem=problem,
        decided_samples=decided_samples,
        excerpt=begins,
        speaker_state=SpeakerState(speaker_state),
        speaker_problem=speaker_problem,
        title=title,
        tags=tags,
        speaker_names=names,
        hold=bool(hold),
        trashed=trashed,
        source=None
        if source_sha256 is None
        else Source(name=source_name, sha256=source_sha256, size_bytes=source_bytes),
        revision=revision,
    )
