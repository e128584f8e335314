"""The part of the command line's door that leads to the shelf."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
from contextlib import aclosing
from typing import Any, Final

from appliance.domain.progress import Progress, no_progress
from appliance.station.face import Station
from appliance.station.face_shelf import Shelf
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.shelf import (
    LINES_PER_MESSAGE,
    DeleteRecordings,
    EditRecording,
    EmptyTrash,
    HoldRecording,
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
    ShelfStep,
    TagRecording,
    UndoEdit,
)


async def _delete(shelf: Shelf, asked: DeleteRecordings) -> Message:
    return RecordingsMoved(recording_ids=await shelf.delete(asked.recording_ids, OWNER))


async def _restore(shelf: Shelf, asked: RestoreRecordings) -> Message:
    return RecordingsMoved(recording_ids=await shelf.restore(asked.recording_ids))


_ANSWERS: Final[dict[type[Message], Callable[[Shelf, Any], Awaitable[Message]]]] = {
    RenameRecording: lambda shelf, asked: shelf.rename(asked.recording_id, asked.title),
    TagRecording: lambda shelf, asked: shelf.tag(
        asked.recording_id, add=asked.add, remove=asked.remove
    ),
    NameSpeaker: lambda shelf, asked: shelf.name_speaker(
        asked.recording_id, asked.speaker, asked.name
    ),
    NoteMarker: lambda shelf, asked: shelf.note_marker(
        asked.recording_id, asked.marker, asked.note
    ),
    HoldRecording: lambda shelf, asked: shelf.hold(asked.recording_id, asked.hold, OWNER),
    EditRecording: lambda shelf, asked: shelf.edit(asked.recording_id, asked.edit, OWNER),
    UndoEdit: lambda shelf, asked: shelf.undo(asked.recording_id),
    RedoEdit: lambda shelf, asked: shelf.redo(asked.recording_id, OWNER),
    ReadHistory: lambda shelf, asked: shelf.history(asked.recording_id),
    DeleteRecordings: _delete,
    RestoreRecordings: _restore,
    MeasureRoom: lambda shelf, _: shelf.room(),
    ReadAudit: lambda shelf, asked: shelf.audit(limit=asked.limit),
}


_LONG: Final[
    dict[type[Message], Callable[[Shelf, Any, Progress], Coroutine[Any, Any, Message]]]
] = {
    EmptyTrash: lambda shelf, asked, progress: shelf.empty_trash(
        asked.recording_ids, OWNER, progress
    ),
    PlanRetention: lambda shelf, asked, progress: shelf.retention(
        only_trash=asked.only_trash, apply=asked.apply, progress=progress
    ),
}
"""What tells how far it is before it answers."""

QUESTIONS: Final = (*_LONG, *_ANSWERS)


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises ApplianceError."""
    shelf = station.shelf
    if not isinstance(question, EmptyTrash | PlanRetention):
        yield await _ANSWERS[type(question)](shelf, question)
        return
    async with aclosing(_with_steps(shelf, question)) as told:
        async for each in told:
            if isinstance(each, RetentionTold):
                for part in _parts(each):
                    yield part
            else:
                yield each


async def _with_steps(
    shelf: Shelf, question: EmptyTrash | PlanRetention
) -> AsyncGenerator[Message, None]:
    steps: asyncio.Queue[Message | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(step: str, done: int, total: int | None) -> None:
        told = ShelfStep(step=step, done=done, total=total)
        loop.call_soon_threadsafe(steps.put_nowait, told)

    progress = tell if question.steps else no_progress
    deed = asyncio.create_task(_LONG[type(question)](shelf, question, progress))
    deed.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        while (step := await steps.get()) is not None:
            yield step
        yield await deed
    finally:
        deed.cancel()
        await asyncio.gather(deed, return_exceptions=True)


def _parts(told: RetentionTold) -> Iterator[RetentionTold]:
    for first in range(0, max(len(told.lines), 1), LINES_PER_MESSAGE):
        end = first + LINES_PER_MESSAGE
        yield told.model_copy(
            update={"lines": told.lines[first:end], "last": end >= len(told.lines)}
        )
