"""What may happen to a file of the queue."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.batch import (
    Failure,
    FileJob,
    JobState,
    begun,
    cancelled,
    done,
    failed,
    found_again,
    imported,
    lost_its_twin,
    taken_over,
    to_retry,
)

FAILURE = Failure(
    code="x", template="{file} is empty.", hint_template="Copy it.", fields={"file": "a.wav"}
)
JOB = FileJob(
    id="00000001",
    batch_id="b",
    name="a.wav",
    path="/a.wav",
    size_bytes=1,
    mtime_ns=1,
    added="2026-01-01T00:00:00+00:00",
    order=1.0,
)
DEEDS = (
    lambda job: begun(job, "20260101-000000-aaaa"),
    lambda job: imported(job, duration_s=1.0, problem=""),
    lambda job: done(job, problem=""),
    lambda job: found_again(job, "20260101-000000-bbbb"),
    lambda job: taken_over(job, "20260101-000000-bbbb", duration_s=1.0),
    lambda job: failed(job, FAILURE),
    lambda job: failed(job, FAILURE, keeps_recording=True),
    cancelled,
    to_retry,
    lost_its_twin,
)


def test_a_file_goes_its_way() -> None:
    """From waiting to done, with the recording's id from the beginning of the import on."""
    one = begun(JOB, "r")
    two = imported(one, duration_s=2.0, problem="its end is missing")
    three = done(two, problem=two.problem)

    assert (JobState.IMPORTING, "r") == (one.state, one.recording_id)
    assert (JobState.RECOGNISING, 2.0) == (two.state, two.duration_s)
    assert (JobState.DONE, "r") == (three.state, three.recording_id)
    assert three.is_over


def test_an_import_that_is_gone_on_with_keeps_its_recording() -> None:
    """Else what was decoded before a crash would be lost."""
    assert "first" == begun(begun(JOB, "first"), "second").recording_id


def test_what_is_given_up_is_not_revived_by_work_that_was_under_way() -> None:
    """A decoder or recogniser may come to its end a moment later."""
    given_up = cancelled(begun(JOB, "r"))

    assert given_up == imported(given_up, duration_s=1.0, problem="")
    assert given_up == done(given_up, problem="")
    assert given_up == failed(given_up, FAILURE)
    assert "r" == given_up.recording_id


def test_a_failure_tells_what_happened_and_what_to_do() -> None:
    """In words that are filled in, and as parts that can be translated."""
    job = failed(begun(JOB, "r"), FAILURE)

    assert job.failure is not None
    assert ("a.wav is empty.", "Copy it.") == (job.failure.reason, job.failure.hint)
    assert job.recording_id is None


def test_a_text_that_failed_is_made_again_from_its_recording() -> None:
    """A failed import begins from the file."""
    whole = imported(begun(JOB, "r"), duration_s=1.0, problem="")

    again = to_retry(failed(whole, FAILURE, keeps_recording=True))
    anew = to_retry(failed(begun(JOB, "r"), FAILURE))

    assert (JobState.RECOGNISING, "r") == (again.state, again.recording_id)
    assert (JobState.WAITING, None) == (anew.state, anew.recording_id)


def test_a_file_that_was_known_waits_again_when_its_recording_is_given_up() -> None:
    """Its content would be nowhere else."""
    known = found_again(begun(JOB, "r"), "other")

    assert ("other", True) == (known.recording_id, known.already_there)
    assert JobState.WAITING is lost_its_twin(known).state


@given(st.lists(st.sampled_from(DEEDS)))
def test_whatever_happens_in_whatever_order_a_job_makes_sense(deeds: list) -> None:  # type: ignore[type-arg]
    """A recording in work has an id; a failure belongs to a failed job; nothing else changes."""
    job = JOB
    for deed in deeds:
        job = deed(job)
        if job.state in {JobState.IMPORTING, JobState.RECOGNISING, JobState.DONE}:
            assert job.recording_id
        if job.state is JobState.WAITING:
            assert job.recording_id is None
        assert (job.failure is not None) == (job.state is JobState.FAILED)
    fixed = replace(JOB, state=job.state, recording_id=job.recording_id)
    assert (fixed.id, fixed.name, fixed.path) == (job.id, job.name, job.path)
