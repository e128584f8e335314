"""The child's end of supervision: say ready, report progress, hear about the hardware."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.domain.process import Role
from appliance.wire.codec import WireError
from appliance.wire.connection import Connection, connect
from appliance.wire.supervision import HardwareStatus, ProcessProgress, ProcessReady

log = logging.getLogger(__name__)


class Supervised:
    """A running child's line to its supervisor."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def progress(self, count: int) -> None:
        """Report work done; call it about once a second *from the place where the work is done*."""
        try:
            await self._connection.send(ProcessProgress(count=count))
        except WireError:
            log.debug("supervisor is gone", extra={"event": "supervisor-gone"})


@asynccontextmanager
async def supervised(
    socket: Path,
    role: Role,
    *,
    on_hardware: Callable[[HardwareStatus], None],
    on_orphaned: Callable[[], None],
) -> AsyncIterator[Supervised]:
    """Tell the supervisor that this process is ready.

    ``on_hardware`` is called for every HardwareStatus. ``on_orphaned`` is called once if the
    supervisor goes away: the process should stop in good order.
    """
    async with connect(socket) as connection, asyncio.TaskGroup() as tasks:
        await connection.send(ProcessReady(role=role, pid=os.getpid()))

        async def listen() -> None:
            try:
                async for message in connection:
                    if isinstance(message, HardwareStatus):
                        on_hardware(message)
            except WireError as error:
                log.warning("supervisor: %s", error, extra={"event": "supervisor-gone"})
            on_orphaned()

        listener = tasks.create_task(listen())
        yield Supervised(connection)
        listener.cancel()
