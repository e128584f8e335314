"""A microphone, real or simulated, as the listener uses it."""

from dataclasses import dataclass
from typing import Final, Protocol

from appliance.domain.audio import SAMPLE_RATE_HZ

PIECE_SAMPLES: Final = SAMPLE_RATE_HZ // 20
"""About as much is handed on at a time: what a kill may lose before it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A piece of audio: 16-bit little-endian mono PCM at 16 kHz."""

    pcm: bytes
    at_ns: int
    """Monotonic time at its end."""

    overflowed: bool = False
    """Before it something was lost in the sound system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """What is listened to."""

    name: str
    identity: str
    native_rate_hz: int
    is_virtual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A recording began at this monotonic moment; a room would start to speak."""

    began_ns: int
    is_fresh: bool
    """False for a recording that goes on after a restart: then the room never stopped."""


class SourceUnavailableError(Exception):
    """It cannot be opened; the text says why and what to do, for a person to read."""


class SourceLostError(Exception):
    """It was open and is gone."""


class Source(Protocol):
    """An open microphone, used by one thread; only ``cue`` may come from another."""

    info: SourceInfo

    def read(self, timeout_s: float) -> Heard | None:
        """Wait for the next piece; None if there was none in time. Raises SourceLostError."""
        ...

    def cue(self, cue: Cue | None) -> None:
        """Hear that a recording began (or ended: None). Only simulated sources care."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...


class Opener(Protocol):
    """Finds and opens the microphone to use."""

    def open(self) -> Source:
        """Look afresh at what is there and open it. Raises SourceUnavailableError."""
        ...
