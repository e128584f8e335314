"""Rows of the library, on a database in memory."""

from collections.abc import Iterator
from dataclasses import replace

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library.errors import UnknownRecordingError
from appliance.library.migrations import migrate
from appliance.library.row import Origin
from appliance.library.segment_rows import EXCERPT_CHARACTERS
from appliance.library.store import Store
from appliance.library.word_coding import clean
from tests.fakes.speech import ID, recording, segment, sentences

LIVE, SECOND_PASS, EDITED, REMAKING = TranscriptKind


def empty_store() -> Store:
    """A store without rows."""
    connection = apsw.Connection(":memory:")
    connection.pragma("foreign_keys", 1)
    migrate(connection)
    return Store(connection)


@pytest.fixture
def store() -> Iterator[Store]:
    """A store with one recording."""
    store = empty_store()
    put(store, ID)
    yield store
    store.connection.close()


def put(store: Store, recording_id: str) -> None:
    """Add a recording of a minute."""
    store.put_recording(recording(recording_id), total_samples=960_000, origin=Origin.MICROPHONE)


@settings(max_examples=30)  # each on a database of its own
@given(title=st.text(st.characters()), note=st.text(st.characters()))
def test_a_recording_comes_back_as_it_was_put(title: str, note: str) -> None:
    """Whatever its title and notes; only halves of surrogate pairs are replaced."""
    store = empty_store()
    marker = Marker(at_sample=1, kind=MarkerKind.ACTION, note=note)
    put_in = replace(recording(), title=title, markers=(marker,))

    store.put_recording(put_in, total_samples=5, origin=Origin.FILE)

    kept = replace(put_in, title=clean(title), markers=(replace(marker, note=clean(note)),))
    row = store.get(ID)
    assert (kept, Origin.FILE, 5) == (row.recording, row.origin, row.total_samples)
    assert TextState.WAITING is row.text_state


def test_putting_again_updates_the_recording_and_leaves_the_text(store: Store) -> None:
    """A recording grows while its text is already there."""
    store.add_segments(ID, LIVE, sentences(1), decided_samples=80_000)
    store.set_text_state(ID, TextState.REFINING, "")

    store.put_recording(recording(title="new"), total_samples=7, origin=Origin.MICROPHONE)

    row = store.get(ID)
    assert ("new", 7) == (row.recording.title, row.total_samples)
    assert (TextState.REFINING, 80_000) == (row.text_state, row.decided_samples)


def test_pages_go_from_new_to_old_without_overlap(store: Store) -> None:
    """``before`` continues where the previous page ended."""
    ids = [ID, *(f"2025050{day}-120000-ab12" for day in range(2, 8))]
    for recording_id in ids[1:]:
        put(store, recording_id)

    first = [row.recording.id for row in store.page(limit=4, before=None)]
    second = [row.recording.id for row in store.page(limit=4, before=first[-1])]

    assert sorted(ids, reverse=True) == first + second


def test_unfinished_lists_what_waits_oldest_first(store: Store) -> None:
    """Complete and failed texts are nobody's work."""
    states = dict(zip(("2", "3", "4", "5"), TextState, strict=True))
    for day, state in states.items():
        put(store, f"2025050{day}-120000-ab12")
        store.set_text_state(f"2025050{day}-120000-ab12", state, "because")

    found = [(row.recording.id[7], row.text_state) for row in store.unfinished()]

    assert [("1", "waiting"), ("2", "waiting"), ("4", "refining")] == found


def test_every_call_about_an_unknown_recording_says_so(store: Store) -> None:
    """Also those that would only write."""
    unknown = "20250501-120000-ffff"
    for call in (
        lambda: store.get(unknown),
        lambda: store.set_text_state(unknown, TextState.FAILED, ""),
        lambda: store.add_segments(unknown, LIVE, [], decided_samples=1),
        lambda: store.complete(unknown, LIVE),
        lambda: store.discard(unknown, LIVE),
    ):
        with pytest.raises(UnknownRecordingError, match=unknown):
            call()


def test_segments_come_back_whole_and_in_order(store: Store) -> None:
    """Every field of an utterance and of its words is kept."""
    spoken = sentences(20)

    store.add_segments(ID, LIVE, spoken[:15], decided_samples=75 * 16_000)
    store.add_segments(ID, LIVE, spoken[15:], decided_samples=100 * 16_000)

    transcript = store.transcript(ID, LIVE)
    assert transcript is not None
    assert tuple(spoken) == transcript.segments
    assert (1_600_000, False) == (transcript.decided_samples, transcript.complete)


def test_a_repetition_adds_nothing(store: Store) -> None:
    """After a crash the sender repeats what it does not know to be stored."""
    spoken = sentences(4)
    store.add_segments(ID, LIVE, spoken[:3], decided_samples=spoken[2].end_sample)

    added = store.add_segments(ID, LIVE, spoken, decided_samples=spoken[3].end_sample)

    transcript = store.transcript(ID, LIVE)
    assert transcript is not None
    assert (1, tuple(spoken)) == (added, transcript.segments)


def test_a_repetition_of_what_is_not_yet_decided_adds_nothing_either(store: Store) -> None:
    """The same utterance beyond the decided position is recognised by its place."""
    spoken = sentences(2)
    for _ in range(2):
        store.add_segments(ID, LIVE, spoken, decided_samples=0)

    transcript = store.transcript(ID, LIVE)
    assert transcript is not None
    assert tuple(spoken) == transcript.segments


def test_two_utterances_may_begin_at_the_same_sample(store: Store) -> None:
    """No word is lost to a clash of places."""
    spoken = [segment(1.0, "甲"), segment(1.0, "乙")]

    store.add_segments(ID, LIVE, spoken, decided_samples=48_000)

    transcript = store.transcript(ID, LIVE)
    assert transcript is not None
    assert "甲\n乙" == transcript.text


