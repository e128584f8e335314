"""Sends hours of audio through one session, made as it is sent and kept nowhere."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final

from wyoming.event import Event

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.wire import Connection, Message, WireError, connect
from appliance.wire.codec import to_error
from appliance.wire.inference import (
    EndSession,
    SessionAudio,
    SessionEnded,
    SessionKind,
    SessionProgress,
    StartSession,
)

_AHEAD_SAMPLES: Final = 30 * SAMPLE_RATE_HZ
_PIECE_BYTES: Final = 2 * SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES
_STUCK_S: Final = 120.0
"""No single message takes so long on any machine that is of use."""


class LongSession:
    """Of one kind, over audio that comes in blocks of any length."""

    def __init__(self, socket: Path, blocks: Iterator[bytes], *, kind: SessionKind) -> None:
        self._socket = socket
        self._blocks = blocks
        self._kind = kind
        self._decided_samples = 0
        self._moved = asyncio.Event()

    async def run(self, hear: Callable[[Message], None]) -> SessionEnded:
        """Send everything; ``hear`` is called with all that comes back.

        Raises WireError, also if inference is stuck, and RemoteError.
        """
        async with connect(self._socket) as connection:
            start = StartSession(session_id="long-run", kind=self._kind)
            await connection.request(start, SessionProgress)
            sender = asyncio.create_task(self._send(connection))
            try:
                async for message in _messages(connection):
                    hear(message)
                    match message:
                        case SessionProgress():
                            self._decided_samples = message.decided_samples
                            self._moved.set()
                        case SessionEnded():
                            await sender
                            return message
                        case _:
                            pass
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
        raise WireError("Inference went away.", hint="Look at its log.")

    async def _send(self, connection: Connection) -> None:
        position = 0
        for block in self._blocks:
            begin = 0
            while begin < len(block):
                # To the very end of what is allowed: a segment may become nearly so long.
                room = self._decided_samples + _AHEAD_SAMPLES - position
                if room <= 0:
                    self._moved.clear()
                    await self._moved.wait()
                    continue
                size = min(_PIECE_BYTES, room * SAMPLE_WIDTH_BYTES)
                piece = block[begin : begin + size]
                await connection.send(SessionAudio(first_sample=position, audio=piece))
                begin += len(piece)
                position += len(piece) // SAMPLE_WIDTH_BYTES
        await connection.send(EndSession())


async def _messages(connection: Connection) -> AsyncIterator[Message]:
    messages = aiter(connection)
    while True:
        try:
            async with asyncio.timeout(_STUCK_S):
                message = await anext(messages, None)
        except TimeoutError as error:
            raise WireError(
                "Inference said nothing for {limit_s:g} s.",
                hint="Look at its log; report it if the machine was not overloaded.",
                limit_s=_STUCK_S,
            ) from error
        if message is None:
            return
        if isinstance(message, Event):
            raise to_error(message)
        yield message
