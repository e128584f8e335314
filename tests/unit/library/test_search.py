"""Search in the library, on a database in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.search_filter import SearchFilter
from appliance.domain.search_query import MOST_LOOKED_UP
from appliance.domain.transcript import TranscriptKind
from appliance.library import search
from appliance.library.found import Found, FoundPage, SegmentMatch
from appliance.library.migrations import migrate
from appliance.library.row import Origin
from appliance.library.search import find, find_in
from appliance.library.store import Store
from tests.fakes.speech import instant, recording, segment

LIVE, SECOND_PASS, EDITED, _ = TranscriptKind
ALL = SearchFilter()
MEETING = "20250501-120000-0001"
PATROL = "20250601-120000-0002"
CALL = "20250701-120000-0003"


def empty_store() -> Store:
    """A store without rows."""
    connection = apsw.Connection(":memory:")
    connection.pragma("foreign_keys", 1)
    migrate(connection)
    return Store(connection)


def put(store: Store, recording_id: str, *texts: str, title: str = "", minutes: int = 1) -> None:
    """Add a recording in which this was said, and enter it into the index."""
    day = f"{recording_id[:4]}-{recording_id[4:6]}-{recording_id[6:8]}T12:00:00+00:00"
    made = replace(recording(recording_id, title=title), started=instant(day))
    store.put_recording(made, total_samples=minutes * 960_000, origin=Origin.MICROPHONE)
    said = [segment(3.0 * number, text) for number, text in enumerate(texts)]
    store.add_segments(recording_id, LIVE, said, decided_samples=960_000)
    store.index(recording_id)


@pytest.fixture
def store() -> Iterator[Store]:
    """Three recordings."""
    store = empty_store()
    put(store, MEETING, "今天的会议现在开始。", "水泵的压力不够。", title="周会")
    put(store, PATROL, "The pump is leaking, 压力 7.5 bar.", "電機沒有問題。", minutes=10)
    put(store, CALL, "Pumping station three, please.", "水的泵坏了，会上再议。", minutes=30)
    yield store
    store.connection.close()


def ids(store: Store, query: str, only: SearchFilter = ALL, limit: int = 20) -> list[str]:
    """The ids of what is found."""
    return [each.row.recording.id for each in page(store, query, only, limit=limit).found]


def page(
    store: Store, query: str, only: SearchFilter = ALL, *, limit: int = 20, offset: int = 0
) -> FoundPage:
    """A page of what is found."""
    return find(store, query, only, limit=limit, offset=offset, matches=3)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("会议", [MEETING]),
        ("水泵", [MEETING]),
        ("泵", [CALL, MEETING]),
        ("議", [CALL, MEETING]),
        ("压力", [PATROL, MEETING]),
        ("壓力 pump", [PATROL]),
        ("ＰＵＭＰ", [CALL, PATROL]),
        ("pump ", [PATROL]),
        ("p", [CALL, PATROL]),
        ("会议现在开始", [MEETING]),
        ("会议开始", []),
        ("开始 会议", [MEETING]),
        ('"pump is leaking"', [PATROL]),
        ('"pump leaking"', []),
        ('"压力 7.5 bar"', [PATROL]),
        ("电机", [PATROL]),
        ("周会", [MEETING]),
        ("nothing of that kind", []),
        ("", [CALL, PATROL, MEETING]),
        (' "', [CALL, PATROL, MEETING]),
        ("%", []),
        ("。", []),
        ("😀", []),
    ],
)
def test_words_and_phrases_are_found(store: Store, query: str, expected: list[str]) -> None:
    """Two characters and one, mixed languages, beginnings, phrases, either script and width."""
    assert expected == ids(store, query)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (SearchFilter(started_from=datetime(2025, 6, 1, tzinfo=UTC)), [CALL, PATROL]),
        (SearchFilter(started_before=datetime(2025, 6, 1, tzinfo=UTC)), [MEETING]),
        (SearchFilter(least_duration_s=600), [CALL, PATROL]),
        (SearchFilter(most_duration_s=60), [MEETING]),
        (SearchFilter(tags=("qa",)), [PATROL, MEETING]),
        (SearchFilter(tags=("qa", "夜班")), [PATROL]),
        (SearchFilter(speaker="王"), [MEETING]),
        (SearchFilter(language="zh"), [CALL, PATROL, MEETING]),
        (SearchFilter(language="en"), []),
        (SearchFilter(has_marker=True), [CALL, PATROL, MEETING]),
        (SearchFilter(has_marker=False), []),
        (SearchFilter(trashed=True), []),
    ],
)
@pytest.mark.parametrize("query", ["", "水泵 OR"])
def test_filters(store: Store, only: SearchFilter, expected: list[str], query: str) -> None:
    """With words and without."""
    for recording_id, tags in ((MEETING, ("QA",)), (PATROL, ("qa", "夜班"))):
        store.labels.set_tags(store.number(recording_id), tags)
    store.labels.set_speaker_names(store.number(MEETING), {1: "王芳"})

    if query:
        assert not ids(store, query, only)
    else:
        assert expected == ids(store, "", only)


def test_filters_hold_together_with_words(store: Store) -> None:
    """All at once."""
    number = store.number(PATROL)
    store.labels.set_tags(number, ("QA",))
    only = SearchFilter(
        started_from=datetime(2025, 5, 2, tzinfo=UTC),
        tags=("ｑａ",),
        language="zh",
        least_duration_s=60,
        has_marker=True,
    )

    assert [PATROL] == ids(store, "压力", only)
    assert [] == ids(store, "会议", only)


def test_places_are_told_in_the_text_as_it_was_written(store: Store) -> None:
    """Of the utterances and of the title, in characters of the original."""
    (meeting,) = page(store, "水泵 壓力").found
    (patrol,) = page(store, '"電機沒有"').found
    (titled,) = page(store, "周").found

    assert (
        SegmentMatch(
            start_sample=48_000,
            end_sample=80_000,
            text="水泵的压力不够。",
            ranges=((0, 2), (3, 5)),
        ),
    ) == meeting.matches
    assert [((0, 4),)] == [match.ranges for match in patrol.matches]
    assert (((0, 1),), ()) == (titled.title_ranges, titled.matches)


def test_more_utterances_than_are_shown_are_announced() -> None:
    """The first ones are shown."""
    store = empty_store()
    put(store, MEETING, *["水泵坏了。"] * 5)

    (found,) = page(store, "水泵").found

    assert ([0, 48_000, 96_000], True) == (
        [match.start_sample for match in found.matches],
        found.has_more,
    )


def test_what_is_most_about_it_comes_first() -> None:
    """Title and tags before text, many times before once, the newest of equals."""
    store = empty_store()
    put(store, MEETING, "说别的。", title="水泵")
    put(store, PATROL, *["水泵坏了。"] * 20)
    put(store, CALL, "水泵坏了。")
    newest = "20250801-120000-0004"
    put(store, newest, "水泵。")

    assert [MEETING, PATROL, newest, CALL] == ids(store, "水泵")


def test_pages_follow_each_other_without_gap_or_overlap() -> None:
    """Also where phrases leave candidates out."""
    store = empty_store()
    for number in range(25):
        said = "我们说会议室很大。" if number % 3 else "我们会议很长，议室很大。"
        put(store, f"20250501-12{number:02d}00-0001", said)
    whole = ids(store, "会议室", limit=100)
    pages: list[Found] = []
    offset: int | None = 0
    while offset is not None:
        one = page(store, "会议室", limit=4, offset=offset)
        pages += one.found
        offset = one.next_offset

    assert 16 == len(whole)
    assert whole == [each.row.recording.id for each in pages]
    assert 25 == page(store, "会议室").candidates


def test_the_trash_is_searched_when_asked_for(store: Store) -> None:
    """And left out otherwise, of pages too."""
    store.labels.set_trashed(store.number(MEETING), "2025-05-02T00:00:00+00:00")

    assert [PATROL] == ids(store, "压力")
    assert [MEETING] == ids(store, "压力", SearchFilter(trashed=True))
    assert [CALL, PATROL] == [row.recording.id for row in store.page(limit=9)]
    assert [MEETING] == [row.recording.id for row in store.page(limit=9, trashed=True)]


def test_the_best_text_is_searched_and_no_other(store: Store) -> None:
    """What was corrected is found as it was corrected."""
    store.add_segments(MEETING, EDITED, [segment(0, "改好了。")], decided_samples=960_000)
    store.index(MEETING)
    edited = (ids(store, "改好"), ids(store, "水泵"))
    store.discard(MEETING, EDITED)
    store.index(MEETING)

    assert ([MEETING], []) == edited
    assert ([], [MEETING]) == (ids(store, "改好"), ids(store, "水泵"))


def test_every_word_of_a_long_query_counts() -> None:
    """Those too that are not looked up in the index."""
    store = empty_store()
    words = "one two three four five six seven eight nine ten eleven twelve thirteen"
    put(store, MEETING, words)

    assert [MEETING] == ids(store, f"{words} ")
    assert [] == ids(store, f"{words} fourteen ")


def test_a_removed_recording_is_found_no_more(store: Store) -> None:
    """Its rows and its words are gone."""
    store.remove(MEETING)

    assert ([], [PATROL]) == (ids(store, "会议"), ids(store, "压力"))
    assert 4 == store.connection.execute("SELECT count(*) FROM segments").get


def test_a_long_utterance_is_clipped_around_what_was_found() -> None:
    """What was found stays in it."""
    match = SegmentMatch(
        start_sample=0, end_sample=1, text="说" * 500 + "水泵" + "说" * 500, ranges=((500, 502),)
    )

    clipped = match.clipped(40)

    assert 40 == len(clipped.text)
    assert ["水泵"] == [clipped.text[start:end] for start, end in clipped.ranges]
    assert match == match.clipped(2000)


@settings(max_examples=60, deadline=None)  # each on a database of its own
@given(query=st.text(max_size=30), text=st.text(st.characters(), max_size=60))
def test_anything_can_be_typed(query: str, text: str) -> None:
    """Whatever was said; and all places lie within the text."""
    store = empty_store()
    put(store, MEETING, text)

    for found in page(store, query).found:
        for match in found.matches:
            assert all(0 <= start < end <= len(match.text) for start, end in match.ranges)
    store.connection.close()


@settings(max_examples=60, deadline=None)  # each on a database of its own
@given(
    text=st.text(st.sampled_from("今天的会议压力pump 7，\n"), min_size=1, max_size=40),
    data=st.data(),
)
def test_every_stretch_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    """From the beginning of a word; quoted, as it was said; but for signs alone."""
    store = empty_store()
    put(store, MEETING, text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    stretch = text[start:end]
    begins_within = start > 0 and text[start].isascii() and text[start - 1].isascii()
    if begins_within or "\n" in stretch:
        stretch = text

    line = stretch.split("\n")[0]
    expected = [] if {"，"} == set(line.replace(" ", "")) else [MEETING]

    assert expected == ids(store, '"' + line)
    store.connection.close()


@pytest.mark.parametrize(
    ("query", "starts_s", "has_more"),
    [
        ("水泵", [0.0, 9.0, 12.0], False),
        ("电机", [0.0, 3.0, 6.0], True),
        ('"换新的轴承"', [15.0], False),
        ('电机 "换新的轴承"', [0.0, 3.0, 6.0], True),
        ('"轴承换新的"', [], False),
        ('电机 "轴承换新的"', [], False),
    ],
)
def test_a_long_text_is_looked_at_in_parts(
    query: str, starts_s: list[float], *, has_more: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Places are those of the whole, and what nobody said in any part was not said."""
    monkeypatch.setattr(search, "_READ_AT_ONCE", 2)
    store = empty_store()
    said = (
        "水泵，电机。",
        "电机热了。",
        "电机响了。",
        "水泵，电机。",
        "水泵，电机。",
        "换新的轴承。",
    )
    put(store, MEETING, *said)

    found = page(store, query).found
    assert starts_s == [m.start_sample / 16_000 for each in found for m in each.matches]
    assert [has_more] * bool(starts_s) == [each.has_more for each in found]


