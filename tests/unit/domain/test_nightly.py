"""Once a night."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.nightly import WITHIN, Nightly

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), step=st.integers(5, 90))
@settings(deadline=None)
def test_every_night_has_one(hour: int, minute: int, step: int) -> None:
    """Whatever the hour, also around midnight, and however seldom somebody looks."""
    nightly, now, times = Nightly(time(hour, minute)), NOON, []
    while now < NOON + timedelta(days=5):
        if nightly.is_due(now):
            nightly.done(now)
            times.append(now)
        now += timedelta(minutes=step)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) in {4, 5, 6}
    assert all(timedelta(hours=24) - WITHIN <= gap <= timedelta(hours=24) + WITHIN for gap in gaps)


def test_a_busy_night_is_left_out() -> None:
    """Nobody wants it in the morning."""
    nightly = Nightly(time(3, 0))
    assert nightly.is_due(NOON.replace(hour=4, minute=59))
    assert not nightly.is_due(NOON.replace(hour=5, minute=0))
    assert not nightly.is_due(NOON.replace(hour=2, minute=59))
