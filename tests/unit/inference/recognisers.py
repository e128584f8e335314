"""A recogniser with a fake engine and messages put in by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NoReturn

from wyoming.event import Event

from appliance.config import Settings
from appliance.inference.beside import Beside
from appliance.inference.engine import Engine
from appliance.inference.engine_thread import EngineThread
from appliance.inference.model_loader import ModelLoader, Openers
from appliance.inference.placement import Placement
from appliance.inference.recogniser import Recogniser
from appliance.inference.residents import Residents
from appliance.inference.session import Session
from appliance.modelstore.installed import InstalledModel
from appliance.text import TextChain, TextRules
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
from tests.fakes.devices import SimulatedDevice
from tests.fakes.engine import FakeEngine, LoudnessDetector
from tests.fakes.shelf import FakeShelf, described_model

PIECE_SAMPLES = 1600


@asynccontextmanager
async def recogniser(
    engine: FakeEngine, *, settings: Settings | None = None, capacity: int = 64
) -> AsyncIterator[Recogniser]:
    """Yield a recogniser whose model is ready."""
    async with assembled(
        FakeShelf([described_model("fake")]),
        [SimulatedDevice()],
        lambda *_: engine,
        settings=settings,
        capacity=capacity,
    ) as ready:
        try:
            yield ready
        finally:
            engine.gate.set()


@asynccontextmanager
async def assembled(
    shelf: FakeShelf,
    devices: Sequence[SimulatedDevice],
    open_engine: Callable[[InstalledModel, Placement], Engine],
    *,
    settings: Settings | None = None,
    capacity: int = 64,
    openers: Openers | None = None,
    text: TextChain | None = None,
) -> AsyncIterator[Recogniser]:
    """Yield a recogniser on simulated devices that has loaded, or failed to."""
    settings = settings or Settings()
    beside = Beside()
    loader = ModelLoader(
        shelf,
        devices,
        openers or Openers(engine=open_engine, streaming_engine=_no_engine, punctuator=_no_engine),
        configured=settings.inference,
        threads=1,
    )
    residents = Residents(loader, beside, language=settings.inference.language)
    thread = EngineThread(residents, capacity=capacity, idle_tick_s=0.05)
    ready = Recogniser(
        settings,
        store=shelf,
        loader=loader,
        residents=residents,
        engine_thread=thread,
        beside=beside,
        load_detector=lambda: LoudnessDetector,
        open_text=lambda _: text or TextChain(TextRules()),
    )
    thread.start()
    await ready.load()
    try:
        yield ready
    finally:
        ready.close()
        assert thread.stop(timeout_s=5)
        assert beside.wait(timeout_s=5)


def _no_engine(*_: object) -> NoReturn:
    raise AssertionError("nobody asked for such an engine")


class Talk:
    """A session with both its ends in the test."""

    def __init__(
        self,
        ready: Recogniser,
        *,
        kind: SessionKind = SessionKind.LIVE,
        first_sample: int = 0,
        language: str | None = None,
        hot_words: tuple[str, ...] = (),
        packs: tuple[str, ...] | None = None,
        refine: bool = False,
    ) -> None:
        self.heard: list[Message] = []
        self._position = first_sample
        self._inbox: asyncio.Queue[Message | Event | None] = asyncio.Queue()
        self._arrived = asyncio.Event()
        start = StartSession(
            session_id="test",
            kind=kind,
            first_sample=first_sample,
            language=language,
            hot_words=hot_words,
            packs=packs,
            refine=refine,
        )
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
