"""The one port of the box, on loopback only."""

import errno
import socket

from appliance.station.errors import StationError

HOST = "127.0.0.1"


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
