"""The station's line to capture: its state, its audio, and commands."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.station.errors import StationError
from appliance.station.reconnecting import subscribe
from appliance.wire import Message, WireError, request
from appliance.wire.capture import (
    CaptureState,
    CaptureStatus,
    MicrophoneState,
    SubscribeCapture,
)

log = logging.getLogger(__name__)

SILENCE_LIMIT_S = 3.0
"""Capture tells its status ten times a second; after so long without it is taken for gone."""

LATE_S = 1.0
"""What is shown must not be older, or must say so."""

COMMAND_TIMEOUT_S = 20.0
"""Closing a recording hashes its last audio file, which a slow disk may take a while over."""


class CaptureLink:
    """Knows what capture does now."""

    def __init__(
        self,
        socket: Path,
        *,
        on_message: Callable[[Message | None], None],
        on_late: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_message`` gets every message of the stream, and None when capture went away.

        ``on_late`` is called once what it hears has become old.
        """
        self._socket = socket
        self._on_message = on_message
        self._on_late = on_late
        self._late: asyncio.TimerHandle | None = None
        self.is_late = False
        """What capture hears is older than LATE_S, whether it says nothing or always the same."""

        self._status: CaptureStatus | None = None
        self._news = asyncio.Event()

    @property
    def status(self) -> CaptureStatus | None:
        """The latest; None while capture is away."""
        return self._status

    @property
    def running_id(self) -> str | None:
        """The recording that is being made, paused ones included."""
        if self._status is None or self._status.state is CaptureState.IDLE:
            return None
        return self._status.recording_id

    async def run(self) -> None:
        """Listen for ever."""
        await subscribe(
            self._socket,
            SubscribeCapture(audio=True),
            on_message=self._heard,
            on_lost=self._lost,
            silence_limit_s=SILENCE_LIMIT_S,
        )

    async def command(self, message: Message) -> CaptureStatus:
        """Have capture do something. Raises RemoteError if it refuses, StationError if away.

        Returns when the stream shows the new state too, so that nobody sees an older one after.
        """
        try:
            status = await request(
                self._socket, message, CaptureStatus, timeout_s=COMMAND_TIMEOUT_S
            )
        except WireError as error:
            log.warning("capture: %s", error, extra={"event": "capture-away"})
            raise StationError(
                "The recorder is being restarted.", hint="Try again in a moment."
            ) from error
        await self._until_shown(status)
        return status

    async def _until_shown(self, answer: CaptureStatus) -> None:
        try:
            async with asyncio.timeout(SILENCE_LIMIT_S):
                while self._status is None or (
                    (self._status.state, self._status.recording_id)
                    != (answer.state, answer.recording_id)
                ):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            log.warning("capture's stream is late", extra={"event": "capture-stream-late"})

    def _heard(self, message: Message) -> None:
        if isinstance(message, CaptureStatus):
            if self._status is None or is_news(message, self._status):
                self._await_next()
            self._status = message
            self._news.set()
        self._on_message(message)

    def _await_next(self) -> None:
        self.is_late = False
        if self._late is not None:
            self._late.cancel()
        self._late = asyncio.get_running_loop().call_later(LATE_S, self._is_overdue)

    def _is_overdue(self) -> None:
        self.is_late = True
        self._on_late()

    def _lost(self) -> None:
        if self._late is not None:
            self._late.cancel()
        self.is_late = False
        if self._status is not None:
            self._status = None
            self._on_message(None)


def is_news(status: CaptureStatus, before: CaptureStatus) -> bool:
    """Return whether capture looked anew: one that hangs in part repeats what it told last."""
    is_listening = MicrophoneState.LISTENING is status.microphone_state is before.microphone_state
    return not is_listening or status.frames_read != before.frames_read
