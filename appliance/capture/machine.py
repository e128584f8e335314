"""The threads of capture and what they share, apart from sockets."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.capture.disk import DiskGuard
from appliance.capture.events import Finish, Leave
from appliance.capture.flusher import Flusher
from appliance.capture.inbox import Inbox
from appliance.capture.listener import Listener
from appliance.capture.recorder import Recorder
from appliance.capture.resumption import Leftovers
from appliance.capture.sources import Opener
from appliance.capture.worker import Worker
from appliance.config import Settings
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.recordings import SystemClock
from appliance.wire import Message
from appliance.wire.capture import CaptureStatus

INBOX_S: Final = 30
"""So much audio may wait for the recorder while the disk is slow."""

STOP_TIMEOUT_S: Final = 9.0


class Machine:
    """Listener → inbox → recorder, and beside them the flusher that waits for the disk."""

    def __init__(
        self,
        settings: Settings,
        opener: Opener,
        *,
        publish: Callable[[Message], None],
        hear: Callable[[bytes], None],
        on_failure: Callable[[BaseException], None],
        on_left: Callable[[], None] = lambda: None,
    ) -> None:
        """All four are called on threads of the machine and must not wait."""
        clock = SystemClock()
        limit_samples = round(INBOX_S * SAMPLE_RATE_HZ * max(1, settings.capture.speed))
        self.inbox = Inbox(limit_samples=limit_samples)
        self.listener = Listener(opener, self.inbox, stall_s=settings.capture.stall_s)
        self._flusher = Flusher(self.inbox)
        self._leftovers = Leftovers(settings, clock=clock, publish=publish)
        self._recorder = Recorder(
            settings=settings,
            clock=clock,
            inbox=self.inbox,
            listener=self.listener,
            flusher=self._flusher,
            disk=DiskGuard(
                settings.paths.data,
                reserve_bytes=settings.storage.reserve_bytes,
                warn_s=settings.storage.warn_s,
            ),
            publish=publish,
            hear=hear,
            on_left=on_left,
        )
        self._recording = Worker("recorder", self._recorder.work, on_failure=on_failure)
        self._others = [
            Worker("flusher", self._flusher.work, on_failure=on_failure),
            Worker("listener", self.listener.work, on_failure=on_failure),
            Worker("leftovers", self._leftovers.conclude_rest, on_failure=on_failure),
        ]

    def status(self) -> CaptureStatus:
        """Return the state after the latest event."""
        return self._recorder.status

    def progress(self) -> int:
        """Return a number that grows as long as somebody listens or tries to."""
        return self.listener.progress

    def start(self) -> None:
        """Go on with what a crash interrupted, and start the threads."""
        take = self._leftovers.resume()
        if take is not None:
            self._recorder.go_on(take)
        for worker in (self._recording, *self._others):
            worker.start()

    def leave(self) -> None:
        """Call ``on_left`` once nothing is being recorded; no recording begins after that."""
        self.inbox.put(Leave())

    async def finish(self, *, keeps_open: bool = False) -> None:
        """Close the running recording, or leave it to the next process; let the threads end."""
        self.listener.end()
        self.inbox.put(Finish(keeps_open=keeps_open))
        await asyncio.to_thread(self._recording.join, STOP_TIMEOUT_S)
        self._flusher.end()
