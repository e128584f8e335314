"""The command line's door to the running station: wire.station's requests and their answers."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any, Final

from wyoming.event import Event

from appliance.domain.file_path import read
from appliance.domain.text_state import TextState
from appliance.station import (
    control_backup,
    control_clock,
    control_doctor,
    control_exports,
    control_files,
    control_power,
    control_search,
    control_settings,
    control_shelf,
    control_sticks,
    told,
)
from appliance.station.errors import StationError
from appliance.station.face import Station
from appliance.wire import Connection, Message, WireError
from appliance.wire.station import (
    BeginRecording,
    EntitleRecording,
    FinishRecording,
    FollowRecording,
    GetRecording,
    ListRecordings,
    MarkRecording,
    RecordingList,
    RecordingNamed,
    RecordingProgress,
    ReloadRecogniser,
    Retranscribe,
    SubscribeCaptions,
    TranscribeFile,
    UnloadRecogniser,
)
from appliance.wire.voice_activation import GetVoiceActivation

Answers = Callable[[Station, Any], AsyncGenerator[Message, None]]

_PARTS: Final[dict[type[Message], Answers]] = {
    kind: part.answers
    for part in (
        control_backup,
        control_clock,
        control_doctor,
        control_exports,
        control_files,
        control_power,
        control_search,
        control_settings,
        control_shelf,
        control_sticks,
    )
    for kind in part.QUESTIONS
}
"""Who answers what the station has a part for; each part names its QUESTIONS."""

_ENDED = frozenset({TextState.COMPLETE, TextState.FAILED})


class Control:
    """Answers one connection's requests, one after the other.

    Whoever leaves before an answer is complete ends the work on it.
    """

    def __init__(self, station: Station) -> None:
        self._station = station

    async def converse(self, connection: Connection) -> None:
        """Handle a connection; a refusal leaves as ApplianceError and so becomes an answer."""
        question = await connection.receive()
        while question is not None:
            following = asyncio.create_task(connection.receive())
            answering = asyncio.create_task(self._answer_all(connection, question))
            try:
                await asyncio.wait((following, answering), return_when=asyncio.FIRST_COMPLETED)
                if following.done() and following.result() is None and not answering.done():
                    return
                await answering
                question = await following
            finally:
                following.cancel()
                answering.cancel()
                await asyncio.gather(following, answering, return_exceptions=True)

    async def _answer_all(self, connection: Connection, question: Message | Event) -> None:
        async with aclosing(self._answers(question)) as answers:
            async for answer in answers:
                await connection.send(answer)

    async def _answers(self, question: Message | Event) -> AsyncGenerator[Message, None]:
        part = _PARTS.get(type(question)) if isinstance(question, Message) else None
        if part is not None:
            async with aclosing(part(self._station, question)) as answers:
                async for told_by_part in answers:
                    yield told_by_part
            return
        match question:
            case GetRecording():
                view = await self._station.recording(question.recording_id, question.version)
                for text in told.texts(view):
                    yield text
            case FollowRecording():
                async for progress in self._follow(question.recording_id):
                    yield progress
            case SubscribeCaptions():
                async for captions in self._captions():
                    yield captions
            case _:
                yield await self._answer(question)

    async def _answer(self, question: Message | Event) -> Message:
        station = self._station
        match question:
            case BeginRecording():
                recording_id = await station.start_recording(question.title)
            case FinishRecording():
                recording_id = self._running_id()
                await station.stop_recording()
            case EntitleRecording():
                recording_id = await station.entitle(question.title) or ""
            case MarkRecording():
                recording_id = self._running_id()
                await station.add_marker(question.kind, question.note)
            case TranscribeFile():
                return await self._transcribe(question)
            case Retranscribe():
                recording_id = question.recording_id
                await station.retranscribe(recording_id)
            case ReloadRecogniser():
                return told.recogniser(await station.reload_recogniser())
            case UnloadRecogniser():
                return told.recogniser(await station.unload_recogniser())
            case GetVoiceActivation():
                return told.voice_activation(station.snapshot())
            case ListRecordings():
                found = await station.recordings(
                    limit=question.limit, before=question.before, order=question.order
                )
                return RecordingList(recordings=tuple(told.line(summary) for summary in found))
            case _:
                raise WireError(
                    "The station is not asked {type}.",
                    hint="Use the same release on both sides.",
                    type=question.type if isinstance(question, Event) else question.event_type,
                )
        return RecordingNamed(recording_id=recording_id)

    async def _transcribe(self, question: TranscribeFile) -> RecordingNamed:
        file = Path(os.fsdecode(read(question.path)))
        known = None if question.again else await self._station.files.known(file)
        if known is not None:
            return RecordingNamed(recording_id=known, already_there=True)
        recording_id = await self._station.transcribe(file, title=question.title)
        return RecordingNamed(recording_id=recording_id)

    def _running_id(self) -> str:
        status = self._station.snapshot().capture
        if status is None:
            raise StationError("The recorder is being restarted.", hint="Try again in a moment.")
        if status.recording_id is None:
            raise StationError("Nothing is being recorded.", hint="Start with `tingxia record`.")
        return status.recording_id

    async def _follow(self, recording_id: str) -> AsyncGenerator[RecordingProgress, None]:
        before = None
        with self._news() as news:
            while True:
                news.clear()
                summary = await self._station.summary(recording_id)
                if summary != before:
                    yield RecordingProgress(recording=told.line(summary))
                if summary.text_state in _ENDED:
                    return
                before = summary
                await news.wait()

    async def _captions(self) -> AsyncGenerator[Message, None]:
        before = None
        with self._news() as news:
            while True:
                news.clear()
                captions = told.captions(self._station.snapshot())
                if captions != before:
                    yield captions
                before = captions
                await news.wait()

    @contextmanager
    def _news(self) -> Iterator[asyncio.Event]:
        """Have an event set at every change of the station."""
        news = asyncio.Event()
        end = self._station.on_change(news.set)
        try:
            yield news
        finally:
            end()
