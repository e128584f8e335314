"""The socket of inference: sessions, status, and the standard Wyoming face."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

from wyoming.asr import Transcribe
from wyoming.audio import AudioStart
from wyoming.event import Event
from wyoming.info import Describe
from wyoming.ping import Ping, Pong

from appliance.inference.detection import detect
from appliance.inference.diarisation import Diarisation
from appliance.inference.errors import InferenceError
from appliance.inference.recogniser import Recogniser
from appliance.inference.session import Session
from appliance.inference.wyoming_asr import WyomingTranscription, info, read_event_as
from appliance.wire import Connection, Message
from appliance.wire.detection import StartDetection
from appliance.wire.inference import (
    GetInferenceStatus,
    InferenceStatus,
    LoadModel,
    StartDiarisation,
    StartSession,
    SubscribeInference,
    UnloadModel,
)

log = logging.getLogger(__name__)

_STATUS_EVERY_S: Final = 0.5


class InferenceServer:
    """Handles one connection after the other; several at the same time."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._status_changed = asyncio.Condition()
        self._status: InferenceStatus = recogniser.status()

    async def watch_status(self) -> None:
        """Notice changes for those who subscribed; runs as long as the server."""
        while True:
            status = self._recogniser.status()
            if status != self._status:
                async with self._status_changed:
                    self._status = status
                    self._status_changed.notify_all()
            self._recogniser.changed.clear()
            await asyncio.sleep(_STATUS_EVERY_S)
            await self._recogniser.changed.wait()

    async def handle(self, connection: Connection) -> None:
        """Serve a connection to its end. Raises ApplianceError for the peer to read."""
        transcribe = Transcribe()
        messages = aiter(connection)
        async for message in messages:
            match message:
                case SubscribeInference():
                    await self._publish_status(connection)
                    return
                case StartSession():
                    if not await self._run_session(message, messages, connection):
                        return
                case StartDiarisation():
                    diarisation = Diarisation(self._recogniser.store, self._recogniser.settings)
                    await diarisation.run(message, messages, connection.send)
                    return
                case StartDetection():
                    await detect(self._recogniser, message, messages, connection.send)
                    return
                case Event() if Transcribe.is_type(message.type):
                    transcribe = read_event_as(Transcribe, message)
                case Event() if AudioStart.is_type(message.type):
                    transcription = WyomingTranscription(self._recogniser, connection)
                    if not await transcription.run(transcribe):
                        return
                case _:
                    await connection.send(await self._answer(message))

    async def _answer(self, request: Message | Event) -> Message | Event:
        """Do what takes one message to ask and one to answer. Raises ApplianceError."""
        match request:
            case GetInferenceStatus():
                return self._recogniser.status()
            case LoadModel():
                await self._recogniser.load()
                return self._recogniser.status()
            case UnloadModel():
                await self._recogniser.unload()
                return self._recogniser.status()
            case Event() if Describe.is_type(request.type):
                return info(self._recogniser).event()
            case Event() if Ping.is_type(request.type):
                return Pong(text=request.data.get("text")).event()
        raise InferenceError(
            "Nobody here understands {type}.",
            hint="Send describe, transcribe, or a tingxia-* message for inference.",
            type=request.type if isinstance(request, Event) else request.event_type,
        )

    async def _run_session(
        self,
        start: StartSession,
        messages: AsyncIterator[Message | Event],
        connection: Connection,
    ) -> bool:
        log.info(
            "session %s begins at sample %d",
            start.session_id,
            start.first_sample,
            extra={"event": "session-began", "kind": start.kind, "session": start.session_id},
        )
        session = Session(self._recogniser, start, send=connection.send)
        whole = await session.run(messages)
        log.info(
            "session %s %s at sample %d",
            start.session_id,
            "is done" if whole else "was left",
            session.received_samples if whole else session.decided_samples,
            extra={"event": "session-ended", "session": start.session_id, "whole": whole},
        )
        return whole

    async def _publish_status(self, connection: Connection) -> None:
        sender = asyncio.create_task(self._send_changes(connection))
        try:
            while await connection.receive() is not None:
                pass
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    async def _send_changes(self, connection: Connection) -> None:
        sent = None
        while True:
            async with self._status_changed:
                while sent is not None and self._status == sent:
                    await self._status_changed.wait()
                sent = self._status if sent is not None else self._recogniser.status()
            await connection.send(sent)
