"""One listener on capture.sock. It may be as slow as it likes: it loses audio and is told."""

import asyncio
from collections import deque
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.wire import Connection, Message
from appliance.wire.capture import AudioLost, CaptureStatus, RecordedAudio, RecordingStopped

AUDIO_LIMIT_BYTES: Final = 10 * SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES
QUEUE_LIMIT: Final = 2000
"""Whoever lets so many messages lie is not there any more."""


class Subscriber:
    """A bounded queue of messages. Only ``send_to`` waits."""

    def __init__(self, *, wants_audio: bool) -> None:
        self._wants_audio = wants_audio
        self._queue: deque[Message] = deque()
        self._audio_bytes = 0
        self._status: CaptureStatus | None = None
        self._lost: AudioLost | None = None
        self._filled = asyncio.Event()

    def offer(self, message: Message) -> bool:
        """Queue a message, or remember what is lost instead; False if nobody ever reads."""
        match message:
            case CaptureStatus():
                self._status = message  # only the latest counts
            case RecordedAudio():
                if self._wants_audio:
                    self._offer_audio(message)
            case _:
                if isinstance(message, RecordingStopped):
                    self._tell_loss()
                self._queue.append(message)
        self._filled.set()
        return len(self._queue) <= QUEUE_LIMIT

    async def send_to(self, connection: Connection) -> None:
        """Send what is queued until the connection breaks (WireError)."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while (message := self._next()) is not None:
                await connection.send(message)

    def _offer_audio(self, message: RecordedAudio) -> None:
        if self._audio_bytes + len(message.audio) > AUDIO_LIMIT_BYTES:
            self._lose(message)
            return
        self._tell_loss()
        self._queue.append(message)
        self._audio_bytes += len(message.audio)

    def _lose(self, message: RecordedAudio) -> None:
        samples = len(message.audio) // SAMPLE_WIDTH_BYTES
        before = self._lost
        if before is None:
            self._lost = AudioLost(
                recording_id=message.recording_id,
                first_sample=message.first_sample,
                sample_count=samples,
            )
        else:
            self._lost = before.model_copy(update={"sample_count": before.sample_count + samples})

    def _tell_loss(self) -> None:
        if self._lost is not None:
            self._queue.append(self._lost)
            self._lost = None

    def _next(self) -> Message | None:
        if self._queue:
            message = self._queue.popleft()
            if isinstance(message, RecordedAudio):
                self._audio_bytes -= len(message.audio)
            return message
        status, self._status = self._status, None
        return status