def test_silence_moves_the_decided_position_and_nothing_moves_it_back(store: Store) -> None:
    """An empty batch says that there was no speech."""
    store.add_segments(ID, LIVE, [], decided_samples=500)
    store.add_segments(ID, LIVE, [], decided_samples=300)

    assert 500 == store.get(ID).decided_samples


def test_the_best_text_is_edited_then_complete_second_pass_then_live(store: Store) -> None:
    """A half-finished second pass does not replace live text, but is better than none."""
    choices = [store.best_kind(ID)]
    store.add_segments(ID, SECOND_PASS, [], decided_samples=1)
    choices.append(store.best_kind(ID))
    store.add_segments(ID, LIVE, [], decided_samples=1)
    choices.append(store.best_kind(ID))
    store.complete(ID, SECOND_PASS)
    choices.append(store.best_kind(ID))
    store.add_segments(ID, EDITED, [], decided_samples=1)
    choices.append(store.best_kind(ID))

    assert [None, SECOND_PASS, LIVE, SECOND_PASS, EDITED] == choices


def test_discarding_a_version_takes_its_segments_and_no_others(store: Store) -> None:
    """A second pass that starts anew begins empty."""
    for kind in (LIVE, SECOND_PASS):
        store.add_segments(ID, kind, sentences(2), decided_samples=160_000)

    store.discard(ID, SECOND_PASS)

    live = store.transcript(ID, LIVE)
    assert store.transcript(ID, SECOND_PASS) is None
    assert live is not None
    assert 2 == len(live.segments)


def test_the_excerpt_is_the_beginning_of_the_best_text(store: Store) -> None:
    """Long ones are cut with an ellipsis."""
    store.add_segments(ID, LIVE, [segment(0, "短"), segment(3, "句")], decided_samples=160_000)
    short = store.get(ID).excerpt
    store.add_segments(ID, EDITED, [segment(0, "长" * 500)], decided_samples=160_000)
    long = store.get(ID).excerpt

    assert "短 句" == short
    assert "长" * (EXCERPT_CHARACTERS - 1) + "…" == long


def test_a_text_made_again_takes_the_place_of_the_former_one_at_once(store: Store) -> None:
    """Until then the former one is read; the live text stays in any case."""
    store.add_segments(ID, LIVE, sentences(1), decided_samples=80_000)
    store.add_segments(ID, SECOND_PASS, [segment(0, "旧")], decided_samples=80_000)
    store.complete(ID, SECOND_PASS)
    store.set_text_state(ID, TextState.COMPLETE, "")

    store.begin_again(ID)
    state = store.get(ID).text_state
    store.add_segments(ID, REMAKING, [segment(0, "新")], decided_samples=90_000)
    before = (store.best_kind(ID), store.get(ID).excerpt, store.kinds(ID))
    store.finish_again(ID)

    remade = store.transcript(ID, SECOND_PASS)
    assert TextState.REFINING is state
    assert (SECOND_PASS, "旧", (LIVE, SECOND_PASS)) == before
    assert remade is not None
    assert ("新", True, 90_000) == (remade.text, remade.complete, remade.decided_samples)
    assert store.transcript(ID, REMAKING) is None
    assert (LIVE, SECOND_PASS) == store.kinds(ID)


def test_beginning_again_twice_begins_at_the_beginning(store: Store) -> None:
    """Half of a version made with another model is no use."""
    for _ in range(2):
        store.begin_again(ID)
        store.add_segments(ID, REMAKING, sentences(2), decided_samples=160_000)
    store.begin_again(ID)

    remaking = store.transcript(ID, REMAKING)
    assert remaking is not None
    assert ((), 0) == (remaking.segments, remaking.decided_samples)
    assert TextState.WAITING is store.get(ID).text_state


def test_finishing_what_was_not_begun_changes_nothing(store: Store) -> None:
    """A station that was killed may repeat it."""
    store.add_segments(ID, SECOND_PASS, sentences(1), decided_samples=80_000)

    store.finish_again(ID)

    assert (SECOND_PASS,) == store.kinds(ID)


def test_speakers_are_noted_without_touching_the_text(store: Store) -> None:
    """Each on its own utterance, two that begin together too."""
    said = [segment(1, "甲"), segment(1, "乙"), segment(5, "丙")]
    store.add_segments(ID, SECOND_PASS, said, decided_samples=160_000)
    told = [replace(each, speaker=n + 1, overlap=n == 1) for n, each in enumerate(said)]

    store.set_speakers(ID, SECOND_PASS, [*told, segment(9, "never said")])

    transcript = store.transcript(ID, SECOND_PASS)
    assert transcript is not None
    assert tuple(told) == transcript.segments
    assert SpeakerState.FOUND is store.get(ID).speaker_state


def test_speakers_wait_until_the_text_is_complete(store: Store) -> None:
    """A text that is made again comes first, and its speakers are new ones."""
    store.set_speaker_state(ID, SpeakerState.WAITING, "")
    assert [] == store.without_speakers()
    store.set_text_state(ID, TextState.COMPLETE, "")
    assert [ID] == [row.recording.id for row in store.without_speakers()]
    store.set_speaker_state(ID, SpeakerState.FAILED, "It took too long.")
    assert [] == store.without_speakers()
    row = store.get(ID)
    assert (SpeakerState.FAILED, "It took too long.") == (row.speaker_state, row.speaker_problem)
    store.begin_again(ID)
    store.finish_again(ID)
    assert SpeakerState.NONE is store.get(ID).speaker_state
