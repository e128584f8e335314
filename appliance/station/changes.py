"""Telling listeners that something changed, without telling them too often."""

import asyncio
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

SHORTEST_INTERVAL_S = 0.1
"""Between two notifications: as often as meters move."""


class Changes:
    """Callbacks that are called soon after one or more changes, on the event loop."""

    def __init__(self) -> None:
        self._callbacks: dict[object, Callable[[], None]] = {}
        self._pending: asyncio.TimerHandle | None = None

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` from now on; returns the function that ends it."""
        key = object()
        self._callbacks[key] = callback

        def unsubscribe() -> None:
            self._callbacks.pop(key, None)

        return unsubscribe

    def notify(self) -> None:
        """Something changed."""
        if self._pending is None and self._callbacks:
            loop = asyncio.get_running_loop()
            self._pending = loop.call_later(SHORTEST_INTERVAL_S, self._tell)

    def _tell(self) -> None:
        self._pending = None
        for callback in list(self._callbacks.values()):
            try:
                callback()
            except Exception:
                log.exception("a listener failed", extra={"event": "listener-failed"})
