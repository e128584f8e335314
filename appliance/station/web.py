"""The HTTP server inside the station's event loop, on loopback only."""

import asyncio
import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from appliance.station.errors import StationError

HOST = "127.0.0.1"
BACKLOG = 128
GRACE_S = 2
"""Open requests get so long at an orderly stop."""


def bind(port: int) -> socket.socket:
    """Take the port before anything else is done. Raises StationError if it is not free."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise StationError(
                "Port {port} is used by another program.",
                hint="Stop that program, or choose another port with --port or with "
                "station.port in the configuration.",
                port=port,
            ) from error
        raise StationError(
            "Port {port} cannot be opened: {reason}.",
            hint="Choose another port (1024 or higher needs no rights) with --port or with "
            "station.port in the configuration.",
            port=port,
            reason=error.strerror,
        ) from error
    return listener


class WebServer(uvicorn.Server):
    """uvicorn without its own ideas about signals and logging."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level=logging.WARNING,
            access_log=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=GRACE_S,
        )
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the station."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self.listening.set()
