"""What the history shows, and its address."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.list_order import ListOrder
from appliance.domain.wall_time import EARLIEST_YEAR, LATEST_YEAR
from ui.wanted import DAYS, LENGTHS, LONGEST, ORDERS, Wanted

days = st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> dict[str, object]:
    """Return days from today, or one or two days in their order."""
    if draw(st.booleans()):
        return {"days": draw(st.sampled_from([number for number, _name in DAYS.values()]))}
    first, last = sorted((draw(days), draw(days)))
    either = {"first_day": first, "last_day": last}
    return {name: day for name, day in either.items() if draw(st.booleans())}


typed = st.text(max_size=LONGEST)
wanted = st.builds(
    lambda period, **others: Wanted(**period, **others),
    periods(),
    text=typed,
    length=st.sampled_from(list(LENGTHS)),
    tag=typed,
    speaker=typed,
    language=st.sampled_from(["", "zh", "yue"]),
    has_marker=st.booleans(),
    trashed=st.booleans(),
    order=st.sampled_from(list(ORDERS)),
)


@given(wanted)
def test_an_address_brings_back_what_was_wanted(one: Wanted) -> None:
    """Whatever was typed and chosen; what is empty need not stand in it."""
    said = {name: value for name, value in one.parameters.items() if value}
    assert one == Wanted.read(said)


@given(st.dictionaries(st.sampled_from([*Wanted().parameters, "at", ""]), st.text()))
def test_any_address_is_read(parameters: dict[str, str]) -> None:
    """What nobody could have chosen is left out; the page comes all the same."""
    read = Wanted.read(parameters)
    assert read == Wanted.read(read.parameters)
    assert all(len(value) <= LONGEST for value in read.parameters.values())


def test_conditions_are_counted_without_what_was_typed() -> None:
    """The field shows that by itself."""
    assert 0 == Wanted(text="锅炉").conditions
    assert 3 == Wanted(text="锅炉", days=7, has_marker=True, trashed=True).conditions


def test_an_order_is_no_condition() -> None:
    """It leaves nothing out; every order there is can be chosen."""
    assert set(ListOrder) == set(ORDERS)
    assert 0 == Wanted(order=ListOrder.TITLE).conditions


@given(days, days, days)
def test_the_first_day_is_never_after_the_last(first: date, last: date, other: date) -> None:
    """Whichever is moved takes the other one along; either may be left open."""
    between = Wanted(days=7).since(first).until(last)
    assert (0, min(first, last), last) == (between.days, between.first_day, between.last_day)
    moved = between.since(other)
    assert (other, max(other, last)) == (moved.first_day, moved.last_day)
    open_ended = moved.until(None)
    assert (other, None) == (open_ended.first_day, open_ended.last_day)
    assert Wanted(days=31) == moved.within(31)


def test_both_days_count_whole() -> None:
    """From the beginning of the one to the end of the other, by the clock of the box."""
    day = date(2025, 5, 12)
    asked = Wanted(first_day=day, last_day=day).filter(date(2025, 6, 1))
    assert asked.started_from is not None
    assert asked.started_before is not None
    assert (day, 0, 0) == (
        asked.started_from.date(),
        asked.started_from.hour,
        asked.started_from.minute,
    )
    assert timedelta(days=1) == asked.started_before - asked.started_from
    assert 2 == Wanted(first_day=day, last_day=day).conditions


def test_a_day_begins_as_its_own_clock_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clocks in Berlin were put back on 26 October 2025; its first hour was still of summer."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        asked = Wanted(days=7).filter(date(2025, 11, 1))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert datetime(2025, 10, 25, 22, tzinfo=UTC) == asked.started_from
