"""Recordings that were made, as a person treats them: labels, edits, trash, retention, audit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Final, TypeVar

from appliance.domain.audio import to_seconds
from appliance.domain.editing import EditedText, EditKind, EditRequest
from appliance.domain.labels import LONGEST_LABEL, LONGEST_TITLE, is_longer
from appliance.domain.marker import LONGEST_NOTE, Marker
from appliance.domain.progress import Progress, no_progress
from appliance.domain.recording import RecordingState
from appliance.domain.retention import Rules
from appliance.errors import UsageError
from appliance.library import Library, LibraryRow
from appliance.library.audit import AuditLog
from appliance.paths import Paths
from appliance.recordings.clock import Clock, SystemClock, utc
from appliance.recordings.marker_notes import write_note
from appliance.recordings.reader import RecordingAudio
from appliance.station.errors import StationError
from appliance.station.face_lock import Permit
from appliance.station.lock import BoxLock
from appliance.station.retention import Retention
from appliance.station.told_history import told
from appliance.wire.shelf import (
    AuditEntry,
    AuditTold,
    HistoryTold,
    LabelsTold,
    RetentionTold,
    RoomTold,
    TrashEmptied,
)

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

RESERVE_BYTES: Final = 64 * 1024 * 1024


class LibraryShelf:
    """Implements face_shelf.Shelf on the library, for the station and for a box that is off.

    A deed that was begun is finished and noted, also when whoever asked has left.
    """

    def __init__(
        self,
        library: Library,
        paths: Paths,
        *,
        rules: Rules,
        reserve_bytes: int = RESERVE_BYTES,
        is_running: Callable[[str], bool] = lambda _: False,
        is_in_work: Callable[[str], bool] = lambda _: False,
        on_change: Callable[[], None] = lambda: None,
        clock: Clock | None = None,
        audit: AuditLog | None = None,
        lock: BoxLock | None = None,
    ) -> None:
        """``is_in_work`` tells whether a recording is just being made into text or exported.

        ``audit`` is the process's only one. Without ``lock`` nothing is guarded.
        """
        self._library = library
        self._paths = paths
        self._clock = clock or SystemClock()
        self._is_running = is_running
        self._on_change = on_change
        self._labelling, self._editing = asyncio.Lock(), asyncio.Lock()
        self._deeds: set[asyncio.Task[Any]] = set()
        self._lock = lock
        self.audit_log = audit or AuditLog(paths.data, clock=self._clock)
        self.keeping = Retention(
            library,
            paths,
            rules=rules,
            audit=self.audit_log,
            clock=self._clock,
            reserve_bytes=reserve_bytes,
            is_running=is_running,
            is_in_work=is_in_work,
            on_change=on_change,
        )

    async def labels(self, recording_id: str) -> LabelsTold:
        """See Shelf."""
        return _labels(await self._library.get(recording_id))

    async def rename(self, recording_id: str, title: str | None) -> LabelsTold:
        """See Shelf."""
        require_short_title(title or "")
        return await self._labelled(
            recording_id, "rename", self._library.set_title(recording_id, title)
        )

    async def tag(
        self, recording_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> LabelsTold:
        """See Shelf."""
        taken = {tag.strip().casefold() for tag in remove}
        added = tuple(add)
        _require_short(LONGEST_LABEL, *added)

        async def writing() -> bool:
            row = await self._library.get(recording_id)
            tags = [tag for tag in (*row.tags, *added) if tag.strip().casefold() not in taken]
            if tuple(tags) == tuple(row.tags):
                return False
            await self._library.set_tags(recording_id, tags)
            return True

        return await self._labelled(recording_id, "tag", writing())

    async def name_speaker(self, recording_id: str, speaker: int, name: str) -> LabelsTold:
        """See Shelf."""
        _require_short(LONGEST_LABEL, name)

        async def writing() -> None:
            row = await self._library.get(recording_id)
            names = {**row.speaker_names, speaker: name}
            await self._library.set_speaker_names(recording_id, names)

        return await self._labelled(recording_id, "name-speaker", writing(), speaker=speaker)

    async def note_marker(self, recording_id: str, marker: Marker, note: str) -> LabelsTold:
        """See Shelf."""
        _require_short(LONGEST_NOTE, note)

        async def writing() -> bool:
            row = await self._library.get(recording_id)
            if row.recording.state is not RecordingState.CLOSED:
                raise StationError(
                    "{recording_id} is being recorded.",
                    hint="Stop the recording, then write it.",
                    recording_id=recording_id,
                )
            folder, tidied = self._paths.recording(recording_id), " ".join(note.split())
            if tidied == marker.note:
                return False
            written = recording = await asyncio.to_thread(write_note, folder, marker, tidied)
            if recording is None:  # the row may be behind its journal, after a crash
                recording = await asyncio.to_thread(RecordingAudio(folder).recording)
            await self._library.set_markers(recording)
            if written is None:
                raise StationError(
                    "This marker is another one by now.", hint="Look at it again, then write it."
                )
            return True

        return await self._labelled(
            recording_id, "note-marker", writing(), at_s=round(to_seconds(marker.at_sample))
        )

    async def hold(self, recording_id: str, hold: bool, permit: Permit | None = None) -> LabelsTold:
        """See Shelf."""
        if not hold and self._lock is not None:
            await self._lock.require_in_kiosk(permit)
        deed = "hold" if hold else "lift-hold"
        return await self._labelled(
            recording_id, deed, self._library.set_hold(recording_id, hold=hold)
        )

    async def edit(
        self, recording_id: str, edit: EditRequest, permit: Permit | None = None
    ) -> HistoryTold:
        """See Shelf."""
        if edit.kind is EditKind.REMOVE and self._lock is not None:
            await self._lock.require_in_kiosk(permit)
        at = utc(self._clock.now())
        return await self._edited(
            recording_id, "edit", self._library.edit(recording_id, edit, at=at), kind=edit.kind
        )

    async def undo(self, recording_id: str) -> HistoryTold:
        """See Shelf."""
        return await self._edited(recording_id, "undo", self._library.undo(recording_id))

    async def redo(self, recording_id: str, permit: Permit | None = None) -> HistoryTold:
        """See Shelf."""

        async def editing() -> EditedText:
            lock = self._lock
            if lock is not None and lock.is_kiosk():
                text = await self._library.edited(recording_id)
                if text is not None and text.next_redo is EditKind.REMOVE:
                    await lock.require(permit)
            return await self._library.redo(recording_id)

        return await self._edited(recording_id, "redo", editing())

    async def history(self, recording_id: str) -> HistoryTold:
        """See Shelf."""
        return told(recording_id, await self._library.edited(recording_id))

    async def delete(
        self, recording_ids: Iterable[str], permit: Permit | None = None
    ) -> tuple[str, ...]:
        """See Shelf."""
        if self._lock is not None:
            await self._lock.require_in_kiosk(permit)
        rows = [await self._library.get(each) for each in dict.fromkeys(recording_ids)]
        for row in rows:
            self._require_deletable(row)
        wanted = [row.recording.id for row in rows if row.trashed is None]

        async def deed() -> None:
            for recording_id in wanted:
                await self._library.set_trashed(recording_id, self.keeping.trashed_now())
                await self._note("delete", recording_id)

        await self._done(deed())
        return tuple(row.recording.id for row in rows)

    async def restore(self, recording_ids: Iterable[str]) -> tuple[str, ...]:
        """See Shelf."""
        rows = [await self._library.get(each) for each in dict.fromkeys(recording_ids)]

        async def deed() -> None:
            for row in rows:
                if row.trashed is not None:
                    await self._library.set_trashed(row.recording.id, None)
                    await self._note("restore", row.recording.id)

        await self._done(deed())
        return tuple(row.recording.id for row in rows)

    async def empty_trash(
        self,
        recording_ids: Iterable[str] = (),
        permit: Permit | None = None,
        progress: Progress = no_progress,
    ) -> TrashEmptied:
        """See Shelf."""
        if self._lock is not None:
            await self._lock.require(permit)
        return await self._done(self.keeping.empty_trash(recording_ids, progress))

    async def retention(
        self,
        *,
        only_trash: bool = False,
        apply: bool = False,
        progress: Progress = no_progress,
    ) -> RetentionTold:
        """See Shelf."""
        return await self._done(
            self.keeping.told(only_trash=only_trash, apply=apply, progress=progress)
        )

    async def room(self) -> RoomTold:
        """See Shelf."""
        return await self.keeping.room()

    async def audit(self, *, limit: int = 100) -> AuditTold:
        """See Shelf."""
        lines = await asyncio.to_thread(self.audit_log.newest, limit)
        return AuditTold(
            entries=tuple(
                AuditEntry(
                    at=line.at,
                    clock_trusted=line.clock_trusted,
                    deed=line.deed,
                    subject=line.subject,
                    facts={
                        name: value if isinstance(value, str | int) else str(value)
                        for name, value in line.facts.items()
                    },
                )
                for line in lines
            )
        )

    def _require_deletable(self, row: LibraryRow) -> None:
        recording_id = row.recording.id
        if self._is_running(recording_id):
            raise StationError(
                "{recording_id} is being recorded.",
                hint="Stop the recording, then delete it.",
                recording_id=recording_id,
            )
        if row.hold:
            raise StationError(
                "{recording_id} is on legal hold.",
                hint="If you may, switch “Never delete” off under Details first;"
                " or run `tingxia library hold {recording_id} --off`.",
                recording_id=recording_id,
            )

    async def _labelled(
        self, recording_id: str, deed: str, writing: Awaitable[bool | None], **facts: object
    ) -> LabelsTold:
        """Write and note it; False from ``writing``: there was nothing to write."""

        async def whole() -> None:
            # What one adds to must not be what another is just replacing.
            async with self._labelling:
                if await writing is not False:
                    await self._note(deed, recording_id, **facts)

        await self._done(whole())
        return _labels(await self._library.get(recording_id))

    async def _edited(
        self, recording_id: str, deed: str, editing: Awaitable[EditedText], **facts: object
    ) -> HistoryTold:
        async def whole() -> HistoryTold:
            # What is made again must be what was looked at.
            async with self._editing:
                history = told(recording_id, await editing)
            await self._note(deed, recording_id, **facts, number=_number(deed, history))
            return history

        return await self._done(whole())

    async def _note(self, deed: str, recording_id: str, **facts: object) -> None:
        await asyncio.to_thread(self.audit_log.note, deed, subject=recording_id, **facts)

    async def _done(self, deed: Coroutine[Any, Any, Answer]) -> Answer:
        """Carry it out to its end, whoever leaves meanwhile."""
        task = asyncio.create_task(deed)
        self._deeds.add(task)
        task.add_done_callback(self._forget)
        try:
            return await asyncio.shield(task)
        finally:
            self._on_change()

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._deeds.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.info("refused: %s", error, extra={"event": "deed-refused"})


def _number(deed: str, history: HistoryTold) -> int | None:
    """Return which edit a deed was about."""
    if deed == "undo":
        return next((line.number for line in reversed(history.edits) if line.undone), None)
    return next((line.number for line in history.edits if not line.undone), None)


def _labels(row: LibraryRow) -> LabelsTold:
    return LabelsTold(
        recording_id=row.recording.id,
        title=row.shown_title,
        recorded_title=row.recording.title,
        tags=row.tags,
        speaker_names=dict(row.speaker_names),
        hold=row.hold,
        trashed=row.trashed,
    )


def require_short_title(title: str) -> None:
    """Refuse a title of which something would be lost. Raises UsageError."""
    _require_short(LONGEST_TITLE, title)


def _require_short(longest: int, *texts: str) -> None:
    for text in texts:
        if is_longer(text, longest):
            raise UsageError(
                "“{beginning}…” is longer than {longest} characters.",
                hint="Write it shorter.",
                beginning=text[:20],
                longest=longest,
            )
