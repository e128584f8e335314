"""The library as the station uses it: coroutines over one thread that owns the database."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Self, TypeVar

from appliance.domain.recording import Recording
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.library import database, restoring
from appliance.library.restoring import Restored
from appliance.library.row import LibraryRow, Origin
from appliance.library.store import Store
from appliance.library.text_keeper import TextKeeper
from appliance.paths import Paths

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class Library:
    """Index over the recordings. Every call may raise LibraryError.

    Calls are made in their order, one at a time; a write is on the disk itself when it returns.
    """

    def __init__(self, paths: Paths, thread: ThreadPoolExecutor, keeper: TextKeeper) -> None:
        """Use ``open``."""
        self._paths = paths
        self._thread = thread
        self._keeper = keeper
        self._store = keeper.store
        self.notice = ""
        """What a person should know about the library, for example that it was rebuilt."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls, paths: Paths, *, monotonic: Callable[[], float] = time.monotonic
    ) -> AsyncIterator[Self]:
        """Open the library; a missing one is made and a damaged one rebuilt from the folders."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        loop = asyncio.get_running_loop()
        try:
            store, notice = await loop.run_in_executor(thread, _open, paths)
            library = cls(paths, thread, TextKeeper(store, paths, monotonic))
            library.notice = notice
            try:
                yield library
            finally:
                await asyncio.shield(loop.run_in_executor(thread, library._close))
        finally:
            thread.shutdown(wait=False)

    async def put_recording(
        self, recording: Recording, *, total_samples: int, origin: Origin
    ) -> None:
        """Insert a recording, or update what is known about it apart from its text."""
        await self._call(
            self._store.put_recording, recording, total_samples=total_samples, origin=origin
        )

    async def page(self, *, limit: int, before: str | None = None) -> list[LibraryRow]:
        """List recordings, newest first; ``before`` is the last id of the previous page."""
        return await self._call(self._store.page, limit=limit, before=before)

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

    async def remove(self, recording_id: str) -> None:
        """Forget a recording; its folder must be out of the way, or the next start finds it."""
        await self._call(self._keeper.remove, recording_id)

    async def rebuild(self) -> Restored:
        """Replace all rows by what the recordings' folders tell."""
        return await self._call(self._rebuild)

    async def _call(
        self, function: Callable[..., Answer], /, *values: object, **named: object
    ) -> Answer:
        def explained() -> Answer:
            with database.explained(self._paths.library):
                return function(*values, **named)

        return await asyncio.get_running_loop().run_in_executor(self._thread, explained)

    def _transcript(self, recording_id: str, kind: TranscriptKind | None) -> Transcript | None:
        wanted = kind or self._store.best_kind(recording_id)
        return None if wanted is None else self._store.transcript(recording_id, wanted)

    def _rebuild(self) -> Restored:
        self._keeper.keep_all()
        return restoring.rebuild(self._store, self._paths)

    def _close(self) -> None:
        self._keeper.keep_all()
        self._store.connection.close()


def _open(paths: Paths) -> tuple[Store, str]:
    """Return the store and the notice."""
    notice = ""
    try:
        connection = database.connect(paths.library)
    except database.DamagedError as error:
        folder = database.set_aside(paths.library, paths.quarantine)
        notice = f"The library was damaged and is rebuilt; the old one lies in {folder}."
        log.warning("%s", error, extra={"event": "library-damaged", "folder": str(folder)})
        connection = database.connect(paths.library)
    store = Store(connection)
    with database.explained(paths.library):
        restored = restoring.catch_up(store, paths)
    if restored != Restored():
        log.warning(
            "recordings taken over from their folders",
            extra={
                "event": "library-caught-up",
                "recordings": restored.recordings,
                "transcripts": restored.transcripts,
                "problems": len(restored.problems),
            },
        )
    return store, notice
