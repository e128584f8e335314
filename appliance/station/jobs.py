"""What nobody waits for: texts, one recording after the other, then speakers, then encoding."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine

from appliance.domain.recording import RecordingState
from appliance.errors import ApplianceError
from appliance.library import Library, LibraryRow, UnknownRecordingError
from appliance.paths import Paths
from appliance.station.capture_link import CaptureLink
from appliance.station.errors import RecogniserHungError, StationError, TextRefusedError
from appliance.station.file_worker import FileWorker
from appliance.station.growing_import import GrowingImport
from appliance.station.inference_link import InferenceLink
from appliance.station.prepare_job import PrepareJob
from appliance.station.speaker_job import SpeakerJob
from appliance.station.text_job import TextJob
from appliance.station.underway import Underway

log = logging.getLogger(__name__)

RETRY_S = 5.0
"""After the library could not be read or written, for example because the disk is full."""

ASIDE_S = 120.0
"""A recording that inference does not take lets others go first for so long."""


class Jobs:
    """Finishes what the library calls unfinished: what was missed, files, second passes."""

    def __init__(
        self,
        *,
        library: Library,
        paths: Paths,
        capture: CaptureLink,
        inference: InferenceLink,
        underway: Underway,
        files: FileWorker,
        work: asyncio.Event,
        tell_speakers: bool,
        prepare: PrepareJob,
        on_change: Callable[[], None],
    ) -> None:
        """``work`` is set by whoever knows that there may be something to do.

        ``files`` says what of the queue of files may be worked on, and in which order.
        """
        self._files = files
        self._library = library
        self._capture = capture
        self._underway = underway
        self._work = work
        self._on_change = on_change
        self.texts = TextJob(
            library=library,
            paths=paths,
            inference=inference,
            tell_speakers=tell_speakers,
            on_change=on_change,
            on_progress=self._progressed,
            wishes=files.wishes,
        )
        self._prepare = prepare
        self._speakers = SpeakerJob(
            library=library, paths=paths, inference=inference, on_change=on_change
        )
        self._aside: dict[str, tuple[float, str]] = {}
        """Until when (of the event loop's clock) a recording is put aside, and why."""

        self._hung: set[str] = set()
        """What brought the recogniser to no end: not tried while a recording runs beside it."""

    def problem(self, recording_id: str) -> str:
        """Why a recording is put aside; empty if it is not."""
        return self._aside.get(recording_id, (0.0, ""))[1]

    def try_all(self) -> None:
        """Something changed that may help what was put aside."""
        self._aside = {known: (0.0, why) for known, (_, why) in self._aside.items()}
        self._work.set()

    async def begin_again(self, recording_id: str) -> None:
        """Make the second pass again; the present text stays until it is complete.

        Raises UnknownRecordingError, StationError.
        """
        await self._library.get(recording_id)
        if recording_id == self._capture.running_id:
            raise StationError(
                "{recording_id} is still being recorded.",
                hint="Stop the recording; its text is made by itself then.",
                recording_id=recording_id,
            )
        if self._underway.decided_samples(recording_id) is not None:
            raise StationError(
                "The text of {recording_id} is being made at this moment.",
                hint="Ask again when it is complete.",
                recording_id=recording_id,
            )
        await self._library.begin_again(recording_id)
        self._work.set()
        self._on_change()

    async def run(self) -> None:
        """Work for ever."""
        while True:
            self._work.clear()
            try:
                if not await self._work_once():
                    await self._news()
            except ApplianceError as error:
                log.warning("a job is postponed: %s", error, extra={"event": "job-postponed"})
                await asyncio.sleep(RETRY_S)

    async def _work_once(self) -> bool:
        """Do the next thing; False if there is nothing to do."""
        text = await self._next_text()
        if text is not None:
            recording_id = _id(text)
            await self._do(self._make_text(text), unless=lambda: self._must_rest(recording_id))
            self._files.wake()
        elif self._capture.running_id is None and (
            row := await self._speakers.next(self._is_aside)
        ):
            told_id = row.recording.id
            await self._do(self._tell_speakers(row), unless=lambda: self._has_better_to_do(told_id))
        elif self._capture.running_id is None and (row := await self._prepare.next(self._is_aside)):
            prepared_id = row.recording.id
            await self._do(
                self._prepare_audio(row), unless=lambda: self._has_better_to_do(prepared_id)
            )
        else:
            return False
        self._on_change()
        return True

    async def _next_text(self, *, of_files: bool = True) -> LibraryRow | GrowingImport | None:
        """Choose a text; those of the queue of files come after all others."""
        for row in self._files.arrange(await self._library.unfinished()):
            recording = row.recording
            closed = recording.state is RecordingState.CLOSED
            if recording.id in self._underway or recording.id == self._capture.running_id:
                continue
            if self._is_aside(recording.id):
                continue
            if not of_files and self._files.is_ours(recording.id):
                continue
            if closed or self._capture.status is not None:
                return row
        growing = self._files.growing if of_files else None
        if growing is None or growing.recording_id in self._underway:
            return None
        return None if self._is_aside(growing.recording_id) else growing

    async def _make_text(self, text: LibraryRow | GrowingImport) -> None:
        recording_id = _id(text)
        with self._underway.claim(recording_id) as claim:
            try:
                if isinstance(text, GrowingImport):
                    await self.texts.follow(text, claim)
                else:
                    await self.texts.run(text, claim)
            except RecogniserHungError as error:
                log.warning("put aside: %s", error, extra={"event": "job-put-aside"})
                self._put_aside(recording_id, ASIDE_S, str(error))
                self._hung.add(recording_id)
            except TextRefusedError as error:
                log.warning("put aside: %s", error, extra={"event": "job-put-aside"})
                self._put_aside(recording_id, ASIDE_S, str(error))
                self._files.refused(recording_id, error)
            except (ApplianceError, OSError) as error:
                log.warning("a job is postponed: %s", error, extra={"event": "job-postponed"})
                self._put_aside(recording_id, RETRY_S)
            else:
                self._aside.pop(recording_id, None)
                self._hung.discard(recording_id)

    async def _tell_speakers(self, row: LibraryRow) -> None:
        recording_id = row.recording.id
        with self._underway.claim(recording_id):
            try:
                await self._speakers.run(row)
            except (ApplianceError, OSError) as error:
                log.warning("a job is postponed: %s", error, extra={"event": "job-postponed"})
                self._put_aside(recording_id, RETRY_S)
            else:
                self._aside.pop(recording_id, None)

    async def _prepare_audio(self, row: LibraryRow) -> None:
        with self._underway.claim(row.recording.id):
            await self._prepare.run(row)

    def _put_aside(self, recording_id: str, duration_s: float, why: str = "") -> None:
        self._aside[recording_id] = (asyncio.get_running_loop().time() + duration_s, why)

    def _is_aside(self, recording_id: str) -> bool:
        if recording_id in self._hung and self._capture.running_id is not None:
            return True
        until, _ = self._aside.get(recording_id, (0.0, ""))
        return until > asyncio.get_running_loop().time()

    async def _must_rest(self, recording_id: str) -> bool:
        """Tell whether a text is to be left for now: what a person recorded goes before files."""
        if self._capture.running_id == recording_id or not self._files.may_go_on(recording_id):
            return True
        if await self._is_trashed(recording_id):
            return True
        if not self._files.is_ours(recording_id):
            return False
        return await self._next_text(of_files=False) is not None

    def _progressed(self) -> None:
        self._files.progress.look()
        self._on_change()

    async def _has_better_to_do(self, recording_id: str) -> bool:
        if self._capture.running_id is not None or await self._is_trashed(recording_id):
            return True
        return await self._next_text() is not None

    async def _is_trashed(self, recording_id: str) -> bool:
        """Tell whether nobody wants a text any more; one that is restored is gone on with."""
        try:
            return (await self._library.get(recording_id)).trashed is not None
        except UnknownRecordingError:
            return False  # an import, not whole yet

    async def _do(
        self, work: Coroutine[None, None, None], *, unless: Callable[[], Awaitable[bool]]
    ) -> None:
        """Do this, but leave off at once when ``unless`` becomes true; it is done again later."""
        doing = asyncio.create_task(work)
        try:
            while not doing.done():
                self._work.clear()
                if await unless():
                    log.info("a job gives way", extra={"event": "job-gave-way"})
                    return
                news = asyncio.create_task(self._work.wait())
                try:
                    await asyncio.wait((doing, news), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    news.cancel()
            await doing
        finally:
            doing.cancel()
            await asyncio.gather(doing, return_exceptions=True)

    async def _news(self) -> None:
        """Wait until there may be something to do."""
        now = asyncio.get_running_loop().time()
        waits = [until - now for until, _ in self._aside.values() if until > now]
        try:
            async with asyncio.timeout(min(waits, default=None)):
                await self._work.wait()
        except TimeoutError:
            log.debug("what was put aside is tried again", extra={"event": "aside-over"})


def _id(text: LibraryRow | GrowingImport) -> str:
    return text.recording_id if isinstance(text, GrowingImport) else text.recording.id
