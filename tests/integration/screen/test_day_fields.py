"""The history between two days, chosen by touch."""

from datetime import datetime, timedelta

from nicegui.testing.user import User

from appliance.domain.search_filter import SearchFilter
from tests.fakes.station import FakeStation
from tests.integration.screen.person import dispatch, only, sees, sees_no, tap, until
from ui.widgets.choice import Choice
from ui.widgets.day_field import DayField
from ui.widgets.history_list import HistoryList
from ui.widgets.stepper import Stepper


def fields(user: User) -> list[DayField]:
    """Return the two of them."""
    assert user.client is not None
    return [item for item in user.client.elements.values() if isinstance(item, DayField)]


def button(field: DayField, words: str) -> None:
    """Tap a button of one of them."""
    for element in field.descendants():
        if element.tag == "button" and words in {getattr(one, "text", "") for one in element}:
            dispatch(element, "click", [])
            return
    raise AssertionError(words)


def steppers(field: DayField) -> list[Stepper]:
    """Return what moves the day."""
    return [one for one in field.descendants() if isinstance(one, Stepper)]


def step(field: DayField, label: str, by: int) -> None:
    """Tap plus or minus."""
    dispatch(next(one for one in steppers(field) if one.props["label"] == label), "step", by)


def shown(field: DayField) -> list[str]:
    """Return year, month and day."""
    return [one.props["value"] for one in steppers(field)]


async def asked(user: User, station: FakeStation) -> SearchFilter:
    """Let the list be read; returns what it was asked for."""
    station.search.asked.clear()
    dispatch(only(user, HistoryList), "want", {"start": 0, "end": 9, "asked": 1})
    await until(lambda: bool(station.search.asked))
    return station.search.asked[-1][1]


async def test_a_day_is_chosen_and_moved_by_touch(user: User, station: FakeStation) -> None:
    """Today at first, then step by step; any day again at a tap."""
    today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    await user.open("/history")
    tap(user, "Filter and sort")
    await sees(user, "From this day on")
    first, last = fields(user)
    button(last, "Choose a day")
    assert today + timedelta(days=1) == (await asked(user, station)).started_before
    button(first, "Choose a day")
    await sees(user, "Filter and sort (2)")
    step(first, "Year", 1)
    only_these = await asked(user, station)
    assert only_these.started_from is not None
    assert only_these.started_before == only_these.started_from + timedelta(days=1)
    assert today.year + 1 == only_these.started_from.year
    button(first, "Any day")
    button(last, "Any day")
    await sees_no(user, "Filter and sort (")
    assert SearchFilter() == await asked(user, station)


async def test_days_from_today_take_the_place_of_two_days(user: User, station: FakeStation) -> None:
    """And the other way round; the address brings both days back."""
    await user.open("/history?from=2025-05-01&to=2025-05-12")
    tap(user, "Filter and sort (2)")
    await sees(user, "From this day on")
    assert [["2025", "05", "01"], ["2025", "05", "12"]] == [shown(one) for one in fields(user)]
    tap(user, "7 days")
    await sees(user, "Filter and sort (1)")
    only_these = await asked(user, station)
    assert only_these.started_from is not None
    assert only_these.started_before is None
    button(fields(user)[0], "Choose a day")
    await sees(user, "Filter and sort (1)")
    within = next(
        one
        for one in user.find(Choice).elements
        if any(getattr(child, "text", "") == "Recorded within" for child in one)
    )
    assert "0" == within.value
