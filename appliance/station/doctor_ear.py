"""Listens for a voice while somebody looks at the doctor's page, and only then."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

import webrtcvad
from wyoming.audio import AudioChunk
from wyoming.event import Event

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.domain.level import LevelMeter
from appliance.wire import Connection, WireError, connect

WANTED_S: Final = 5.0
"""So long after the last question listening goes on."""

RETRY_S: Final = 1.0
HEARD_S: Final = 3.0
"""A voice counts for so long after it was heard."""

SPOKEN_SHARE: Final = 0.3
LEAST_DBFS: Final = -60.0
"""The detector takes faint hum for a voice now and then."""

_FRAME_SAMPLES: Final = SAMPLE_RATE_HZ * 30 // 1000
_FRAME_BYTES: Final = _FRAME_SAMPLES * SAMPLE_WIDTH_BYTES
_RECENT_FRAMES: Final = 33
_AGGRESSIVENESS: Final = 3


class VoiceFinder:
    """Tells from audio whether somebody spoke in the last seconds."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(_AGGRESSIVENESS)
        self._meter = LevelMeter()
        self._rest = b""
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
        self._rest += pcm
        while len(self._rest) >= _FRAME_BYTES:
            frame, self._rest = self._rest[:_FRAME_BYTES], self._rest[_FRAME_BYTES:]
            self._meter.feed(frame)
            is_loud = self._meter.level_dbfs > LEAST_DBFS
            self._recent.append(is_loud and self._vad.is_speech(frame, SAMPLE_RATE_HZ))
            self._since_voice_s += _FRAME_SAMPLES / SAMPLE_RATE_HZ
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
