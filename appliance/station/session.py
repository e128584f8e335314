"""One session with inference: audio of a recording goes out, what was understood comes back."""

import asyncio
import logging
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.feed_plan import Finish, Send, next_step
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.errors import ApplianceError
from appliance.station.audio_source import AudioSource
from appliance.wire import Connection, WireError, connect
from appliance.wire.codec import unexpected
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

log = logging.getLogger(__name__)

ACCEPT_TIMEOUT_S = 10.0
"""A session is accepted or refused at once, unless the process is frozen."""


class Listener(Protocol):
    """Hears what a session understands."""

    def guessed(self, partial: PartialHypothesis) -> None:
        """Hear the open utterance, as far as it is understood."""

    def understood(self, final: FinalHypothesis) -> None:
        """Hear an utterance as it stays, unless the session ends before it is decided."""

    def progressed(self, progress: SessionProgress) -> None:
        """Hear how far the session is and what overload left of its captions."""

    async def decided(self, finals: list[FinalHypothesis], decided_samples: int) -> None:
        """All audio before this position is final; ``finals`` are those new since last time."""


class Session:
    """Carries one source's audio from ``first_sample`` on through inference."""

    def __init__(
        self,
        source: AudioSource,
        *,
        kind: SessionKind,
        first_sample: int,
        listener: Listener,
        refine: bool = False,
        wishes: Wishes = NO_WISHES,
    ) -> None:
        """``refine`` asks for the model that was chosen for second passes."""
        self._wishes = wishes
        self._source = source
        self._kind = kind
        self._refine = refine
        self._listener = listener
        self._first_sample = first_sample
        self._undecided: list[FinalHypothesis] = []
        self.sent_samples = first_sample
        """All audio before this position was sent."""

        self.decided_samples = first_sample
        """All audio before this position is final."""

        self.peer_pid: int | None = None
        """Who works on it; None before the session began."""

    async def run(self, socket: Path) -> None:
        """Work until the recording is over, or up to a seam in it, and everything is decided.

        Raises WireError when inference goes away, RemoteError when it refuses, RecordingsError
        when the audio cannot be read, and whatever the listener raises.
        """
        failed: BaseException | None = None
        async with connect(socket) as connection:
            self.peer_pid = connection.peer_pid()
            await self._start(connection)
            try:
                async with asyncio.TaskGroup() as tasks:
                    sender = tasks.create_task(self._send_all(connection))
                    await self._receive(connection)
                    sender.cancel()
            except* ApplianceError as group:
                failed = innermost(group)
        if failed is not None:
            raise failed

    async def _start(self, connection: Connection) -> None:
        start = StartSession(
            session_id=uuid4().hex,
            kind=self._kind,
            first_sample=self._first_sample,
            refine=self._refine,
            language=self._wishes.language,
            hot_words=self._wishes.hot_words,
            packs=self._wishes.packs,
        )
        try:
            async with asyncio.timeout(ACCEPT_TIMEOUT_S):
                await connection.request(start, SessionProgress)
        except TimeoutError as error:
            raise WireError(
                "Inference does not answer.", hint="It is restarted when it does not recover."
            ) from error

    async def _send_all(self, connection: Connection) -> None:
        try:
            await self._send(connection)
        except WireError as error:
            # What was said before the end is still to be read, and perhaps the reason for it.
            log.debug("sending ends: %s", error, extra={"event": "session-cut-off"})

    async def _send(self, connection: Connection) -> None:
        while True:
            step = next_step(
                position=self.sent_samples,
                decided_samples=self.decided_samples,
                available_samples=self._source.available_samples,
                closed=self._source.closed,
                seam=self._source.seam_after(self._first_sample),
            )
            if isinstance(step, Finish):
                break
            pcm = b""
            if isinstance(step, Send):
                pcm = await self._source.read(self.sent_samples, step.sample_count)
                if not pcm and self._source.closed:
                    break
            if not pcm:
                await self._source.news()
                continue
            await connection.send(SessionAudio(first_sample=self.sent_samples, audio=pcm))
            self.sent_samples += len(pcm) // SAMPLE_WIDTH_BYTES
        await connection.send(EndSession())

    async def _receive(self, connection: Connection) -> None:
        async for message in connection:
            match message:
                case PartialHypothesis():
                    self._listener.guessed(message)
                case FinalHypothesis():
                    self._undecided.append(message)
                    self._listener.understood(message)
                case SessionProgress():
                    self._listener.progressed(message)
                    await self._decide(message.decided_samples)
                case SessionEnded():
                    await self._decide(max(message.decided_samples, self.sent_samples))
                    log.info(
                        "a session ended",
                        extra={
                            "event": "session-ended",
                            "kind": self._kind,
                            "audio_s": message.audio_s,
                            "decode_s": message.decode_s,
                        },
                    )
                    return
                case _:
                    raise unexpected(message)
        raise WireError("Inference went away.", hint="It is being restarted.")

    async def _decide(self, decided_samples: int) -> None:
        if decided_samples <= self.decided_samples:
            return
        ready = [final for final in self._undecided if final.start_sample < decided_samples]
        self._undecided = [final for final in self._undecided if final not in ready]
        await self._listener.decided(ready, decided_samples)
        self.decided_samples = decided_samples
        self._source.wake()


def innermost(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error."""
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
