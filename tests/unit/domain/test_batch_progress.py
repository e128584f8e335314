"""How far the queue is and how long it still takes."""

from dataclasses import replace

import pytest

from appliance.domain.batch import JobState
from appliance.domain.batch_progress import BYTES_PER_S, Pace, bytes_per_s, extent, overall
from tests.unit.domain.test_batch import JOB


def test_speed_is_what_was_measured_lately() -> None:
    """Audio of the latter half of the work ÷ that time."""
    pace = Pace()
    for second in range(0, 300, 10):
        pace.decided(20.0, now=float(second))
    assert pytest.approx(2.0) == pace.audio_per_s
    for second in range(300, 700, 10):
        pace.decided(100.0, now=float(second))
    assert pytest.approx(10.0) == pace.audio_per_s


def test_two_busy_minutes_say_little_about_hours() -> None:
    """The longer it took up to now, the longer the stretch that counts."""
    pace = Pace()
    for second in range(0, 3600, 10):
        pace.decided(20.0, now=float(second))
    for second in range(3600, 3720, 10):
        pace.decided(2.0, now=float(second))

    assert pace.audio_per_s == pytest.approx(2.0, rel=0.1)


def test_rest_is_no_work() -> None:
    """A pause, and an hour without anything decided, do not slow it down."""
    pace = Pace()
    for now in (0.0, 5.0):
        pace.decided(50.0, now=now)
    pace.rested()
    for now in (1000.0, 1005.0, 9000.0):
        pace.decided(50.0, now=now)

    assert pytest.approx(10.0) == pace.audio_per_s


def test_there_is_no_speed_before_something_was_measured() -> None:
    """Nothing is better than a wrong number."""
    pace = Pace()
    pace.decided(5.0, now=0.0)

    assert pace.audio_per_s is None


def test_a_file_of_unknown_length_is_judged_by_its_size() -> None:
    """As the files before it were."""
    known = replace(JOB, size_bytes=80_000, duration_s=10.0)
    unknown = replace(JOB, size_bytes=40_000)

    assert BYTES_PER_S == bytes_per_s([unknown])
    found = extent(unknown, done_s=None, bytes_per_s=bytes_per_s([known, unknown]))
    assert (0.0, 5.0, True) == (found.done_s, found.total_s, found.is_estimated)


def test_the_whole_is_what_is_done_and_what_is_to_do() -> None:
    """What failed, was given up or was there already is neither."""
    jobs = [
        replace(JOB, id="1", state=JobState.DONE, duration_s=10.0),
        replace(JOB, id="2", state=JobState.RECOGNISING, duration_s=20.0),
        replace(JOB, id="3", state=JobState.WAITING, duration_s=30.0),
        replace(JOB, id="4", state=JobState.FAILED, duration_s=99.0),
        replace(JOB, id="5", state=JobState.DONE, already_there=True, duration_s=99.0),
    ]
    found = overall(jobs, done_s={"2": 5.0}, audio_per_s=9.0)

    assert (15.0, 60.0) == (found.extent.done_s, found.extent.total_s)
    assert pytest.approx(5.0) == found.left_s
    assert 2 == found.counts[JobState.DONE]


def test_a_file_that_is_longer_than_it_says_is_never_more_than_done() -> None:
    """A length in a header may be a lie."""
    job = replace(JOB, state=JobState.IMPORTING, duration_s=1.0)

    found = extent(job, done_s=50.0, bytes_per_s=1.0)

    assert found.done_s == found.total_s == 50.0
