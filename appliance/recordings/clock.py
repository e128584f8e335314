"""The moment it is: monotonic, by the wall clock, and whether that one deserves trust."""

import ctypes
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from appliance.domain.journal import Instant

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
_TIMEX_BYTES = 256
"""More than the kernel's struct timex (208 bytes on 64-bit Linux)."""
_TIME_ERROR = 5
"""From sys/timex.h: the clock is not synchronised."""


class Clock(Protocol):
    """Tells the time; fakes tell what a test wants."""

    def now(self) -> Instant:
        """Return the present moment."""
        ...


class SystemClock:
    """The clock of the operating system."""

    def __init__(self) -> None:
        self._boot_id = _boot_id()

    def now(self) -> Instant:
        """Return the present moment, in the zone that the system has now."""
        time.tzset()
        return Instant(
            boot_id=self._boot_id,
            monotonic_ns=time.monotonic_ns(),
            wall=datetime.now().astimezone().isoformat(timespec="milliseconds"),
            clock_trusted=_is_trusted(),
        )


def earlier(instant: Instant, seconds: float) -> Instant:
    """Return the moment ``seconds`` before ``instant`` (of the same boot and trust)."""
    wall = datetime.fromisoformat(instant.wall) - timedelta(seconds=seconds)
    return replace(
        instant,
        monotonic_ns=instant.monotonic_ns - round(seconds * 1e9),
        wall=wall.isoformat(timespec="milliseconds"),
    )


def utc(instant: Instant) -> str:
    """Return the wall clock's time as ISO 8601 in UTC, in seconds."""
    return datetime.fromisoformat(instant.wall).astimezone(UTC).isoformat(timespec="seconds")


def _boot_id() -> str:
    """Return the kernel's id of this boot; where there is none, one that matches no other."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return f"unknown-{uuid4()}"


def _is_trusted() -> bool:
    """Ask the kernel (adjtimex(2)) and systemd-timesyncd whether the clock is synchronised."""
    if _SYNCHRONISED.exists():
        return True
    if sys.platform != "linux":
        return False
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0 only reads
    answer = ctypes.CDLL(None).adjtimex(timex)
    return 0 <= int(answer) < _TIME_ERROR
