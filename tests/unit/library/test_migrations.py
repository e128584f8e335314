"""The schema's history."""

import json
from dataclasses import replace

import apsw
import pytest
from pydantic import TypeAdapter

from appliance.domain.editing import EditedText, EditKind
from appliance.domain.list_order import ListOrder
from appliance.domain.recording import Recording
from appliance.domain.search_filter import SearchFilter
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind, Word
from appliance.library.errors import LibraryError
from appliance.library.list_columns import title_order
from appliance.library.migrations import MIGRATIONS, migrate
from appliance.library.row import Origin
from appliance.library.search import find
from appliance.library.store import Store
from tests.fakes import released_rows
from tests.fakes.speech import ID, recording, segment


def schema(connection: apsw.Connection) -> list[tuple[str, str]]:
    """All tables as they were declared."""
    return list(
        connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql <> '' ORDER BY name")
    )


def applied(connection: apsw.Connection) -> list[str]:
    """Names of the recorded migrations."""
    return [row[0] for row in connection.execute("SELECT name FROM migrations ORDER BY number")]


@pytest.mark.parametrize("released", range(len(MIGRATIONS) + 1))
def test_every_earlier_schema_becomes_the_present_one(released: int) -> None:
    """From none at all and after each migration."""
    fresh, old = apsw.Connection(":memory:"), apsw.Connection(":memory:")
    migrate(fresh)
    migrate(old, MIGRATIONS[:released])

    migrate(old)

    assert schema(fresh) == schema(old)
    assert [migration.__name__ for migration in MIGRATIONS] == applied(old)


SEGMENT = (
    "INSERT INTO segments (recording_id, kind, start_sample, ordinal, end_sample, text, raw_text,"
    " language, engine, model, model_sha256, confidence, words)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 'zh', 'whisper', 'base', ?, ?, ?)"
)


def put_by_an_older_box(connection: apsw.Connection, released: int) -> tuple[Segment, ...]:
    """Put a recording with two utterances as the schemas before the fifth held them."""
    said: tuple[Segment, ...] = (segment(1, "甲乙"), segment(1, "丙"))
    recorded = json.dumps(TypeAdapter(Recording).dump_python(recording(), mode="json"))
    connection.execute(
        "INSERT INTO recordings (id, origin, total_samples, text_state, problem, recording)"
        " VALUES (?, 'microphone', 960000, 'complete', 'a note', ?)",
        (ID, recorded),
    )
    if released == 1:
        return ()
    connection.execute("INSERT INTO transcripts VALUES (?, 'live', 960000, 1)", (ID,))
    for ordinal, each in enumerate(said):
        words = TypeAdapter(tuple[Word, ...]).dump_json(each.words).decode()
        connection.execute(
            SEGMENT,
            (
                *(ID, "live", each.start_sample, ordinal, each.end_sample, each.text),
                *(each.raw_text, each.model_sha256, each.confidence, words),
            ),
        )
    if released > 2:
        change = TextChange(step=TextStep.ITN, start=0, before="甲", after="甲乙", cause="rule")
        said = tuple(
            replace(each, changes=(change,), lexicon="abc", speaker=2, overlap=True)
            for each in said
        )
        changes = TypeAdapter(tuple[TextChange, ...]).dump_json((change,)).decode()
        connection.execute(
            "UPDATE segments SET changes = ?, lexicon = 'abc', speaker = 2, overlap = 1",
            (changes,),
        )
    if released > 3:
        connection.execute("UPDATE recordings SET speaker_state = 'found'")
    return said


