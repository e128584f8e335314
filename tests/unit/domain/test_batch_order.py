"""Which file comes next."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.batch import FileJob, JobState
from appliance.domain.batch_order import OVERTAKEN_AT_MOST, in_order, moved, next_job
from tests.unit.domain.test_batch import JOB


def queue(*languages: str | None) -> list[FileJob]:
    """Waiting files in this order."""
    return [
        replace(JOB, id=f"{number:08}", order=float(number), language=language)
        for number, language in enumerate(languages)
    ]


def drained(jobs: list[FileJob], language: str | None = None) -> list[FileJob]:
    """The files in the order in which they are done."""
    known = {job.id: job for job in jobs}
    taken = []
    while (choice := next_job(known.values(), language=language)) is not None:
        known |= {job.id: job for job in choice.overtaken}
        known[choice.job.id] = replace(choice.job, state=JobState.DONE)
        language = choice.job.language
        taken.append(choice.job)
    return taken


def test_files_of_one_language_come_together() -> None:
    """So nothing is loaded needlessly."""
    assert ["zh", "zh", "en", "en"] == [
        job.language for job in drained(queue("zh", "en", "zh", "en"))
    ]


def test_an_import_that_was_interrupted_goes_on_first() -> None:
    """Its audio and text are there by half."""
    jobs = queue("zh", "en", "zh")
    jobs[1] = replace(jobs[1], state=JobState.IMPORTING)
    choice = next_job(jobs, language="zh")

    assert choice is not None
    assert jobs[1].id == choice.job.id
    assert () == choice.overtaken


def test_nobody_is_overtaken_for_ever() -> None:
    """After some files of the language in use it is another one's turn."""
    jobs = queue("en", *["zh"] * 30)
    order = drained(jobs, language="zh")

    assert OVERTAKEN_AT_MOST == order.index(next(job for job in order if job.language == "en"))


def test_what_a_person_puts_first_is_next() -> None:
    """Whatever language is in use."""
    jobs = queue("zh", "zh", "en")
    jobs = merged(jobs, moved(jobs, "00000002", 0))
    choice = next_job(jobs, language="zh")

    assert choice is not None
    assert "00000002" == choice.job.id


def test_only_waiting_files_are_moved() -> None:
    """The others are on their way or over."""
    jobs = [replace(job, state=JobState.RECOGNISING) for job in queue("zh", "zh")]

    assert () == moved(jobs, "00000001", 0)
    assert () == moved(jobs, "nobody", 0)


@given(
    st.lists(st.sampled_from(["zh", "en", None]), max_size=40),
    st.sampled_from(["zh", "en", None]),
)
def test_every_file_is_done_once_and_none_waits_too_long(
    languages: list[str | None], language: str | None
) -> None:
    """No file comes later than its place and the allowed number of others."""
    jobs = queue(*languages)
    order = [job.id for job in drained(jobs, language)]

    assert sorted(job.id for job in jobs) == sorted(order)
    for place, job in enumerate(jobs):
        assert order.index(job.id) <= place + OVERTAKEN_AT_MOST * len(set(languages))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=120))
def test_moving_puts_a_file_where_it_was_told_to(moves: list[tuple[int, int]]) -> None:
    """As taking it out of a list and putting it in elsewhere, however often."""
    jobs = queue(*["zh"] * 10)
    expected = [job.id for job in jobs]
    for which, position in moves:
        job_id = f"{which:08}"
        jobs = merged(jobs, moved(jobs, job_id, position))
        expected.remove(job_id)
        expected.insert(position, job_id)
        assert expected == [job.id for job in in_order(jobs)]


def merged(jobs: list[FileJob], changed: tuple[FileJob, ...]) -> list[FileJob]:
    """The list with its changes."""
    return list(({job.id: job for job in jobs} | {job.id: job for job in changed}).values())
