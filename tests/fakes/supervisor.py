"""A supervisor that only listens to its children, and tells them of hardware when asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.wire import Connection, serve
from appliance.wire.supervision import HardwareStatus, ProcessProgress, ProcessReady


class FakeSupervisor:
    """Keeps what a child said; ``ready`` and ``progressed`` are set by each such message."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.progress: list[int] = []
        self.progressed = asyncio.Event()
        self._children: list[Connection] = []

    async def handle(self, connection: Connection) -> None:
        """Listen to one child."""
        self._children.append(connection)
        async for message in connection:
            if isinstance(message, ProcessReady):
                self.ready.set()
            elif isinstance(message, ProcessProgress):
                self.progress.append(message.count)
                self.progressed.set()

    async def announce(self, status: HardwareStatus) -> None:
        """Tell the child that came last."""
        await self._children[-1].send(status)

    async def leave(self) -> None:
        """Hang up on the child that came last, as a supervisor that died."""
        await self._children[-1].close()


@asynccontextmanager
async def fake_supervisor(socket: Path) -> AsyncIterator[FakeSupervisor]:
    """Serve on the supervisor's socket."""
    supervisor = FakeSupervisor()
    async with serve(socket, supervisor.handle):
        yield supervisor
