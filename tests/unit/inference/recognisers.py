"""A recogniser with a fake engine and messages put in by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wyoming.event import Event

from appliance.config import Settings
from appliance.inference.engine_thread import EngineThread
from appliance.inference.recogniser import Recogniser
from appliance.inference.session import Session
from appliance.wire import Message
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
from tests.fakes.engine import FakeEngine, LoudnessDetector

PIECE_SAMPLES = 1600


@asynccontextmanager
async def recogniser(
    engine: FakeEngine, *, settings: Settings | None = None, capacity: int = 64
) -> AsyncIterator[Recogniser]:
    """Yield a recogniser whose model is ready."""
    thread = EngineThread(capacity=capacity, idle_tick_s=0.05)
    ready = Recogniser(settings or Settings(), engine_thread=thread)
    await ready.load(lambda: (engine, LoudnessDetector))
    try:
        yield ready
    finally:
        engine.gate.set()
        ready.close()
        assert thread.stop(timeout_s=5)


class Talk:
    """A session with both its ends in the test."""

    def __init__(
        self, ready: Recogniser, *, kind: SessionKind = SessionKind.LIVE, first_sample: int = 0
    ) -> None:
        self.heard: list[Message] = []
        self._position = first_sample
        self._inbox: asyncio.Queue[Message | Event | None] = asyncio.Queue()
        self._arrived = asyncio.Event()
        start = StartSession(session_id="test", kind=kind, first_sample=first_sample)
        self.session = Session(ready, start, send=self._hear)
        self.done = asyncio.ensure_future(self.session.run(self._messages()))

    async def say(self, pcm: bytes) -> None:
        """Send audio as a microphone does, and wait until all of it was looked at."""
        for begin in range(0, len(pcm), 2 * PIECE_SAMPLES):
            piece = pcm[begin : begin + 2 * PIECE_SAMPLES]
            self.put(SessionAudio(first_sample=self._position, audio=piece))
            self._position += len(piece) // 2
            async with asyncio.timeout(10):
                await self._inbox.join()

    def put(self, message: Message | Event | None) -> None:
        """Send anything; None hangs up."""
        self._inbox.put_nowait(message)

    async def end(self) -> list[Message]:
        """End in good order and return all that was heard."""
        self.put(EndSession())
        async with asyncio.timeout(10):
            assert await self.done
        return self.heard

    async def until(self, kind: type[Message], *, count: int = 1) -> None:
        """Wait until so many messages of a kind were heard."""
        async with asyncio.timeout(10):
            while sum(isinstance(message, kind) for message in self.heard) < count:
                self._arrived.clear()
                await self._arrived.wait()

    @property
    def finals(self) -> list[FinalHypothesis]:
        """Heard so far."""
        return [message for message in self.heard if isinstance(message, FinalHypothesis)]

    @property
    def partials(self) -> list[PartialHypothesis]:
        """Heard so far."""
        return [message for message in self.heard if isinstance(message, PartialHypothesis)]

    @property
    def progress(self) -> list[SessionProgress]:
        """Heard so far."""
        return [message for message in self.heard if isinstance(message, SessionProgress)]

    @property
    def ended(self) -> SessionEnded:
        """The last word."""
        last = self.heard[-1]
        assert isinstance(last, SessionEnded)
        return last

    async def _hear(self, message: Message) -> None:
        self.heard.append(message)
        self._arrived.set()

    async def _messages(self) -> AsyncIterator[Message | Event]:
        while (message := await self._inbox.get()) is not None:
            yield message
            self._inbox.task_done()
