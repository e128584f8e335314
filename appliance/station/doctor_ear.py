"""Listens for a voice while somebody looks at the doctor's page, and only then."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wyoming.audio import AudioChunk
from wyoming.event import Event

from appliance.station.voice_frames import FRAME_S, VoiceFrames
from appliance.wire import Connection, WireError, connect

WANTED_S: Final = 5.0
"""So long after the last question listening goes on."""

RETRY_S: Final = 1.0
HEARD_S: Final = 3.0
"""A voice counts for so long after it was heard."""

SPOKEN_SHARE: Final = 0.3
_RECENT_FRAMES: Final = 33


class VoiceFinder:
    """Tells from audio whether somebody spoke in the last seconds."""

    def __init__(self) -> None:
        self._frames = VoiceFrames()
        self._recent: deque[bool] = deque(maxlen=_RECENT_FRAMES)
        self._since_voice_s = HEARD_S

    @property
    def speech(self) -> bool | None:
        """None before there was a second of audio."""
        if len(self._recent) < _RECENT_FRAMES:
            return None
        return self._since_voice_s < HEARD_S

    def feed(self, pcm: bytes) -> None:
        """Take audio: 16-bit little-endian mono PCM at 16 kHz."""
        for is_voice in self._frames.feed(pcm):
            self._recent.append(is_voice)
            self._since_voice_s += FRAME_S
            if sum(self._recent) >= SPOKEN_SHARE * _RECENT_FRAMES:
                self._since_voice_s = 0.0


class DoctorEar:
    """Reads capture's microphone socket as any other program of the box may."""

    def __init__(self, socket: Path, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._socket = socket
        self._monotonic = monotonic
        self._wanted = asyncio.Event()
        self._until_s = 0.0
        self._finder: VoiceFinder | None = None

    @property
    def speech(self) -> bool | None:
        """Whether a voice was found in the last seconds; None while nobody listens."""
        return self._finder.speech if self._finder is not None else None

    @property
    def is_wanted(self) -> bool:
        """Whether somebody asked a few seconds ago."""
        return self._monotonic() < self._until_s

    def want(self) -> None:
        """Listen for the next seconds."""
        self._until_s = self._monotonic() + WANTED_S
        self._wanted.set()

    async def wanted(self) -> None:
        """Wait until somebody wants it."""
        if not self.is_wanted:
            self._wanted.clear()
            await self._wanted.wait()

    async def run(self) -> None:
        """Listen whenever it is wanted, for ever."""
        while True:
            await self.wanted()
            try:
                async with connect(self._socket) as connection:
                    await self._hear(connection)
            except WireError:
                await asyncio.sleep(RETRY_S)  # capture is being restarted
            finally:
                self._finder = None

    async def _hear(self, connection: Connection) -> None:
        self._finder = VoiceFinder()
        async for message in connection:
            if not self.is_wanted:
                return
            if isinstance(message, Event) and AudioChunk.is_type(message.type):
                self._finder.feed(AudioChunk.from_event(message).audio)
