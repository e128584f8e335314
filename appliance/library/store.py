"""The library's rows: plain SQL on one connection, used by one thread."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

import apsw

from appliance.domain.recording import Recording
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.library.coding import (
    clean,
    decode_changes,
    decode_recording,
    decode_words,
    encode_changes,
    encode_recording,
    encode_words,
)
from appliance.library.errors import UnknownRecordingError
from appliance.library.row import LibraryRow, Origin
from appliance.library.transaction import transaction

EXCERPT_CHARACTERS = 80

_ROW = """
    SELECT recording, origin, total_samples, text_state, problem, speaker_state, speaker_problem,
        coalesce((SELECT decided_samples FROM transcripts
                  WHERE recording_id = recordings.id AND kind = 'live'), 0)
    FROM recordings
"""


class Store:
    """Reads and writes rows. Every method that writes is one transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection

    def put_recording(self, recording: Recording, *, total_samples: int, origin: Origin) -> None:
        """Insert or update. The text is left as it is."""
        self.connection.execute(
            """
            INSERT INTO recordings (id, origin, total_samples, text_state, problem, recording)
            VALUES (?, ?, ?, ?, '', ?)
            ON CONFLICT (id) DO UPDATE SET origin = excluded.origin,
                total_samples = excluded.total_samples, recording = excluded.recording
            """,
            (
                recording.id,
                origin,
                total_samples,
                TextState.WAITING,
                encode_recording(recording),
            ),
        )

    def ids(self) -> set[str]:
        """Return the ids of all recordings."""
        return {row[0] for row in self.connection.execute("SELECT id FROM recordings")}

    def page(self, *, limit: int, before: str | None) -> list[LibraryRow]:
        """List recordings by falling id, which begins with the time of their start."""
        if before is None:
            found = self.connection.execute(f"{_ROW} ORDER BY id DESC LIMIT ?", (limit,))
        else:
            found = self.connection.execute(
                f"{_ROW} WHERE id < ? ORDER BY id DESC LIMIT ?", (before, limit)
            )
        return [self._row(columns) for columns in found]

    def unfinished(self) -> list[LibraryRow]:
        """List recordings whose text is waited for, oldest first."""
        found = self.connection.execute(
            f"{_ROW} WHERE text_state IN ('waiting', 'refining') ORDER BY id"
        )
        return [self._row(columns) for columns in found]

    def without_speakers(self) -> list[LibraryRow]:
        """List recordings whose text is complete and whose speakers are waited for."""
        found = self.connection.execute(
            f"{_ROW} WHERE text_state = 'complete' AND speaker_state = 'waiting' ORDER BY id"
        )
        return [self._row(columns) for columns in found]

    def get(self, recording_id: str) -> LibraryRow:
        """Return one recording. Raises UnknownRecordingError."""
        columns = self.connection.execute(f"{_ROW} WHERE id = ?", (recording_id,)).fetchone()
        if columns is None:
            raise UnknownRecordingError(recording_id)
        return self._row(columns)

    def set_text_state(self, recording_id: str, state: TextState, problem: str) -> None:
        """Say where the text stands. Raises UnknownRecordingError."""
        self._require(recording_id)
        self.connection.execute(
            "UPDATE recordings SET text_state = ?, problem = ? WHERE id = ?",
            (state, clean(problem), recording_id),
        )

    def set_speaker_state(self, recording_id: str, state: SpeakerState, problem: str) -> None:
        """Say where telling the speakers apart stands. Raises UnknownRecordingError."""
        self._require(recording_id)
        self.connection.execute(
            "UPDATE recordings SET speaker_state = ?, speaker_problem = ? WHERE id = ?",
            (state, clean(problem), recording_id),
        )

    def set_speakers(
        self, recording_id: str, kind: TranscriptKind, segments: Sequence[Segment]
    ) -> None:
        """Note who speaks in each utterance of a version; its text stays as it is.

        Of an utterance that is not there, nothing is noted. Raises UnknownRecordingError.
        """
        self._require(recording_id)
        seen: Counter[int] = Counter()
        noted = []
        for segment in segments:
            place = (segment.start_sample, seen[segment.start_sample])
            seen[segment.start_sample] += 1
            noted.append((segment.speaker, int(segment.overlap), recording_id, kind, *place))
        with transaction(self.connection):
            self.connection.executemany(
                """
                UPDATE segments SET speaker = ?, overlap = ?
                WHERE recording_id = ? AND kind = ? AND start_sample = ? AND ordinal = ?
                """,
                noted,
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
        self._require(recording_id)
        with transaction(self.connection):
            known = self._scalar(
                "SELECT decided_samples FROM transcripts WHERE recording_id = ? AND kind = ?",
                recording_id,
                kind,
            )
            fresh = [segment for segment in segments if segment.start_sample >= (known or 0)]
            self.connection.execute(
                """
                INSERT INTO transcripts VALUES (?, ?, ?, 0) ON CONFLICT (recording_id, kind)
                DO UPDATE SET decided_samples = max(decided_samples, excluded.decided_samples)
                """,
                (recording_id, kind, decided_samples),
            )
            self.connection.executemany(
                "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                _columns(recording_id, kind, fresh),
            )
        return len(fresh)

    def complete(self, recording_id: str, kind: TranscriptKind) -> None:
        """Mark a version as complete, an empty one too. Raises UnknownRecordingError."""
        self._require(recording_id)
        self.connection.execute(
            """
            INSERT INTO transcripts VALUES (?, ?, 0, 1)
            ON CONFLICT (recording_id, kind) DO UPDATE SET complete = 1
            """,
            (recording_id, kind),
        )

    def begin_again(self, recording_id: str) -> None:
        """Have the second pass made again; the one there is stays until then.

        Raises UnknownRecordingError.
        """
        self._require(recording_id)
        with transaction(self.connection):
            self.discard(recording_id, TranscriptKind.REMAKING)
            self.add_segments(recording_id, TranscriptKind.REMAKING, [], decided_samples=0)
            has_text = self.best_kind(recording_id) is not None
            state = TextState.REFINING if has_text else TextState.WAITING
            self.set_text_state(recording_id, state, "")

    def finish_again(self, recording_id: str) -> None:
        """Put the second pass that was made again in the place of the former one.

        Raises UnknownRecordingError.
        """
        self._require(recording_id)
        with transaction(self.connection):
            remade = self.transcript(recording_id, TranscriptKind.REMAKING)
            if remade is None:
                return
            self.discard(recording_id, TranscriptKind.SECOND_PASS)
            self.connection.execute(
                "INSERT INTO transcripts VALUES (?, ?, ?, 1)",
                (recording_id, TranscriptKind.SECOND_PASS, remade.decided_samples),
            )
            self.connection.execute(
                "UPDATE segments SET kind = ? WHERE recording_id = ? AND kind = ?",
                (TranscriptKind.SECOND_PASS, recording_id, TranscriptKind.REMAKING),
            )
            self.discard(recording_id, TranscriptKind.REMAKING)
            self.set_speaker_state(recording_id, SpeakerState.NONE, "")

    def discard(self, recording_id: str, kind: TranscriptKind) -> None:
        """Remove a version with its utterances. Raises UnknownRecordingError."""
        self._require(recording_id)
        self.connection.execute(
            "DELETE FROM transcripts WHERE recording_id = ? AND kind = ?", (recording_id, kind)
        )

    def remove(self, recording_id: str) -> None:
        """Remove a recording with all versions of its text; one that is unknown is none."""
        self.connection.execute("DELETE FROM recordings WHERE id = ?", (recording_id,))

    def clear(self) -> None:
        """Remove everything."""
        self.connection.execute("DELETE FROM recordings")

    def kinds(self, recording_id: str) -> tuple[TranscriptKind, ...]:
        """Return the versions of the text that can be read, in the order of their making."""
        found = {
            row[0]
            for row in self.connection.execute(
                "SELECT kind FROM transcripts WHERE recording_id = ?", (recording_id,)
            )
        }
        readable = (kind for kind in TranscriptKind if kind is not TranscriptKind.REMAKING)
        return tuple(kind for kind in readable if kind in found)

    def best_kind(self, recording_id: str) -> TranscriptKind | None:
        """Choose edited, then a complete second pass, then live, then whatever there is."""
        found = dict(
            self.connection.execute(
                "SELECT kind, complete FROM transcripts WHERE recording_id = ?", (recording_id,)
            )
        )
        for kind, wanted in (
            (TranscriptKind.EDITED, True),
            (TranscriptKind.SECOND_PASS, found.get(TranscriptKind.SECOND_PASS) == 1),
            (TranscriptKind.LIVE, True),
            (TranscriptKind.SECOND_PASS, True),
        ):
            if kind in found and wanted:
                return kind
        return None

    def transcript(self, recording_id: str, kind: TranscriptKind) -> Transcript | None:
        """Return one version of the text; None if there is none."""
        head = self.connection.execute(
            "SELECT decided_samples, complete FROM transcripts WHERE recording_id = ? AND kind = ?",
            (recording_id, kind),
        ).fetchone()
        if head is None:
            return None
        found = self.connection.execute(
            """
            SELECT start_sample, end_sample, text, raw_text, language, engine, model,
                model_sha256, confidence, words, changes, lexicon, speaker, overlap
            FROM segments WHERE recording_id = ? AND kind = ? ORDER BY start_sample, ordinal
            """,
            (recording_id, kind),
        )
        return Transcript(
            kind=kind,
            segments=tuple(_segment(columns) for columns in found),
            decided_samples=head[0],
            complete=bool(head[1]),
        )

    def _require(self, recording_id: str) -> None:
        if self._scalar("SELECT 1 FROM recordings WHERE id = ?", recording_id) is None:
            raise UnknownRecordingError(recording_id)

    def _scalar(self, statement: str, *values: str) -> int | None:
        row = self.connection.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def _row(self, columns: Sequence[Any]) -> LibraryRow:
        recording, origin, total_samples, text_state, problem, *speakers, decided_samples = columns
        speaker_state, speaker_problem = speakers
        decoded = decode_recording(recording)
        return LibraryRow(
            recording=decoded,
            origin=Origin(origin),
            total_samples=total_samples,
            text_state=TextState(text_state),
            problem=problem,
            decided_samples=decided_samples,
            excerpt=self._excerpt(decoded.id),
            speaker_state=SpeakerState(speaker_state),
            speaker_problem=speaker_problem,
        )

    def _excerpt(self, recording_id: str) -> str:
        kind = self.best_kind(recording_id)
        excerpt = ""
        for (text,) in self.connection.execute(
            """
            SELECT text FROM segments WHERE recording_id = ? AND kind = ?
            ORDER BY start_sample, ordinal LIMIT ?
            """,
            (recording_id, kind, EXCERPT_CHARACTERS),
        ):
            excerpt = f"{excerpt} {text}".strip()
            if len(excerpt) >= EXCERPT_CHARACTERS:
                return f"{excerpt[: EXCERPT_CHARACTERS - 1]}…"
        return excerpt


def _columns(
    recording_id: str, kind: TranscriptKind, segments: Sequence[Segment]
) -> Iterator[tuple[str | int | float | None, ...]]:
    """Rows to insert; ``ordinal`` tells utterances apart that begin at the same sample."""
    seen: Counter[int] = Counter()
    for segment in segments:
        yield (
            recording_id,
            kind,
            segment.start_sample,
            seen[segment.start_sample],
            segment.end_sample,
            clean(segment.text),
            clean(segment.raw_text),
            clean(segment.language),
            clean(segment.engine),
            clean(segment.model),
            clean(segment.model_sha256),
            segment.confidence,
            encode_words(segment.words),
            encode_changes(segment.changes),
            clean(segment.lexicon),
            segment.speaker,
            int(segment.overlap),
        )
        seen[segment.start_sample] += 1


def _segment(columns: Sequence[Any]) -> Segment:
    names = [field.name for field in fields(Segment)]
    known = dict(zip(names, columns, strict=True))
    known["words"] = decode_words(known["words"])
    known["changes"] = decode_changes(known["changes"])
    known["overlap"] = bool(known["overlap"])
    return Segment(**known)
