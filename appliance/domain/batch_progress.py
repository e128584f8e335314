"""How far the queue is and how long it still takes, from what was measured."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from appliance.domain.batch import FileJob, JobState

BYTES_PER_S: Final = 16_000.0
"""Of a file of unknown length before any was read: 128 kbit/s."""

SHORTEST_MEASURE_S: Final = 2.0
"""Of work, before a speed is told."""

WINDOW_S: Final = 30.0
"""The speed is that of so much work at least, so that it follows a change."""

WINDOW_SHARE: Final = 0.5
"""Of all work up to now, once that is longer: two busy minutes say little about the next hour."""

LONGEST_STEP_S: Final = 120.0
"""Nothing decided for longer than this is no work: paused, or the recogniser was away."""


class Pace:
    """Measures how much audio becomes text in a second of work."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, float]] = deque()
        self._work_s = self._audio_s = 0.0
        """Of the steps."""

        self._all_work_s = 0.0
        self._last_s: float | None = None

    def decided(self, audio_s: float, *, now: float) -> None:
        """Take note of so much more audio that is decided now."""
        if self._last_s is not None and now - self._last_s <= LONGEST_STEP_S:
            work_s = now - self._last_s
            self._steps.append((work_s, audio_s))
            self._work_s += work_s
            self._audio_s += audio_s
            self._all_work_s += work_s
            self._forget(longer_than_s=max(WINDOW_S, WINDOW_SHARE * self._all_work_s))
        self._last_s = now

    def rested(self) -> None:
        """Count what passes from here on until something is decided as no work."""
        self._last_s = None

    @property
    def audio_per_s(self) -> float | None:
        """Seconds of audio a second; None before enough was measured."""
        if self._work_s < SHORTEST_MEASURE_S or self._audio_s <= 0:
            return None
        return self._audio_s / self._work_s

    def _forget(self, *, longer_than_s: float) -> None:
        while self._work_s - self._steps[0][0] > longer_than_s:
            work_s, audio_s = self._steps.popleft()
            self._work_s -= work_s
            self._audio_s -= audio_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much audio there is and how much of it is done."""

    done_s: float
    total_s: float
    is_estimated: bool
    """The total comes from the size of the file, or from what it says itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """The queue as a whole: every file that is not over, and those that became text."""

    extent: Extent
    left_s: float | None
    """None as long as the speed is not known."""

    counts: dict[JobState, int]


def extent(job: FileJob, *, done_s: float | None, bytes_per_s: float) -> Extent:
    """Return how far one file is; ``done_s`` is None unless it is in work."""
    known = job.duration_s
    total_s = known if known is not None else job.size_bytes / bytes_per_s
    if job.state is JobState.DONE:
        return Extent(done_s=total_s, total_s=total_s, is_estimated=known is None)
    done = done_s or 0.0
    return Extent(
        done_s=done,
        total_s=max(total_s, done),
        is_estimated=job.state in {JobState.WAITING, JobState.IMPORTING},
    )


def overall(
    jobs: Iterable[FileJob], *, done_s: Mapping[str, float], audio_per_s: float | None
) -> Overall:
    """Sum up; ``done_s`` tells by job id how much audio of those in work is decided."""
    known = list(jobs)
    rate = bytes_per_s(known)
    counts = dict.fromkeys(JobState, 0)
    done = total = 0.0
    counted: set[str] = set()
    estimated = False
    for job in known:
        counts[job.state] += 1
        if job.already_there or job.state in {JobState.FAILED, JobState.CANCELLED}:
            continue
        if job.recording_id is not None:
            if job.recording_id in counted:
                continue  # two files that are one recording
            counted.add(job.recording_id)
        one = extent(job, done_s=done_s.get(job.id), bytes_per_s=rate)
        done, total = done + one.done_s, total + one.total_s
        estimated = estimated or one.is_estimated
    left_s: float | None = None
    if total <= done:
        left_s = 0.0
    elif audio_per_s:
        left_s = (total - done) / audio_per_s
    return Overall(
        extent=Extent(done_s=done, total_s=total, is_estimated=estimated),
        left_s=left_s,
        counts=counts,
    )


def bytes_per_s(jobs: Iterable[FileJob]) -> float:
    """Return the bytes a second of audio takes, by the files whose length is known."""
    size = length = 0.0
    for job in jobs:
        if job.duration_s:
            size, length = size + job.size_bytes, length + job.duration_s
    return size / length if length and size else BYTES_PER_S
