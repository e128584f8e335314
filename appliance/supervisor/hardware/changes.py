"""How we learn that hardware came or went: from udev, by looking every now and then, or told."""

import errno
import logging
import os
import select
from threading import Event
from typing import Final, Protocol

log = logging.getLogger(__name__)

SOUND: Final = "sound"
BLOCK: Final = "block"
SUBSYSTEMS: Final = (SOUND, BLOCK)
EVERYTHING: Final = frozenset(SUBSYSTEMS)
BURST_LIMIT: Final = 1000
"""So many events are taken before hardware is looked at, even if more keep coming."""


class Changes(Protocol):
    """Waits for changes, in a thread of its own."""

    watch: str
    """``udev`` or ``polling``."""

    reason: str
    """Why only polling."""

    def wait(self, timeout_s: float) -> frozenset[str]:
        """Return the subsystems that changed; empty after the timeout or a `wake`."""

    def wake(self) -> None:
        """End a `wait`, from any thread."""

    def close(self) -> None:
        """Release what is held; nobody waits any more."""


class UdevDevice(Protocol):
    """As much of ``pyudev.Device`` as is used here."""

    subsystem: str | None


class UdevMonitor(Protocol):
    """As much of ``pyudev.Monitor`` as is used here; already started."""

    def fileno(self) -> int:
        """Return the netlink socket."""

    def poll(self, timeout: float) -> UdevDevice | None:
        """Take the next event; None if there is none. Raises OSError."""


class UdevChanges:
    """Hears udev's events."""

    watch = "udev"
    reason = ""

    def __init__(self, monitor: UdevMonitor) -> None:
        self._monitor = monitor
        self._waker, self._wake = os.pipe()
        self._ready = select.poll()
        for descriptor in (monitor.fileno(), self._waker):
            self._ready.register(descriptor, select.POLLIN)

    def wait(self, timeout_s: float) -> frozenset[str]:
        """See Changes."""
        ready = {descriptor for descriptor, _ in self._ready.poll(timeout_s * 1000)}
        if self._waker in ready:
            os.read(self._waker, 1)
        return self._take() if self._monitor.fileno() in ready else frozenset()

    def wake(self) -> None:
        """See Changes."""
        os.write(self._wake, b"\0")

    def close(self) -> None:
        """See Changes."""
        os.close(self._waker)
        os.close(self._wake)

    def _take(self) -> frozenset[str]:
        changed: set[str] = set()
        try:
            for _ in range(BURST_LIMIT):
                device = self._monitor.poll(0)
                if device is None:
                    break
                if device.subsystem:
                    changed.add(device.subsystem)
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            log.warning("udev events were lost", extra={"event": "udev-overflow"})
            return EVERYTHING
        return frozenset(changed)


class PollingChanges:
    """Hears nothing: every look must compare."""

    watch = "polling"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self._woken = Event()

    def wait(self, timeout_s: float) -> frozenset[str]:
        """See Changes."""
        self._woken.wait(timeout_s)
        self._woken.clear()
        return frozenset()

    def wake(self) -> None:
        """See Changes."""
        self._woken.set()

    def close(self) -> None:
        """See Changes."""


class SimulatedChanges:
    """Hears what it is told by `announce`."""

    watch = "udev"
    reason = ""

    def __init__(self) -> None:
        self._changed: set[str] = set()
        self._woken = Event()

    def announce(self, *subsystems: str) -> None:
        """Let devices of ``subsystems`` come or go."""
        self._changed.update(subsystems)
        self._woken.set()

    def wait(self, timeout_s: float) -> frozenset[str]:
        """See Changes."""
        self._woken.wait(timeout_s)
        self._woken.clear()
        changed, self._changed = frozenset(self._changed), set()
        return changed

    def wake(self) -> None:
        """See Changes."""
        self._woken.set()

    def close(self) -> None:
        """See Changes."""
