"""The library's rows: plain SQL on one connection, used by one thread."""

import json
from collections.abc import Sequence

import apsw

from appliance.domain.list_order import ListOrder
from appliance.domain.recording import Recording
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.library.coding import encode_recording
from appliance.library.compact_schema import started_s
from appliance.library.edit_rows import EditRows
from appliance.library.errors import UnknownRecordingError
from appliance.library.file_marks import FileMarks
from appliance.library.labels import Labels
from appliance.library.list_columns import listed
from appliance.library.recording_rows import BEST_VERSION, rows_where
from appliance.library.row import LibraryRow, Origin
from appliance.library.search_index import SearchIndex
from appliance.library.segment_rows import (
    INSERT_SEGMENT,
    SELECT_SEGMENTS,
    first_place,
    in_order,
    next_place,
    places,
    provenance,
    segment_columns,
    to_segment,
)
from appliance.library.transaction import transaction
from appliance.library.word_coding import clean


class Store:
    """Reads and writes rows. Every method that writes is one transaction.

    What belongs into ``transcript.json`` raises the recording's revision; what can be searched
    also takes it out of the index until ``index`` is called.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.files = FileMarks(connection)
        self.labels = Labels(connection)
        self.edits = EditRows(connection)
        self.search = SearchIndex(connection)

    def put_recording(self, recording: Recording, *, total_samples: int, origin: Origin) -> None:
        """Insert or update. The text is left as it is."""
        with transaction(self.connection):
            number = self.connection.execute(
                """
                INSERT INTO recordings (id, origin, total_samples, text_state, started, markers)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET origin = excluded.origin,
                    total_samples = excluded.total_samples, started = excluded.started,
                    markers = excluded.markers
                RETURNING number
                """,
                (
                    recording.id,
                    origin,
                    total_samples,
                    TextState.WAITING,
                    started_s(recording),
                    len(recording.markers),
                ),
            ).get
            self.connection.execute(
                """
                INSERT INTO details VALUES (?, ?)
                ON CONFLICT (recording) DO UPDATE SET content = excluded.content
                """,
                (number, encode_recording(recording)),
            )

    def remove(self, recording_id: str) -> None:
        """Remove a recording with its text. Raises UnknownRecordingError."""
        number = self.number(recording_id)
        with transaction(self.connection):
            self.search.remove(number)
            self.connection.execute("DELETE FROM recordings WHERE number = ?", (number,))

    def ids(self) -> set[str]:
        """Return the ids of all recordings."""
        return {row[0] for row in self.connection.execute("SELECT id FROM recordings")}

    def page(
        self,
        *,
        limit: int,
        before: str | None = None,
        trashed: bool = False,
        order: ListOrder = ListOrder.NEWEST,
    ) -> list[LibraryRow]:
        """List recordings that come after the one of this id. Raises UnknownRecordingError."""
        return self.rows(listed(self.connection, limit, before, trashed=trashed, order=order))

    def rows(self, numbers: Sequence[int]) -> list[LibraryRow]:
        """Return recordings by their numbers, in that order."""
        found = rows_where(
            self.connection,
            "number IN (SELECT value FROM json_each(?))",
            json.dumps(numbers),
        )
        return [found[number] for number in numbers if number in found]

    def unfinished(self) -> list[LibraryRow]:
        """List recordings whose text is waited for, oldest first; none of the trash."""
        waiting = "text_state IN ('waiting', 'refining') AND trashed IS NULL ORDER BY id"
        return list(rows_where(self.connection, waiting).values())

    def without_speakers(self) -> list[LibraryRow]:
        """List recordings whose text is complete and whose speakers are waited for."""
        waiting = (
            "text_state = 'complete' AND speaker_state = 'waiting' AND trashed IS NULL ORDER BY id"
        )
        return list(rows_where(self.connection, waiting).values())

    def get(self, recording_id: str) -> LibraryRow:
        """Return one recording. Raises UnknownRecordingError."""
        (row,) = self.rows([self.number(recording_id)])
        return row

    def number(self, recording_id: str) -> int:
        """Return the number that stands for an id. Raises UnknownRecordingError."""
        number = self._scalar("SELECT number FROM recordings WHERE id = ?", recording_id)
        if number is None:
            raise UnknownRecordingError(recording_id)
        return number

    def index(self, recording_id: str) -> None:
        """Bring the search index up to date with a recording; nothing to do is nothing done."""
        number = self.number(recording_id)
        if self._scalar("SELECT indexed FROM recordings WHERE number = ?", number):
            return
        with transaction(self.connection):
            (row,) = self.rows([number])
            self.search.put(
                number,
                title=row.shown_title,
                labels=[*row.tags, *row.speaker_names.values()],
                version=self.best_version(number),
            )

    def unindexed(self, limit: int) -> list[str]:
        """List recordings that the search index does not know as they are now."""
        found = self.connection.execute(
            "SELECT id FROM recordings WHERE indexed = 0 LIMIT ?", (limit,)
        )
        return [recording_id for (recording_id,) in found]

    def set_text_state(self, recording_id: str, state: TextState, problem: str) -> None:
        """Say where the text stands. Raises UnknownRecordingError."""
        number = self.number(recording_id)
        with transaction(self.connection):
            self.connection.execute(
                "UPDATE recordings SET text_state = ?, problem = ? WHERE number = ?",
                (state, clean(problem), number),
            )
            self.files.changed(number)

    def set_speaker_state(self, recording_id: str, state: SpeakerState, problem: str) -> None:
        """Say where telling the speakers apart stands. Raises UnknownRecordingError."""
        number = self.number(recording_id)
        with transaction(self.connection):
            self.connection.execute(
                "UPDATE recordings SET speaker_state = ?, speaker_problem = ? WHERE number = ?",
                (state, clean(problem), number),
            )
            self.files.changed(number)

    def set_speakers(
        self, recording_id: str, kind: TranscriptKind, segments: Sequence[Segment]
    ) -> None:
        """Note who speaks in each utterance of a version; its text stays as it is.

        Of an utterance that is not there, nothing is noted. Raises UnknownRecordingError.
        """
        version = self.version(self.number(recording_id), kind)
        speakers = {
            (each.start_sample, ordinal): (each.speaker, int(each.overlap))
            for ordinal, each in in_order(segments)
        }
        with transaction(self.connection):
            self.connection.executemany(
                "UPDATE segments SET speaker = ?, overlap = ? WHERE place = ?",
                [
                    (*speakers[key], place)
                    for key, place in places(self.connection, version, from_sample=0).items()
                    if key in speakers
                ],
            )
            self.set_speaker_state(recording_id, SpeakerState.FOUND, "")

    def add_segments(
        self,
        recording_id: str,
        kind: TranscriptKind,
        segments: Sequence[Segment],
        *,
        decided_samples: int,
    ) -> int:
        """Add utterances not added before; returns how many. Raises UnknownRecordingError."""
        number = self.number(recording_id)
        with transaction(self.connection):
            known = self._scalar(
                "SELECT decided_samples FROM versions WHERE recording = ? AND kind = ?",
                number,
                kind,
            )
            version = self.connection.execute(
                """
                INSERT INTO versions (recording, kind, decided_samples, complete)
                VALUES (?, ?, ?, 0) ON CONFLICT (recording, kind)
                DO UPDATE SET decided_samples = max(decided_samples, excluded.decided_samples)
                RETURNING number
                """,
                (number, kind, decided_samples),
            ).get
            fresh = [segment for segment in segments if segment.start_sample >= (known or 0)]
            if fresh and known is not None:
                there = places(self.connection, version, from_sample=known)
                fresh = [
                    each
                    for ordinal, each in in_order(fresh)
                    if (each.start_sample, ordinal) not in there
                ]
            place = next_place(self.connection, version)
            if place + len(fresh) > first_place(version + 1):
                raise OverflowError
            self.connection.executemany(
                INSERT_SEGMENT,
                [
                    segment_columns(place + n, each, provenance(self.connection, each))
                    for n, each in enumerate(fresh)
                ],
            )
            self.files.changed(number, text=bool(fresh) or known is None)
        return len(fresh)

    def complete(self, recording_id: str, kind: TranscriptKind) -> None:
        """Mark a version as complete, an empty one too. Raises UnknownRecordingError."""
        number = self.number(recording_id)
        with transaction(self.connection):
            self.connection.execute(
                """
                INSERT INTO versions (recording, kind, decided_samples, complete)
                VALUES (?, ?, 0, 1) ON CONFLICT (recording, kind) DO UPDATE SET complete = 1
                """,
                (number, kind),
            )
            self.files.changed(number, text=True)

    def begin_again(self, recording_id: str) -> None:
        """Have the second pass made again; the one there is stays until then.

        Raises UnknownRecordingError.
        """
        with transaction(self.connection):
            self.discard(recording_id, TranscriptKind.REMAKING)
            self.add_segments(recording_id, TranscriptKind.REMAKING, [], decided_samples=0)
            best = self.best_kind(recording_id)
            is_whole = best is not None and self._complete_by_kind(recording_id)[best] == 1
            state = TextState.REFINING if is_whole else TextState.WAITING
            self.set_text_state(recording_id, state, "")

    def finish_again(self, recording_id: str) -> None:
        """Put the second pass that was made again in the place of the former one.

        Raises UnknownRecordingError.
        """
        number = self.number(recording_id)
        with transaction(self.connection):
            if self.version(number, TranscriptKind.REMAKING) is None:
                return
            self.discard(recording_id, TranscriptKind.SECOND_PASS)
            self.connection.execute(
                "UPDATE versions SET kind = ?, complete = 1 WHERE recording = ? AND kind = ?",
                (TranscriptKind.SECOND_PASS, number, TranscriptKind.REMAKING),
            )
            self.set_speaker_state(recording_id, SpeakerState.NONE, "")
            self.files.changed(number, text=True)

    def discard(self, recording_id: str, kind: TranscriptKind) -> None:
        """Remove a version with its utterances. Raises UnknownRecordingError."""
        number = self.number(recording_id)
        with transaction(self.connection):
            self.connection.execute(
                "DELETE FROM versions WHERE recording = ? AND kind = ?", (number, kind)
            )
            self.files.changed(number, text=True)

    def clear(self) -> None:
        """Remove everything."""
        with transaction(self.connection):
            self.connection.execute("DELETE FROM recordings")
            self.connection.execute("DELETE FROM provenance")
            self.search.clear()

    def kinds(self, recording_id: str) -> tuple[TranscriptKind, ...]:
        """Return the versions of the text that can be read, in the order of their making."""
        found = self._complete_by_kind(recording_id)
        readable = (kind for kind in TranscriptKind if kind is not TranscriptKind.REMAKING)
        return tuple(kind for kind in readable if kind in found)

    def best_kind(self, recording_id: str) -> TranscriptKind | None:
        """Choose the version that is shown."""
        kind = self.connection.execute(
            f"""
            SELECT kind FROM versions
            WHERE recording = (SELECT number FROM recordings WHERE id = ?) AND {BEST_VERSION}
            """,  # noqa: S608 - a constant
            (recording_id,),
        ).get
        return None if kind is None else TranscriptKind(kind)

    def transcript(
        self, recording_id: str, kind: TranscriptKind, *, from_sample: int = 0
    ) -> Transcript | None:
        """Return one version of the text, or its utterances from a position; None without one."""
        head = self.connection.execute(
            """
            SELECT versions.number, decided_samples, complete
            FROM versions JOIN recordings ON recordings.number = versions.recording
            WHERE id = ? AND kind = ?
            """,
            (recording_id, kind),
        ).fetchone()
        if head is None:
            return None
        found = self.connection.execute(SELECT_SEGMENTS, (head[0], from_sample))
        return Transcript(
            kind=kind,
            segments=tuple(to_segment(columns) for columns in found),
            decided_samples=head[1],
            complete=bool(head[2]),
        )

    def best_version(self, number: int) -> int | None:
        """Return the number of the version that is shown."""
        return self._scalar(
            f"SELECT number FROM versions WHERE recording = ? AND {BEST_VERSION}",  # noqa: S608 - constant
            number,
        )

    def version(self, number: int, kind: TranscriptKind | None) -> int | None:
        """Return the number of a version; None if there is none."""
        return self._scalar(
            "SELECT number FROM versions WHERE recording = ? AND kind = ?", number, kind
        )

    def _complete_by_kind(self, recording_id: str) -> dict[str, int]:
        return dict(
            self.connection.execute(
                """
                SELECT kind, complete FROM versions
                WHERE recording = (SELECT number FROM recordings WHERE id = ?)
                """,
                (recording_id,),
            )
        )

    def _scalar(self, statement: str, *values: str | int | None) -> int | None:
        row = self.connection.execute(statement, values).fetchone()
        return None if row is None else row[0]
