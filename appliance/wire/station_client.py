"""Asking the station things that take more than one message to answer."""

from collections.abc import AsyncIterator
from pathlib import Path

from appliance.domain.transcript import TranscriptKind
from appliance.wire.answers import Answer, answers
from appliance.wire.backup import BackUpLibrary
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
    parts = [
        part
        async for part in answers(socket, question, is_last=_is_last)
        if isinstance(part, RecordingText)
    ]
    segments = tuple(segment for part in parts for segment in part.segments)
    return parts[-1].model_copy(update={"segments": segments})


async def text_progress(socket: Path, recording_id: str) -> AsyncIterator[RecordingProgress]:
    """Yield progress until the text is complete or failed. Raises RemoteError, WireError."""
    async for message in answers(
        socket, FollowRecording(recording_id=recording_id), is_last=_is_last
    ):
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
    socket: Path, question: ExportRecordings | BackUpLibrary
) -> AsyncIterator[ExportStepTold]:
    """Do the same with everything that can be asked."""
    async for message in answers(socket, question, is_last=_is_last):
        if isinstance(message, ExportStepTold):
            yield message


def _is_last(message: Answer) -> bool:
    match message:
        case RecordingText():
            return message.last
        case RecordingProgress():
            return message.recording.text_state in {"complete", "failed"}
        case ExportStepTold():
            return message.step == "done"
        case _:
            return False
