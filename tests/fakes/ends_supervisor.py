"""A supervisor that knows only one thing: how the last run of inference ended."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.domain.process import ProcessEnd, ProcessState, Role
from appliance.wire import Connection, serve
from appliance.wire.supervision import (
    GetSystemStatus,
    HardwareStatus,
    Mode,
    ProcessStatus,
    SystemStatus,
)


class EndsSupervisor:
    """Says of inference, which here is a part of this process, that it ended like ``end``."""

    def __init__(self, end: ProcessEnd) -> None:
        self.end = end

    async def handle(self, connection: Connection) -> None:
        """Answer."""
        async for message in connection:
            assert isinstance(message, GetSystemStatus)
            inference = ProcessStatus(
                role=Role.INFERENCE,
                state=ProcessState.BACKOFF,
                last_pid=os.getpid(),
                last_end=self.end,
            )
            await connection.send(
                SystemStatus(
                    version="0",
                    mode=Mode.NORMAL,
                    uptime_s=0.0,
                    processes=(inference,),
                    hardware=HardwareStatus(),
                )
            )


@asynccontextmanager
async def ends_supervisor(socket: Path, end: ProcessEnd) -> AsyncIterator[EndsSupervisor]:
    """Serve on the supervisor's socket."""
    supervisor = EndsSupervisor(end)
    async with serve(socket, supervisor.handle):
        yield supervisor
