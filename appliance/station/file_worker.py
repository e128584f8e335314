"""Takes the files of the queue in, one after the other, and sees their text to its end."""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from appliance.domain.audio import to_seconds
from appliance.domain.batch import (
    FileJob,
    JobState,
    begun,
    failed,
    found_again,
    imported,
    taken_over,
)
from appliance.domain.batch_order import Choice, next_job
from appliance.domain.batch_sharing import is_leaving, takes_along
from appliance.domain.source import Source
from appliance.domain.text_state import TextState
from appliance.domain.wishes import Wishes
from appliance.errors import ApplianceError
from appliance.library import Library, LibraryError, LibraryRow
from appliance.paths import Paths
from appliance.recordings.keys import KeyFolder
from appliance.station.file_endings import FileEndings
from appliance.station.file_failure import to_failure
from appliance.station.file_progress import IN_WORK, FileProgress
from appliance.station.file_removal import FileRemoval
from appliance.station.growing_import import ChangedSourceError, GrowingImport
from appliance.station.import_room import ImportRoom, NoRoomError
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList
from appliance.station.known_sources import KnownFileError, KnownSources, hash_of
from appliance.station.note import Note
from appliance.station.recording_id import new_recording_id
from appliance.station.session import innermost
from appliance.station.underway import Underway

log = logging.getLogger(__name__)

AHEAD: Final = 2
"""So many recordings may wait for their text: the recogniser never waits for a decoder, and the
disk does not fill with what is not needed yet."""

RETRY_S: Final = 5.0
LOOK_AGAIN_S: Final = 10.0
"""At a disk that was too short."""


