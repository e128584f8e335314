"""The newest HardwareStatus for whoever listens, however slowly."""

import asyncio
from collections.abc import AsyncIterator

from appliance.wire.supervision import HardwareStatus


class HardwareFeed:
    """A listener that is slow misses what was replaced meanwhile and delays nobody."""

    def __init__(self) -> None:
        self.latest = HardwareStatus()
        self._listeners: set[asyncio.Event] = set()

    def publish(self, status: HardwareStatus) -> None:
        """Replace the newest."""
        self.latest = status
        for news in self._listeners:
            news.set()

    async def __aiter__(self) -> AsyncIterator[HardwareStatus]:
        news = asyncio.Event()
        self._listeners.add(news)
        try:
            while True:
                news.clear()
                yield self.latest
                await news.wait()
        finally:
            self._listeners.discard(news)
