"""One question to inference: who speaks when in this audio."""

import asyncio
import logging
from pathlib import Path
from uuid import uuid4

from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_seconds
from appliance.domain.feed_plan import CHUNK_SAMPLES, WINDOW_SAMPLES
from appliance.errors import ApplianceError
from appliance.station.audio_source import AudioSource
from appliance.station.session import innermost
from appliance.wire import Connection, WireError, connect
from appliance.wire.codec import unexpected
from appliance.wire.inference import (
    EndSession,
    SessionAudio,
    SessionProgress,
    SpeakersFound,
    StartDiarisation,
)

log = logging.getLogger(__name__)

LEAST_TIMEOUT_S = 600.0
TIMEOUT_SHARE = 2.0
"""Of the length of the audio; a box that is slower than that is stuck."""


class SpeakerSession:
    """Carries all heard audio of a closed recording to inference."""

    def __init__(self, source: AudioSource) -> None:
        self._source = source
        self._received_samples = 0
        self._progress = asyncio.Event()
        self.has_begun = False
        """Inference took the question."""

    async def run(self, socket: Path) -> SpeakersFound:
        """Ask, and wait for the answer.

        Raises RemoteError when inference refuses, WireError when it goes away, TimeoutError,
        RecordingsError when the audio cannot be read.
        """
        audio_s = to_seconds(self._source.available_samples)
        async with (
            asyncio.timeout(max(LEAST_TIMEOUT_S, TIMEOUT_SHARE * audio_s)),
            connect(socket) as connection,
        ):
            return await self._converse(connection)

    async def _converse(self, connection: Connection) -> SpeakersFound:
        await connection.request(StartDiarisation(session_id=uuid4().hex), SessionProgress)
        self.has_begun = True
        try:
            async with asyncio.TaskGroup() as tasks:
                sender = tasks.create_task(self._send_all(connection))
                found = await self._receive(connection)
                sender.cancel()
                return found
        except* ApplianceError as group:
            failed = innermost(group)
        raise failed

    async def _send_all(self, connection: Connection) -> None:
        try:
            await self._send(connection)
        except WireError as error:
            # What was said before the end is still to be read, and perhaps the reason for it.
            log.debug("sending ends: %s", error, extra={"event": "session-cut-off"})

    async def _send(self, connection: Connection) -> None:
        position = 0
        while pcm := await self._source.read(position, CHUNK_SAMPLES):
            while position - self._received_samples >= WINDOW_SAMPLES:
                self._progress.clear()
                await self._progress.wait()
            await connection.send(SessionAudio(first_sample=position, audio=pcm))
            position += len(pcm) // SAMPLE_WIDTH_BYTES
        await connection.send(EndSession())

    async def _receive(self, connection: Connection) -> SpeakersFound:
        async for message in connection:
            match message:
                case SpeakersFound():
                    return message
                case SessionProgress():
                    self._received_samples = message.received_samples
                    self._progress.set()
                case _:
                    raise unexpected(message)
        raise WireError("Inference went away.", hint="It is being restarted.")
