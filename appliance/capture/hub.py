"""Hands what happens to everybody who listens, on the event loop, without waiting for anybody."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from appliance.capture.subscriber import Subscriber
from appliance.wire import Message
from appliance.wire.capture import CaptureStatus

log = logging.getLogger(__name__)

STATUS_EVERY_S: Final = 0.1
HEARD_LIMIT_PIECES: Final = 100
"""A listener on microphone.sock that is slower than 5 s misses the oldest pieces."""


class Hub:
    """All listeners of this process."""

    def __init__(self) -> None:
        self._subscribers: dict[Subscriber, Callable[[], object]] = {}
        self._ears: set[Ear] = set()

    def publish(self, message: Message) -> None:
        """Offer a message to all subscribers; whoever never reads is cut off."""
        for subscriber, cut_off in list(self._subscribers.items()):
            if not subscriber.offer(message):
                log.warning("a listener never reads", extra={"event": "listener-cut-off"})
                del self._subscribers[subscriber]
                cut_off()

    def hear(self, pcm: bytes) -> None:
        """Offer what the microphone delivers, recorded or not."""
        for ear in self._ears:
            ear.offer(pcm)

    @contextmanager
    def subscribed(self, subscriber: Subscriber, cut_off: Callable[[], object]) -> Iterator[None]:
        """Serve a subscriber during the block; ``cut_off`` is called if it never reads."""
        self._subscribers[subscriber] = cut_off
        try:
            yield
        finally:
            self._subscribers.pop(subscriber, None)

    @contextmanager
    def hearing(self) -> Iterator["Ear"]:
        """Hear the microphone during the block."""
        ear = Ear()
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.discard(ear)

    async def publish_status(self, status: Callable[[], CaptureStatus]) -> None:
        """Publish the status ten times a second as long as somebody listens."""
        while True:
            await asyncio.sleep(STATUS_EVERY_S)
            if self._subscribers:
                self.publish(status())


class Ear:
    """A bounded queue of pieces as they are heard; the oldest go first."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque(maxlen=HEARD_LIMIT_PIECES)
        self._filled = asyncio.Event()

    def offer(self, pcm: bytes) -> None:
        """Queue a piece."""
        self._pieces.append(pcm)
        self._filled.set()

    async def next(self) -> bytes:
        """Wait for the next piece."""
        while not self._pieces:
            self._filled.clear()
            await self._filled.wait()
        return self._pieces.popleft()
