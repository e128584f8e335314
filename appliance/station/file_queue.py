"""The queue of files: implements face_files.Files on the inbox, the library and a worker."""

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from appliance.domain.batch import FileJob, JobState, to_retry
from appliance.domain.batch_order import in_order, moved
from appliance.domain.batch_progress import bytes_per_s, extent, overall
from appliance.domain.batch_sharing import given_up
from appliance.domain.disk_budget import DiskBudget
from appliance.domain.text_state import TextState
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.errors import ApplianceError
from appliance.library import Library
from appliance.paths import Paths
from appliance.recordings.errors import RecordingsError
from appliance.recordings.keys import KeyFolder
from appliance.station.errors import LostFileError, StationError
from appliance.station.face_files import Added, FileView, HandOver, LeftOut, QueueView
from appliance.station.face_lock import Permit
from appliance.station.file_failure import to_failure
from appliance.station.file_guard import FileGuard
from appliance.station.file_offers import Offer, look_at
from appliance.station.file_removal import FileRemoval
from appliance.station.file_worker import FileWorker
from appliance.station.finished import finished, whole
from appliance.station.import_room import ImportRoom, NoRoomError
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList
from appliance.station.known_sources import hash_of
from appliance.station.lock import BoxLock
from appliance.station.note import Note
from appliance.station.underway import Underway
from appliance.station.unread_job import is_newer

log = logging.getLogger(__name__)

_LANGUAGE: Final = re.compile("auto|[a-z]{2,3}")


