"""Asking the station about the queue of files."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from appliance.wire.answers import Answer, answers
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
    known = KnownQueue()
    async for message in answers(socket, GetQueue(), is_last=_is_whole):
        if isinstance(message, QueueTold):
            known.take(message)
    return known


async def followed_queue(socket: Path) -> AsyncIterator[KnownQueue]:
    """Yield the queue now and at every change; one object that is kept up to date.

    Raises RemoteError, WireError.
    """
    known = KnownQueue()
    async for message in answers(socket, FollowQueue()):
        if isinstance(message, QueueTold):
            known.take(message)
            if message.last:
                yield known


def _is_whole(message: Answer) -> bool:
    return isinstance(message, QueueTold) and message.last
