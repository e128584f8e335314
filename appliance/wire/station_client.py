"""Asking the station things that take more than one message to answer."""

from collections.abc import AsyncIterator
from pathlib import Path

from wyoming.event import Event

from appliance.domain.transcript import TranscriptKind
from appliance.wire.codec import Message, WireError, to_error
from appliance.wire.connection import connect
from appliance.wire.exports import ExportRecordings, ExportStepTold
from appliance.wire.station import (
    FollowRecording,
    GetRecording,
    RecordingProgress,
    RecordingText,
)


async def stored_text(
    socket: Path, recording_id: str, version: TranscriptKind | None = None
) -> RecordingText:
    """Return a recording with all segments of a version of its text, by default the best.

    Raises RemoteError, WireError.
    """
    question = GetRecording(recording_id=recording_id, version=version)
    parts = [part async for part in _stream(socket, question) if isinstance(part, RecordingText)]
    segments = tuple(segment for part in parts for segment in part.segments)
    return parts[-1].model_copy(update={"segments": segments})


async def text_progress(socket: Path, recording_id: str) -> AsyncIterator[RecordingProgress]:
    """Yield progress until the text is complete or failed. Raises RemoteError, WireError."""
    async for message in _stream(socket, FollowRecording(recording_id=recording_id)):
        if isinstance(message, RecordingProgress):
            yield message


async def export_steps(
    socket: Path, recording_ids: tuple[str, ...], target: Path
) -> AsyncIterator[ExportStepTold]:
    """Export and yield the steps; the last one is ``done``. Raises RemoteError, WireError."""
    question = ExportRecordings(recording_ids=recording_ids, target=str(target.absolute()))
    async for step in asked_export_steps(socket, question):
        yield step


async def asked_export_steps(
    socket: Path, question: ExportRecordings
) -> AsyncIterator[ExportStepTold]:
    """Do the same with everything that can be asked."""
    async for message in _stream(socket, question):
        if isinstance(message, ExportStepTold):
            yield message


def _is_last(message: Message | Event) -> bool:
    match message:
        case RecordingText():
            return message.last
        case RecordingProgress():
            return message.recording.text_state in {"complete", "failed"}
        case ExportStepTold():
            return message.step == "done"
        case _:
            return False


async def _stream(socket: Path, question: Message) -> AsyncIterator[Message | Event]:
    async with connect(socket) as connection:
        await connection.send(question)
        async for message in connection:
            if isinstance(message, Event) and message.type == "error":
                raise to_error(message)
            yield message
            if _is_last(message):
                return
    raise WireError(
        "The station went away before it had answered.",
        hint="It is being restarted; try again.",
    )
