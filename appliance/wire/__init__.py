"""Messages between the processes: Wyoming events over Unix sockets.

Standard Wyoming events (``audio-start``, ``transcribe``, …) travel as ``wyoming.event.Event``;
what Wyoming lacks is added as ``tingxia-*`` messages, each defined once in this package.
"""

from appliance.wire.codec import (
    PROTOCOL_VERSION,
    Message,
    RemoteError,
    WireError,
    error_event,
    to_event,
    to_message,
)
from appliance.wire.connection import Connection, connect, request, serve

__all__ = [
    "PROTOCOL_VERSION",
    "Connection",
    "Message",
    "RemoteError",
    "WireError",
    "connect",
    "error_event",
    "request",
    "serve",
    "to_event",
    "to_message",
]
