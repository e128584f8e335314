"""Files of the queue that are one recording, added, tried again, given up and cleared in any order.

A queue of nothing but copies of one file, with a library that holds what they became.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from appliance.domain.batch import (
    FileJob,
    JobState,
    begun,
    cancelled,
    done,
    failed,
    found_again,
    imported,
    taken_over,
    to_retry,
)
from appliance.domain.batch_progress import overall
from appliance.domain.batch_sharing import (
    given_up,
    is_leaving,
    keepers,
    makers,
    parted,
    takes_along,
)
from tests.unit.domain.test_batch import FAILURE, JOB

OLD = "20250101-000000-0000"
"""A recording that was there before the queue."""


def copy(number: int, **fields: object) -> FileJob:
    """One more copy of the file."""
    job = replace(JOB, id=f"{number:08x}", name=f"{number}.wav", path=f"/{number}.wav")
    return replace(job, order=float(number), **fields)  # type: ignore[arg-type] # its fields


def test_who_is_in_work_makes_the_text_as_wished_last() -> None:
    """One that is given up comes last; who merely points to it makes nothing."""
    jobs = [
        copy(1, state=JobState.CANCELLED, recording_id="r"),
        copy(2, state=JobState.FAILED, recording_id="r"),
        copy(3, state=JobState.RECOGNISING, recording_id="r"),
        copy(4, state=JobState.RECOGNISING, recording_id="r"),
        copy(5, state=JobState.DONE, recording_id="r", already_there=True),
        copy(6, state=JobState.RECOGNISING, recording_id="other"),
    ]
    assert ["4.wav", "3.wav", "2.wav", "1.wav"] == [job.name for job in makers(jobs, "r")]
    assert ["4.wav", "3.wav", "2.wav"] == [job.name for job in keepers(jobs, "r")]


def test_nothing_is_given_up_when_one_of_them_moved_on() -> None:
    """Who looked whether it may be given up looked at something else."""
    before = [copy(1), copy(2)]
    after = [copy(1), begun(copy(2), "r")]
    assert () == given_up(after, before)
    assert [JobState.CANCELLED] * 2 == [job.state for job in given_up(before, before)]


def test_the_progress_of_one_recording_counts_once() -> None:
    """However many files are it."""
    twins = [
        copy(number, state=JobState.RECOGNISING, recording_id="r", duration_s=10.0)
        for number in (1, 2)
    ]
    told = overall(twins, done_s={job.id: 4.0 for job in twins}, audio_per_s=2.0)
    assert (4.0, 10.0, 3.0) == (told.extent.done_s, told.extent.total_s, told.left_s)


@given(st.permutations([1, 2]), st.booleans())
def test_a_recording_goes_with_the_last_who_gives_it_up(turns: list[int], at_once: bool) -> None:
    """In whatever order its file and a copy that took it over are given up, one by one or both."""
    jobs = {
        1: copy(1, state=JobState.RECOGNISING, recording_id="r"),
        2: copy(2, state=JobState.RECOGNISING, recording_id="r", is_taken_over=True),
    }
    if at_once:
        jobs = {number: cancelled(job) for number, job in jobs.items()}
    removed: list[bool] = []
    for turn in turns:
        jobs[turn] = cancelled(jobs[turn])
        removed.append(takes_along(jobs.values(), jobs[turn]))
        for job in parted(jobs.values(), jobs[turn], is_removed=removed[-1]):
            jobs[int(job.id, 16)] = job
    # Alone, a copy that took it over leaves it to the file that it came from.
    assert [True] == [each for each in removed if each]
    assert {None} == {job.recording_id for job in jobs.values()}


@dataclass
class Box:
    """The queue and the library beside it."""

    jobs: dict[str, FileJob] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """State of the text by recording."""

    cleared: set[str] = field(default_factory=set)
    """Recordings whose file was taken off the list: they stay."""

    removing: tuple[FileJob, bool] | None = None
    """A removal that takes a while, and whether the recording goes: other persons wait for it."""

    count: int = 0

    def put(self, *jobs: FileJob) -> None:
        """Have jobs changed."""
        self.jobs |= {job.id: job for job in jobs}

    def add(self, number: int) -> None:
        """Add one more copy, which is taken in soon."""
        if copy(number).id not in self.jobs:
            self.put(copy(number))
            self.take_in(copy(number))

    def take_in(self, job: FileJob) -> None:
        """Import a waiting file, or find what it became before."""
        if job.state is not JobState.WAITING:
            return
        self.count += 1
        job = begun(job, f"20260101-000000-{self.count:04x}")
        known = [one for one in self.texts if not is_leaving(self.jobs.values(), one)]
        if not known:
            assert job.recording_id is not None
            self.texts[job.recording_id] = "waiting"
            self.put(imported(job, duration_s=1.0, problem=""))
            return
        (found, *_) = known
        makes = makers(self.jobs.values(), found)
        is_ours = bool(makes) and makes[0].state is JobState.RECOGNISING
        if self.texts[found] == "complete" or is_ours:
            self.put(found_again(job, found))
            return
        self.texts[found] = "waiting"
        self.put(taken_over(job, found, duration_s=1.0))

    def give_up(self, *jobs: FileJob) -> None:
        """Give some up; what was made of them is removed later."""
        self.end_removal()
        self.put(*given_up(self.jobs.values(), [job for job in jobs if not job.is_over]))

    def begin_removal(self, job: FileJob) -> None:
        """Decide what becomes of what was made of a job that is given up."""
        self.end_removal()
        job = self.jobs[job.id]
        if job.state is JobState.CANCELLED and job.recording_id is not None:
            self.removing = job, takes_along(self.jobs.values(), job)

    def end_removal(self) -> None:
        """Do it."""
        if self.removing is not None:
            job, goes = self.removing
            assert job.recording_id is not None
            if goes:
                del self.texts[job.recording_id]
            self.put(*parted(self.jobs.values(), job, is_removed=goes))
            self.removing = None

    def part(self, job: FileJob) -> None:
        """Remove what was made of a job that is given up, perhaps after a crash."""
        self.begin_removal(job)
        self.end_removal()

    def retry(self, job: FileJob) -> None:
        """Try one again."""
        self.part(job)
        after = to_retry(self.jobs[job.id])
        self.put(after)
        if after.state is JobState.RECOGNISING and after.recording_id is not None:
            self.texts[after.recording_id] = "waiting"

    def clear(self, job: FileJob) -> None:
        """Take one off the list, if it is over."""
        self.end_removal()
        if self.jobs[job.id].is_over:
            self.part(job)
            gone = self.jobs.pop(job.id)
            if gone.recording_id is not None and not gone.is_taken_over:
                self.cleared.add(gone.recording_id)

    def end(self, recording_id: str | None, text: str) -> None:
        """Bring a text to its end and have all who are on the list follow."""
        if recording_id not in self.texts or is_leaving(self.jobs.values(), recording_id):
            return  # what was removed comes to no end
        self.texts[recording_id] = text
        for job in makers(self.jobs.values(), recording_id):
            if text == "complete":
                self.put(done(job, problem=""))
            elif job.state is JobState.RECOGNISING:
                self.put(failed(job, FAILURE, keeps_recording=True))


DEEDS: dict[str, Callable[[Box, FileJob], None]] = {
    "take in": Box.take_in,
    "fail": lambda box, job: box.end(job.recording_id, "failed"),
    "complete": lambda box, job: box.end(job.recording_id, "complete"),
    "give up": Box.give_up,
    "give up all": lambda box, _: box.give_up(*box.jobs.values()),
    "begin to remove": Box.begin_removal,
    "remove": Box.part,
    "retry": Box.retry,
    "clear": Box.clear,
}


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", *DEEDS]), st.integers(1, 3)), min_size=8, max_size=30
    ),
    st.booleans(),
)
@example([("add", 1), ("fail", 1), ("add", 2), ("retry", 1), ("give up", 1), ("remove", 1)], False)
@example([("add", 1), ("give up", 1), ("begin to remove", 1), ("add", 2), ("remove", 1)], False)
@example(
    [
        *(("add", 1), ("fail", 1), ("add", 2), ("give up", 2)),
        *(("retry", 1), ("give up", 1), ("remove", 1), ("fail", 2)),
    ],
    False,
)
@settings(max_examples=200)
def test_whatever_happens_to_copies_of_a_file_nobody_loses_its_recording(
    deeds: list[tuple[str, int]], is_known: bool
) -> None:
    """Who is not given up has what he makes or points to; given up by all, nothing stays.

    But what was there before the queue does, and what was taken off the list.
    """
    box = Box(texts={OLD: "failed"} if is_known else {})
    for deed, number in deeds:
        job = box.jobs.get(copy(number).id)
        if deed == "add":
            box.add(number)
        elif job is not None:
            DEEDS[deed](box, job)
        for each in box.jobs.values():
            if each.recording_id is not None and each.state is not JobState.CANCELLED:
                assert each.recording_id in box.texts
    box.end_removal()
    box.give_up(*box.jobs.values())
    for job in list(box.jobs.values()):
        box.part(job)
    kept = {job.recording_id for job in box.jobs.values() if job.recording_id}
    assert is_known == (OLD in box.texts)
    assert kept <= set(box.texts) <= kept | box.cleared | {OLD}
