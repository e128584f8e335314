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


@pytest.fixture
def patient() -> Liveness:
    """A process that may be slow for a minute, ready since the start."""
    liveness = Liveness(
        started_s=STARTED_S, start_timeout_s=10, progress_timeout_s=3, slow_timeout_s=60
    )
    liveness.ready(now_s=STARTED_S, cpu_s=5.0)
    return liveness


def test_silence_of_a_frozen_process_is_a_hang_at_once(patient: Liveness) -> None:
    """It uses no processor, so it is not slow."""
    assert Overdue.PROGRESS is patient.overdue(now_s=STARTED_S + 3, cpu_s=5.0)


def test_silence_of_a_process_that_works_is_slowness(patient: Liveness) -> None:
    """It is looked at again after each timeout, and it may become a hang at any time."""
    assert patient.overdue(now_s=STARTED_S + 3, cpu_s=5.5) is None
    assert STARTED_S + 6 == patient.due_s
    assert patient.overdue(now_s=STARTED_S + 6, cpu_s=6.0) is None
    assert Overdue.PROGRESS is patient.overdue(now_s=STARTED_S + 9, cpu_s=6.0)


def test_slowness_has_an_end(patient: Liveness) -> None:
    """A process that uses the processor and never says a word is given up after all."""
    for second in range(3, 60, 3):
        assert patient.overdue(now_s=STARTED_S + second, cpu_s=5.0 + second) is None
    assert Overdue.PROGRESS is patient.overdue(now_s=STARTED_S + 60, cpu_s=65.0)


def test_who_reports_and_does_not_progress_is_hung_whatever_it_uses(patient: Liveness) -> None:
    """It was asked about its work and says itself that there is none."""
    patient.progressed(count=1, now_s=STARTED_S + 1, cpu_s=6.0)
    patient.progressed(count=1, now_s=STARTED_S + 3, cpu_s=8.0)
    assert Overdue.PROGRESS is patient.overdue(now_s=STARTED_S + 4, cpu_s=9.0)


def test_a_slow_start_is_slowness_too() -> None:
    """A model takes long to load on a machine that has no time for it."""
    liveness = Liveness(
        started_s=STARTED_S, start_timeout_s=10, progress_timeout_s=3, slow_timeout_s=60
    )
    assert liveness.overdue(now_s=STARTED_S + 10, cpu_s=2.0) is None
    assert Overdue.READINESS is liveness.overdue(now_s=STARTED_S + 20, cpu_s=2.0)
