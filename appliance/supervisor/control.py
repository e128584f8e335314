"""The supervisor's socket: children report here, people ask and command here."""

import asyncio
import logging

from appliance.supervisor.box import Box
from appliance.supervisor.child import Child
from appliance.supervisor.hardware import StandInSticks
from appliance.wire import Connection, WireError
from appliance.wire.supervision import (
    ApplySettings,
    GetSystemStatus,
    LetGoStandIn,
    ProcessProgress,
    ProcessReady,
    ShutDown,
)

log = logging.getLogger(__name__)


class Control:
    """Handles the connections to the supervisor."""

    def __init__(self, box: Box, stand_ins: StandInSticks) -> None:
        self._box = box
        self._stand_ins = stand_ins

    async def handle(self, connection: Connection) -> None:
        """Serve one connection to its end. Raises WireError for what makes no sense here."""
        async for message in connection:
            match message:
                case ProcessReady():
                    await self._accompany(connection, message)
                    return
                case GetSystemStatus():
                    await connection.send(self._box.status())
                case ApplySettings():
                    await self._box.apply_settings()
                    await connection.send(self._box.status())
                case LetGoStandIn():
                    self._stand_ins.let_go(message.identity)
                    await connection.send(self._box.status())
                case ShutDown():
                    await connection.send(self._box.status())
                    self._box.request_stop()
                case _:
                    raise _out_of_place(message)

    async def _accompany(self, connection: Connection, hello: ProcessReady) -> None:
        """Listen to a child and tell it about the hardware until one of both leaves."""
        child = self._box.children[hello.role]
        pid = child.pid
        peer_pid = connection.peer_pid() or hello.pid
        if pid is None or not child.owns(peer_pid):
            raise WireError(
                "Process {pid} is not the {role} of this box.",
                hint="Only children of the supervisor report here.",
                pid=peer_pid,
                role=hello.role.value,
            )
        child.became_ready()
        telling = asyncio.create_task(self._tell_hardware(connection))
        try:
            await self._hear_progress(connection, child, pid)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _hear_progress(self, connection: Connection, child: Child, pid: int) -> None:
        async for message in connection:
            if not isinstance(message, ProcessProgress):
                raise _out_of_place(message)
            child.progressed(pid=pid, count=message.count)

    async def _tell_hardware(self, connection: Connection) -> None:
        try:
            async for status in self._box.feed:
                await connection.send(status)
        except WireError:
            log.debug("child left", extra={"event": "child-left"})


def _out_of_place(message: object) -> WireError:
    return WireError(
        "{type} is out of place here.",
        hint="The supervisor takes get-system-status, apply-settings, let-go-stand-in, shut-down "
        "and reports of its children.",
        type=getattr(message, "event_type", None) or getattr(message, "type", "this"),
    )
