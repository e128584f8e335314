"""A diarisation with both its ends in the test."""

import asyncio
from collections.abc import AsyncIterator

from wyoming.event import Event

from appliance.domain.feed_plan import CHUNK_SAMPLES, Send, next_step
from appliance.inference.diarisation import Diarisation
from appliance.wire import Message
from appliance.wire.inference import (
    EndSession,
    SessionAudio,
    SessionProgress,
    SpeakersFound,
    StartDiarisation,
)

WAIT_S = 30.0


class DiarisationTalk:
    """Sends audio as the station does: never more than is allowed ahead of what is decided."""

    def __init__(self, diarisation: Diarisation, *, speakers: int | None = None) -> None:
        self.heard: list[Message] = []
        self._inbox: asyncio.Queue[Message | Event | None] = asyncio.Queue()
        self._news = asyncio.Event()
        start = StartDiarisation(session_id="test", speakers=speakers)
        self.done = asyncio.ensure_future(diarisation.run(start, self._messages(), self._hear))
        self.done.add_done_callback(lambda _: self._news.set())

    @property
    def found(self) -> SpeakersFound:
        """The answer."""
        (found,) = [message for message in self.heard if isinstance(message, SpeakersFound)]
        return found

    @property
    def progress(self) -> list[SessionProgress]:
        """All progress told."""
        return [message for message in self.heard if isinstance(message, SessionProgress)]

    async def whole(self, pcm: bytes, *, first_sample: int = 0) -> bool:
        """Send all of it and wait for the end."""
        await self.say(pcm, first_sample=first_sample)
        self.put(EndSession())
        async with asyncio.timeout(WAIT_S):
            return await self.done

    async def say(self, pcm: bytes, *, first_sample: int = 0) -> None:
        """Send audio; raises what ended the session if it ends meanwhile."""
        sent, total = 0, len(pcm) // 2
        while sent < total:
            decided = self.progress[-1].decided_samples - first_sample if self.progress else 0
            step = next_step(
                position=sent, decided_samples=decided, available_samples=total, closed=True
            )
            if isinstance(step, Send):
                piece = pcm[2 * sent : 2 * (sent + min(step.sample_count, CHUNK_SAMPLES))]
                self.put(SessionAudio(first_sample=first_sample + sent, audio=piece))
                sent += len(piece) // 2
                continue
            await self.news()

    async def news(self) -> None:
        """Wait for the next message; raises what ended the session, if it ended."""
        async with asyncio.timeout(WAIT_S):
            await self._news.wait()
        if self.done.done():
            self.done.result()
        else:
            self._news.clear()

    def put(self, message: Message | Event) -> None:
        """Send one message."""
        self._inbox.put_nowait(message)

    def leave(self) -> None:
        """Close the connection."""
        self._inbox.put_nowait(None)

    async def _messages(self) -> AsyncIterator[Message | Event]:
        while (message := await self._inbox.get()) is not None:
            yield message

    async def _hear(self, message: Message) -> None:
        self.heard.append(message)
        self._news.set()
