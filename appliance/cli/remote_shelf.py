"""The shelf of the running box, asked over its socket."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

from wyoming.event import Event

from appliance.cli.station_call import patiently
from appliance.domain.editing import EditRequest
from appliance.domain.marker import Marker
from appliance.domain.progress import Progress, no_progress
from appliance.station.face_lock import Permit
from appliance.wire import Message, WireError, request
from appliance.wire.answers import answers
from appliance.wire.codec import unexpected
from appliance.wire.shelf import (
    AuditTold,
    DeleteRecordings,
    EditRecording,
    EmptyTrash,
    HistoryTold,
    HoldRecording,
    LabelsTold,
    MeasureRoom,
    NameSpeaker,
    NoteMarker,
    PlanRetention,
    ReadAudit,
    ReadHistory,
    RecordingsMoved,
    RedoEdit,
    RenameRecording,
    RestoreRecordings,
    RetentionTold,
    RoomTold,
    ShelfStep,
    TagRecording,
    TrashEmptied,
    UndoEdit,
)

Answer = TypeVar("Answer", bound=Message)

ANSWER_S: Final = 60.0
REMOVAL_S: Final = 1800.0
"""Thousands of recordings on a slow disk."""


class RemoteShelf:
    """Implements face_shelf.Shelf. Every call may raise RemoteError and WireError."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def labels(self, recording_id: str) -> LabelsTold:
        """Add no tag, which tells the labels."""
        return await self._ask(TagRecording(recording_id=recording_id), LabelsTold)

    async def rename(self, recording_id: str, title: str | None) -> LabelsTold:
        """See Shelf."""
        return await self._ask(RenameRecording(recording_id=recording_id, title=title), LabelsTold)

    async def tag(
        self, recording_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> LabelsTold:
        """See Shelf."""
        question = TagRecording(recording_id=recording_id, add=tuple(add), remove=tuple(remove))
        return await self._ask(question, LabelsTold)

    async def name_speaker(self, recording_id: str, speaker: int, name: str) -> LabelsTold:
        """See Shelf."""
        question = NameSpeaker(recording_id=recording_id, speaker=speaker, name=name)
        return await self._ask(question, LabelsTold)

    async def note_marker(self, recording_id: str, marker: Marker, note: str) -> LabelsTold:
        """See Shelf; said twice it is refused, since the note is another by then."""
        question = NoteMarker(recording_id=recording_id, marker=marker, note=note)
        return await self._ask_once(question, LabelsTold)

    async def hold(self, recording_id: str, hold: bool, permit: Permit | None = None) -> LabelsTold:
        """See Shelf; the box's owner needs no permit."""
        del permit
        return await self._ask(HoldRecording(recording_id=recording_id, hold=hold), LabelsTold)

    async def edit(
        self, recording_id: str, edit: EditRequest, permit: Permit | None = None
    ) -> HistoryTold:
        """See Shelf; said twice it is refused, since the text is another by then."""
        del permit
        return await self._ask_once(
            EditRecording(recording_id=recording_id, edit=edit), HistoryTold
        )

    async def undo(self, recording_id: str) -> HistoryTold:
        """See Shelf; never said twice, which would undo two edits."""
        return await self._ask_once(UndoEdit(recording_id=recording_id), HistoryTold)

    async def redo(self, recording_id: str, permit: Permit | None = None) -> HistoryTold:
        """See Shelf; never said twice."""
        del permit
        return await self._ask_once(RedoEdit(recording_id=recording_id), HistoryTold)

    async def history(self, recording_id: str) -> HistoryTold:
        """See Shelf."""
        return await self._ask(ReadHistory(recording_id=recording_id), HistoryTold)

    async def delete(
        self, recording_ids: Iterable[str], permit: Permit | None = None
    ) -> tuple[str, ...]:
        """See Shelf; the box's owner needs no permit."""
        del permit
        question = DeleteRecordings(recording_ids=tuple(recording_ids))
        return (await self._ask(question, RecordingsMoved)).recording_ids

    async def restore(self, recording_ids: Iterable[str]) -> tuple[str, ...]:
        """See Shelf."""
        question = RestoreRecordings(recording_ids=tuple(recording_ids))
        return (await self._ask(question, RecordingsMoved)).recording_ids

    async def empty_trash(
        self,
        recording_ids: Iterable[str] = (),
        permit: Permit | None = None,
        progress: Progress = no_progress,
    ) -> TrashEmptied:
        """See Shelf; the box's owner needs no permit."""
        del permit
        question = EmptyTrash(recording_ids=tuple(recording_ids), steps=True)
        (emptied,) = await self._ask_long(question, TrashEmptied, progress)
        return emptied

    async def retention(
        self,
        *,
        only_trash: bool = False,
        apply: bool = False,
        progress: Progress = no_progress,
    ) -> RetentionTold:
        """See Shelf."""
        question = PlanRetention(only_trash=only_trash, apply=apply, steps=True)
        parts = await self._ask_long(question, RetentionTold, progress)
        lines = tuple(line for part in parts for line in part.lines)
        return parts[-1].model_copy(update={"lines": lines})

    async def room(self) -> RoomTold:
        """See Shelf."""
        return await self._ask(MeasureRoom(), RoomTold)

    async def audit(self, *, limit: int = 100) -> AuditTold:
        """See Shelf."""
        return await self._ask(ReadAudit(limit=limit), AuditTold)

    async def _ask_long(
        self, question: Message, answer: type[Answer], progress: Progress
    ) -> list[Answer]:
        """Ask what tells how far it is; returns the parts of the answer."""
        parts: list[Answer] = []
        try:
            async with asyncio.timeout(REMOVAL_S):
                async for message in answers(self._socket, question, is_last=_is_last):
                    if isinstance(message, ShelfStep):
                        progress(message.step, message.done, message.total)
                    elif isinstance(message, answer):
                        parts.append(message)
                    else:
                        raise unexpected(message)
        except TimeoutError as error:
            raise WireError(
                "It was not done within {timeout_s} s.",
                hint="The box goes on with it; `tingxia library retention` tells how far it is.",
                timeout_s=REMOVAL_S,
            ) from error
        return parts

    async def _ask(self, question: Message, answer: type[Answer]) -> Answer:
        """Ask something that may be said twice without harm."""
        return await patiently(lambda: self._ask_once(question, answer))

    async def _ask_once(self, question: Message, answer: type[Answer]) -> Answer:
        return await request(self._socket, question, answer, timeout_s=ANSWER_S)


def _is_last(message: Message | Event) -> bool:
    return isinstance(message, TrashEmptied) or (
        isinstance(message, RetentionTold) and message.last
    )
