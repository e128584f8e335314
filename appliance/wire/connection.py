"""Both ends of a Unix socket that carries messages."""

import asyncio
import logging
import platform
import socket
import stat
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from wyoming.event import Event, async_write_event

from appliance.errors import ApplianceError, UsageError
from appliance.wire.codec import Message, WireError, error_event, to_error, to_event, to_message
from appliance.wire.framing import HEADER_LIMIT_BYTES, read_event

log = logging.getLogger(__name__)

Reply = TypeVar("Reply", bound=Message)

_SOL_LOCAL, _LOCAL_PEERPID = 0, 2
"""From macOS's sys/un.h."""

_REFUSED_S = 5.0
"""How long a peer has to read why it is refused; one that goes on sending is cut off then."""


class Connection:
    """One end of a socket. Sending waits while the other side is slow; so must never capture."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._send_lock = asyncio.Lock()

    async def send(self, message: Message | Event) -> None:
        """Send one message. Raises WireError when the other side is gone, UsageError if no text."""
        event = to_event(message) if isinstance(message, Message) else message
        async with self._send_lock:
            try:
                await async_write_event(event, self._writer)
            except UnicodeEncodeError as error:  # nothing was written yet
                raise UsageError(
                    "A name or word holds characters that are no text.",
                    hint="Type it again on a terminal that is set to UTF-8.",
                ) from error
            except (ConnectionError, RuntimeError) as error:
                raise WireError(
                    "The other process closed the connection.", hint="It is being restarted."
                ) from error

    async def receive(self) -> Message | Event | None:
        """Read one message; None when the other side closed in good order. Raises WireError."""
        event = await read_event(self._reader)
        return None if event is None else to_message(event)

    async def __aiter__(self) -> AsyncIterator[Message | Event]:
        while (message := await self.receive()) is not None:
            yield message

    async def request(self, message: Message, reply: type[Reply]) -> Reply:
        """Send a message and wait for its reply.

        Raises RemoteError if the answer is an error, WireError if there is none.
        """
        await self.send(message)
        answer = await self.receive()
        if isinstance(answer, reply):
            return answer
        if isinstance(answer, Event) and answer.type == "error":
            raise to_error(answer)
        raise WireError(
            "{type} was not answered.",
            hint="The other process is being restarted; try again.",
            type=message.event_type,
        )

    def peer_pid(self) -> int | None:
        """Process id of the other end as the kernel knows it; None where it does not tell."""
        peer = self._writer.get_extra_info("socket")
        if hasattr(socket, "SO_PEERCRED"):
            credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            return int(struct.unpack("3i", credentials)[0])
        is_macos = platform.system() == "Darwin"
        return int(peer.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID)) if is_macos else None

    def pending_bytes(self) -> int:
        """How much was sent but not yet taken by the other side."""
        return self._writer.transport.get_write_buffer_size()

    async def refuse(self, error: ApplianceError) -> None:
        """Say why nothing more comes, and hear the other side out until it has read that.

        Its next write to a socket that is closed would fail, and what it had not read yet would
        be gone for it: a refusal would look like a death. Raises WireError, OSError.
        """
        await self.send(error_event(error))
        self._writer.write_eof()
        while await self._reader.read(HEADER_LIMIT_BYTES):
            pass

    async def close(self) -> None:
        """Close; what was sent is delivered if the other side takes it."""
        self._writer.close()
        try:
            async with asyncio.timeout(1):
                await self._writer.wait_closed()
        except (ConnectionError, TimeoutError):
            self._writer.transport.abort()


Handler = Callable[[Connection], Awaitable[None]]


@asynccontextmanager
async def serve(path: Path, handler: Handler) -> AsyncIterator[None]:
    """Listen on ``path`` (mode 0600) and run ``handler`` for each connection.

    An ApplianceError that leaves the handler is sent to the peer as an ``error`` event and the
    connection is closed; the server goes on.
    """
    path.unlink(missing_ok=True)
    handlers: set[asyncio.Task[None]] = set()

    async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.add(task)
        connection = Connection(reader, writer)
        try:
            await _handled(handler, connection)
        except asyncio.CancelledError:
            log.debug("connection ended by shutdown", extra={"event": "wire-shutdown"})
        finally:
            handlers.discard(task)
            await connection.close()

    server = await asyncio.start_unix_server(accepted, path=path, limit=HEADER_LIMIT_BYTES)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    try:
        yield
    finally:
        server.close()
        for task in list(handlers):
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
        path.unlink(missing_ok=True)


@asynccontextmanager
async def connect(path: Path, *, timeout_s: float = 5.0) -> AsyncIterator[Connection]:
    """Connect to a process. Raises WireError when it does not listen."""
    try:
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_unix_connection(path, limit=HEADER_LIMIT_BYTES)
    except (OSError, TimeoutError) as error:
        raise WireError(
            "Nothing answers at {path}.",
            hint="Start the box with `tingxia up`, or wait until it has started.",
            path=path,
        ) from error
    connection = Connection(reader, writer)
    try:
        yield connection
    finally:
        await connection.close()


async def request(
    path: Path, message: Message, reply: type[Reply], *, timeout_s: float = 10.0
) -> Reply:
    """Connect, ask one thing, return the answer. Raises WireError, RemoteError."""
    try:
        async with asyncio.timeout(timeout_s), connect(path) as connection:
            return await connection.request(message, reply)
    except TimeoutError as error:
        raise WireError(
            "{type} was not answered within {timeout_s} s.",
            hint="Look at `tingxia status`.",
            type=message.event_type,
            timeout_s=timeout_s,
        ) from error


async def _handled(handler: Handler, connection: Connection) -> None:
    try:
        await handler(connection)
    except ApplianceError as error:
        log.info("connection refused: %s", error, extra={"event": "wire-error", "code": error.code})
        try:
            async with asyncio.timeout(_REFUSED_S):
                await connection.refuse(error)
        except TimeoutError:
            log.info("a refused peer is cut off", extra={"event": "wire-peer-cut-off"})
        except (WireError, OSError):
            log.info("peer left before it could be told", extra={"event": "wire-peer-gone"})