@pytest.mark.parametrize("released", range(1, 5))
def test_what_an_older_box_wrote_is_all_there(released: int) -> None:
    """The recording, its states, and every field of every utterance; and it can be searched."""
    connection = apsw.Connection(":memory:")
    connection.pragma("foreign_keys", 1)
    migrate(connection, MIGRATIONS[:released])
    said = put_by_an_older_box(connection, released)

    migrate(connection)

    store = Store(connection)
    store.index(ID)
    row = store.get(ID)
    live = store.transcript(ID, TranscriptKind.LIVE)
    assert (recording(), "a note", 960_000) == (row.recording, row.problem, row.total_samples)
    assert said == (live.segments if live else ())
    assert (SpeakerState.FOUND if released > 3 else SpeakerState.NONE) is row.speaker_state
    found = find(store, "甲乙" if said else "周会", SearchFilter(), limit=1, offset=0, matches=1)
    assert [ID] == [each.row.recording.id for each in found.found]


@pytest.mark.parametrize("released", range(5, len(MIGRATIONS)))
def test_what_a_compact_library_held_is_all_there(released: int) -> None:
    """Both texts, all labels, the search index and the edits, as they were written then."""
    connection = apsw.Connection(":memory:")
    connection.pragma("foreign_keys", 1)
    for schema in range(5, released + 1):
        migrate(connection, MIGRATIONS[:schema])
        connection.execute(released_rows.written_with(schema))

    migrate(connection)

    store = Store(connection)
    row = store.get(ID)
    assert (recording(), Origin.FILE, 960_000) == (row.recording, row.origin, row.total_samples)
    assert (TextState.COMPLETE, "a note") == (row.text_state, row.problem)
    assert (SpeakerState.FOUND, released_rows.SOURCE) == (row.speaker_state, row.source)
    assert ("水泵检查", ("巡检", "Alpha")) == (row.title, row.tags)
    assert ({1: "王芳"}, True, None) == (row.speaker_names, row.hold, row.trashed)
    texts = {kind: store.transcript(ID, kind) for kind in TranscriptKind}
    held = {kind: text.segments for kind, text in texts.items() if text and text.complete}
    written = {
        TranscriptKind.LIVE: released_rows.LIVE,
        TranscriptKind.SECOND_PASS: released_rows.SECOND_PASS,
    }
    edits, undone = store.edits.history(store.number(ID))
    text = EditedText(segments=held.pop(TranscriptKind.EDITED, ()), edits=edits, undone=undone)
    assert written == held
    assert [] == store.unindexed(1)
    for said in ("水泵", "pump", "巡检", "王芳"):
        found = find(store, said, SearchFilter(), limit=1, offset=0, matches=1)
        assert [ID] == [each.row.recording.id for each in found.found], said
    assert [ID] == [each.recording.id for each in store.page(limit=1, order=ListOrder.TITLE)]
    assert title_order("水泵检查") == connection.execute("SELECT title_order FROM recordings").get
    if released == 5:
        assert EditedText(segments=()) == text
    else:
        assert [EditKind.TEXT, EditKind.REMOVE] == [edit.kind for edit in text.edits]
        assert "the pump leaks" == text.segments[1].text
        assert released_rows.SECOND_PASS == text.undo().segments
        assert text.segments[1:] == text.redo().segments


def test_a_migration_that_fails_leaves_the_schema_before_it() -> None:
    """Its changes and its record come together or not at all."""

    def fails(connection: apsw.Connection) -> None:
        connection.execute("CREATE TABLE half_done (id INTEGER) STRICT")
        msg = "power cut"
        raise RuntimeError(msg)

    connection = apsw.Connection(":memory:")
    with pytest.raises(RuntimeError):
        migrate(connection, (*MIGRATIONS, fails))

    assert "half_done" not in dict(schema(connection))
    assert [migration.__name__ for migration in MIGRATIONS] == applied(connection)


def of_tomorrow(connection: apsw.Connection) -> None:
    """Stand for what a later release adds."""


def test_a_newer_schema_is_refused() -> None:
    """An older release would not understand it; the message names the way out."""
    connection = apsw.Connection(":memory:")
    migrate(connection, (*MIGRATIONS, of_tomorrow))

    with pytest.raises(LibraryError, match="newer release") as refused:
        migrate(connection)

    assert "rebuilt from the recordings" in refused.value.hint
