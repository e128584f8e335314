"""Waits for the disk on a thread of its own, so that writing never does."""

import queue
import threading

from appliance.capture.events import Flushed
from appliance.capture.inbox import Inbox
from appliance.recordings.flush import Flush


class Flusher:
    """Runs one batch of flushes at a time and reports to the inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._batches: queue.SimpleQueue[tuple[Flush, ...] | None] = queue.SimpleQueue()
        self._idle = threading.Event()
        self._idle.set()

    @property
    def is_idle(self) -> bool:
        """Nothing is being waited for."""
        return self._idle.is_set()

    def submit(self, flushes: tuple[Flush, ...]) -> None:
        """Begin to wait; only when idle."""
        self._idle.clear()
        self._batches.put(flushes)

    def wait(self, timeout_s: float) -> bool:
        """Wait until idle; False if the disk takes longer."""
        return self._idle.wait(timeout_s)

    def end(self) -> None:
        """End the thread after what was submitted."""
        self._batches.put(None)

    def work(self) -> None:
        """Wait for the disk until the end."""
        while (batch := self._batches.get()) is not None:
            for flush in batch:
                flush.run()
            self._inbox.put(Flushed(flushes=batch))
            self._idle.set()
