"""An inference process in a few lines: it understands one word a second and dies on demand."""

import asyncio
import struct
from contextlib import AsyncExitStack
from pathlib import Path

from appliance.wire import Connection, serve
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    InferenceStatus,
    ModelState,
    PartialHypothesis,
    SessionAudio,
    SessionEnded,
    SessionKind,
    SessionProgress,
    StartSession,
    SubscribeInference,
)

WORD_SAMPLES = 16_000
"""Every word lasts a second and begins on a whole second of the recording."""


def spoken(*words: int) -> bytes:
    """Return audio of words: samples that all have the word's value; 0 is silence."""
    return b"".join(struct.pack("<h", word) * WORD_SAMPLES for word in words)


class FakeInference:
    """Hears the words of ``spoken``."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._life = AsyncExitStack()
        self._connections: set[Connection] = set()
        self.sessions: list[StartSession] = []
        self.greatest_lead_samples = 0
        """How far a sender ever was ahead of what was decided."""

        self.poison: int | None = None
        """A word that kills the process."""

        self.deaf_to_finals = False
        """Send finals but die before saying that they are decided."""

        self.died = asyncio.Event()
        self.deaths = 0

    async def start(self) -> None:
        """Begin to listen on the socket."""
        await self._life.enter_async_context(serve(self._socket, self._converse))

    async def kill(self) -> None:
        """Drop all connections in the middle of whatever they carry."""
        await self._life.aclose()

    async def _die(self) -> None:
        self.died.set()
        self.deaths += 1
        for connection in list(self._connections):
            await connection.close()

    async def _converse(self, connection: Connection) -> None:
        self._connections.add(connection)
        try:
            async for message in connection:
                if isinstance(message, SubscribeInference):
                    await connection.send(InferenceStatus(state=ModelState.READY, engine="fake"))
                elif isinstance(message, StartSession):
                    self.sessions.append(message)
                    await self._session(connection, message)
        finally:
            self._connections.discard(connection)

    async def _session(self, connection: Connection, start: StartSession) -> None:
        decided = received = start.first_sample
        heard = b""
        await connection.send(SessionProgress(received_samples=received, decided_samples=decided))
        async for message in connection:
            ended = isinstance(message, EndSession)
            if isinstance(message, SessionAudio):
                assert received == message.first_sample
                assert len(message.audio) <= 64 * 1024
                heard += message.audio
                received += len(message.audio) // 2
                self.greatest_lead_samples = max(self.greatest_lead_samples, received - decided)
            while decided < received:
                boundary = min((decided // WORD_SAMPLES + 1) * WORD_SAMPLES, received)
                if boundary % WORD_SAMPLES and not ended:
                    break
                (word,) = struct.unpack_from("<h", heard)
                if word == self.poison:
                    await self._die()
                    return
                if word:
                    await self._understand(connection, start, word, decided, boundary)
                    if self.deaf_to_finals:
                        await self._die()
                        return
                heard, decided = heard[(boundary - decided) * 2 :], boundary
                await connection.send(
                    SessionProgress(received_samples=received, decided_samples=decided)
                )
            if ended:
                await connection.send(
                    SessionEnded(decided_samples=decided, audio_s=0.0, decode_s=0.0)
                )
                return

    async def _understand(
        self, connection: Connection, start: StartSession, word: int, first: int, end: int
    ) -> None:
        if start.kind is SessionKind.LIVE:
            await connection.send(
                PartialHypothesis(
                    utterance=first,
                    start_sample=first,
                    end_sample=end,
                    stable_text="",
                    tentative_text=f"{word}?",
                    decode_s=0.0,
                )
            )
        await connection.send(
            FinalHypothesis(
                utterance=first,
                start_sample=first,
                end_sample=end,
                text=str(word),
                raw_text=str(word),
                language="zh",
                engine="fake",
                model="fake",
                model_sha256="0" * 64,
                decode_s=0.0,
            )
        )
