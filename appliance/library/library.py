"""The library as the station uses it: coroutines over one thread that owns the database."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Self, TypeVar

from appliance.domain.editing import EditedText, EditRequest
from appliance.domain.list_order import ListOrder
from appliance.domain.progress import Progress, no_progress
from appliance.domain.recording import Recording
from appliance.domain.search_filter import SearchFilter
from appliance.domain.source import Source
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.speakers import Turn
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.library import database, restoring, search, trash
from appliance.library.editing import TextEditor
from appliance.library.errors import LibraryError
from appliance.library.found import Found, FoundPage
from appliance.library.opening import Opening
from appliance.library.putting_back import PutBack, put_back
from appliance.library.rebuilding import rebuild
from appliance.library.restoring import Restored
from appliance.library.row import LibraryRow, Origin
from appliance.paths import Paths

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

EVERYTHING: Final = SearchFilter()

CATCH_UP_AGAIN_S: Final = 5.0
"""After a disk that was full, for example."""


class Library:
    """Index over the recordings. Every call may raise LibraryError.

    Calls are made in their order, one at a time; a write is on the disk itself when it returns.
    """

    def __init__(self, paths: Paths, thread: ThreadPoolExecutor, opening: Opening) -> None:
        """Use ``open``."""
        self._paths = paths
        self._thread = thread
        self._keeper = keeper = opening.keeper
        self._store = keeper.store
        self._editor = TextEditor(keeper)
        self._opening = opening
        self.revision = 0
        """Another number after each change of a row."""

        self.notice = ""
        """What a person should know about the library, for example that it was rebuilt."""

        self.damaged = asyncio.Event()
        """Set when the file was found damaged: open it again, and it is rebuilt."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls, paths: Paths, *, monotonic: Callable[[], float] = time.monotonic
    ) -> AsyncIterator[Self]:
        """Open the library; a missing one is made and a damaged one rebuilt from the folders.

        What takes longer than a few seconds of that goes on meanwhile, newest recordings first.
        """
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        loop = asyncio.get_running_loop()
        try:
            opening = await loop.run_in_executor(thread, Opening, paths, monotonic)
            library = cls(paths, thread, opening)
            library.notice = opening.notice
            catching_up = asyncio.create_task(library._catch_up())
            try:
                yield library
            finally:
                catching_up.cancel()
                await asyncio.gather(catching_up, return_exceptions=True)
                await asyncio.shield(loop.run_in_executor(thread, library._close))
        finally:
            thread.shutdown(wait=False)

    async def put_recording(
        self, recording: Recording, *, total_samples: int, origin: Origin
    ) -> None:
        """Insert a recording, or update what is known about it apart from its text."""
        await self._call(
            self._keeper.put_recording, recording, total_samples=total_samples, origin=origin
        )

    async def set_markers(self, recording: Recording) -> None:
        """Take over what somebody wrote beside its markers. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_markers, recording)

    async def page(
        self,
        *,
        limit: int,
        before: str | None = None,
        trashed: bool = False,
        order: ListOrder = ListOrder.NEWEST,
    ) -> list[LibraryRow]:
        """List recordings; ``before`` is the last id of the previous page.

        Those in the trash are left out; with ``trashed`` nothing but those is listed. Raises
        UnknownRecordingError if ``before`` is gone and its place in the order with it.
        """
        return await self._call(
            self._store.page, limit=limit, before=before, trashed=trashed, order=order
        )

    async def search(
        self,
        query: str,
        only: SearchFilter = EVERYTHING,
        *,
        limit: int = 20,
        offset: int = 0,
        matches: int = 3,
        order: ListOrder = ListOrder.NEWEST,
    ) -> FoundPage:
        """Find recordings by what was said in them and by what people wrote about them.

        Anything can be typed; see ``domain.search_query``. Unless ordered otherwise, those that
        are most about it come first, and the newest of equals. ``offset`` is the ``next_offset``
        of the page before; ``matches`` is how many utterances are shown of each.
        """
        found: list[Found] = []
        while True:
            # Others have their turn after each part: a running recording writes its text.
            page = await self._call(
                search.find,
                self._store,
                query,
                only,
                limit=limit - len(found),
                offset=offset,
                matches=matches,
                order=order,
            )
            found += page.found
            if page.next_offset is None or len(found) >= limit:
                return replace(page, found=tuple(found))
            offset = page.next_offset

    async def set_title(self, recording_id: str, title: str | None) -> None:
        """Call it something; None and blanks: as it was recorded. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_title, recording_id, title)

    async def set_tags(self, recording_id: str, tags: Iterable[str]) -> None:
        """Replace the tags. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_tags, recording_id, tuple(tags))

    async def tags(self) -> list[tuple[str, int]]:
        """List tags in use, each with the number of its recordings, the commonest first."""
        return await self._call(self._store.labels.all_tags)

    async def languages(self) -> tuple[str, ...]:
        """List the languages of all recordings, those in the trash too."""
        return await self._call(self._store.search.languages)

    async def set_speaker_names(self, recording_id: str, names: Mapping[int, str]) -> None:
        """Replace the names of the speakers. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_speaker_names, recording_id, dict(names))

    async def set_hold(self, recording_id: str, *, hold: bool) -> None:
        """Keep a recording from being deleted, or no longer. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_hold, recording_id, hold=hold)

    async def set_trashed(self, recording_id: str, trashed: str | None) -> None:
        """Put a recording into the trash since a moment (ISO 8601 UTC); None takes it out.

        Raises UnknownRecordingError, ValueError for what is no moment.
        """
        await self._call(self._keeper.set_trashed, recording_id, trashed)

    async def set_source(self, recording_id: str, source: Source | None) -> None:
        """Note the file that a recording was made from. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_source, recording_id, source)

    async def find_by_source_hash(self, sha256: str) -> str | None:
        """Return the newest recording made from a file with this content.

        One in the trash is named only if there is no other.
        """
        return await self._call(self._store.labels.from_source, sha256)

    async def remove(self, recording_id: str) -> None:
        """Forget one whose folder is gone. Raises UnknownRecordingError."""
        await self._call(self._keeper.remove, recording_id)

    async def take_over(self, recording_id: str) -> LibraryRow:
        """Enter a recording whose folder was just put in its place, with all that lies in it.

        Raises UnknownRecordingError if it cannot be read.
        """
        return await self._call(self._take_over, recording_id)

    async def purge(
        self,
        recording_id: str,
        *,
        only_trashed: bool = False,
        note: Callable[[], None] = lambda: None,
    ) -> None:
        """Remove a recording with its folder for good; begun, it is finished whatever happens.

        ``note`` writes it into the audit, in a thread; if a crash comes before, or it raises, the
        next start does that. With ``only_trashed`` one that was restored a moment ago stays. Raises
        UnknownRecordingError, LibraryError for that and for one on legal hold.
        """
        await self._call(
            trash.take_out, self._keeper, self._paths, recording_id, only_trashed=only_trashed
        )
        await asyncio.to_thread(trash.clear, self._paths, recording_id, note)

    async def edit(self, recording_id: str, request: EditRequest, *, at: str) -> EditedText:
        """Change the text; the first edit makes the version EDITED from the best one.

        Raises UnknownRecordingError, EditError.
        """
        return await self._call(self._editor.edit, recording_id, request, at=at)

    async def undo(self, recording_id: str) -> EditedText:
        """Take the last edit back. Raises UnknownRecordingError, EditError."""
        return await self._call(self._editor.undo, recording_id)

    async def redo(self, recording_id: str) -> EditedText:
        """Make the edit again that was undone last. Raises UnknownRecordingError, EditError."""
        return await self._call(self._editor.redo, recording_id)

    async def edited(self, recording_id: str) -> EditedText | None:
        """Return the edited text with its history; None if nobody has edited it.

        Raises UnknownRecordingError.
        """
        return await self._call(self._editor.edited, recording_id)

    async def tell_speakers(self, recording_id: str, turns: Sequence[Turn]) -> None:
        """Give an edited text that knows no speakers its speakers. Raises UnknownRecordingError."""
        await self._call(self._editor.tell_speakers, recording_id, turns)

    async def get(self, recording_id: str) -> LibraryRow:
        """Return one recording. Raises UnknownRecordingError."""
        return await self._call(self._store.get, recording_id)

    async def unfinished(self) -> list[LibraryRow]:
        """List recordings whose text is waited for or refined, oldest first."""
        return await self._call(self._store.unfinished)

    async def without_speakers(self) -> list[LibraryRow]:
        """List recordings whose text is complete and whose speakers are waited for."""
        return await self._call(self._store.without_speakers)

    async def add_segments(
        self,
        recording_id: str,
        kind: TranscriptKind,
        segments: Sequence[Segment],
        *,
        decided_samples: int,
    ) -> None:
        """Add utterances and record how far the audio is decided, in one transaction.

        A segment that begins before the position decided so far is known and left out, so a
        repetition does no harm. Raises UnknownRecordingError.
        """
        await self._call(
            self._keeper.add_segments,
            recording_id,
            kind,
            segments,
            decided_samples=decided_samples,
        )

    async def complete(self, recording_id: str, kind: TranscriptKind) -> None:
        """Mark a version of the text as complete. Raises UnknownRecordingError."""
        await self._call(self._keeper.complete, recording_id, kind)

    async def begin_again(self, recording_id: str) -> None:
        """Have the second pass made again, as the version REMAKING; the present text stays.

        Raises UnknownRecordingError.
        """
        await self._call(self._keeper.begin_again, recording_id)

    async def finish_again(self, recording_id: str) -> None:
        """Make the version REMAKING the second pass, complete, in one transaction.

        Raises UnknownRecordingError.
        """
        await self._call(self._keeper.finish_again, recording_id)

    async def discard(self, recording_id: str, kind: TranscriptKind) -> None:
        """Remove a version of the text. Raises UnknownRecordingError."""
        await self._call(self._keeper.discard, recording_id, kind)

    async def transcript(
        self, recording_id: str, kind: TranscriptKind | None = None
    ) -> Transcript | None:
        """Return a version of the text, by default the best; None if there is none."""
        return await self._call(self._transcript, recording_id, kind)

    async def kinds(self, recording_id: str) -> tuple[TranscriptKind, ...]:
        """Return which versions of the text there are to read."""
        return await self._call(self._store.kinds, recording_id)

    async def set_speaker_state(
        self, recording_id: str, state: SpeakerState, problem: str = ""
    ) -> None:
        """Say where telling the speakers apart stands. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_speaker_state, recording_id, state, problem)

    async def set_speakers(
        self, recording_id: str, kind: TranscriptKind, segments: Sequence[Segment]
    ) -> None:
        """Note who speaks in each utterance of a version; its text stays as it is.

        Raises UnknownRecordingError.
        """
        await self._call(self._keeper.set_speakers, recording_id, kind, segments)

    async def set_text_state(self, recording_id: str, state: TextState, problem: str = "") -> None:
        """Say where the text stands. Raises UnknownRecordingError."""
        await self._call(self._keeper.set_text_state, recording_id, state, problem)

    async def rebuild(self, progress: Progress = no_progress) -> Restored:
        """Replace all rows by what the recordings' folders tell.

        What the rows know and a folder does not, as its file is damaged, gone or older, is written
        there first. Raises LibraryError, and changes no row, if that cannot be done.
        """
        return await self._call(rebuild, self._opening, self._paths, progress)

    async def put_back(self, backup: Path, progress: Progress = no_progress) -> PutBack:
        """Take from a backup what has no folder here. Raises LibraryError; a new try goes on."""
        return await self._call(put_back, backup, self._paths, self._opening, progress)

    async def _call(
        self, function: Callable[..., Answer], /, *values: object, **named: object
    ) -> Answer:
        def explained() -> Answer:
            try:
                with database.explained(self._paths.library):
                    return function(*values, **named)
            finally:
                self.revision = self._store.connection.total_changes()

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, explained)
        except database.DamagedError:
            await asyncio.to_thread(database.suspect, self._paths.library)
            self.damaged.set()
            raise

    def _transcript(self, recording_id: str, kind: TranscriptKind | None) -> Transcript | None:
        wanted = kind or self._store.best_kind(recording_id)
        return None if wanted is None else self._store.transcript(recording_id, wanted)

    def _take_over(self, recording_id: str) -> LibraryRow:
        restored = restoring.catch_up(self._store, [self._paths.recording(recording_id)])
        self._keeper.keep(restored.behind)
        self._store.index(recording_id)
        return self._store.get(recording_id)

    async def _catch_up(self) -> None:
        """Finish in small steps what the start did not wait for."""
        while not self.damaged.is_set():
            try:
                if not await self._call(self._opening.step):
                    return
            except LibraryError as error:
                log.warning("%s", error, extra={"event": "catching-up-postponed"})
                await asyncio.sleep(CATCH_UP_AGAIN_S)
            except Exception:
                # Nobody waits for this task: what it stumbled over would never be told.
                log.exception("catching up ended", extra={"event": "catching-up-failed"})
                raise

    def _close(self) -> None:
        if not self.damaged.is_set():
            self._keeper.keep_all()
        self._store.connection.close()
