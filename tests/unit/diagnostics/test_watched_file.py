"""How honest the told end of a long file is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.diagnostics.running_box import BoxFailedError
from appliance.diagnostics.watched_file import TOLD, Sight, WatchedFile
from appliance.domain.batch import JobState
from appliance.wire.files import FileLine, QueueTold
from appliance.wire.files_client import KnownQueue

TOTAL_S = 1000.0
RATE = 10.0
"""Seconds of audio in one of time: the file takes a hundred."""


def sight(at_s: float, *, told: float = 1.0, knows: bool = True) -> Sight:
    """Return how an even way looks; what is told to be left is so many times the truth."""
    done_s = min(RATE * at_s, TOTAL_S)
    left_s = told * (TOTAL_S - done_s) / RATE if knows else None
    return Sight(at_s=at_s, done_s=done_s, total_s=TOTAL_S, left_s=left_s)


def watched(*sights: Sight) -> WatchedFile:
    """Return a file of which this was seen."""
    return WatchedFile(sights=list(sights))


def told(state: JobState, *, done_s: float = 0.0, excerpt: str = "") -> KnownQueue:
    """Return a queue with one file."""
    line = FileLine(
        id="a",
        batch_id="b",
        name="long.mp3",
        path=None,
        size_bytes=1,
        state=state,
        done_s=done_s,
        excerpt=excerpt,
        reason="It is damaged.",
        hint="Copy it again.",
    )
    known = KnownQueue()
    known.take(QueueTold(files=(line,), done_s=done_s, total_s=TOTAL_S, left_s=None))
    return known


@given(st.lists(st.floats(0, 100), min_size=1))
def test_the_truth_is_honest(moments: list[float]) -> None:
    """Whenever one looks."""
    seen = watched(*map(sight, sorted(moments)), sight(100))

    assert pytest.approx(0, abs=1e-6) == seen.told_end_off(100)
    assert pytest.approx(0, abs=1e-6) == seen.progress_off(100)


@given(st.floats(0.2, 1))
def test_the_share_shown_is_put_beside_that_of_the_time(share: float) -> None:
    """Half of what was waited for, done in a quarter of the time, is a quarter off."""
    seen = watched(
        *(
            Sight(at_s=at_s, done_s=done * share * TOTAL_S, total_s=TOTAL_S, left_s=None)
            for at_s, done in ((0, 0.0), (25, 0.5), (50, 0.6), (100, 1.0))
        )
    )

    assert pytest.approx(0.25) == seen.progress_off(100)


def test_the_worst_moment_counts_as_a_share_of_the_whole_time() -> None:
    """Half of the time that is left, told at the middle, is a quarter off."""
    seen = watched(sight(20, told=1.1), sight(50, told=0.5), sight(80), sight(100))

    assert pytest.approx(0.25) == seen.told_end_off(100)


def test_what_is_told_at_the_ends_or_not_at_all_does_not_count() -> None:
    """Nothing is measured yet in the first tenth, and nobody asks in the last one."""
    wild = [sight(at_s, told=9.0) for at_s in (1.0, 9.9, 90.1, 99.0)]
    silent = [sight(at_s, knows=False) for at_s in (30.0, 60.0)]

    assert 0 == watched(*sorted((*wild, *silent), key=lambda one: one.at_s)).told_end_off(100)


@given(st.floats(0.2, 1), st.floats(0.5, 2))
def test_of_a_share_of_the_file_its_own_end_counts(share: float, times: float) -> None:
    """What was told of the whole is scaled to what was waited for."""
    end_s = 100 * share
    seen = watched(*(sight(end_s * n / 10, told=times) for n in range(2, 11)))

    assert pytest.approx(0.8 * abs(times - 1)) == seen.told_end_off(end_s)


def test_some_of_the_told_ends_are_kept() -> None:
    """Spread over the way; the first moments, at which nothing is told, have none."""
    seen = watched(sight(0, knows=False), *(sight(at_s / 5) for at_s in range(1, 501)))

    ends = seen.told_ends()

    assert TOLD <= len(ends) <= 2 * TOLD
    assert {100.0} == {end_s for _, end_s in ends}
    assert [[2.0, 100.0]] == watched(sight(2)).told_ends()


def test_the_first_text_and_the_end_of_decoding_are_noted_once() -> None:
    """Text is there as soon as a word is told; silence at the beginning is none."""
    seen = WatchedFile()

    seen.see(told(JobState.IMPORTING, done_s=5), 1)
    assert (0.0, 0.0) == (seen.first_text_s, seen.decoded_s)
    seen.see(told(JobState.IMPORTING, excerpt="喂"), 2)
    seen.see(told(JobState.RECOGNISING, done_s=30, excerpt="喂"), 3)
    seen.see(told(JobState.DONE, done_s=TOTAL_S), 4)

    assert (2, 3) == (seen.first_text_s, seen.decoded_s)
    assert [1, 2, 3, 4] == [one.at_s for one in seen.sights]
    assert [5, 0, 30, TOTAL_S] == [one.done_s for one in seen.sights]


def test_a_file_that_was_over_before_its_first_word_was_told_has_its_text() -> None:
    """The queue shows the words of what it works on, and of nothing that is over."""
    seen = WatchedFile()

    seen.see(told(JobState.IMPORTING), 1)
    seen.see(told(JobState.DONE, done_s=TOTAL_S), 2)

    assert (2, 2) == (seen.first_text_s, seen.decoded_s)


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_a_file_that_failed_ends_the_measurement(state: JobState) -> None:
    """With what the queue says of it."""
    with pytest.raises(BoxFailedError, match="It is damaged") as failed:
        WatchedFile().see(told(state), 1)

    assert "Copy it again." == failed.value.hint
