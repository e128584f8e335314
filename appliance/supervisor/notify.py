"""Telling systemd how we do (sd_notify(3))."""

import logging
import os
import socket
from collections.abc import Mapping
from typing import Self

log = logging.getLogger(__name__)


class Notifier:
    """Sends to the datagram socket that systemd named; does nothing where it named none."""

    def __init__(self, address: str | None, *, watchdog_s: float | None = None) -> None:
        self._address = address
        self.watchdog_s = watchdog_s
        """systemd kills the box when it hears no WATCHDOG=1 for so long; None for never."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID."""
        watchdog_usec = environment.get("WATCHDOG_USEC", "")
        is_for_us = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        return cls(
            environment.get("NOTIFY_SOCKET"),
            watchdog_s=int(watchdog_usec) / 1e6 if watchdog_usec.isdigit() and is_for_us else None,
        )

    def tell(self, *assignments: str) -> None:
        """Send ``READY=1``, ``STATUS=…`` and the like. A silent systemd is no reason to stop."""
        if not self._address:
            return
        # An abstract socket is written with @ and addressed with a zero byte.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
                sender.connect(address)
                sender.send("\n".join(assignments).encode())
        except OSError as error:
            log.warning("systemd was not told: %s", error, extra={"event": "notify-failed"})