def test_a_run_of_words_in_a_title_or_tag_needs_no_utterance() -> None:
    """Also as one of more terms than the index is asked for."""
    store = empty_store()
    words = [chr(ord("a") + number) * 3 for number in range(MOST_LOOKED_UP)]
    put(store, MEETING, " ".join(words), title="月度安全会议")
    put(store, PATROL, " ".join(words))

    assert [MEETING] == ids(store, "安全会议")
    assert [MEETING] == ids(store, f"{' '.join(words)} 安全会议")


def test_a_phrase_that_nobody_said_is_looked_for_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each begins where the last ended; the same is found as in one."""
    store = empty_store()
    for number in range(25):
        said = "我们会议很长，议室很大。" if number != 13 else "我们说会议室很大。"
        put(store, f"20250501-12{number:02d}00-0001", said)
    monkeypatch.setattr(search, "_LOOKED_AT", 4)
    parts = []
    offset: int | None = 0
    while offset is not None:
        part = page(store, "会议室", limit=2, offset=offset)
        assert part.next_offset is None or 0 < part.next_offset - offset <= 6
        parts.append(len(part.found))
        offset = part.next_offset

    assert (5, 1) == (len(parts), sum(parts))


@given(
    query=st.lists(
        st.sampled_from(["阀门", "閥", "泵", "pum", "pump", "水 泵", '"', "?"]), max_size=3
    ),
    texts=st.lists(
        st.lists(st.sampled_from(["阀门", "閥門", "水泵", "pump", " ", "\n", "，"])).map("".join),
        min_size=1,
        max_size=4,
    ),
)
def test_texts_are_searched_as_the_utterances_of_a_recording(
    query: list[str], texts: list[str]
) -> None:
    """What the history shows of a recording is what is marked in it, and nothing else."""
    store, wanted = empty_store(), " ".join(query)
    put(store, MEETING, *texts)
    marked = [ranges for _place, ranges in sorted(find_in(texts, wanted).items())]

    for one in find(store, wanted, ALL, limit=1, offset=0, matches=9).found:
        assert [match.ranges for match in one.matches] == marked
