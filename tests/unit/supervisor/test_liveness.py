"""Whether a process shows signs of life in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.liveness import Liveness, Overdue

STARTED_S = 1000.0


@pytest.fixture
def liveness() -> Liveness:
    """A process that may take 10 s to start and 3 s between reports."""
    return Liveness(started_s=STARTED_S, start_timeout_s=10, progress_timeout_s=3)


def test_silence_before_readiness_is_allowed_for_the_start(liveness: Liveness) -> None:
    """Until ready, the longer timeout holds."""
    assert liveness.overdue(now_s=STARTED_S + 9.9) is None
    assert Overdue.READINESS is liveness.overdue(now_s=STARTED_S + 10)


def test_silence_after_readiness_is_a_hang(liveness: Liveness) -> None:
    """Once ready, reports are due at the shorter timeout."""
    liveness.ready(now_s=STARTED_S + 1)
    assert liveness.overdue(now_s=STARTED_S + 3.9) is None
    assert Overdue.PROGRESS is liveness.overdue(now_s=STARTED_S + 4)


def test_progress_puts_the_deadline_off(liveness: Liveness) -> None:
    """Each report gives another timeout's worth of time."""
    liveness.ready(now_s=STARTED_S + 1)
    liveness.progressed(count=1, now_s=STARTED_S + 3)
    assert STARTED_S + 6 == liveness.due_s


def test_reports_without_work_are_no_sign_of_life(liveness: Liveness) -> None:
    """A process whose working part is stuck may go on talking; its count stands still."""
    liveness.ready(now_s=STARTED_S + 1)
    liveness.progressed(count=7, now_s=STARTED_S + 2)
    liveness.progressed(count=7, now_s=STARTED_S + 4)
    assert STARTED_S + 5 == liveness.due_s


def test_forgiveness_counts_anew(liveness: Liveness) -> None:
    """A watcher that slept gives everybody a new chance, but only one timeout's worth."""
    liveness.ready(now_s=STARTED_S)
    liveness.forgive(now_s=STARTED_S + 100)
    assert liveness.overdue(now_s=STARTED_S + 102) is None
    assert Overdue.PROGRESS is liveness.overdue(now_s=STARTED_S + 103)


def test_work_is_counted_from_the_first_readiness(liveness: Liveness) -> None:
    """Saying it again does not make a process younger; before, it has not worked at all."""
    assert 0 == liveness.worked_s(now_s=STARTED_S + 5)
    liveness.ready(now_s=STARTED_S + 5)
    liveness.ready(now_s=STARTED_S + 7)
    assert 3 == liveness.worked_s(now_s=STARTED_S + 8)


@given(pauses_s=st.lists(st.floats(0, 2.9), max_size=50))
def test_regular_reports_are_never_overdue(pauses_s: list[float]) -> None:
    """A process that reports within its timeout each time is never blamed."""
    liveness = Liveness(started_s=0, start_timeout_s=10, progress_timeout_s=3)
    now_s = 0.0
    liveness.ready(now_s=now_s)
    for count, pause_s in enumerate(pauses_s):
        now_s += pause_s
        assert liveness.overdue(now_s=now_s) is None
        liveness.progressed(count=count, now_s=now_s)
