"""Asking the station about the queue of files."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from wyoming.event import Event

from appliance.wire.codec import WireError, to_error
from appliance.wire.connection import connect
from appliance.wire.files import FileLine, FollowQueue, GetQueue, QueueTold


@dataclass(slots=True, kw_only=True)
class KnownQueue:
    """The queue as it was told until now."""

    head: QueueTold = field(default_factory=QueueTold)
    """The latest message; its files are only those that changed."""

    files: dict[str, FileLine] = field(default_factory=dict)

    def take(self, told: QueueTold) -> None:
        """Take a message."""
        self.head = told
        for job_id in told.gone:
            self.files.pop(job_id, None)
        self.files.update({line.id: line for line in told.files})


async def queue(socket: Path) -> KnownQueue:
    """Return the queue. Raises RemoteError, WireError."""
    async for known in _told(socket, GetQueue()):
        return known
    raise _gone()


async def followed_queue(socket: Path) -> AsyncIterator[KnownQueue]:
    """Yield the queue now and at every change; one object that is kept up to date.

    Raises RemoteError, WireError.
    """
    async for known in _told(socket, FollowQueue()):
        yield known
    raise _gone()


async def _told(socket: Path, question: GetQueue | FollowQueue) -> AsyncIterator[KnownQueue]:
    known = KnownQueue()
    async with connect(socket) as connection:
        await connection.send(question)
        async for message in connection:
            if isinstance(message, Event) and message.type == "error":
                raise to_error(message)
            if isinstance(message, QueueTold):
                known.take(message)
                if message.last:
                    yield known


def _gone() -> WireError:
    return WireError(
        "The station went away before it had answered.",
        hint="It is being restarted; try again.",
    )