class FileWorker:
    """See the module. Its text is made by Jobs, which ask here what may be worked on."""

    def __init__(
        self,
        *,
        jobs: JobList,
        inbox: Inbox,
        removal: FileRemoval,
        library: Library,
        paths: Paths,
        room: ImportRoom,
        keys: KeyFolder | None = None,
        underway: Underway,
        work: asyncio.Event,
        tell_speakers: bool,
        note: Note,
        on_change: Callable[[], None],
    ) -> None:
        """``work`` wakes whoever makes texts."""
        self._jobs = jobs
        self._inbox = inbox
        self._removal = removal
        self._library = library
        self._paths = paths
        self._room = room
        self.keys = keys
        self._underway = underway
        self._work = work
        self.tell_speakers = tell_speakers
        self._note = note
        self._on_change = on_change
        self.sources = KnownSources(jobs.all, library)
        self._news = asyncio.Event()
        self._stop = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._growing: GrowingImport | None = None
        self._growing_job: str | None = None
        self._language: str | None = None
        self._changed: Counter[str] = Counter()
        self.progress = FileProgress(jobs, underway)
        self.endings = FileEndings(
            jobs=jobs, library=library, removal=removal, progress=self.progress
        )
        self.held: NoRoomError | None = None
        """Why nothing is taken in though nobody paused."""

    @property
    def growing(self) -> GrowingImport | None:
        """The import whose text can be made."""
        growing = self._growing
        if growing is None or self._jobs.paused or not growing.is_text_ready.is_set():
            return None
        return growing

    def wake(self) -> None:
        """Something changed that may be work."""
        if self._growing is not None:
            if self._jobs.paused:
                self._growing.may_go_on.clear()
            else:
                self._growing.may_go_on.set()
        self._news.set()
        self._work.set()

    def arrange(self, rows: list[LibraryRow]) -> list[LibraryRow]:
        """Put others before the queue's own, and those in its order; leave out what rests."""
        others, ours = [], []
        for row in rows:
            job = self._jobs.of_recording(row.recording.id)
            if job is None or job.state in {JobState.DONE, JobState.FAILED}:
                others.append(row)
            elif job.state in IN_WORK and not self._jobs.paused:
                ours.append(((job.state is JobState.IMPORTING, job.order, job.id), row))
        return [*others, *(row for _, row in sorted(ours, key=lambda found: found[0]))]

    def is_ours(self, recording_id: str) -> bool:
        """Tell whether a recording's text is made for the queue."""
        job = self._jobs.of_recording(recording_id)
        return job is not None and job.state in IN_WORK

    def may_go_on(self, recording_id: str) -> bool:
        """Tell whether a text that is being made may go on."""
        job = self._jobs.of_recording(recording_id)
        if job is None or job.state in {JobState.DONE, JobState.FAILED}:
            return True
        if self._jobs.paused or job.state is JobState.CANCELLED:
            return False
        return job.state is not JobState.IMPORTING or self._growing is not None

    def wishes(self, recording_id: str) -> Wishes | None:
        """Return how a recording is to be heard; None if it is not in the list."""
        job = self._jobs.of_recording(recording_id)
        return None if job is None else job.wishes

    def refused(self, recording_id: str, error: ApplianceError) -> None:
        """Take note that the recogniser does not take a recording, for example its language."""
        self.endings.refused(recording_id, error)
        self.wake()

    async def leave(self, job_id: str) -> None:
        """Stop working on a job that is cancelled; nobody does on what goes with it afterwards."""
        if self._growing_job == job_id:
            self._stop.set()
            await self._idle.wait()
        self._work.set()
        job = self._jobs.get(job_id)
        if job.recording_id is not None and takes_along(self._jobs.all(), job):
            await self._underway.free(job.recording_id)
        self.progress.forget(job_id)

    async def finish_removal(self, job: FileJob) -> None:
        """Remove what is left of a job that is given up. Raises LibraryError, OSError."""
        await self.leave(job.id)
        await self._removal.finish(job)

    async def run(self) -> None:
        """Work for ever."""
        has_begun = False
        while True:
            self._news.clear()
            try:
                if not has_begun:
                    await self._tidy()
                    await self._removal.release_all()
                    has_begun = True
                if await self._work_once() or await self._tidy():
                    continue
                async with asyncio.timeout(LOOK_AGAIN_S if self.held else None):
                    await self._news.wait()
            except TimeoutError:
                log.debug("the disk is looked at again", extra={"event": "disk-again"})
            except (ApplianceError, OSError) as error:
                log.warning("files are postponed: %s", error, extra={"event": "files-postponed"})
                await asyncio.sleep(RETRY_S)

    async def _tidy(self) -> bool:
        """Go on with removals that a crash or a full disk interrupted; False if none is done."""
        if self._removal.one_at_a_time.locked():
            return False  # who holds it may wait for long, and wakes this worker afterwards
        async with self._removal.one_at_a_time:
            given_up = self._jobs.in_state(JobState.CANCELLED)
            left = [job for job in given_up if job.recording_id is not None]
            for job in left:
                await self.finish_removal(job)
        return bool(left)

    async def _work_once(self) -> bool:
        """Take the next file in; False if there is nothing to do now."""
        await self.endings.settle()
        self.held = None
        ahead = {job.recording_id for job in self._jobs.in_state(JobState.RECOGNISING)}
        if self._jobs.paused or len(ahead) >= AHEAD:
            return False
        choice = next_job(self._jobs.all(), language=self._language)
        if choice is None:
            return False
        try:
            await asyncio.to_thread(self._room.check)
        except NoRoomError as error:
            self.held = error
            log.warning("%s", error, extra={"event": "files-held"})
            self._on_change()
            return False
        # From before it is begun: whoever gives it up then waits until nothing comes of it.
        self._growing_job = choice.job.id
        self._stop.clear()
        self._idle.clear()
        try:
            await self._begin(choice)
        finally:
            self._growing_job = None
            self._idle.set()
        return True

    async def _begin(self, choice: Choice) -> None:
        recording_id = new_recording_id()
        job = await self._jobs.change(choice.job.id, lambda now: begun(now, recording_id))
        if job.state is not JobState.IMPORTING:
            return
        await self._jobs.count_overtaken(choice.overtaken)
        self._language = job.language
        job = await self._as_it_is_now(job)
        if not self._stop.is_set():
            await self._import(job)

    async def _as_it_is_now(self, job: FileJob) -> FileJob:
        """Begin anew with a file that was replaced since it was queued."""
        try:
            found = await asyncio.to_thread(os.lstat, self._inbox.file(job))
        except OSError:
            return job  # the import tells what is wrong
        if (found.st_size, found.st_mtime_ns) == (job.size_bytes, job.mtime_ns):
            return job
        await asyncio.to_thread(self._inbox.remove_staging, job)
        return await self._jobs.change(
            job.id,
            lambda now: replace(
                now, size_bytes=found.st_size, mtime_ns=found.st_mtime_ns, sha256=""
            ),
        )

    async def _import(self, job: FileJob) -> None:
        staging = self._inbox.staging(job)
        assert staging is not None
        growing = GrowingImport(
            self._inbox.file(job),
            staging=staging,
            title=job.title or os.path.splitext(job.name)[0],  # noqa: PTH122 - no path
            paths=self._paths,
            library=self._library,
            room=self._room,
            wishes=job.wishes,
            keys=self.keys,
            tell_speakers=self.tell_speakers,
            on_change=lambda: self._heard(job, growing),
        )
        self._growing = growing
        self.wake()
        importing = asyncio.create_task(self._take_in(job, growing))
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({importing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not self._stop.is_set():
                await importing
        finally:
            for task in (importing, stopping):
                task.cancel()
            await asyncio.gather(importing, stopping, return_exceptions=True)
            self._growing = None
            if not growing.source.closed:
                await self._nobody_listens(growing)
            self.wake()

    async def _take_in(self, job: FileJob, growing: GrowingImport) -> None:
        problem: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._identify(job, growing))
                running = tasks.create_task(growing.run())
        except* (ApplianceError, OSError, KnownFileError) as group:
            problem = innermost(group)
        match problem:
            case None:
                whole = running.result()
                await self._noted(job, growing)
                await self._jobs.change(
                    job.id,
                    lambda now: imported(now, duration_s=whole.duration_s, problem=whole.problem),
                )
                log.info(
                    "a file is taken in",
                    extra={"event": "file-taken-in", "recording_id": job.recording_id},
                )
            case KnownFileError():
                await self._give_up(job, growing)
                await self._found(job, problem.recording_id)
            case LibraryError():
                raise problem
            case ChangedSourceError() if not self._changed[job.id]:
                self._changed[job.id] += 1
                log.warning("%s", problem, extra={"event": "file-again", "job": job.id})
            case _:
                log.warning("a file is refused: %s", problem, extra={"event": "file-refused"})
                await self._give_up(job, growing)
                failure = to_failure(problem, file=self._inbox.file(job), name=job.path or job.name)
                await self._jobs.change(job.id, lambda now: failed(now, failure))

    async def _found(self, job: FileJob, recording_id: str) -> None:
        """Point to what the file became before; if nobody makes the text of that, make it."""
        row = await self._library.get(recording_id)
        duration_s = to_seconds(row.recording.total_samples or 0)

        def turned(now: FileJob) -> FileJob:
            if is_leaving(self._jobs.all(), recording_id):
                return now  # given up since it was found: this is imported after all
            if row.text_state.is_whole or self.is_ours(recording_id):
                return found_again(now, recording_id)
            return taken_over(now, recording_id, duration_s=duration_s)

        after = await self._jobs.change(job.id, turned)
        if after.already_there:
            await self._removal.release_sources(recording_id)
        elif after.is_taken_over and row.text_state is TextState.FAILED:
            await self._library.set_text_state(recording_id, TextState.WAITING, "")

    async def _identify(self, job: FileJob, growing: GrowingImport) -> None:
        """Find out whether the file was taken in before. Raises KnownFileError."""
        sha256 = job.sha256
        if not sha256:
            sha256 = await hash_of(self._inbox.file(job))
            await self._jobs.change(job.id, lambda now: replace(now, sha256=sha256))
        if not job.again:
            known = await self.sources.find(sha256, besides=job.id)
            # Its own is there if a kill came before the job could say that it is taken in.
            if known is not None and known != job.recording_id:
                raise KnownFileError(known)
        growing.origin = Source(name=job.name, sha256=sha256, size_bytes=job.size_bytes)
        growing.is_wanted.set()

    async def _noted(self, job: FileJob, growing: GrowingImport) -> None:
        """Note the import before the job says that it is done: rather twice than never."""
        assert growing.origin is not None, "it was identified"
        sha256, size_bytes = growing.origin.sha256, growing.origin.size_bytes
        await self._note(
            "import", subject=growing.recording_id, sha256=sha256, size_bytes=size_bytes, job=job.id
        )

    async def _give_up(self, job: FileJob, growing: GrowingImport) -> None:
        """Remove what was made of a file that is no recording."""
        await self._nobody_listens(growing)
        await asyncio.to_thread(self._inbox.remove_staging, job)
        self.progress.forget(job.id)
        self._changed.pop(job.id, None)

    async def _nobody_listens(self, growing: GrowingImport) -> None:
        """Wait until no text is made of an import that came to nothing."""
        self._growing = None
        self._work.set()
        await self._underway.free(growing.recording_id)

    def _heard(self, job: FileJob, growing: GrowingImport) -> None:
        if growing.announced_s is not None:
            self.progress.announce(job.id, growing.announced_s)
        self._work.set()
        self._on_change()
