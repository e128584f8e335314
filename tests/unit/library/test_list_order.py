"""Lists of recordings in every order, on a database in memory."""

from collections.abc import Sequence
from dataclasses import replace

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.list_order import ListOrder
from appliance.domain.search_filter import SearchFilter
from appliance.library.errors import UnknownRecordingError
from appliance.library.list_columns import title_order
from appliance.library.migrations import MIGRATIONS, migrate
from appliance.library.row import Origin
from appliance.library.search import find
from appliance.library.store import Store
from tests.fakes.speech import recording

Made = tuple[str, int, str, str | None]
"""Id, length in samples, title as it was recorded, title that a person gave."""

titles = st.sampled_from(["", "周会", "安全检查", "Alpha", "alpha", "巡检"]) | st.text(max_size=5)
made = st.lists(
    st.tuples(
        st.integers(0, 0xFFFF).map(lambda number: f"20250501-120000-{number:04x}"),
        st.integers(0, 3),
        titles,
        st.none() | titles,
    ),
    max_size=12,
    unique_by=lambda one: one[0],
)


def store_of(recordings: Sequence[Made]) -> Store:
    """A store with these."""
    connection = apsw.Connection(":memory:")
    connection.pragma("foreign_keys", 1)
    migrate(connection)
    store = Store(connection)
    for one in recordings:
        put(store, one)
    return store


def put(store: Store, one: Made) -> None:
    """Add a recording and enter it into the index."""
    recording_id, samples, title, given_title = one
    store.put_recording(
        replace(recording(recording_id), title=title), total_samples=samples, origin=Origin.FILE
    )
    store.labels.set_title(store.number(recording_id), given_title)
    store.index(recording_id)


def in_order(recordings: Sequence[Made], order: ListOrder) -> list[str]:
    """What the order means, said once more and plainly."""
    newest = sorted((one[0] for one in recordings), reverse=True)
    known = {one[0]: one for one in recordings}
    match order:
        case ListOrder.NEWEST:
            return newest
        case ListOrder.OLDEST:
            return newest[::-1]
        case ListOrder.LONGEST:
            return sorted(newest, key=lambda each: -known[each][1])
        case ListOrder.TITLE:
            shown = {each: one[2] if one[3] is None else one[3] for each, one in known.items()}
            return sorted(newest, key=lambda each: (title_order(shown[each]), each))


@settings(max_examples=60, deadline=None)  # each on a database of its own
@given(recordings=made, order=st.sampled_from(ListOrder), limit=st.integers(1, 5))
def test_pages_have_neither_holes_nor_repeats(
    recordings: list[Made], order: ListOrder, limit: int
) -> None:
    """By the last id of the page before, and by the offset of a search."""
    store = store_of(recordings)
    listed: list[str] = []
    while page := store.page(limit=limit, before=listed[-1] if listed else None, order=order):
        listed += [row.recording.id for row in page]
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        some = find(store, "", SearchFilter(), limit=limit, offset=offset, matches=0, order=order)
        found += [each.row.recording.id for each in some.found]
        offset = some.next_offset

    wanted = in_order(recordings, order)
    assert (wanted, wanted) == (listed, found)
    store.connection.close()


def test_titles_are_in_the_order_of_a_dictionary() -> None:
    """Latin by letters whatever their case, Chinese by its sound; what has none comes last."""
    wanted = ["100 台", "alpha", "Beta", "安全", "北京", "巡檢", "周会", ""]
    assert wanted == sorted(wanted, key=title_order)
    assert title_order("Ａlpha") == title_order("alpha ")


def test_another_title_is_another_place() -> None:
    """As soon as the index knows it."""
    store = store_of(
        [("20250501-120000-0001", 1, "甲", None), ("20250501-120000-0002", 1, "乙", None)]
    )
    assert ["20250501-120000-0001", "20250501-120000-0002"] == titled(store)

    put(store, ("20250501-120000-0001", 1, "甲", "早会"))
    number = store.number("20250501-120000-0001")
    store.files.changed(number, text=True)
    store.index("20250501-120000-0001")

    assert ["20250501-120000-0002", "20250501-120000-0001"] == titled(store)


def titled(store: Store) -> list[str]:
    """The ids by title."""
    return [row.recording.id for row in store.page(limit=9, order=ListOrder.TITLE)]


def test_words_are_found_in_the_order_asked_for() -> None:
    """Else what is most about them would come first."""
    long, short = (
        ("20250501-120000-0001", 9, "水泵", None),
        ("20250502-120000-0001", 1, "水泵", None),
    )
    store = store_of([long, short])

    def found(order: ListOrder) -> list[str]:
        page = find(store, "水泵", SearchFilter(), limit=9, offset=0, matches=1, order=order)
        return [each.row.recording.id for each in page.found]

    assert [short[0], long[0]] == found(ListOrder.NEWEST)
    assert [long[0], short[0]] == found(ListOrder.OLDEST)
    assert [long[0], short[0]] == found(ListOrder.LONGEST)


@pytest.mark.parametrize("order", ListOrder)
def test_a_list_goes_on_after_what_was_deleted_where_its_id_says_enough(order: ListOrder) -> None:
    """Else its place is gone with it, and that is said."""
    store = store_of([("20250501-120000-0001", 1, "", None), ("20250501-120000-0003", 1, "", None)])
    gone = "20250501-120000-0002"
    if order in {ListOrder.NEWEST, ListOrder.OLDEST}:
        assert 1 == len(store.page(limit=9, before=gone, order=order))
    else:
        with pytest.raises(UnknownRecordingError):
            store.page(limit=9, before=gone, order=order)


@pytest.mark.parametrize("unreadable", [b"\x00", b"\xff\xff"])
def test_what_an_older_box_wrote_has_its_place(unreadable: bytes) -> None:
    """The migration takes the title that a person reads; what it cannot read has none."""
    connection = apsw.Connection(":memory:")
    connection.pragma("foreign_keys", 1)
    migrate(connection, MIGRATIONS[:-1])
    older = Store(connection)
    for recording_id, title in (("1", "周会"), ("2", "甲"), ("3", "乙")):
        older.put_recording(
            replace(recording(recording_id), title=title), total_samples=1, origin=Origin.FILE
        )
    older.labels.set_title(older.number("1"), "安全")
    connection.execute(
        "UPDATE details SET content = ? WHERE recording = ?", (unreadable, older.number("2"))
    )

    migrate(connection)

    found = connection.execute("SELECT id FROM recordings ORDER BY title_order, id")
    assert ["1", "3", "2"] == [each for (each,) in found]
