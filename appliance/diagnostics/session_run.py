"""Sends audio through a session and notes what came back and when."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wyoming.event import Event

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.wire import Connection, Message, WireError, connect
from appliance.wire.codec import to_error
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    PartialHypothesis,
    SessionAudio,
    SessionEnded,
    SessionKind,
    SessionProgress,
    StartSession,
)

_AHEAD_SAMPLES: Final = 30 * SAMPLE_RATE_HZ
_PIECE_SAMPLES: Final = 2 * SAMPLE_RATE_HZ
_LIVE_PIECE_SAMPLES: Final = SAMPLE_RATE_HZ // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message and the moment it came, in seconds since the first audio was spoken."""

    at_s: float
    message: Message


@dataclass(kw_only=True)
class SessionRun:
    """All that came back of a session."""

    heard: list[Heard] = field(default_factory=list)
    decided_samples: int = 0
    ended: SessionEnded | None = None

    @property
    def finals(self) -> list[FinalHypothesis]:
        """In their order."""
        return [one.message for one in self.heard if isinstance(one.message, FinalHypothesis)]

    @property
    def partials(self) -> list[PartialHypothesis]:
        """In their order."""
        return [one.message for one in self.heard if isinstance(one.message, PartialHypothesis)]

    @property
    def text(self) -> str:
        """Of all finals."""
        return "".join(final.text for final in self.finals)


class SessionClient:
    """A sender that keeps the rules: in order, at most 30 s ahead."""

    def __init__(
        self,
        socket: Path,
        pcm: bytes,
        *,
        kind: SessionKind,
        first_sample: int = 0,
        language: str | None = None,
        packs: tuple[str, ...] | None = None,
        refine: bool = False,
    ) -> None:
        """``pcm`` is the whole source; sending begins at ``first_sample`` of it.

        The rest is as in StartSession.
        """
        self._socket = socket
        self._pcm = pcm
        self._start = StartSession(
            session_id="bench",
            kind=kind,
            first_sample=first_sample,
            language=language,
            packs=packs,
            refine=refine,
        )
        self._first = first_sample
        self._began_s = 0.0
        self._decided = asyncio.Event()
        self.run = SessionRun(decided_samples=first_sample)

    async def work(self, *, in_real_time: bool = False) -> SessionRun:
        """Send everything and wait for the end. Raises WireError, RemoteError."""
        async with connect(self._socket) as connection:
            await connection.request(self._start, SessionProgress)
            self._began_s = time.monotonic()
            sender = asyncio.create_task(self._send(connection, in_real_time=in_real_time))
            try:
                await self._receive(connection)
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
        return self.run

    async def _send(self, connection: Connection, *, in_real_time: bool) -> None:
        total = len(self._pcm) // SAMPLE_WIDTH_BYTES
        size = _LIVE_PIECE_SAMPLES if in_real_time else _PIECE_SAMPLES
        position = self._first
        while position < total:
            end = min(position + size, total)
            if in_real_time:
                spoken_at = self._began_s + (end - self._first) / SAMPLE_RATE_HZ
                await asyncio.sleep(max(0.0, spoken_at - time.monotonic()))
            while (end := min(end, self.run.decided_samples + _AHEAD_SAMPLES)) <= position:
                self._decided.clear()
                await self._decided.wait()
                end = min(position + size, total)
            piece = self._pcm[position * SAMPLE_WIDTH_BYTES : end * SAMPLE_WIDTH_BYTES]
            await connection.send(SessionAudio(first_sample=position, audio=piece))
            position = end
        await connection.send(EndSession())

    async def _receive(self, connection: Connection) -> None:
        async for message in connection:
            if isinstance(message, Event):
                raise to_error(message)
            self.run.heard.append(Heard(at_s=time.monotonic() - self._began_s, message=message))
            match message:
                case SessionProgress():
                    self.run.decided_samples = message.decided_samples
                    self._decided.set()
                case SessionEnded():
                    self.run.decided_samples = message.decided_samples
                    self.run.ended = message
                    return
                case _:
                    pass
        raise WireError("Inference went away.", hint="Look at its log.")
