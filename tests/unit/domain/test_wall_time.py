"""A time that is set by touch."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.wall_time import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    ZONES,
    Part,
    WallTime,
    is_possible,
    is_zone,
)

STEPS = st.lists(st.tuples(st.sampled_from(Part), st.sampled_from((-10, -1, 1, 10))), max_size=40)


@given(begun=st.datetimes(), steps=STEPS)
def test_whatever_is_touched_a_possible_time_stands_there(
    begun: datetime, steps: list[tuple[Part, int]]
) -> None:
    """From any time of any clock; ``moment`` would raise for the 30th of February."""
    shown = WallTime.of(begun)
    for part, by in steps:
        shown = shown.stepped(part, by)
        assert is_possible(shown.moment)


@given(begun=st.datetimes(), part=st.sampled_from(Part))
def test_a_step_moves_its_own_part_only(begun: datetime, part: Part) -> None:
    """But for the day, where the month has fewer."""
    before = WallTime.of(begun)
    after = before.stepped(part, 1)
    for other in set(Part) - {part, Part.DAY}:
        assert getattr(before, other) == getattr(after, other)
    assert part is Part.DAY or after.day <= before.day


def test_an_end_leads_to_the_beginning() -> None:
    """A minute before midnight and one step is the first minute of that hour."""
    last = WallTime.of(datetime(2028, 2, 29, 23, 59))
    assert datetime(2028, 2, 29, 23, 0) == last.stepped(Part.MINUTE, 1).moment
    assert datetime(2028, 2, 29, 0, 59) == last.stepped(Part.HOUR, 1).moment
    assert datetime(2028, 2, 1, 23, 59) == last.stepped(Part.DAY, 1).moment
    assert datetime(2028, 2, 28, 23, 59) == last.stepped(Part.DAY, -1).moment
    assert datetime(2029, 2, 28, 23, 59) == last.stepped(Part.YEAR, 1).moment


def test_years_that_cannot_be_are_not_reached() -> None:
    """A clock that starts in 1970 begins where it can be right."""
    assert EARLIEST_YEAR == WallTime.of(datetime(1970, 1, 1)).year
    assert EARLIEST_YEAR == WallTime.of(datetime(1970, 1, 1)).stepped(Part.YEAR, -1).year
    assert LATEST_YEAR == WallTime.of(datetime(2199, 1, 1)).stepped(Part.YEAR, 1).year
    assert not is_possible(datetime(EARLIEST_YEAR - 1, 12, 31))
    assert not is_possible(datetime(LATEST_YEAR + 1, 1, 1))


@given(st.text())
def test_a_zone_is_no_option_and_no_path(name: str) -> None:
    """It is given to a program, and becomes a file's name there."""
    if is_zone(name):
        assert not name.startswith(("-", "/", "."))
        assert ".." not in name
        assert "\n" not in name


def test_zones_on_offer_have_the_form_of_one() -> None:
    """As others have that are not on offer."""
    assert all(is_zone(zone) for zone in (*ZONES, "America/Port-au-Prince", "Etc/GMT+8", "UTC"))
    assert not any(map(is_zone, ("", "Asia/", "-h", "../etc/passwd", "Asia/Shanghai\n")))