class FileQueue:
    """See the module. ``worker`` says what of it may become text."""

    def __init__(
        self,
        *,
        paths: Paths,
        library: Library,
        underway: Underway,
        work: asyncio.Event,
        budget: DiskBudget,
        keys: KeyFolder | None = None,
        tell_speakers: bool,
        note: Note,
        on_change: Callable[[], None],
        lock: BoxLock | None = None,
    ) -> None:
        """``note`` adds a line to the audit for what is added.

        Without ``lock`` nothing is guarded.
        """
        self._library = library
        self._note = note
        self._underway = underway
        self._inbox = Inbox(paths.inbox)
        self._room = ImportRoom(paths.data, budget)
        self._jobs = JobList(self._inbox, on_change=on_change)
        self._removal = FileRemoval(
            jobs=self._jobs, inbox=self._inbox, library=library, paths=paths, note=note
        )
        self._guard = FileGuard(jobs=self._jobs, library=library, lock=lock)
        self.worker = FileWorker(
            jobs=self._jobs,
            inbox=self._inbox,
            removal=self._removal,
            library=library,
            paths=paths,
            room=self._room,
            keys=keys,
            underway=underway,
            work=work,
            tell_speakers=tell_speakers,
            note=note,
            on_change=on_change,
        )
        self._loaded = asyncio.Event()

    async def load(self) -> None:
        """Read what an earlier station left, before anything is worked on. Raises OSError."""
        await self._jobs.load()
        self._loaded.set()

    async def run(self) -> None:
        """Work for ever, from ``load`` on."""
        await self._loaded.wait()
        await self.worker.run()

    async def ready(self) -> None:
        """See face_files."""
        await self._loaded.wait()

    def wanting(self, pack: str) -> int:
        """Return how many files that wait for their text are to be heard with a pack by name."""
        return sum(not job.is_over and pack in (job.packs or ()) for job in self._jobs.all())

    def view(self) -> QueueView:
        """Return the queue."""
        worker, progress = self.worker, self.worker.progress
        jobs = in_order(progress.announced(job) for job in self._jobs.all())
        done_s = {job.id: done for job in jobs if (done := progress.done_s(job)) is not None}
        rate = bytes_per_s(jobs)
        waiting = [job.id for job in jobs if job.state is JobState.WAITING]
        position = {job_id: number for number, job_id in enumerate(waiting)}
        held = worker.held
        return QueueView(
            files=tuple(
                FileView(
                    job=job,
                    extent=extent(job, done_s=done_s.get(job.id), bytes_per_s=rate),
                    position=position.get(job.id),
                    excerpt=self._excerpt(job),
                )
                for job in jobs
            ),
            overall=overall(jobs, done_s=done_s, audio_per_s=progress.pace.audio_per_s),
            paused=self._jobs.paused,
            held=str(held) if held else "",
            held_hint=held.hint if held else "",
        )

    async def add(
        self,
        paths: Sequence[Path],
        *,
        wishes: Wishes = NO_WISHES,
        title: str = "",
        again: bool = False,
        hand_over: HandOver = HandOver.IN_PLACE,
        names: Sequence[str] = (),
    ) -> Added:
        """Add files as one batch; see face_files. Raises OSError, StationError, LibraryError."""
        language = wishes.language
        if language is not None and not _LANGUAGE.fullmatch(language):
            raise StationError(
                "{language} is no language code.",
                hint="Use auto, or a code of two or three letters such as zh or en.",
                language=repr(language),
            )
        await self._loaded.wait()
        offers, left_out = await asyncio.to_thread(look_at, paths, names)
        batch_id = self._new_id()
        first = self._jobs.last_order() + 1.0
        jobs: list[FileJob] = []
        for number, offer in enumerate(offers):
            job = FileJob(
                id=self._new_id(),
                batch_id=batch_id,
                name=offer.name,
                path=str(offer.path.absolute()) if hand_over is HandOver.IN_PLACE else None,
                size_bytes=offer.size_bytes,
                mtime_ns=offer.mtime_ns,
                added=datetime.now().astimezone().isoformat(timespec="seconds"),
                order=first + number,
                title=title if len(offers) == 1 else "",
                language=language,
                hot_words=wishes.hot_words,
                packs=wishes.packs,
                again=again,
            )
            if hand_over is HandOver.IN_PLACE:
                jobs.append(job)
                continue
            try:
                jobs.append(await whole(self._taken, job, offer, hand_over))
            except (NoRoomError, OSError) as error:
                failure = to_failure(error)
                left_out.append(
                    LeftOut(path=str(offer.path), reason=failure.reason, hint=failure.hint)
                )
            except asyncio.CancelledError:
                # Nobody was told of them; what was taken must not lie there until a restart.
                for unsaved in (*jobs, job):
                    await whole(self._inbox.remove, unsaved)
                raise
        if jobs:
            await finished(self._acknowledge(jobs, batch_id))
        return Added(
            batch_id=batch_id,
            job_ids=tuple(job.id for job in jobs),
            left_out=tuple(left_out),
        )

    async def known(self, path: Path) -> str | None:
        """See face_files. Raises LibraryError and OSError besides."""
        await self._loaded.wait()
        recording_id = await self.worker.sources.find(await hash_of(path), besides="")
        if recording_id is None:
            return None
        text_state = (await self._library.get(recording_id)).text_state
        is_ours = self.worker.is_ours(recording_id)
        if self._jobs.paused and is_ours and text_state is not TextState.COMPLETE:
            raise StationError(
                "{file} is in the queue of files already, which is paused.",
                hint="Let the queue go on: tingxia batch resume",
                file=path,
            )
        if text_state is TextState.FAILED:
            await self._library.set_text_state(recording_id, TextState.WAITING, "")
            self.worker.wake()
        return recording_id

    async def _acknowledge(self, jobs: Sequence[FileJob], batch_id: str) -> None:
        """Make them the queue's."""
        await self._jobs.put(jobs)
        log.info("files were added", extra={"event": "files-added", "count": len(jobs)})
        self.worker.wake()
        await self._note("add-files", subject=batch_id, files=len(jobs))

    async def pause(self) -> None:
        """Let nothing go on. Raises OSError."""
        await self._loaded.wait()
        await self._jobs.set_paused(True)
        self.worker.progress.pace.rested()
        self.worker.wake()

    async def resume(self) -> None:
        """Go on. Raises OSError."""
        await self._loaded.wait()
        await self._jobs.set_paused(False)
        self.worker.wake()

    async def cancel(
        self, job_ids: Sequence[str] = (), *, batch_id: str = "", permit: Permit | None = None
    ) -> int:
        """See face_files. Raises LibraryError and OSError besides."""
        await self._loaded.wait()
        async with self._giving_up():
            ids = dict.fromkeys(job_ids)
            if batch_id:
                ids |= dict.fromkeys(job.id for job in self._batch(batch_id))
            return await finished(self._give_up(tuple(ids), permit))

    async def _give_up(self, ids: Sequence[str], permit: Permit | None) -> int:
        """Cancel jobs and remove what was made of them; returns how many."""
        count = 0
        # Again when one moved on meanwhile, and for copies: they wait again when theirs is removed.
        while chosen := [job for job in map(self._jobs.get, ids) if not job.is_over]:
            await self._guard.give_up(chosen, permit)
            # All of them before any is removed: the next one would only be begun meanwhile.
            try:
                is_done = await self._jobs.change_several(partial(given_up, chosen=chosen))
            finally:
                # First, whatever fails: nobody goes on working on what counts as given up.
                for job in chosen:
                    if self._jobs.get(job.id).state is JobState.CANCELLED:
                        await self.worker.leave(job.id)
            if is_done:
                count += len(chosen)
                for job in chosen:
                    await self._removal.finish(self._jobs.get(job.id))
        return count

    @asynccontextmanager
    async def _giving_up(self) -> AsyncIterator[None]:
        """One at a time; then the worker goes on, also with a removal that failed."""
        try:
            async with self._removal.one_at_a_time:
                yield
        finally:
            self.worker.wake()

    async def move(self, job_id: str, position: int) -> None:
        """Put a waiting file at a position. Raises UnknownJobError, StationError, OSError."""
        await self._loaded.wait()
        job = self._jobs.get(job_id)
        if not await self._jobs.change_several(lambda jobs: moved(jobs, job_id, position)):
            raise StationError(
                "{name} does not wait any more: it is {state}.",
                hint="Only waiting files can be moved; the Files page and `tingxia batch list` "
                "show which do.",
                name=job.name,
                state=job.state.value,
            )
        self.worker.wake()

    async def retry(self, job_ids: Sequence[str] = ()) -> int:
        """Try files again; see face_files.

        Raises LibraryError, RecordingsError, OSError besides.
        """
        await self._loaded.wait()
        async with self._giving_up():
            chosen = [self._jobs.get(job_id) for job_id in dict.fromkeys(job_ids)]
            if not job_ids:
                failed = self._jobs.in_state(JobState.FAILED)
                chosen = [job for job in failed if job.can_be_retried and not is_newer(job)]
            count = 0
            problem: ApplianceError | OSError | None = None
            for job in chosen:
                if job.state is JobState.CANCELLED:
                    await self.worker.finish_removal(job)
                if job.state is JobState.FAILED and job.recording_id is not None:
                    # First: the worker would take a text that still counts as failed at its word.
                    await self._library.set_text_state(job.recording_id, TextState.WAITING, "")
                elif job.is_over and job.state is not JobState.DONE:
                    try:
                        await self._removal.begin_anew(job)
                    except (LostFileError, RecordingsError, OSError) as error:
                        problem = problem or error
                        continue
                after = await self._jobs.change(job.id, to_retry)
                count += after.state is not job.state
        if problem is not None:
            raise problem
        return count

    async def clear(self, job_ids: Sequence[str] = (), *, permit: Permit | None = None) -> int:
        """Take what is over off the list; see face_files. Raises LibraryError, OSError besides."""
        await self._loaded.wait()
        async with self._giving_up():
            ids = dict.fromkeys(job_ids)
            chosen = [self._jobs.get(job_id) for job_id in ids] or list(self._jobs.all())
            over = [job for job in chosen if job.is_over]
            await self._guard.take_off(over, permit)
            for job in over:
                if job.state is JobState.CANCELLED:
                    await self.worker.finish_removal(job)
                elif job.state is JobState.FAILED and job.recording_id is None:
                    await self._removal.clear(job)
            # A copy of what was removed only now waits again.
            over = [job for job in over if self._jobs.get(job.id).is_over]
            for job in over:
                await self._jobs.remove(job.id)
        return len(over)

    def _taken(self, job: FileJob, offer: Offer, hand_over: HandOver) -> FileJob:
        """Make the file the queue's own; blocks. Raises NoRoomError, OSError."""
        is_copy = hand_over is HandOver.COPY
        if is_copy:
            self._room.check(offer.size_bytes)
        try:
            if not is_copy:
                self._inbox.save(job)
            self._inbox.take(job, offer.path, copy=is_copy)
            found = self._inbox.file(job).stat()
        except OSError:
            if is_copy or offer.path.exists():
                self._inbox.remove(job)
            raise
        return replace(job, size_bytes=found.st_size, mtime_ns=found.st_mtime_ns)

    def _batch(self, batch_id: str) -> list[FileJob]:
        found = [job for job in self._jobs.all() if job.batch_id == batch_id]
        if not found:
            raise StationError(
                "There is no batch {batch_id} in the queue.",
                hint="`tingxia batch list --json` tells the batch of every file.",
                batch_id=batch_id,
            )
        return found

    def _excerpt(self, job: FileJob) -> str:
        if job.is_over or job.recording_id is None:
            return ""
        return self._underway.last_text(job.recording_id)

    def _new_id(self) -> str:
        taken = {job.id for job in self._jobs.all()}
        while (fresh := secrets.token_hex(4)) in taken:
            pass
        return fresh
